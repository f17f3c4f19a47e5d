"""What the search knows, to be compared with what it would learn anew."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, text

from forum.extensions import db
from forum.search import rebuild
from forum.search.models import Passage

KNOWN = (
    Passage.post_id,
    Passage.comment_id,
    Passage.course_id,
    Passage.author_id,
    Passage.posted_at,
    Passage.marks,
    Passage.title,
    Passage.words,
)


def known() -> list[Any]:
    """Return what is known of every text, in an order that does not tell when it was learned."""
    db.session.rollback()
    rows = db.session.execute(select(*KNOWN)).all()
    return sorted([tuple(row) for row in rows], key=lambda row: (row[0], row[1] or 0))


def anew() -> list[Any]:
    """Take everything up anew, and return what is known then."""
    rebuild.everything()
    return known()


def is_sound() -> None:
    """Let SQLite compare the index with the table that it hangs on; on PostgreSQL it is a column of it."""
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        db.session.execute(
            text("INSERT INTO passage_index(passage_index, rank) VALUES ('integrity-check', 1)")
        )
        db.session.rollback()
