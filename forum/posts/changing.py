"""What every action on a post ends with: the post changed if it is still what it was, and who did it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from forum import audit
from forum.courses.models import Course
from forum.extensions import db
from forum.posts.counters import hold
from forum.posts.models import Post
from forum.standing import Member

# What an action needs to know of the post it has just changed.
CHANGED = (
    Post.id,
    Post.course_id,
    Post.author_id,
    Post.state,
    Post.month,
    Post.hidden_at,
    Post.deleted_at,
    Post.published_at,
)


def change(post_id: int, values: dict[str, Any], *conditions: Any) -> Any:
    """Change a post if it is still as the conditions say; return it as it is now, or None."""
    hold(select(Post.course_id).where(Post.id == post_id).scalar_subquery())
    return db.session.execute(
        update(Post)
        .where(Post.id == post_id, *conditions)
        .values(**values)
        .returning(*CHANGED)
        .execution_options(synchronize_session=False)
    ).one_or_none()


def done(verb: str, post: Any, by: Member, **detail: Any) -> bool:
    """Note who did what to a post, and commit."""
    audit.record(verb, by=by.user_id, course=by.course_id, target=f"post-{post.id}", **detail)
    db.session.commit()
    return True


def nothing_to_do() -> bool:
    """Leave everything as it is: the post was not what the action is for."""
    db.session.rollback()
    return False


def zone_of(course_id: int) -> str:
    """Return the name of a class's time zone."""
    return db.session.scalars(select(Course.time_zone).where(Course.id == course_id)).one()
