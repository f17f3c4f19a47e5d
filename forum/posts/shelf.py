"""What posts are filed under: categories and months, with the number of posts in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, literal, select, union_all
from werkzeug.exceptions import NotFound

from forum.posts.models import Category, Filing, Month
from forum.prepared import number
from forum.rows import fetch

CATEGORIES = (
    select(
        Category.id,
        Category.slug,
        Category.name,
        Category.description,
        Category.is_default,
        Category.post_count,
    )
    .where(Category.course_id == number("here"))
    .order_by(Category.position, Category.name, Category.id)
)
FILINGS = (
    select(Filing.post_id, Category.id, Category.slug, Category.name)
    .join(Category, Category.id == Filing.category_id)
    .where(Filing.post_id.in_(bindparam("posts", expanding=True)))
    .order_by(Category.position, Category.id)
)
RAIL = union_all(
    select(
        literal("category").label("kind"),
        Category.slug.label("slug"),
        Category.name.label("name"),
        Category.post_count.label("post_count"),
        Category.position.label("position"),
    ).where(Category.course_id == number("here")),
    select(literal("month"), Month.month, Month.month, Month.post_count, literal(0)).where(
        Month.course_id == number("here"), Month.post_count > 0
    ),
)


@dataclass(frozen=True, slots=True)
class Rail:
    """The side of a class's pages: its categories and its months, with the number of posts in each."""

    categories: Sequence[Any]
    months: Sequence[Any]


def filings(post_ids: Sequence[int]) -> dict[int, list[Any]]:
    """Return what each of these posts is filed under, in the class's order."""
    found: dict[int, list[Any]] = {post_id: [] for post_id in post_ids}
    if not found:
        return found
    for row in fetch(FILINGS, posts=post_ids):
        found[row.post_id].append(row)
    return found


def rail(course_id: int) -> Rail:
    """Return categories and months with their counts, in one statement."""
    rows = fetch(RAIL, here=course_id).all()
    in_order = sorted((r for r in rows if r.kind == "category"), key=lambda r: (r.position, r.name))
    return Rail(in_order, sorted((r for r in rows if r.kind == "month"), key=lambda r: r.slug, reverse=True))


def categories(course_id: int) -> Sequence[Any]:
    """Return a class's categories in their order."""
    found: Sequence[Any] = fetch(CATEGORIES, here=course_id).all()
    return found


def category(course_id: int, slug: str) -> Any:
    """Return one category by its short name. Raises NotFound."""
    found = next((row for row in categories(course_id) if row.slug == slug), None)
    if found is None:
        raise NotFound
    return found
