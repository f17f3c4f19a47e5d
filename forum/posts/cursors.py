"""Places in an order by time, as text for addresses: where the next page begins, what came since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from werkzeug.exceptions import NotFound

from forum import clock


def cursor(at: datetime, key: int) -> str:
    """Return the place of a row in an order by time: microseconds since 1970, and its id."""
    return f"{round(at.timestamp() * 1_000_000)}-{key}"


def place(post: Any) -> str:
    """Return the place of a post in the order in which posts came out."""
    return cursor(post.published_at, post.id)


def present() -> str:
    """Return this moment's place: before whatever comes."""
    return cursor(clock.now(), 0)


def newest(posts: Sequence[Any]) -> str:
    """Return the place in time of the newest of some posts; of none, the beginning of time."""
    last = max(posts, key=attrgetter("published_at", "id"), default=None)
    return place(last) if last else "0-0"


def read_cursor(text: str) -> dict[str, Any]:
    """Return the time and id of a cursor. Raises NotFound for one that we never gave."""
    since, _dash, key = text.partition("-")
    if not (text.isascii() and since.isdigit() and key.isdigit() and len(since) <= 17 and len(key) <= 9):
        raise NotFound
    at = datetime.fromtimestamp(int(since) // 1_000_000, UTC).replace(microsecond=int(since) % 1_000_000)
    return {"at": at, "key": int(key)}
