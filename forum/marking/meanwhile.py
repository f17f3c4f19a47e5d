"""Two who write the same mark or rubric at once: what the second is shown of what the first saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from forum import points
from forum.marking import queries
from forum.marking.actions import Words
from forum.marking.rubrics import Scale
from forum.revisions import differences
from forum.revisions.differences import Part
from forum.standing import Member


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What was saved meanwhile, by whom, and in what the version differs that was not saved."""

    theirs: Any  # queries.written, rubrics.present; None: it was deleted
    is_oneself: bool  # in another window
    parts: list[Part]
    both: tuple[str, str]  # the points of theirs and of this one

    @property
    def editor(self) -> str:
        """Who saved it."""
        return self.theirs.by_name if self.theirs and self.theirs.by_name else "?"

    @property
    def at(self) -> datetime | None:
        """When it was saved."""
        return self.theirs.edited_at if self.theirs else None


def compared(theirs: Any, mine: Words, *, by: Member) -> Meanwhile | None:
    """Compare what was to be saved with the present version; None where both say the same."""
    if theirs is None:
        return Meanwhile(None, False, [], ("", _points(mine)))
    if _said(theirs) == (mine.note, mine.points, mine.out_of, dict(mine.shares)):
        return None
    parts = differences.compare(theirs.body_markdown, mine.note)
    return Meanwhile(theirs, theirs.by_id == by.user_id, parts, (_points(theirs), _points(mine)))


def of_rubric(theirs: Any, scale: Scale, mine: Scale, *, by: Member) -> Meanwhile | None:
    """Compare a rubric that was to be saved with the present one; None where both say the same."""
    if theirs is None:
        return Meanwhile(None, False, [], ("", ""))
    before, after = _in_words(scale), _in_words(mine)
    if before == after:
        return None
    return Meanwhile(theirs, theirs.edited_by_id == by.user_id, differences.compare(before, after), ("", ""))


def _in_words(scale: Scale) -> str:
    """Return a rubric as one text: a paragraph for each criterion."""
    criteria = [f"{each.name}: {points.plain(each.points)}\n{each.description}" for each in scale.criteria]
    out_of = [f"{_('Out of')}: {points.plain(scale.out_of)}"] if scale.out_of is not None else []
    return "\n\n".join([text.strip() for text in (*criteria, *out_of)])


def _said(mark: Any) -> tuple[Any, ...]:
    shares = {row.criterion_id: row.points for row in queries.shares([mark.id])[mark.id]}
    return mark.body_markdown, mark.points, mark.out_of, shares


def _points(mark: Any) -> str:
    given, out_of = points.plain(mark.points), points.plain(mark.out_of)
    return f"{given} / {out_of}" if given and out_of else given
