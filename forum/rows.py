"""Reading rows. Pages show rows, not objects: on the session's own connection that costs half as much."""

from __future__ import annotations

from typing import Any

from forum.extensions import db

KEPT = "seminar.connection"


def fetch(statement: Any, **values: Any) -> Any:
    """Run a statement in the session's transaction and return its result: rows with the selected columns."""
    session = db.session()
    connection = session.info.get(KEPT)
    # A session closes its connection with its transaction. As long as it is open, it is the one to use;
    # to ask the session for it takes a third of the time of the whole statement.
    if connection is None or connection.closed:
        connection = session.info[KEPT] = session.connection()
    return connection.execute(statement, values)
