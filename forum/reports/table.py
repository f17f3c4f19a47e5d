"""The report of a class: a row for each student, with what they did in a span and in each of its weeks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from forum.reports import queries, terms
from forum.reports.terms import EVER, Span, Term, Week
from forum.standing import Member

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Student:
    """What one student did. Words are those of posts and comments; days are those on which they wrote."""

    id: int
    name: str
    email: str
    handle: str | None
    joined_at: datetime
    posts: int = 0
    given: int = 0
    received: int = 0
    words: int = 0
    days: int = 0
    done: int = 0  # prompts, of those that were
    asked: int = 0
    last_at: datetime | None = None  # when they last wrote, in the span
    by_week: dict[int, int] = field(default_factory=dict)  # each week in which they wrote

    @property
    def written(self) -> int:
        """Return what the picture shows: posts and replies."""
        return self.posts + self.given

    def add(self, row: Any) -> None:
        """Take up what they wrote, or received."""
        self.posts += row.posts
        self.given += row.given
        self.received += row.received
        self.words += row.words
        self.days += row.days
        if row.weeks:
            self.last_at = row.last_at
            self.by_week = _by_week(row.weeks)


def _by_week(weeks: str) -> dict[int, int]:
    """Read "1 4,2 3": in the first week four, in the second three."""
    return {
        int(week): int(number) for week, _space, number in (one.partition(" ") for one in weeks.split(","))
    }


@dataclass(frozen=True, slots=True)
class Report:
    """The students of a class, or of a section of it, and the weeks of a span."""

    term: Term
    span: Span
    weeks: list[Week]
    students: list[Student]
    has_prompts: bool
    now: int | None  # the number of this week, where the term has begun and not ended
    posts_now: int

    def of_weeks(self, student: Student) -> list[int]:
        """Return what a student wrote in each of the weeks."""
        return [student.by_week.get(week.number, 0) for week in self.weeks]

    def total(self, name: str) -> int:
        """Return the sum of a column."""
        return sum(map(attrgetter(name), self.students))

    @property
    def active_now(self) -> int:
        """Return how many students wrote something this week."""
        return sum(1 for student in self.students if self.now in student.by_week)


def of_class(
    member: Member, course: Any, span: Span = EVER, section_id: int | None = None, sort: str = ""
) -> Report:
    """Return the report of those students whom somebody of the staff sees, or of a section."""
    return build(course, queries.students(member, section_id), span, sort)


def build(course: Any, people: Iterable[Any], span: Span = EVER, sort: str = "") -> Report:
    """Put the report of these people together."""
    term = terms.of(course)
    students = {row.id: Student(row.id, row.name, row.email, row.handle, row.joined_at) for row in people}
    rows = [row for row in queries.numbers(course.id, term, span) if row.user_id in students]
    for row in rows:
        students[row.user_id].add(row)
    done = [row for row in queries.done(course.id, term, span) if row.user_id in students]
    for row in done:
        students[row.user_id].asked, students[row.user_id].done = row.asked, row.done
    return Report(
        term=term,
        span=span,
        weeks=_weeks(term, span, students.values()),
        students=in_order(students.values(), sort),
        has_prompts=bool(done),
        now=_now(term, span),
        posts_now=sum(row.posts_now for row in rows),
    )


def _now(term: Term, span: Span) -> int | None:
    week, today = term.week_of(term.today), term.today
    return week if 0 < week < term.after and span.holds(today) else None


def _weeks(term: Term, span: Span, students: Iterable[Student]) -> list[Week]:
    """Return the weeks to show: what lies outside the term only where somebody wrote then."""
    with_something = {week for student in students for week, number in student.by_week.items() if number}
    weeks = term.weeks_in(span)
    return [week for week in weeks if 0 < week.number < term.after or week.number in with_something]


# The columns that a report is sorted by, and how; what is not a name begins with the most.
SORTS: dict[str, Callable[[Student], Any]] = {
    "name": lambda student: 0,
    **{name: attrgetter(name) for name in ("posts", "given", "received", "words", "days", "written")},
    "prompts": lambda student: (student.done, student.asked),
    "last": lambda student: student.last_at or NEVER,
}


def in_order(students: Iterable[Student], sort: str) -> list[Student]:
    """Return students, who come by name, as asked: "posts" begins with the most, "-posts" with the fewest.

    Those who are equal stay in the order of their names.
    """
    name = sort.removeprefix("-")
    key = SORTS.get(name, SORTS["name"])
    if name == "name" and sort.startswith("-"):
        return list(students)[::-1]
    return sorted(students, key=key, reverse=not sort.startswith("-"))
