"""Days as a class counts them, for statements: the day of a moment where the class is.

PostgreSQL knows time zones. SQLite does not, and asks Python, which takes half a microsecond for each row.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, Integer, event
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from forum import clock


class local_day(GenericFunction[int]):
    """local_day(at, zone): on which day a moment falls in a time zone, as date.toordinal() counts days."""

    type = Integer()
    inherit_cache = True


@compiles(local_day, "postgresql")
def _in_postgresql(call: Any, compiler: Any, **how: Any) -> str:
    at, zone = (compiler.process(part, **how) for part in call.clauses)
    return f"(CAST(timezone({zone}, {at}) AS date) - DATE '0001-01-01' + 1)"


def _of_text(at: str | None, zone: str) -> int | None:
    """Return the day of a moment as SQLite stores it: in UTC, without saying so."""
    if at is None:
        return None
    return _of_hour(at[:13], zone) or _day(at, zone)


@lru_cache(maxsize=8_192)
def _of_hour(hour: str, zone: str) -> int | None:
    """Return the day that all of an hour falls on, "2027-03-01 08"; None where a day ends within it."""
    first, last = _day(hour + ":00:00", zone), _day(hour + ":59:59.999999", zone)
    return first if first == last else None


def _day(at: str, zone: str) -> int:
    return datetime.fromisoformat(at + "+00:00").astimezone(clock.zone(zone)).toordinal()


@event.listens_for(Engine, "connect")
def _teach_sqlite(connection: Any, record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.create_function("local_day", 2, _of_text, deterministic=True)
