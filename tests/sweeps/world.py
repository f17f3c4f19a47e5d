"""A site where everything stands that a route can meet; it is put back after each request that changed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Integer, Select, Table, func, insert, select
from werkzeug.test import TestResponse

from forum.auth.models import Session
from forum.extensions import db, huey, limiter
from tests.people import gather
from tests.sweeps import furniture
from tests.visitor import HTMX, Visitor

PEOPLE = ("vera", "otto", "sam", "sue", "olga", "asa", "ines", "adam")
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
NEXT_ID = 1_000_000  # what is made during a test has another id than everything that stood there before

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Door:
    """How somebody comes in, again and again: their cookie, and the token of their forms."""

    cookie: str
    token: str


class World:
    """The furnished site, and everybody signed in to it (vera, the visitor, has a cookie as well)."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.untouched: dict[str, Any] | None = None  # the class as put_back() left it, before any request
        with app.app_context():
            _write({})
            cast = gather()
            self.things = furniture.furnish(cast)
            self.doors = {name: _open(app, name) for name in (*PEOPLE, "rita")}
            self.things |= furniture.sessions(cast)
            self.rows = _read()

    def path(self, pattern: str) -> str:
        """Return an address with the ids of things in the place of their names."""
        return pattern.format_map(self.things)

    def filled(self, form: Mapping[str, Any]) -> dict[str, Any]:
        """Return a form with the ids of things in the place of their names."""
        return {name: self.path(v) if isinstance(v, str) else v for name, v in form.items()}

    def put_back(self, **course: Any) -> None:
        """Let everything be as it was; the values are for the columns of the class."""
        if self.untouched == course:
            return
        with self.app.app_context():
            _write(self._rows(course))
            limiter.reset()
            huey.flush()
        self.untouched = course

    def open(self) -> None:
        """Let everything be as it was, for a new test; others may have emptied the database meanwhile."""
        with self.app.app_context(), db.engine.begin() as connection:
            if not connection.scalar(select(func.count()).select_from(Session)):
                self.untouched = None
                _set_next_ids(connection)
        self.put_back()

    def changed(self, **course: Any) -> list[str]:
        """Return the tables that are not as put_back() left them."""
        with self.app.app_context():
            now = _read()
        different = [name for name, rows in self._rows(course).items() if rows != now[name]]
        self.untouched = None if different else course
        return different

    def _rows(self, course: Mapping[str, Any]) -> Rows:
        here, *others = self.rows["course"]
        return self.rows | {"course": [{**here, **course}, *others]}

    def ask(
        self,
        who: str,
        method: str,
        path: str,
        data: Any = None,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        via: str = "plain",
        **more: Any,
    ) -> TestResponse:
        """Send one request as somebody; their token goes along with a form unless another one is given."""
        self.untouched, door = None, self.doors[who]
        if method not in SAFE and isinstance(data, dict | None):
            data = {"csrf_token": door.token if token is None else token, **(data or {})}
        sent = {"Cookie": door.cookie, **(HTMX if via == "htmx" else {}), **(headers or {})}
        client = FlaskClient(self.app, self.app.response_class, use_cookies=False)
        return client.open(path, method=method, data=data, headers=sent, **more)


def _open(app: Flask, name: str) -> Door:
    visitor = Visitor(app)
    visitor.get("/sign-in") if name == "vera" else visitor.as_(name)
    cookie = visitor.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    return Door(f"{cookie.key}={cookie.value}", visitor.token)


def _read() -> Rows:
    with db.engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(_everything(table)).mappings()]
            for table in db.metadata.sorted_tables
        }


def _everything(table: Table) -> Select[Any]:
    return select(table).order_by(*table.primary_key)


def _write(rows: Rows) -> None:
    with db.engine.begin() as connection:
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())
        for table in db.metadata.sorted_tables:
            if rows.get(table.name):
                connection.execute(insert(table), rows[table.name])


def _set_next_ids(connection: Connection) -> None:
    """Let PostgreSQL number new rows beyond those that were put back; SQLite does that by itself."""
    tables = db.metadata.sorted_tables if connection.dialect.name == "postgresql" else ()
    for table in tables:
        key = table.autoincrement_column
        if key is not None and isinstance(key.type, Integer):
            sequence = func.pg_get_serial_sequence(f'"{table.name}"', key.name)
            connection.execute(select(func.setval(sequence, NEXT_ID)))
