"""What a post's page says of notes and points: to its author what they were told, to staff the way there."""

from __future__ import annotations

from typing import Any

from forum import web
from forum.marking import queries, whom
from forum.notify.seen import see_marks
from forum.policy import may
from forum.standing import Member


def beside(member: Member, post: Any) -> dict[str, Any]:
    """Return what the page shows: `notes` for the reader alone, `marked`, the authors whom the reader marks.

    It asks the database of nothing where a reader was told nothing.
    """
    notes = queries.beside(member, post.id) if post.marked else None
    if notes and web.is_looked_at():
        see_marks([row.id for row in notes.rows])
    staff = may(member, "marking.read") and post.deleted_at is None and post.state != "draft"
    return {"notes": notes, "marked": whom.authors(member, post.id) if staff else ()}
