"""Words that were deleted leave the search's own files as well.

FTS5 notes that a row is gone, and keeps its words until parts of its index are merged (sqlite.org/fts5.html,
section 6.8). A few pages are merged at a time, so that nobody waits. PostgreSQL does as much by itself.
"""

from __future__ import annotations

from sqlalchemy import text

from forum.extensions import db
from forum.search.models import FTS5

PAGES = 200  # of the index, merged in one transaction
MERGE = text(f"INSERT INTO {FTS5}({FTS5}, rank) VALUES ('merge', :pages)")  # noqa: S608  # a constant
CHANGES = text("SELECT total_changes()")


def forget() -> None:
    """Merge the index until no deleted word is in it."""
    if db.engine.dialect.name != "sqlite":
        return
    pages = -PAGES  # begins a merge of everything; later calls go on with it
    while _merge(pages):
        pages = PAGES


def _merge(pages: int) -> bool:
    """Merge some pages, and say whether there may be more to do."""
    before = db.session.execute(CHANGES).scalar_one()
    db.session.rollback()
    db.session.execute(MERGE, {"pages": pages})
    after = db.session.execute(CHANGES).scalar_one()
    db.session.commit()
    return bool(after - before >= 2)
