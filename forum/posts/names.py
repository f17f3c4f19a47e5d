"""Who wrote a post, out of a row of it: its author, and who wrote it with them, in the order of naming."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

LINE = re.compile(r"^(\d+) (\d+) (.+)$", re.MULTILINE)


class Author(NamedTuple):
    """One of those who wrote a post."""

    id: int
    name: str


@lru_cache(maxsize=1024)
def listed(co_authors: str | None) -> tuple[Author, ...]:
    """Return the co-authors that a row's column names: "place id name", a line each (bylines.CO_AUTHORS)."""
    in_order = sorted(LINE.findall(co_authors or ""), key=lambda found: int(found[0]))
    return tuple([Author(int(id), name) for _place, id, name in in_order])


def authors(row: Any) -> tuple[Author, ...]:
    """Return all who wrote what a row is of; a comment has one author."""
    return (Author(row.author_id, row.author_name), *listed(getattr(row, "co_authors", None)))


def wrote(user_id: int | None, post: Any) -> bool:
    """Say whether somebody is one of those who wrote a post."""
    return user_id is not None and (post.author_id == user_id or co_wrote(user_id, post))


def co_wrote(user_id: int | None, post: Any) -> bool:
    """Say whether somebody wrote a post with its author."""
    return any(user_id == other.id for other in listed(post.co_authors))


def said(row: Any) -> str:
    """Return the names of all who wrote it, for a sentence."""
    return ", ".join(author.name for author in authors(row))
