"""The places that deleted comments leave: one stays as long as an answer stands under it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from forum.comments.counters import count_reply
from forum.comments.models import Comment
from forum.extensions import db

# What has to be known of a comment that was just changed.
CHANGED = (
    Comment.id,
    Comment.post_id,
    Comment.parent_id,
    Comment.author_id,
    Comment.reply_count,
    Comment.hidden_at,
    Comment.deleted_at,
)


def leave(comment: Any) -> None:
    """Tell the comments above that one without answers has gone; a tombstone left with none goes too."""
    while comment is not None and comment.reply_count == 0 and comment.parent_id is not None:
        count_reply(comment.parent_id, -1)
        parent = _row(comment.parent_id)
        comment = parent if parent.deleted_at is not None else None


def come_back(comment: Any) -> None:
    """Undo what `leave` did: a comment stands again, and so do the tombstones above it."""
    while comment.reply_count == 0 and comment.parent_id is not None:
        parent = _row(comment.parent_id)
        count_reply(parent.id, 1)
        if parent.deleted_at is None:
            return
        comment = parent


def _row(comment_id: int) -> Any:
    return db.session.execute(select(*CHANGED).where(Comment.id == comment_id)).one()
