"""Finding on PostgreSQL: tsvector and GIN, on the words that we folded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, func, literal, literal_column, not_, or_, true
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import TSQUERY

from forum.search.asked import Asked, Term
from forum.search.marks import Marked
from forum.search.models import Passage

VECTOR: Any = literal_column("passage.vector")
TEXT: Sequence[Any] = (Passage.title, Passage.words)
IN_TITLE, MARK = "=", "@"  # how the migration marks words of a title, and marks


def found(readable: Any, asked: Asked, marked: Marked, most: int, *, in_title: bool = False) -> Any:
    """Select the ids of those readable passages that have what was asked for: the newest of them."""
    wanted = sql_cast(literal(expression(asked, marked, IN_TITLE if in_title else ""), Text), TSQUERY)
    matching = readable.where(VECTOR.op("@@")(wanted), *_side_by_side(asked, in_title))
    # Of a common word the planner takes the newest, by the index of this order; of a rare one all, by GIN.
    return matching.order_by(Passage.posted_at.desc(), Passage.id.desc()).limit(most)


def expression(asked: Asked, marked: Marked, mark: str = "") -> str:
    """Return what the type tsquery understands (section 8.11.2). Words are letters and digits only.

    Weeks are left to the condition on the time itself, which an index serves here.
    """
    parts = [_mark(each) for each in marked.every]
    if asked.terms:
        ways = (" & ".join(_term(term, mark) for term in way) for way in asked.ways())
        parts.append(f"({' | '.join(ways)})")
    parts += [f"!{_term(term)}" for term in asked.without if not term.is_phrase]
    return " & ".join(parts)


def _mark(mark: str) -> str:
    return f"'{MARK}{mark}'"


def _term(term: Term, mark: str = "") -> str:
    words = [f"'{mark}{word}'" for word in term.words]
    return f"({' & '.join(words)}{':*' if term.is_beginning else ''})"


def _side_by_side(asked: Asked, in_title: bool) -> list[ColumnElement[bool]]:
    """Look for phrases in the words themselves: of the texts that the index has found, they are few."""
    columns = [Passage.title] if in_title else TEXT
    conditions = [not_(_phrase(term, TEXT)) for term in asked.without if term.is_phrase]
    if any(term.is_phrase for term in asked.terms):
        phrases = ([_phrase(term, columns) for term in way if term.is_phrase] for way in asked.ways())
        conditions.append(or_(*(and_(true(), *way) for way in phrases)))
    return conditions


def _phrase(term: Term, columns: Sequence[Any]) -> ColumnElement[bool]:
    # Not LIKE: the planner would take phrases for rare, and read the whole table for them.
    phrase = f" {' '.join(term.words)}{'' if term.is_beginning else ' '}"
    return or_(*(func.least(func.strpos(func.concat(" ", each, " "), phrase), 1) == 1 for each in columns))
