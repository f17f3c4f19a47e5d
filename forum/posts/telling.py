"""What the worker is left to tell of an edited text; of a new one it tells everything (forum/notify/)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case

from forum.posts.models import Tell


def tell_again(table: Any, body: str, *, announced: bool = False) -> dict[str, Any]:
    """Return the column to set when a text is edited: whoever it names now and did not before is told.

    When it has become an announcement, everybody is who was not told yet.
    """
    if announced:
        return {"tell": Tell.ALL}
    if "@" not in body:
        return {}
    return {"tell": case((table.tell == Tell.NOTHING, Tell.MENTIONS), else_=table.tell)}
