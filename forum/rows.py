"""Running statements that are built once: they are compiled once, too, and their rows are plain tuples.

For each run SQLAlchemy makes and hashes a key to find what it compiled before, and wraps what comes back:
four fifths of the time of a small statement. What stands here does only the rest, in the session's
transaction. A statement that has another form each time (an IN with as many places as there are values) goes
SQLAlchemy's way, and so does every one while somebody listens to the engine. Why:
docs/decisions/compiled-once.md.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import Connection, Dialect, Numeric
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound
from sqlalchemy.sql.compiler import SQLCompiler

from forum import extensions
from forum.extensions import db

STATEMENTS = 500  # that a process keeps compiled; there are some hundred
EVENTS = ("before_execute", "after_execute", "before_cursor_execute", "after_cursor_execute")

Process = Callable[[Any], Any]


class Rows(list[Any]):
    """What a statement returned: named tuples of the selected columns."""

    def one(self) -> Any:
        """Return the only row. Raises NoResultFound, MultipleResultsFound."""
        if not self:
            raise NoResultFound("There is no row where one must be.")
        return self.one_or_none()

    def one_or_none(self) -> Any:
        """Return the only row, or None. Raises MultipleResultsFound."""
        if len(self) > 1:
            raise MultipleResultsFound("There are several rows where at most one may be.")
        return self[0] if self else None

    def scalar(self) -> Any:
        """Return the first column of the first row, None where there is no row."""
        return self[0][0] if self else None


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement in the words of one database, with what makes its parameters and its rows."""

    sql: str
    fixed: list[Any] | dict[str, Any]  # its parameters as the database takes them, but for those of each run
    given: Sequence[tuple[Any, str, Process | None]]  # their places, their names, what makes them fit
    read: Sequence[tuple[int, Process]]  # columns of the result that are not what the database returns
    make: Callable[[Any], Any]  # a row of such columns

    def parameters(self, values: dict[str, Any]) -> Any:
        """Return the parameters with the values of one run."""
        filled: Any = self.fixed.copy()
        for place, name, process in self.given:
            value = values[name]
            filled[place] = process(value) if process else value
        return filled

    def row(self, found: Sequence[Any]) -> Any:
        """Return a row of the database as the page reads it. NULL is None in every type."""
        row = list(found)
        for place, process in self.read:
            if row[place] is not None:
                row[place] = process(row[place])
        return self.make(row)


def fetch(statement: Any, **values: Any) -> Rows:
    """Run a statement in the session's transaction and return its rows. Raises sqlalchemy.exc.DBAPIError."""
    connection = extensions.connection()
    if not _is_listened_to(connection):
        compiled = _compiled(statement, tuple(values), connection.dialect)
        if compiled:
            return _run(connection, compiled, values)
    result = connection.execute(statement, values)
    return Rows(map(_row_class(tuple(result.keys())), result)) if result.returns_rows else Rows()


def commit() -> None:
    """Make good what fetch() has written, and what stands in the session where there is one."""
    if db.session.registry.has():
        db.session.commit()
        return
    connection = extensions.connection()
    if connection.in_transaction():
        connection.commit()
        return
    try:
        connection.connection.commit()
    except connection.dialect.loaded_dbapi.Error as wrong:
        raise _told(connection, None, "COMMIT", None, wrong) from wrong


def _is_listened_to(connection: Connection) -> bool:
    """Say whether somebody wants to hear of statements; an engine remembers only that there once was one."""
    engine = connection.engine
    return connection._echo or (engine._has_events and any(getattr(engine.dispatch, name) for name in EVENTS))


def _run(connection: Connection, compiled: Compiled, values: dict[str, Any]) -> Rows:
    parameters, cursor = compiled.parameters(values), None
    try:
        cursor = connection.connection.cursor()
        cursor.execute(compiled.sql, parameters)
        found = cursor.fetchall() if cursor.description else ()
    except connection.dialect.loaded_dbapi.Error as wrong:
        raise _told(connection, cursor, compiled.sql, parameters, wrong) from wrong
    finally:
        if cursor:
            cursor.close()
    return Rows(map(compiled.row, found))


def _told(connection: Connection, cursor: Any, sql: str, parameters: Any, wrong: Any) -> BaseException:
    """Return the exception that SQLAlchemy would raise. With one connection those in the pool are lost."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(wrong, connection.connection, cursor)
    if lost:
        connection.engine.pool._invalidate(connection.connection, wrong)
        connection.invalidate(wrong)
    return DBAPIError.instance(
        sql,
        parameters,
        wrong,
        dialect.loaded_dbapi.Error,
        hide_parameters=connection.engine.hide_parameters,
        connection_invalidated=lost,
        dialect=dialect,
    )


@lru_cache(maxsize=STATEMENTS)
def _compiled(statement: Any, names: tuple[str, ...], dialect: Dialect) -> Compiled | None:
    """Compile a statement that is run with values of these names; None if it must be SQLAlchemy's to run."""
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    changes = compiled.post_compile_params or compiled.literal_execute_params or compiled.escaped_bind_names
    defaults = {
        column.key: column.default for column in (*compiled.insert_prefetch, *compiled.update_prefetch)
    }
    if changes or not all(default.is_scalar for default in defaults.values()):
        return None
    always = {name: default.arg for name, default in defaults.items()}
    columns = statement.exported_columns.values()
    if any(isinstance(column.type, Numeric) for column in columns):
        return None  # psycopg's type reads them by what the server says of the result
    processes = [_impl(column, dialect).result_processor(dialect, None) for column in columns]
    read = [(place, process) for place, process in enumerate(processes) if process]
    make = _row_class(tuple(column.key for column in columns)) if columns else tuple
    return Compiled(str(compiled), *_parameters(compiled, names, always, dialect), read, make)


def _parameters(
    compiled: SQLCompiler, names: tuple[str, ...], always: dict[str, Any], dialect: Dialect
) -> tuple[Any, Any]:
    """Return the parameters that never change, and what belongs into the places of the others."""
    every = {**compiled.construct_params(dict.fromkeys(names)), **always}
    processes = {name: _impl(bind, dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
    in_order = compiled.positiontup or () if compiled.positional else None
    places: list[tuple[Any, str]]
    places = [(name, name) for name in every] if in_order is None else list(enumerate(in_order))
    fixed: Any = {} if in_order is None else [None] * len(in_order)
    for place, name in places:
        value, process = every[name], processes[name]
        plain = value.value if isinstance(value, Enum) else value
        fixed[place] = process(plain) if process and name not in names else plain
    return fixed, [(place, name, processes[name]) for place, name in places if name in names]


def _impl(typed: Any, dialect: Dialect) -> Any:
    return typed.type.dialect_impl(dialect)


@lru_cache(maxsize=STATEMENTS)
def _row_class(names: tuple[str, ...]) -> Callable[[Any], Any]:
    anew: Any = namedtuple  # names that are not known yet are beyond a type checker
    return partial(tuple.__new__, anew("Row", names, rename=True))  # as its _make() does, which counts
