"""What posts are filed under: categories and months, with the number of posts in each."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import false, literal, select, union_all
from sqlalchemy.orm import aliased
from werkzeug.exceptions import NotFound

from forum.lists import joined
from forum.posts import withheld
from forum.posts.models import Category, Filing, Month, Post
from forum.prepared import number
from forum.rows import fetch
from forum.standing import Member

# A shelf is short: with it, a post needs to bring no more than the ids of what it is filed under.
_its = aliased(Filing)
FILED = (
    select(joined(_its.category_id))
    .where(_its.post_id == Post.id)
    .correlate(Post)
    .scalar_subquery()
    .label("filed")
)
RAIL = union_all(
    select(
        Category.id.label("id"),
        Category.slug.label("slug"),
        Category.name.label("name"),
        Category.description.label("description"),
        Category.is_default.label("is_default"),
        Category.post_count.label("post_count"),
        Category.position.label("position"),
    ).where(Category.course_id == number("here")),
    select(literal(0), Month.month, Month.month, literal(""), false(), Month.post_count, literal(0)).where(
        Month.course_id == number("here"), Month.post_count > 0
    ),
)


class Shelved(NamedTuple):
    """A category or, with the id 0, a month."""

    id: int
    slug: str
    name: str
    description: str
    is_default: bool
    post_count: int
    position: int


@dataclass(frozen=True, slots=True)
class Rail:
    """The side of a class's pages: its categories and its months, with the number of posts in each."""

    categories: tuple[Shelved, ...]
    months: tuple[Shelved, ...]
    # What posts are filed under, by their `filed`: as many as there are combinations. Threads share it.
    known: dict[str | None, tuple[Shelved, ...]] = field(default_factory=dict, compare=False, repr=False)

    def filed(self, post: Any) -> tuple[Shelved, ...]:
        """Return what a post is filed under, in the class's order."""
        found = self.known.get(post.filed)
        if found is None:
            ids = filed_ids(post)
            found = tuple([category for category in self.categories if category.id in ids])
            self.known[post.filed] = found
        return found

    def category(self, slug: str) -> Shelved:
        """Return the category with this short name. Raises NotFound."""
        found = next((category for category in self.categories if category.slug == slug), None)
        if found is None:
            raise NotFound
        return found


def filed_ids(post: Any) -> list[int]:
    """Return the ids of what a post is filed under."""
    return [int(key) for key in (post.filed or "").split(",") if key]


def of(course: Any, member: Member) -> Rail:
    """Return categories and months of a class that is only read: like rail(), but from what is kept.

    They have the numbers that the member sees. `course` is the row that the doorway read, with the number
    that tells whether they have changed.
    """
    whole = rail(course.id) if course.shelf is None else _kept(course.id, course.shelf)
    return _less(whole, *withheld.of_shelf(member)) if member.misses else whole


def _less(whole: Rail, categories: dict[int, int], months: dict[str, int]) -> Rail:
    filed = [_fewer(row, categories.get(row.id, 0)) for row in whole.categories]
    left = [_fewer(row, months.get(row.slug, 0)) for row in whole.months]
    return Rail(tuple(filed), tuple([row for row in left if row.post_count]))


def _fewer(row: Shelved, by: int) -> Shelved:
    return row._replace(post_count=row.post_count - by)


@lru_cache(maxsize=64)
def _kept(course_id: int, _version: int) -> Rail:
    return rail(course_id)


def rail(course_id: int) -> Rail:
    """Return categories and months with their counts, in one statement."""
    return _rail(tuple(fetch(RAIL, here=course_id)))


@lru_cache(maxsize=64)
def _rail(found: tuple[Any, ...]) -> Rail:
    """Put the rows of a class in order; once for each wording of them."""
    rows = [Shelved._make(row) for row in found]
    in_order = sorted([row for row in rows if row.id], key=lambda row: (row.position, row.name, row.id))
    latest_first = sorted([row for row in rows if not row.id], key=lambda row: row.slug, reverse=True)
    return Rail(tuple(in_order), tuple(latest_first))


def categories(course_id: int) -> tuple[Shelved, ...]:
    """Return a class's categories in their order."""
    return rail(course_id).categories
