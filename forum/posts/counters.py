"""The numbers beside people, categories and months. They move in the transaction that changes a post."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ScalarSelect, or_, select, update

from forum.courses.models import Membership
from forum.extensions import db
from forum.posts.models import Category, CoAuthor, Filing, Month


def hold(course_id: int | ScalarSelect[int]) -> None:
    """Let one transaction at a time change the numbers of a class, and what is filed where, until it ends.

    Otherwise two could wait for each other's rows, the first two posts of a month would both add it, and a
    post could be filed under a category that is just being deleted. What is locked is the default category.
    """
    default = (Category.course_id == course_id, Category.is_default.is_(True))
    db.session.execute(
        update(Category)
        .where(*default)
        .values(post_count=Category.post_count)
        .execution_options(synchronize_session=False)
    )


def count_post(post: Any, by: int) -> None:
    """Count a post in (1) or out (-1): for each of its authors, its month and its categories."""
    others = select(CoAuthor.user_id).where(CoAuthor.post_id == post.id)
    theirs = or_(Membership.user_id == post.author_id, Membership.user_id.in_(others))
    db.session.execute(
        update(Membership)
        .where(Membership.course_id == post.course_id, theirs)
        .values(post_count=Membership.post_count + by)
        .execution_options(synchronize_session=False)
    )
    filed = select(Filing.category_id).where(Filing.post_id == post.id)
    count_categories(filed, by)
    _count_month(post.course_id, post.month, by)


def count_categories(ids: Any | Iterable[int], by: int) -> None:
    """Move the number of posts of these categories."""
    db.session.execute(
        update(Category)
        .where(Category.id.in_(ids))
        .values(post_count=Category.post_count + by)
        .execution_options(synchronize_session=False)
    )


def _count_month(course_id: int, month: str, by: int) -> None:
    moved = db.session.execute(
        update(Month)
        .where(Month.course_id == course_id, Month.month == month)
        .values(post_count=Month.post_count + by)
        .returning(Month.month)
    ).first()
    if moved is None:
        db.session.add(Month(course_id=course_id, month=month, post_count=by))
        db.session.flush()
