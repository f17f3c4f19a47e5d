"""Rows by the million: past the ORM, in the form that each database reads fastest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Table

Row = dict[str, Any]


class Bulk:
    """Writes rows of one table over one connection; what a row leaves out gets the column's default."""

    def __init__(self, connection: Connection, table: Table, without: Sequence[str] = ()) -> None:
        self.driver: Any = connection.connection.dbapi_connection
        self.table = table.name
        columns = [column for column in table.columns if column.name not in without]
        self.names = [column.name for column in columns]
        self.values = [_value_of(column, connection) for column in columns]
        self.write = self._copy if connection.dialect.name == "postgresql" else self._insert

    def _tuples(self, rows: Iterable[Row]) -> Iterable[tuple[Any, ...]]:
        return (tuple([value(row) for value in self.values]) for row in rows)

    def _copy(self, rows: Iterable[Row]) -> None:
        command = f'COPY "{self.table}" ({", ".join(self.names)}) FROM STDIN'
        with self.driver.cursor() as cursor, cursor.copy(command) as copy:
            for values in self._tuples(rows):
                copy.write_row(values)

    def _insert(self, rows: Iterable[Row]) -> None:
        places = ", ".join("?" * len(self.names))
        command = f'INSERT INTO "{self.table}" ({", ".join(self.names)}) VALUES ({places})'  # noqa: S608  # our names
        self.driver.executemany(command, self._tuples(rows))


def _value_of(column: Column[Any], connection: Connection) -> Callable[[Row], Any]:
    """Return what reads a column's value out of a row, in the form that the driver takes."""
    name, default = column.name, _default(column)
    process = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if process is None:
        return lambda row: row.get(name, default)
    return lambda row: process(row.get(name, default))


def _default(column: Column[Any]) -> Any:
    default: Any = column.default
    if default is None or default.is_clause_element:  # what the database would work out, the rows bring
        return None
    return default.arg if default.is_scalar else default.arg(None)
