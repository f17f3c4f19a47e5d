"""Dates that move from one term to another: by whole weeks, at the same time of the clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from forum.posts.scheduling import local_time, moment_of

DAYS = 7


def weeks_between(first_day: date, new_first_day: date) -> int:
    """Return by how many whole weeks a term moves, so that a Friday stays a Friday: the nearest number."""
    return round((new_first_day - first_day).days / DAYS)


def shifted(moment: datetime | None, weeks: int, zone: str) -> datetime | None:
    """Return the moment some weeks later at which the clocks of a zone show the same time.

    Where a change of the clocks leaves that time out it is an hour more; where it comes twice, the first.
    """
    if moment is None:
        return None
    return moment_of(local_time(moment, zone) + timedelta(weeks=weeks), zone)
