"""A site where everything stands that a route can meet; it is put back after each request that changed it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
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
FOREIGN_KEYS = {  # how they are let go, and held again
    "sqlite": ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"),
    "postgresql": ("SET session_replication_role = replica", "SET session_replication_role = DEFAULT"),
}

Rows = dict[str, list[dict[str, Any]]]
State = dict[str, list[tuple[Any, ...]]]  # the rows of each table, as the driver has them


@dataclass(frozen=True, slots=True)
class Door:
    """How somebody comes in, again and again: their cookie, and the token of their forms."""

    cookie: str
    token: str


class World:
    """The furnished site, and everybody signed in to it (vera, the visitor, has a cookie as well)."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.untouched: frozenset[Any] | None = None  # the class as put_back() left it, before any request
        self.states: dict[frozenset[Any], State] = {}
        with app.app_context():
            _write({}, _tables())
            cast = gather()
            self.things = furniture.furnish(cast)
            self.doors = {name: _open(app, name) for name in (*PEOPLE, "rita")}
            self.things |= furniture.sessions(cast)
            self.rows = _rows()

    def path(self, pattern: str) -> str:
        """Return an address with the ids of things in the place of their names."""
        return pattern.format_map(self.things)

    def filled(self, form: Mapping[str, Any]) -> dict[str, Any]:
        """Return a form with the ids of things in the place of their names."""
        return {name: self.path(v) if isinstance(v, str) else v for name, v in form.items()}

    def put_back(self, **course: Any) -> None:
        """Let everything be as it was; the values are for the columns of the class."""
        wanted = frozenset(course.items())
        if self.untouched == wanted:
            return
        with self.app.app_context():
            self._write_what_differs(course)
            limiter.reset()
            huey.flush()
        self.untouched = wanted

    def _write_what_differs(self, course: Mapping[str, Any]) -> None:
        here, *others = self.rows["course"]
        rows = self.rows | {"course": [{**here, **course}, *others]}
        wanted = frozenset(course.items())
        if wanted not in self.states:
            _write(rows, _tables())
            self.states[wanted] = _state()
        while different := self._different(wanted):  # once more where triggers wrote as well
            _write(rows, different)

    def _different(self, wanted: frozenset[Any]) -> list[str]:
        now = _state()
        return [name for name, rows in self.states[wanted].items() if rows != now[name]]

    def open(self) -> None:
        """Let everything be as it was, for a new test; others may have emptied the database meanwhile."""
        with self.app.app_context(), db.engine.begin() as connection:
            if not connection.scalar(select(func.count()).select_from(Session)):
                self.untouched = None
                _set_next_ids(connection)
        self.put_back()

    def changed(self, **course: Any) -> list[str]:
        """Return the tables that are not as put_back() left them."""
        wanted = frozenset(course.items())
        with self.app.app_context():
            different = self._different(wanted)
        self.untouched = None if different else wanted
        return different

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


@cache
def _tables() -> dict[str, Table]:
    """Return the tables by their names, each after those that it refers to."""
    return {table.name: table for table in db.metadata.sorted_tables}


def _everything(table: Table) -> Select[Any]:
    return select(table).order_by(*table.primary_key)


def _rows() -> Rows:
    with db.engine.connect() as connection:
        return {
            name: [dict(row) for row in connection.execute(_everything(table)).mappings()]
            for name, table in _tables().items()
        }


def _state() -> State:
    """Read all tables. This is done thousands of times, and so by the driver alone."""
    with db.engine.connect() as connection, closing(connection.connection.cursor()) as cursor:
        return {name: _all(cursor, name) for name in _tables()}


def _all(cursor: Any, name: str) -> list[tuple[Any, ...]]:
    cursor.execute(_statement(name))
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


@cache
def _statement(name: str) -> str:
    return str(_everything(_tables()[name]).compile(db.engine))


def _write(rows: Rows, names: Collection[str]) -> None:
    """Put rows in the place of those that these tables have; no other table is touched by that."""
    tables = [table for name, table in _tables().items() if name in names]
    with _unconnected() as connection:
        for table in reversed(tables):
            connection.execute(table.delete())
        for table in tables:
            if rows.get(table.name):
                connection.execute(insert(table), rows[table.name])


@contextmanager
def _unconnected() -> Iterator[Connection]:
    """Begin a transaction in which foreign keys neither refuse nor delete anything."""
    with db.engine.connect() as connection:
        off, on = FOREIGN_KEYS[connection.dialect.name]
        connection.exec_driver_sql(off)
        connection.commit()
        try:
            with connection.begin():
                yield connection
        finally:
            connection.exec_driver_sql(on)
            connection.commit()


def _set_next_ids(connection: Connection) -> None:
    """Let PostgreSQL number new rows beyond those that were put back; SQLite does that by itself."""
    tables = db.metadata.sorted_tables if connection.dialect.name == "postgresql" else ()
    for table in tables:
        key = table.autoincrement_column
        if key is not None and isinstance(key.type, Integer):
            sequence = func.pg_get_serial_sequence(f'"{table.name}"', key.name)
            connection.execute(select(func.setval(sequence, NEXT_ID)))
