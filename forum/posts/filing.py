"""What happens to categories: added, renamed, moved, merged, removed, and posts filed under them.

Each action is one transaction, but for the filing of a post, which is part of writing it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from forum import audit
from forum.extensions import db
from forum.posts.counters import count_categories, hold
from forum.posts.models import CATEGORY_LIMIT, Category, Filing, Post, State
from forum.standing import Member

NOT_IN_SLUGS = re.compile(r"[\W_]+")


def slug_of(name: str, taken: Iterable[str] = ()) -> str:
    """Return a short name for addresses, in the script of the name: "Day 1: Café" is "day-1-café"."""
    plain = unicodedata.normalize("NFC", name).lower()
    slug = NOT_IN_SLUGS.sub("-", plain).strip("-")[: CATEGORY_LIMIT - 5].strip("-") or "category"
    used, number, free = set(taken), 1, slug
    while free in used or free.isdigit():
        number += 1
        free = f"{slug}-{number}"
    return free


def make_default(course_id: int, name: str = "Uncategorized") -> None:
    """Give a new class the category of posts that have no other. The caller commits."""
    db.session.add(
        Category(course_id=course_id, slug="uncategorized", name=name, is_default=True, position=1_000_000)
    )


def find_or_add(course_id: int, name: str, description: str = "") -> int:
    """Return the category of that name, made last in the order if there is none. The caller commits."""
    found = _named(course_id, name)
    return found if found is not None else _new(course_id, name, description).id


def add(course_id: int, name: str, description: str, *, by: Member) -> bool:
    """Add a category at the end of the order; False if there is one of that name."""
    hold(course_id)  # what is looked up now, nobody else adds before the end
    if _named(course_id, name) is not None:
        db.session.rollback()
        return False
    return _done("category.add", _new(course_id, name, description).id, by)


def _new(course_id: int, name: str, description: str) -> Category:
    taken = db.session.scalars(select(Category.slug).where(Category.course_id == course_id))
    last = select(func.coalesce(func.max(Category.position), 0)).where(
        Category.course_id == course_id, Category.is_default.is_(False)
    )
    category = Category(
        course_id=course_id,
        slug=slug_of(name, taken),
        name=name,
        description=description,
        position=db.session.scalars(last).one() + 1,
    )
    db.session.add(category)
    db.session.flush()
    return category


def _named(course_id: int, name: str) -> int | None:
    """Return the category of that name. SQLite knows the cases of ASCII only, so they are compared here."""
    rows = db.session.execute(select(Category.id, Category.name).where(Category.course_id == course_id))
    return next((row.id for row in rows if row.name.casefold() == name.casefold()), None)


def rename(category_id: int, name: str, description: str, *, by: Member) -> bool:
    """Rename and describe a category; its address stays. False if the name is another's."""
    hold(by.course_id)
    if _named(by.course_id, name) not in (None, category_id):
        db.session.rollback()
        return False
    db.session.execute(
        update(Category).where(Category.id == category_id).values(name=name, description=description)
    )
    return _done("category.rename", category_id, by)


def move_up(category_id: int, *, by: Member) -> None:
    """Let a category change places with the one above it; the default one stays last."""
    hold(by.course_id)
    ids = list(
        db.session.scalars(
            select(Category.id)
            .where(Category.course_id == by.course_id, Category.is_default.is_(False))
            .order_by(Category.position, Category.name, Category.id)
        )
    )
    place = ids.index(category_id) if category_id in ids else 0
    if place:
        ids[place - 1], ids[place] = ids[place], ids[place - 1]
    for position, id in enumerate(ids, start=1):
        db.session.execute(update(Category).where(Category.id == id).values(position=position))
    db.session.commit()


def remove(category_id: int, *, into: int | None, by: Member) -> None:
    """Delete a category. Its posts go into another one; without one, those left with none to the default."""
    hold(by.course_id)
    default = _default(by.course_id)
    target = _another(by.course_id, into, category_id) or default
    elsewhere = Filing.category_id != category_id if target == default else Filing.category_id == target
    filed_elsewhere = select(Filing.post_id).where(elsewhere)
    db.session.execute(
        update(Filing)
        .where(Filing.category_id == category_id, Filing.post_id.not_in(filed_elsewhere))
        .values(category_id=target)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(delete(Filing).where(Filing.category_id == category_id))
    db.session.execute(delete(Category).where(Category.id == category_id))
    recount(target)
    audit.record(
        "category.remove", by=by.user_id, course=by.course_id, target=f"category-{category_id}", into=target
    )
    db.session.commit()


def _default(course_id: int) -> int:
    default = select(Category.id).where(Category.course_id == course_id, Category.is_default.is_(True))
    return db.session.scalars(default).one()


def _another(course_id: int, category_id: int | None, going: int) -> int | None:
    """Return a category if it is still there and is not the one that is going."""
    here = (Category.course_id == course_id, Category.id == category_id, Category.id != going)
    return db.session.scalar(select(Category.id).where(*here))


def recount(category_id: int) -> None:
    """Count a category's posts anew, where moving the number would need as long. The caller commits."""
    counted = (
        select(func.count())
        .select_from(Filing)
        .join(Post, Post.id == Filing.post_id)
        .where(Filing.category_id == category_id, Post.state == State.PUBLISHED)
        .where(Post.hidden_at.is_(None), Post.deleted_at.is_(None))
    )
    db.session.execute(
        update(Category).where(Category.id == category_id).values(post_count=counted.scalar_subquery())
    )


def _done(verb: str, category_id: int, by: Member) -> bool:
    audit.record(verb, by=by.user_id, course=by.course_id, target=f"category-{category_id}")
    db.session.commit()
    return True


# --- What a post is filed under; who writes the post commits -----------------------------------------


def chosen(category_ids: Sequence[int], name: str, *, by: Member) -> Sequence[int]:
    """Return these categories, with the one of that name: who teaches adds it if there is none.

    The default category is no choice: posts stand in it that have no other. The caller commits.
    """
    if not name or not by.teaches:
        return category_ids
    hold(by.course_id)
    found = _named(by.course_id, name)
    if found is None:
        found = _new(by.course_id, name, "").id
        audit.record("category.add", by=by.user_id, course=by.course_id, target=f"category-{found}")
    return category_ids if found == _default(by.course_id) else [*category_ids, found]


def file(post: Any, category_ids: Sequence[int]) -> None:
    """File a post under these categories of its class; under the default one when none is left."""
    known = select(Category.id).where(Category.course_id == post.course_id)
    ids = set(db.session.scalars(known.where(Category.id.in_(category_ids)))) if category_ids else set()
    ids = ids or set(db.session.scalars(known.where(Category.is_default.is_(True))))
    rows = [{"post_id": post.id, "category_id": id, "published_at": post.published_at} for id in sorted(ids)]
    db.session.execute(insert(Filing), rows)


def move(post: Any) -> None:
    """Let a post stand in the archives at the time that it has now."""
    its = update(Filing).where(Filing.post_id == post.id).values(published_at=post.published_at)
    db.session.execute(its.execution_options(synchronize_session=False))


def refile(post: Any, category_ids: Sequence[int], *, counted: bool) -> None:
    """File a post anew; `counted` says whether it counts in the numbers of its categories."""
    if counted:
        count_categories(select(Filing.category_id).where(Filing.post_id == post.id), -1)
    db.session.execute(delete(Filing).where(Filing.post_id == post.id))
    file(post, category_ids)
    if counted:
        count_categories(select(Filing.category_id).where(Filing.post_id == post.id), 1)
