"""INSERT with ON CONFLICT: both databases know it, and SQLAlchemy has one of its own for each."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from importlib import import_module
from typing import Any

from forum.extensions import db


def insert(table: Any) -> Any:
    """Return an INSERT into a table that takes on_conflict_do_nothing() and on_conflict_do_update()."""
    # The dialect of the database in use is loaded already.
    return import_module(f"sqlalchemy.dialects.{db.engine.dialect.name}").insert(table)


def built_once(build: Callable[..., Any]) -> Callable[..., Any]:
    """Build a statement with `insert` once for each database and each shape (the builder's arguments)."""
    built = cache(lambda _database, *shape: build(*shape))

    @wraps(build)
    def find(*shape: Any) -> Any:
        return built(db.engine.dialect.name, *shape)

    return find
