"""Two who edit the same text: what the second is shown, who has not seen what the first saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum.revisions import differences, queries
from forum.revisions.differences import Part
from forum.standing import Member


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What was saved meanwhile, who did so and when, and what differs in the version that was not saved."""

    theirs: Any  # queries.present
    editor: str
    is_oneself: bool  # in another window
    title: Part | None  # None: there is none, or it is the same
    parts: list[Part]

    @property
    def at(self) -> datetime:
        """When it was saved."""
        moment: datetime = self.theirs.at
        return moment


def of_post(post_id: int, title: str, body: str, *, by: Member) -> Meanwhile | None:
    """Compare what was to be saved with the present version; None where both say the same."""
    theirs = queries.present(queries.POST, post_id)
    named = differences.line(theirs.title, title)
    return _meanwhile(theirs, named if named.changed else None, body, by)


def of_comment(comment_id: int, body: str, *, by: Member) -> Meanwhile | None:
    """Compare what was to be saved with the present version; None where both say the same."""
    return _meanwhile(queries.present(queries.COMMENT, comment_id), None, body, by)


def _meanwhile(theirs: Any, title: Part | None, body: str, by: Member) -> Meanwhile | None:
    if title is None and theirs.body_markdown == body:
        return None
    parts = differences.compare(theirs.body_markdown, body)
    return Meanwhile(theirs, theirs.editor, theirs.editor_id == by.user_id, title, parts)
