"""Marks stand among the words of the full-text index, out of reach of what people type.

So a search for a common word in a small class, by one author or of one week need not look at all else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

POST = "p"
WEEK = timedelta(days=7)
FIRST_WEEK = datetime(1970, 1, 1, tzinfo=UTC)
MOST_WEEKS = 110  # looked up one by one; a longer time is looked through


@dataclass(frozen=True, slots=True)
class Marked:
    """Which marks a text must have: all of these, one of those where there are any, none of the last."""

    every: Sequence[str]
    one_of: Sequence[str] = ()
    none_of: Sequence[str] = ()


def of(
    course_id: int, author_id: int, at: datetime, *, is_post: bool = False, others: Sequence[int] = ()
) -> str:
    """Return the marks of a text; `others` wrote it with its author."""
    authors = [author(user_id) for user_id in (author_id, *sorted(others))]
    return " ".join([course(course_id), *authors, week(number_of(at)), *([POST] if is_post else [])])


def course(course_id: int) -> str:
    """Return the mark of what belongs to a class."""
    return f"c{course_id}"


def author(user_id: int) -> str:
    """Return the mark of what somebody wrote."""
    return f"a{user_id}"


def week(number: int) -> str:
    """Return the mark of what was written in a week, counted from 1970."""
    return f"w{number}"


def number_of(at: datetime) -> int:
    """Return the number of the week in which a moment lies."""
    return (at - FIRST_WEEK) // WEEK


def weeks(since: datetime | None, until: datetime | None, now: datetime) -> tuple[list[str], list[str]]:
    """Return of which weeks a text must have one, and of which it must have none.

    Before `until` without a beginning is: not in the weeks since then. The days are somebody else's matter.
    """
    if since is not None:
        return _between(number_of(since), number_of(until or max(now, since) + WEEK)), []
    return [], _between(number_of(until) + 1, number_of(now) + 1) if until is not None else []


def _between(first: int, last: int) -> list[str]:
    return [week(number) for number in range(first, last + 1)] if last - first < MOST_WEEKS else []
