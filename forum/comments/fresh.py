"""A comment that has just been written, as `queries.readable` would read it back; its writer waits for it."""

from __future__ import annotations

from typing import Any

from forum.comments import tree
from forum.comments.tree import Said
from forum.standing import Member


def row(id: int, stored: dict[str, Any], name: str, by: Member, parent: Any) -> Said:
    """Return the row of a new comment: all of it is known, down to the name of whom it answers."""
    return Said(
        id=id,
        post_id=stored["post_id"],
        parent_id=stored["parent_id"],
        path=stored["path"],
        author_id=stored["author_id"],
        author_name=name,
        author_role=by.role,
        body_html=stored["body_html"],
        created_at=stored["created_at"],
        edited_at=None,
        edited_by=None,
        hidden_at=None,
        hidden_reason="",
        deleted_at=None,
        deleted_by_id=None,
        answers=parent.author_name if parent and tree.is_beside(stored["path"], parent.path) else None,
        heart_count=0,
        hearted=0,
        kept=0,
    )
