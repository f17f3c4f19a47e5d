"""The numbers that a comment moves: of its post, of its author, of the comment that it answers.

They move in the transaction that changes the comment. The statements are built once: commenting is what
people do most, and building an update takes longer than running it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update

from forum.comments.models import Comment
from forum.courses.models import Membership
from forum.posts.models import Post, State
from forum.prepared import moment, number
from forum.rows import fetch

POST = Post.metadata.tables[Post.__tablename__]
COMMENT = Comment.metadata.tables[Comment.__tablename__]
MEMBERSHIP = Membership.metadata.tables[Membership.__tablename__]

NEXT = (
    update(POST)
    .where(POST.c.id == number("of"), POST.c.state == State.PUBLISHED)
    .values(
        comment_number=POST.c.comment_number + 1,
        comment_count=POST.c.comment_count + 1,
        active_at=moment("at"),
    )
    .returning(POST.c.comment_number, POST.c.comment_count)
)
COUNT = (
    update(POST).where(POST.c.id == number("of")).values(comment_count=POST.c.comment_count + number("more"))
)
OF_AUTHOR = (
    update(MEMBERSHIP)
    .where(MEMBERSHIP.c.course_id == number("here"), MEMBERSHIP.c.user_id == number("of"))
    .values(comment_count=MEMBERSHIP.c.comment_count + number("more"))
)
REPLIES = (
    update(COMMENT)
    .where(COMMENT.c.id == number("of"))
    .values(reply_count=COMMENT.c.reply_count + number("more"))
)
IF_IT_STANDS = REPLIES.where(COMMENT.c.deleted_at.is_(None)).returning(COMMENT.c.id)


def next_number(post_id: int, at: datetime) -> Any:
    """Count one comment more under a post; return the `comment_number` that it gets, and the `comment_count`.

    None if the post is a draft again by now.

    The post's row is locked from then on: who else comments there waits for the end of the transaction.
    """
    return fetch(NEXT, of=post_id, at=at).one_or_none()


def count(comment: Any, course_id: int, by: int) -> None:
    """Count a comment in (1) or out (-1), for its post and its author."""
    fetch(COUNT, of=comment.post_id, more=by)
    count_author(course_id, comment.author_id, by)


def count_author(course_id: int, user_id: int | None, by: int) -> None:
    """Move the number of somebody's comments in a class."""
    fetch(OF_AUTHOR, here=course_id, of=user_id, more=by)


def count_reply(comment_id: int, by: int) -> None:
    """Move the number of answers that a comment has."""
    fetch(REPLIES, of=comment_id, more=by)


def count_new_reply(comment_id: int) -> bool:
    """Count one answer more; False if the comment was deleted meanwhile."""
    return fetch(IF_IT_STANDS, of=comment_id, more=1).one_or_none() is not None
