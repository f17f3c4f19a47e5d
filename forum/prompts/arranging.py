"""What is arranged about a prompt with one student or one section: more time, or nothing owed. Or taken back.

What is arranged with a student alone comes before what is arranged with a section of theirs, each date and
the excuse by itself. A row that was taken back stays, and is empty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from werkzeug.exceptions import NotFound

from forum import audit, clock
from forum.courses import placings
from forum.extensions import db
from forum.policy_audience import sections_of
from forum.posts.counters import hold
from forum.prompts import boards
from forum.prompts.models import Arrangement
from forum.standing import Member


@dataclass(frozen=True, slots=True)
class Whom:
    """One student or one section, and what they are called."""

    user_id: int | None
    section_id: int | None
    name: str

    def __str__(self) -> str:
        return f"user-{self.user_id}" if self.user_id else f"section-{self.section_id}"

    @property
    def columns(self) -> dict[str, int | None]:
        """Return the columns that say with whom it is arranged."""
        return {"user_id": self.user_id, "section_id": self.section_id}


@dataclass(frozen=True, slots=True)
class Terms:
    """What is arranged: nothing, as it stands here."""

    is_excused: bool = False
    still_owes: bool = False  # of a student: they are not excused, though a section of theirs is
    posts_due_at: datetime | None = None
    replies_due_at: datetime | None = None
    note: str = ""


TERMS = ("is_excused", "still_owes", "posts_due_at", "replies_due_at", "note")


def find(member: Member, said: str) -> Whom:
    """Return whom "user-7" or "section-3" means, of those whom a teacher looks after. Raises NotFound."""
    kind, _dash, number = said.partition("-")
    key = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    student = boards.student(member, key) if kind == "user" else None
    if student is not None:
        return Whom(key, None, student)
    names = {row.id: row.name for row in placings.known(member)} if kind == "section" else {}
    if key not in names:
        raise NotFound
    return Whom(None, key, names[key])


def terms_with(prompt_id: int, whom: Whom) -> Terms:
    """Return what is arranged with somebody about a prompt."""
    query = select(*(getattr(Arrangement, name) for name in TERMS)).where(*_of(prompt_id, whom))
    row = db.session.execute(query).one_or_none()
    return Terms(**row._asdict()) if row else Terms()


def terms_without(prompt_id: int, whom: Whom, *, by: Member) -> Terms:
    """Return what holds for somebody anyway: the best of what is arranged with the sections of a student."""
    if whom.user_id is None:
        return Terms()
    theirs = Arrangement.section_id.in_(sections_of(whom.user_id, by.course_id))
    names = ("posts_due_at", "replies_due_at")
    latest = [func.max(getattr(Arrangement, name)).label(name) for name in names]
    excused = func.count().filter(Arrangement.is_excused).label("excused")
    query = select(*latest, excused).where(Arrangement.prompt_id == prompt_id, theirs)
    row = db.session.execute(query).one()
    return Terms(is_excused=row.excused > 0, posts_due_at=row.posts_due_at, replies_due_at=row.replies_due_at)


def arrange(prompt_id: int, whom: Whom, terms: Terms, *, by: Member) -> Terms:
    """Arrange something in place of what was arranged; return that."""
    return _change(prompt_id, whom, lambda _before: terms, _verb(terms), by)


def extend(prompt_id: int, whom: Whom, more: Terms, *, by: Member, reopens: bool = False) -> Terms:
    """Give somebody until the dates of `more`; return what was. An excuse stays, unless `reopens`."""

    def change(before: Terms) -> Terms:
        if reopens:
            return _not_excused(more, prompt_id, whom, by)
        return replace(more, is_excused=before.is_excused, still_owes=before.still_owes)

    return _change(prompt_id, whom, change, "prompt.extend", by)


def excuse(prompt_id: int, whom: Whom, *, by: Member) -> Terms:
    """Let somebody owe nothing; what was arranged besides stays for the day that they owe it again."""

    def change(before: Terms) -> Terms:
        return replace(before, is_excused=True, still_owes=False)

    return _change(prompt_id, whom, change, "prompt.excuse", by)


def reopen(prompt_id: int, whom: Whom, *, by: Member) -> Terms:
    """Take an excuse back, that of a section for one student of it only; what was arranged besides stays."""

    def change(before: Terms) -> Terms:
        return _not_excused(before, prompt_id, whom, by)

    return _change(prompt_id, whom, change, "prompt.reopen", by)


def _not_excused(terms: Terms, prompt_id: int, whom: Whom, by: Member) -> Terms:
    """Return terms by which somebody is not excused: they say so where a section of theirs is."""
    anyway = terms_without(prompt_id, whom, by=by)
    return replace(terms, is_excused=False, still_owes=anyway.is_excused)


def _change(prompt_id: int, whom: Whom, change: Callable[[Terms], Terms], verb: str, by: Member) -> Terms:
    """Arrange what a function makes of what was arranged; return that. Raises NotFound for a section gone."""
    hold(by.course_id)  # of two who arrange at once, the second sees what the first did
    if whom.section_id is not None:
        placings.one(by.course_id, whom.section_id)
    before = terms_with(prompt_id, whom)
    values = {**asdict(change(before)), "made_by_id": by.user_id, "made_at": clock.now()}
    changed = update(Arrangement).where(*_of(prompt_id, whom)).values(**values).returning(Arrangement.id)
    if db.session.execute(changed.execution_options(synchronize_session=False)).first() is None:
        whose: dict[str, Any] = {"prompt_id": prompt_id, "course_id": by.course_id, **whom.columns}
        db.session.execute(insert(Arrangement).values(**whose, **values))
    audit.record(verb, by=by.user_id, course=by.course_id, target=f"prompt-{prompt_id}", whom=str(whom))
    db.session.commit()
    return before


def _verb(terms: Terms) -> str:
    if terms.is_excused:
        return "prompt.excuse"
    return "prompt.extend" if terms.posts_due_at or terms.replies_due_at else "prompt.reopen"


def _of(prompt_id: int, whom: Whom) -> tuple[Any, ...]:
    same = [getattr(Arrangement, name) == value for name, value in whom.columns.items() if value]
    return (Arrangement.prompt_id == prompt_id, *same)
