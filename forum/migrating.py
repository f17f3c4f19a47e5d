"""Flask-Migrate, loaded when a command asks for it: with Alembic it takes 11 MB that no page needs."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Flask
from werkzeug.local import LocalProxy

from forum.config import HOME
from forum.extensions import db


def init_app(app: Flask) -> None:
    """Let `flask db` and flask_migrate's functions find what they look for when they look."""
    app.extensions["migrate"] = LocalProxy(partial(_load, app))


def _load(app: Flask) -> Any:
    from flask_migrate import Migrate

    migrate = Migrate(render_as_batch=True, compare_type=True)
    migrate.init_app(app, db, directory=str(HOME / "migrations"))  # takes the place of the proxy
    return app.extensions["migrate"]
