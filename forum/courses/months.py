"""The months that posts fall in, told anew: a class that moves to another time zone moves its midnights."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select, update

from forum import clock
from forum.extensions import db
from forum.posts.counters import hold
from forum.posts.models import Month, Post, State


def move(course_id: int, zone: str) -> None:
    """Put every post of a class under its month in that time zone. The caller commits."""
    hold(course_id)
    posts = db.session.execute(
        select(Post.id, Post.published_at, Post.month).where(Post.course_id == course_id)
    )
    told = [(post.id, post.month, clock.month_of(post.published_at, zone)) for post in posts]
    moved = [{"id": id_, "month": new} for id_, old, new in told if new != old]
    if moved:
        db.session.execute(update(Post), moved)
        _count(course_id)


def _count(course_id: int) -> None:
    counted = (Post.state == State.PUBLISHED, Post.hidden_at.is_(None), Post.deleted_at.is_(None))
    db.session.execute(delete(Month).where(Month.course_id == course_id))
    db.session.execute(
        insert(Month).from_select(
            ["course_id", "month", "post_count"],
            select(Post.course_id, Post.month, func.count())
            .where(Post.course_id == course_id, *counted)
            .group_by(Post.course_id, Post.month),
        )
    )
