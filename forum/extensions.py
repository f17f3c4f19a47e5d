"""The extensions, bare: they meet the application in forum/__init__.py."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from huey import MemoryHuey
from sqlalchemy import Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase

# Constraints have names, so that a migration can change them on either database.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table is made from."""

    metadata = MetaData(naming_convention=NAMES)


SQLITE_PATIENCE = 10_000  # milliseconds that a writer waits for another
db = SQLAlchemy(model_class=Base)
if TYPE_CHECKING:
    Model = Base  # what db.Model is, in words that a type checker understands
else:
    Model = db.Model
login = LoginManager()
csrf = CSRFProtect()
babel = Babel()
limiter = Limiter(key_func=get_remote_address)
huey = MemoryHuey("seminar")  # jobs.py gives it its real storage


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, record: object) -> None:
    """Readers never wait (WAL), what was acknowledged is on the disk (FULL), writers queue."""
    if isinstance(connection, sqlite3.Connection):
        for pragma in (
            "foreign_keys=ON",
            f"busy_timeout={SQLITE_PATIENCE}",
            "journal_mode=WAL",
            "synchronous=FULL",
        ):
            connection.execute(f"PRAGMA {pragma}").close()
