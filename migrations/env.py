"""How Alembic reaches the database: through the application, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from forum.clock import UtcDateTime
from forum.extensions import db
from forum.search.models import is_drawn_up


def render_item(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Write our time column as the plain column it is, so that migrations import nothing of ours."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


@contextmanager
def referring_to_nothing_meanwhile(connection: Connection) -> Iterator[None]:
    """Let SQLite rebuild a table without taking along what refers to it.

    It changes a table by copying and dropping it, and with foreign keys on, dropping a post's table deletes
    every comment (https://sqlite.org/lang_altertable.html, section 7).
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        lost = raw.execute("PRAGMA foreign_key_check").fetchall()
        if lost:
            raise SystemExit(f"After migrating, {len(lost)} rows refer to nothing: {lost[:3]}")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    """Bring the schema up or down in one transaction."""
    options = current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection, referring_to_nothing_meanwhile(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            include_name=is_drawn_up,
            **options,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Seminar's migrations need a database: run them without --sql.")
run()
