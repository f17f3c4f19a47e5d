"""Whose posts a page lists: people of the class, and who else wrote in it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, func, select
from werkzeug.exceptions import NotFound

from forum.auth.models import User
from forum.auth.queries import HANDLE
from forum.comments.models import Comment
from forum.courses.models import Membership
from forum.policy import comments_readable, posts_readable, posts_written
from forum.policy_class import members_seen
from forum.posts import withheld
from forum.posts.models import Post
from forum.rows import fetch
from forum.standing import Member


def find(member: Member, user_id: int) -> Any:
    """Return somebody whom a member sees in the class, or of whose texts there they see some.

    Raises NotFound for everybody else.
    """
    here = and_(Membership.course_id == member.course_id, Membership.user_id == User.id)
    posts, comments = _written(member.course_id, user_id)
    row = fetch(
        select(
            User.id,
            User.name,
            HANDLE.label("handle"),
            Membership.role,
            and_(Membership.user_id.is_not(None), members_seen(member)).label("is_seen"),
            func.coalesce(Membership.post_count, posts).label("post_count"),
            func.coalesce(Membership.comment_count, comments).label("comment_count"),
        )
        .outerjoin(Membership, here)
        .where(User.id == user_id)
    ).one_or_none()
    row = row and withheld.taken_off(row, withheld.of_people(member))
    if row is None or not (row.post_count or row.comment_count or row.is_seen):
        raise NotFound
    return row


def _written(course_id: int, user_id: int) -> tuple[Any, Any]:
    """Count what everybody can see of the site's admin, who is in no class and has no numbers there."""
    everybody = Member(course_id, course_open=True)
    posts = select(func.count(Post.id)).where(posts_readable(everybody), posts_written(user_id))
    comments = select(func.count(Comment.id)).where(
        comments_readable(everybody), Comment.author_id == user_id
    )
    return posts.scalar_subquery(), comments.scalar_subquery()
