"""Lists in a statement: long ones as one parameter, which the database takes apart; short ones as a text.

A place for each value is compiled by SQLAlchemy and parsed by the driver each time, and neither database
takes more than some ten thousand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Integer, Select, String, cast, func, literal, literal_column, select

from forum.extensions import db

# A literal, so that the statement has always the same form (forum/rows.py).
COMMA: Any = literal_column("','")


def among(values: Iterable[int] | Iterable[str], kind: Any = Integer) -> Select[Any]:
    """Return a select of these values, for `column.in_()`: numbers, or with String texts."""
    given = json.dumps(list(values))
    if _is_sqlite():
        return select(cast(func.json_each(given).table_valued("value").c.value, kind))
    each = func.json_array_elements_text(cast(literal(given, String), JSON)).table_valued("value")
    return select(cast(each.c.value, kind))


def pairs(values: Mapping[str, Any]) -> Any:
    """Return a table with the columns `key` and `value`, both texts, of these pairs."""
    given = json.dumps(values)
    if _is_sqlite():
        return func.json_each(given).table_valued("key", "value")
    return func.json_each_text(cast(literal(given, String), JSON)).table_valued("key", "value")


def joined(column: Any) -> Any:
    """Return the numbers of a column as one text with commas between them, which `numbers` reads."""
    return func.aggregate_strings(cast(column, String), COMMA)


@lru_cache(maxsize=1024)
def numbers(text: str | None) -> frozenset[int]:
    """Return the numbers that stand in a text with commas between them; NULL is none."""
    return frozenset([int(number) for number in (text or "").split(",") if number])


def _is_sqlite() -> bool:
    return bool(db.engine.dialect.name == "sqlite")
