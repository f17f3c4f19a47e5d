"""The term of a class in weeks: which days each has, and what was before the first and after the last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from forum import clock

DAYS = 7
BEFORE = 0  # the number of what was before the first week; what was after the last has the number after its


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the term, or of a span the part of one; or what lies before or after the term."""

    number: int
    first: date | None  # None: there is no beginning, or no end
    last: date | None


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included; None: ever."""

    since: date | None = None
    until: date | None = None

    @property
    def days(self) -> tuple[int, int]:
        """Return both days as date.toordinal() counts them."""
        return (self.since or date.min).toordinal(), (self.until or date.max).toordinal()

    def holds(self, day: date) -> bool:
        """Say whether a day is in it."""
        return self.days[0] <= day.toordinal() <= self.days[1]

    def __bool__(self) -> bool:
        return self != EVER


EVER = Span()


@dataclass(frozen=True, slots=True)
class Term:
    """When a class begins, how many weeks it has, and in which time zone its days are."""

    first_day: date
    weeks: int
    zone: str

    @property
    def after(self) -> int:
        """Return the number of what comes after the last week."""
        return self.weeks + 1

    @property
    def began_at(self) -> datetime:
        """Return the moment at which the first day begins where the class is."""
        return datetime.combine(self.first_day, time(), clock.zone(self.zone))

    @property
    def today(self) -> date:
        """Return the day that it is where the class is."""
        return clock.now().astimezone(clock.zone(self.zone)).date()

    def week_of(self, day: date) -> int:
        """Return the number of the week that a day is in."""
        number = (day - self.first_day).days // DAYS + 1
        return min(max(number, BEFORE), self.after)

    def week(self, number: int, span: Span = EVER) -> Week:
        """Return the days of a week that are in a span."""
        first = self.first_day + timedelta(days=DAYS * (number - 1)) if number != BEFORE else None
        last = self.first_day + timedelta(days=DAYS * number - 1) if number != self.after else None
        return Week(number, _latest(first, span.since), _earliest(last, span.until))

    def weeks_in(self, span: Span) -> list[Week]:
        """Return what a span has of the time before the term, of its weeks, and of the time after it."""
        first = self.week_of(span.since) if span.since else BEFORE
        last = self.week_of(span.until) if span.until else self.after
        return [self.week(number, span) for number in range(first, last + 1)]


def of(course: Any) -> Term:
    """Return the term of a class."""
    return Term(course.first_day, course.weeks, course.time_zone)


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day), default=None)


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)
