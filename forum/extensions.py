"""The extensions, bare: they meet the application in forum/__init__.py."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from flask import current_app, g, request
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as SignallingSession
from flask_wtf import CSRFProtect
from huey import MemoryHuey
from sqlalchemy import Connection, Engine, MetaData, event
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


class Session(SignallingSession):
    """A session on the one connection of its request, on which rows.py may have written without it.

    What takes back or makes good the one takes along the other.
    """

    def get_bind(self, *_args: Any, **_more: Any) -> Connection:
        return connection()

    def commit(self) -> None:
        self.connection()
        super().commit()

    def rollback(self) -> None:
        if self.is_active:  # else something failed on the connection, and the session knows it already
            self.connection()
        super().rollback()

    def close(self) -> None:
        super().close()
        let_go()


class Tokens(CSRFProtect):
    """Flask-WTF's check of a form's token; what is only read is asked for none of what the check needs."""

    def protect(self, apply_exemptions: bool = False) -> None:
        if request.method in current_app.config["WTF_CSRF_METHODS"]:
            super().protect(apply_exemptions)


SQLITE_PATIENCE = 10_000  # milliseconds that a writer waits for another
db = SQLAlchemy(
    model_class=Base,
    # A statement may have begun the connection's transaction before the session came, which ends it.
    session_options={"class_": Session, "join_transaction_mode": "control_fully"},
)
if TYPE_CHECKING:
    Model = Base  # what db.Model is, in words that a type checker understands
else:
    Model = db.Model
login = LoginManager()
csrf = Tokens()
babel = Babel()
limiter = Limiter(key_func=get_remote_address)
huey = MemoryHuey("seminar")  # jobs.py gives it its real storage


def connection() -> Connection:
    """Return the connection of this request, or of this job; from the pool when it is asked for first."""
    found: Connection | None = g.get("connection")
    if found is None:
        found = g.connection = db.engine.connect()
    return found


def let_go(_error: BaseException | None = None) -> None:
    """Give the connection back to the pool, which takes back what was not committed."""
    found: Connection | None = g.pop("connection", None)
    if found is not None:
        found.close()


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
