"""What the database is asked while something is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from forum.extensions import db

WRITES = ("INSERT", "UPDATE", "DELETE")


@contextmanager
def recorded() -> Iterator[list[str]]:
    """Yield the list that every statement is put into, on whichever connection it is sent."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def writes(statements: list[str]) -> list[str]:
    """Return those that change something."""
    return [text for text in statements if text.lstrip().upper().startswith(WRITES)]
