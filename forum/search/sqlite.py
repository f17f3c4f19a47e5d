"""Finding on SQLite: FTS5, on the words that we folded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import column, literal_column, select, table

from forum.search.asked import Asked, Term
from forum.search.marks import Marked
from forum.search.models import FTS5, Passage

INDEX = table(FTS5, column("rowid"))
EVERYWHERE, TITLE, MARKS = "{title words}", "{title}", "{marks}"


def found(readable: Any, asked: Asked, marked: Marked, most: int, *, in_title: bool = False) -> Any:
    """Select the ids of those readable passages that have what was asked for: the last of the table.

    `readable` selects passages. It is asked of each that FTS5 finds; joined, it would be up to the planner to
    ask FTS5 of each that is readable, which takes minutes.
    """
    wanted = expression(asked, marked, TITLE if in_title else EVERYWHERE)
    this_one = readable.where(Passage.id == INDEX.c.rowid).correlate(INDEX)
    return (
        select(INDEX.c.rowid)
        .where(literal_column(FTS5).op("MATCH")(wanted), this_one.exists())
        .order_by(INDEX.c.rowid.desc())
        .limit(most)
    )


def expression(asked: Asked, marked: Marked, where: str = EVERYWHERE) -> str:
    """Return what FTS5 understands (sqlite.org/fts5.html, section 3). Words are letters and digits only."""
    wanted = [_one_of(MARKS, [_string(mark)]) for mark in marked.every]
    wanted += [_one_of(MARKS, map(_string, marked.one_of))] if marked.one_of else []
    if asked.terms:
        ways = (f"({' AND '.join(map(_term, way))})" for way in asked.ways())
        wanted.append(_one_of(where, ways))
    unwanted = [_one_of(MARKS, map(_string, marked.none_of))] if marked.none_of else []
    unwanted += [_one_of(EVERYWHERE, map(_term, asked.without))] if asked.without else []
    return " NOT ".join([f"({' AND '.join(wanted)})", *unwanted])


def _one_of(where: str, terms: Iterable[str]) -> str:
    return f"{where} : ({' OR '.join(terms)})"


def _term(term: Term) -> str:
    return _string(" ".join(term.words)) + (" *" if term.is_beginning else "")


def _string(words: str) -> str:
    return f'"{words}"'
