"""The rules about a class from one term to the next, to be read by a teacher: a part of policy.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from forum.courses.models import Role
from forum.posts.models import Post, State
from forum.standing import Member, Reader


# Only the site's admin makes classes, also out of another one. Instructors ask for theirs to be copied.
def _course_make(member: Member, _course: Any) -> bool:
    return member.is_admin


# Only the site's admin destroys a class, and only one that is closed.
def _course_purge(member: Member, course: Any) -> bool:
    return member.is_admin and not course.is_open


# Instructors mark what goes along into the next term, also when this one is over: what every member can see,
# and their own drafts. What a student wrote never goes.
def _post_carry(member: Member, post: Any) -> bool:
    shown = post.state == State.PUBLISHED and post.hidden_at is None
    mine = post.state == State.DRAFT and member.user_id is not None and post.author_id == member.user_id
    of_a_student = getattr(post, "author_role", None) == Role.STUDENT
    return member.teaches and post.deleted_at is None and (shown or mine) and not of_a_student


def posts_carried(member: Reader) -> ColumnElement[bool]:
    """Return the SQL twin of "post.carry"; that no student wrote it, courses/authorship.py says."""
    shown = and_(Post.state == State.PUBLISHED, Post.hidden_at.is_(None))
    mine = and_(Post.state == State.DRAFT, Post.author_id == member.user_id)
    return and_(Post.course_id == member.course_id, Post.deleted_at.is_(None), or_(shown, mine))


RULES: dict[str, Callable[[Member, Any], bool]] = {
    "course.make": _course_make,
    "course.purge": _course_purge,
    "post.carry": _post_carry,
}
