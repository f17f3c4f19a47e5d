"""When a digest is due: at the hour that its reader chose, where they live."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from forum import clock
from forum.courses.models import Pace


def next_time(after: datetime, *, pace: str, hour: int, weekday: int, zone: str) -> datetime:
    """Return the next moment, in UTC, at which the clocks of a zone show this hour; weekly, on this day.

    `weekday` is 0 for Monday. An hour that a change of the clocks leaves out comes when it would have come
    by the clock before; of one that comes twice it is the first (PEP 495).
    """
    day = after.astimezone(clock.zone(zone)).date()
    days = (day + timedelta(days=ahead) for ahead in range(9))
    fitting = (day for day in days if pace != Pace.WEEKLY or day.weekday() == weekday)
    return next(moment for moment in (_at(day, hour, zone) for day in fitting) if moment > after)


def _at(day: date, hour: int, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.zone(zone)).astimezone(UTC)
