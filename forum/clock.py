"""Time: always UTC inside, shown in somebody's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite, which knows no zones, stores it without."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> DateTime:
        return DateTime(timezone=dialect.name == "postgresql")

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone cannot be stored.")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Read what SQLite stores in one step: a page has hundreds of times, most of them NULL."""
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value + "+00:00")


@lru_cache(maxsize=128)
def zone(name: str) -> ZoneInfo:
    """Return the IANA time zone of that name."""
    return ZoneInfo(name)


@lru_cache(maxsize=1)
def zone_names() -> list[str]:
    """Return the names of the zones that people live in, sorted."""
    areas = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    return ["UTC", *sorted(name for name in available_timezones() if name.startswith(areas))]


def month_of(moment: datetime, zone_name: str) -> str:
    """Return the month that a moment falls in where the class is, as "2027-03"."""
    return moment.astimezone(zone(zone_name)).strftime("%Y-%m")


def end_of_day(day: date, zone_name: str) -> datetime:
    """Return the last second of a day where the class is, in UTC."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=zone(zone_name)).astimezone(UTC)
