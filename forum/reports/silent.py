"""Those who have been silent: who has written nothing for two weeks, in which they could have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from forum import clock
from forum.reports import queries, terms
from forum.reports.terms import EVER
from forum.standing import Member

LONG = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody who has been silent, since when: since they last wrote, or ever since they could."""

    id: int
    name: str
    last_at: datetime | None
    joined_at: datetime


def of_class(member: Member, course: Any) -> list[Silent]:
    """Return who of the students that somebody of the staff sees has been silent, first who never wrote."""
    last = _last_written(course)
    since, began = clock.now() - LONG, terms.of(course).began_at
    everybody = [Silent(r.id, r.name, last.get(r.id), r.joined_at) for r in queries.students(member)]
    silent = [each for each in everybody if (each.last_at or max(each.joined_at, began)) < since]
    return sorted(silent, key=lambda student: student.last_at or datetime.min.replace(tzinfo=since.tzinfo))


def _last_written(course: Any) -> dict[int, datetime]:
    rows = queries.numbers(course.id, terms.of(course), EVER)
    return {row.user_id: row.last_at for row in rows if row.last_at}
