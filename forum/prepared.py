"""Statements that are built once. Building a large select costs more than running it.

A builder gets an `Asker` in place of a member: it knows how much they see, but not who asks nor where;
those two, and every other value, are given when the statement runs. So nothing of one reader can stay in a
statement.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from sqlalchemy import Integer, bindparam

from forum import rows
from forum.clock import UtcDateTime
from forum.standing import Member


@dataclass(frozen=True, slots=True)
class Asker:
    """A reader whose name is not known yet; the SQL twins of the policy take it for a member."""

    user_id: Any
    course_id: Any
    staff: bool
    belongs: bool
    everywhere: bool
    ungated: bool
    has_apart: bool


def number(name: str) -> Any:
    """Return the place of a whole number in a statement."""
    return bindparam(name, type_=Integer())


def moment(name: str) -> Any:
    """Return the place of a time in a statement."""
    return bindparam(name, type_=UtcDateTime())


def prepared(build: Callable[..., Any]) -> Callable[..., Any]:
    """Build a statement once for each kind of reader and each shape (the builder's further arguments)."""
    built: dict[tuple[Any, ...], Any] = {}

    @wraps(build)
    def find(member: Member, *shape: Any) -> Any:
        sees = (member.staff, member.belongs, member.everywhere, member.ungated, member.has_apart)
        key = (*sees, *shape)
        if key not in built:
            built[key] = build(Asker(number("me"), number("here"), *sees), *shape)
        return built[key]

    return find


def run(member: Member, statement: Any, **values: Any) -> Any:
    """Run a prepared statement for a member: with who they are, where they are, and its other values."""
    return rows.fetch(statement, me=member.user_id, here=member.course_id, **values)
