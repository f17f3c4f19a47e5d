"""The rules about comments, to be read by a teacher: a part of policy.py, which routes and templates ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from forum.comments.models import Comment
from forum.courses.models import Role
from forum.standing import Member, Reader


# A hidden comment is shown to its author and to the teachers; a deleted one to nobody.
def _comment_read(member: Member, comment: Any) -> bool:
    if comment.deleted_at is not None:
        return False
    return comment.hidden_at is None or member.staff or comment.author_id == member.user_id


def comments_readable(member: Reader, comment: Any = Comment) -> ColumnElement[bool]:
    """Return the SQL twin of "comment.read", for one class. The post must be readable besides."""
    mine = comment.author_id == member.user_id if member.user_id is not None else false()
    hidden = true() if member.staff else or_(comment.hidden_at.is_(None), mine)
    return and_(comment.course_id == member.course_id, comment.deleted_at.is_(None), hidden)


def comment_counts(comment: Any) -> bool:
    """Say whether every member can see a comment: not hidden, not deleted."""
    return comment.hidden_at is None and comment.deleted_at is None


def comments_counted(comment: Any = Comment) -> ColumnElement[bool]:
    """Return the SQL twin of `comment_counts`."""
    return and_(comment.hidden_at.is_(None), comment.deleted_at.is_(None))


def _comment_edit(member: Member, comment: Any) -> bool:
    if not member.takes_part or not _comment_read(member, comment):
        return False
    return comment.author_id == member.user_id or member.staff


# What it said before is for its author, while they study here, and for the teachers who can see it.
def _comment_history_read(member: Member, comment: Any) -> bool:
    mine = member.role == Role.STUDENT and comment.author_id == member.user_id
    return _comment_read(member, comment) and (member.staff or mine)


def _comment_delete(member: Member, comment: Any) -> bool:
    return member.takes_part and comment.author_id == member.user_id and comment.deleted_at is None


def _comment_restore(member: Member, comment: Any) -> bool:
    return member.takes_part and comment.deleted_at is not None and comment.deleted_by_id == member.user_id


def _comment_hide(member: Member, comment: Any) -> bool:
    return member.takes_part and member.staff and comment.deleted_at is None


def _comment_heart(member: Member, comment: Any) -> bool:
    return member.takes_part and comment.author_id != member.user_id and comment_counts(comment)


RULES: dict[str, Callable[[Member, Any], bool]] = {
    "comment.read": _comment_read,
    "comment.edit": _comment_edit,
    "comment.history.read": _comment_history_read,
    "comment.delete": _comment_delete,
    "comment.restore": _comment_restore,
    "comment.hide": _comment_hide,
    "comment.heart": _comment_heart,
}
