"""Where comments stand on a page: under which other they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from forum.comments import tree
from forum.comments.models import Comment
from forum.extensions import db


def under(post_id: int, branches: Sequence[tree.Branch]) -> list[tuple[int, list[tree.Branch]]]:
    """Return branches by the id of the comment on the page that they are drawn under."""
    groups = tree.by_parent(branches)
    rows = select(Comment.path, Comment.id).where(Comment.post_id == post_id, Comment.path.in_(groups))
    return [(row.id, groups[row.path]) for row in db.session.execute(rows.order_by(Comment.path.desc()))]


def id_at(post_id: int, path: str) -> int | None:
    """Return the id of the comment with this path."""
    return db.session.scalars(
        select(Comment.id).where(Comment.post_id == post_id, Comment.path == path)
    ).first()


def of(comment: Any, parent: Any) -> str:
    """Return the id of the list that a comment is drawn in: of the thread, or of the answers to another."""
    above = tree.above(comment.path)
    if not above:
        return "comment-list"
    return f"replies-{parent.id if parent.path == above else id_at(comment.post_id, above)}"
