"""Two who change the same prompt: what the second is shown, who has not seen what the first saved.

Both versions are forms as the editor has them: what a field is called and what it says stands there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from forum import clock, i18n
from forum.posts import scheduling
from forum.revisions import differences
from forum.revisions.differences import Part

NUMBERS = ("posts_wanted", "post_words", "replies_wanted", "reply_words")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the editor in which the two versions differ, and what each says."""

    label: str
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What was saved meanwhile, when, and in what the version differs that was not saved."""

    at: datetime
    title: Part | None  # None: it is the same
    parts: list[Part]  # of the text; none where it is the same
    fields: list[Field]


def compared(theirs: Any, mine: Any, at: datetime) -> Meanwhile | None:
    """Compare what was to be saved with the present version; None where both say the same."""
    title = differences.line(theirs.title.data, mine.title.data)
    same = theirs.body.data == mine.body.data
    parts = [] if same else differences.compare(theirs.body.data, mine.body.data)
    fields = [field for field in _fields(theirs, mine) if field.theirs != field.mine]
    if same and not title.changed and not fields:
        return None
    return Meanwhile(at, title if title.changed else None, parts, fields)


def _fields(theirs: Any, mine: Any) -> Iterator[Field]:
    both = theirs, mine
    for name in NUMBERS:
        yield Field(mine[name].label.text, *[str(form[name].data) for form in both])
    yield Field(mine.opens_at.label.text, *_openings(*both))
    for name in ("posts_due_at", "replies_due_at"):
        yield Field(mine[name].label.text, *[_time(form, name) or _("no due date") for form in both])
    yield Field(_("For"), *[form.for_whom for form in both])
    yield Field(mine.category.label.text, *[_chosen(form.category) for form in both])
    first = [_("yes") if form.must_post_first.data else _("no") for form in both]
    yield Field(mine.must_post_first.label.text, *first)
    yield Field(mine.after_posting.label.text, *[_chosen(form.after_posting) for form in both])


def _time(form: Any, name: str) -> str:
    local = form[name].data
    return i18n.weekday(scheduling.moment_of(local, form.zone)) if local else ""


def _openings(theirs: Any, mine: Any) -> tuple[str, str]:
    """Return when a prompt opens; without a time one that is open stays so."""
    opened = theirs.opens_at.data and scheduling.moment_of(theirs.opens_at.data, theirs.zone) <= clock.now()
    said = _time(theirs, "opens_at")
    return said, _time(mine, "opens_at") or (said if opened else _("at once"))


def _chosen(field: Any) -> str:
    return next((str(choice.label) for choice in field.iter_choices() if choice.selected), "")
