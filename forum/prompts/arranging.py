"""What is arranged about a prompt with one student or one section: more time, or nothing owed. Or taken back.

A row that was taken back stays, and is empty: who is removed from the class and comes back finds what was
arranged, and a calendar learns that something changed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from werkzeug.exceptions import NotFound

from forum import audit, clock
from forum.courses import placings
from forum.extensions import db
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
    posts_due_at: datetime | None = None
    replies_due_at: datetime | None = None
    note: str = ""


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
    names = ("is_excused", "posts_due_at", "replies_due_at", "note")
    query = select(*(getattr(Arrangement, name) for name in names)).where(*_of(prompt_id, whom))
    row = db.session.execute(query).one_or_none()
    return Terms(**row._asdict()) if row else Terms()


def arrange(prompt_id: int, whom: Whom, terms: Terms, *, by: Member) -> Terms:
    """Arrange something in place of what was arranged; return that."""
    hold(by.course_id)  # of two who arrange at once, the second sees what the first did
    before = terms_with(prompt_id, whom)
    values = {**asdict(terms), "made_by_id": by.user_id, "made_at": clock.now()}
    changed = update(Arrangement).where(*_of(prompt_id, whom)).values(**values).returning(Arrangement.id)
    if db.session.execute(changed.execution_options(synchronize_session=False)).first() is None:
        whose: dict[str, Any] = {"prompt_id": prompt_id, "course_id": by.course_id, **whom.columns}
        db.session.execute(insert(Arrangement).values(**whose, **values))
    audit.record(
        _verb(terms), by=by.user_id, course=by.course_id, target=f"prompt-{prompt_id}", whom=str(whom)
    )
    db.session.commit()
    return before


def excuse(prompt_id: int, whom: Whom, *, by: Member) -> Terms:
    """Let somebody owe nothing; what was arranged besides stays for the day that they owe it again."""
    hold(by.course_id)  # what is arranged at the same moment stays, too
    before = terms_with(prompt_id, whom)
    return arrange(prompt_id, whom, Terms(**{**asdict(before), "is_excused": True}), by=by)


def _verb(terms: Terms) -> str:
    if terms.is_excused:
        return "prompt.excuse"
    return "prompt.extend" if terms.posts_due_at or terms.replies_due_at else "prompt.reopen"


def _of(prompt_id: int, whom: Whom) -> tuple[Any, ...]:
    same = [getattr(Arrangement, name) == value for name, value in whom.columns.items() if value]
    return (Arrangement.prompt_id == prompt_id, *same)
