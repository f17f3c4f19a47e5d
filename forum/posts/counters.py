"""The numbers beside people, categories and months. They move in the transaction that changes a post."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, update

from forum.courses.models import Membership
from forum.extensions import db
from forum.posts.models import Category, Filing, Month


def count_post(post: Any, by: int) -> None:
    """Count a post in (1) or out (-1): for its author, its month and its categories."""
    db.session.execute(
        update(Membership)
        .where(Membership.course_id == post.course_id, Membership.user_id == post.author_id)
        .values(post_count=Membership.post_count + by)
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
