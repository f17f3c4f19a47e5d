"""Keeping the version that an edit replaces: a call in the action that saves, in its transaction.

The row of the post or the comment is changed first, and so locked: of two who save at once, the second waits,
and is then told that the version which it had seen is not the present one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, select

from forum.comments.models import Comment
from forum.extensions import db
from forum.posts.models import Post, State
from forum.revisions.models import Revision


def version_of(table: Any) -> tuple[Any, ...]:
    """Return the columns that are a version of a post or a comment: the words, and who made them when."""
    return (
        func.coalesce(table.edited_by_id, table.author_id).label("editor_id"),
        func.coalesce(table.edited_at, table.created_at).label("at"),
        table.body_markdown,
        table.body_format,
    )


OF_POST = (*version_of(Post), Post.title, Post.state)
OF_COMMENT = version_of(Comment)


def has_changed(before: Any, title: str, body: str) -> bool:
    """Say whether a post's words are others than they were."""
    return (before.title, before.body_markdown) != (title, body)


def is_version(table: Any, seen: datetime | None) -> ColumnElement[bool]:
    """Return what is true of a text that was not edited since the edit at `seen`; None: never."""
    return table.edited_at.is_(None) if seen is None else table.edited_at == seen


def overwrites_nothing(before: Any, title: str, body: str, seen: datetime | None) -> ColumnElement[bool]:
    """Return what must be true of a post for an edit to lose nobody's words.

    It is the version that was seen, or it says the same already.
    """
    if has_changed(before, title, body):
        return is_version(Post, seen)
    return and_(Post.title == title, Post.body_markdown == body)


def keep_post(post: Any, before: Any) -> None:
    """Keep the version of a post that was replaced; `before` holds OF_POST as it was. The caller commits."""
    _keep(before, post.course_id, post_id=post.id, title=before.title, was_draft=before.state == State.DRAFT)


def keep_comment(comment: Any, before: Any, course_id: int) -> None:
    """Keep the version of a comment that was replaced; `before` holds OF_COMMENT as it was."""
    _keep(before, course_id, comment_id=comment.id)


def _keep(before: Any, course_id: int, **values: Any) -> None:
    names = ("editor_id", "at", "body_markdown", "body_format")
    same_text = [
        getattr(Revision, name) == values[name] for name in ("post_id", "comment_id") if name in values
    ]
    last = select(func.coalesce(func.max(Revision.number), 0)).where(*same_text)
    kept = {name: getattr(before, name) for name in names}
    new = insert(Revision).values(number=last.scalar_subquery() + 1, course_id=course_id, **kept, **values)
    db.session.execute(new)
