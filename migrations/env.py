"""How Alembic reaches the database: through the application, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from flask import current_app

from forum.clock import UtcDateTime
from forum.extensions import db
from forum.search.models import is_drawn_up


def render_item(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Write our time column as the plain column it is, so that migrations import nothing of ours."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Bring the schema up or down in one transaction."""
    options = current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection:
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
