"""Pinning: which posts stand first, until when, and in which order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update

from forum import audit, clock
from forum.extensions import db
from forum.policy import post_counts
from forum.posts.models import Post, State
from forum.standing import Member


def pinned_now(now: Any = None) -> ColumnElement[bool]:
    """Return what is true of a post that is pinned, and whose date has not passed (by now, or by `now`)."""
    lasts = or_(Post.pinned_until.is_(None), Post.pinned_until > (clock.now() if now is None else now))
    return and_(Post.pin_position.is_not(None), lasts)


def is_pinned(post: Any) -> bool:
    """Say whether a post stands at the top of the feed now."""
    if post.pin_position is None or not post_counts(post):
        return False
    return post.pinned_until is None or post.pinned_until > clock.now()


def pin(post_id: int, *, by: Member, until: datetime | None = None) -> None:
    """Pin a post on top of the others, until a moment or until it is unpinned."""
    set_pin(post_id, True, until=until, by=by)
    audit.record("post.pin", by=by.user_id, course=by.course_id, target=f"post-{post_id}")
    db.session.commit()


def unpin(post_id: int, *, by: Member) -> None:
    """Let a post go back to its place in time."""
    set_pin(post_id, False, until=None, by=by)
    audit.record("post.unpin", by=by.user_id, course=by.course_id, target=f"post-{post_id}")
    db.session.commit()


def set_pin(post_id: int, pinned: bool, *, until: datetime | None, by: Member) -> None:
    """Pin or unpin a post; one that is pinned now keeps its place. The caller commits."""
    stands = pinned_now()
    top = select(func.coalesce(func.min(Post.pin_position), 0) - 1).where(Post.course_id == by.course_id)
    values = {
        "pin_position": case((stands, Post.pin_position), else_=top.scalar_subquery()) if pinned else None,
        "pinned_until": until if pinned else None,
        "pinned_by_id": case((stands, Post.pinned_by_id), else_=by.user_id) if pinned else None,
    }
    shown = (Post.state == State.PUBLISHED, Post.hidden_at.is_(None), Post.deleted_at.is_(None))
    db.session.execute(
        update(Post)
        .where(Post.id == post_id, Post.course_id == by.course_id, *shown)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def move_up(post_id: int, *, by: Member) -> None:
    """Let a pinned post change places with the one above it, and number all of them anew."""
    ids = list(
        db.session.scalars(
            select(Post.id)
            .where(Post.course_id == by.course_id, pinned_now())
            .order_by(Post.pin_position, Post.id)
            .with_for_update()
        )
    )
    place = ids.index(post_id) if post_id in ids else 0
    if place:
        ids[place - 1], ids[place] = ids[place], ids[place - 1]
        for position, id in enumerate(ids, start=1):
            db.session.execute(update(Post).where(Post.id == id).values(pin_position=position))
        audit.record("post.pin", by=by.user_id, course=by.course_id, target=f"post-{post_id}", moved="up")
    db.session.commit()
