"""The number at the bell, as a column beside the class: every page of a member shows it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from forum.comments.models import Comment
from forum.marking.models import Mark
from forum.notify.models import Notification
from forum.policy import audience, comments_counted, posts_counted, somebody
from forum.posts.models import Post
from forum.prepared import Asker, prepared, run
from forum.standing import Member

MANY = 10  # unread notifications; "9+" says enough


def joined(query: Any) -> Any:
    """Join to a query over notifications what they tell of; what its reader may not read is left out."""
    query = query.outerjoin(Post, Post.id == Notification.post_id)
    query = query.outerjoin(Comment, Comment.id == Notification.comment_id)
    query = query.outerjoin(Mark, Mark.id == Notification.mark_id)
    is_for = audience(somebody(Notification.user_id, Notification.course_id))
    shown = and_(posts_counted(), is_for, or_(Notification.comment_id.is_(None), comments_counted()))
    return query.where(or_(shown, marks_told()))


def marks_told() -> ColumnElement[bool]:
    """Say of a notification that it tells somebody of a note that they may read."""
    mine = and_(Mark.student_id == Notification.user_id, Mark.released_at.is_not(None))
    return and_(mine, Mark.deleted_at.is_(None))


def number(user_id: Any, course_id: Any, *outer: Any) -> ColumnElement[int]:
    """Select how many notifications somebody has not read, up to MANY; `outer` is where the class stands."""
    mine = (Notification.user_id == user_id, Notification.course_id == course_id)
    unread = select(Notification.id).where(and_(*mine), Notification.read_at.is_(None)).limit(MANY)
    found = joined(unread).correlate(*outer).subquery()
    return select(func.count()).select_from(found).scalar_subquery()


def of(member: Member) -> int:
    """Return the number at a member's bell."""
    found: int = run(member, _of(member)).scalar()
    return found


@prepared
def _of(asker: Asker) -> Any:
    return select(number(asker.user_id, asker.course_id))
