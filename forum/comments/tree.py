"""The order of a thread, as text that sorts.

Each comment of a post has a number, given in order of time. A path is the numbers on the way to a comment,
six digits each: "000003" is the third comment, "000003000017" an answer to it. Sorted by path, comments stand
as they are read: each before its answers, answers by time. Four levels are drawn; what is deeper goes on flat
beside the comment it answers, and says whom it answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

DIGITS = 6  # a post takes 999,999 comments
DEPTH = 4  # levels that are drawn
# Sorts behind every path that it is put after. Digits only: how other signs sort is up to the database.
LAST = "9" * (DIGITS * DEPTH)


class Said(NamedTuple):
    """What pages show of a comment: the columns that queries.py selects, in their order; it equals a row."""

    id: int
    post_id: int
    parent_id: int | None
    path: str
    author_id: int
    author_name: str
    author_role: str | None
    body_html: str | None  # None: not for this reader
    created_at: datetime
    edited_at: datetime | None
    edited_by: str | None
    hidden_at: datetime | None
    hidden_reason: str
    deleted_at: datetime | None
    deleted_by_id: int | None
    answers: str | None  # the name of whom it answers, where that cannot be seen
    heart_count: int
    hearted: int  # 1: by this reader
    kept: int  # 1: among this reader's bookmarks
    many: int = 0  # how many answers the thread has, for a comment at the top of a long one


@dataclass(slots=True)
class Node:
    """A comment, and the answers that are drawn under it."""

    comment: Any
    replies: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Branch:
    """A comment and those drawn under it, in path order."""

    rows: list[Any]
    more: int = 0  # answers in it that are not on the page

    @property
    def root(self) -> Any:
        """The comment that the others are drawn under."""
        return self.rows[0]

    @property
    def last_path(self) -> str:
        """The path of the last comment that is drawn."""
        return str(self.rows[-1].path)

    def grow(self) -> Node:
        """Make a tree of it."""
        return grow(self.rows)[0]


def path_under(parent: str, number: int) -> str:
    """Return the path of a new comment: under its parent, or beside it where that stands too deep."""
    own = f"{number:0{DIGITS}d}"
    return (parent if len(parent) < DIGITS * DEPTH else above(parent)) + own


def is_beside(path: str, parent: str) -> bool:
    """Say whether an answer is drawn beside what it answers, because that stands too deep."""
    return len(path) == len(parent) == DIGITS * DEPTH


def above(path: str) -> str:
    """Return the path of the comment that this one is drawn under; "" at the top."""
    return path[:-DIGITS]


def top(path: str) -> str:
    """Return the path of the comment at the top of this one's thread."""
    return path[:DIGITS]


def ancestors(path: str) -> list[str]:
    """Return the paths of the comments that this one is drawn under, from the top down."""
    return [path[:end] for end in range(DIGITS, len(path), DIGITS)]


def depth(path: str) -> int:
    """Return how deep a comment is drawn: 0 at the top."""
    return len(path) // DIGITS - 1


def grow(comments: Iterable[Any]) -> list[Node]:
    """Make trees of comments in path order. One whose parent is not among them stands at the top."""
    roots: list[Node] = []
    known: dict[str, Node] = {}
    for comment in comments:
        node = known[comment.path] = Node(comment)
        parent = known.get(above(comment.path))
        (parent.replies if parent else roots).append(node)
    return roots


def is_path(text: str) -> bool:
    """Say whether a text could be a path."""
    return text.isascii() and text.isdigit() and 0 < len(text) <= DIGITS * DEPTH and len(text) % DIGITS == 0


def split(comments: Iterable[Any]) -> list[Branch]:
    """Part comments in path order into branches. One whose parent is not among them is a root."""
    branches: list[Branch] = []
    rows: list[Any] = []
    root = "none"  # begins no path
    for comment in comments:
        if not comment.path.startswith(root):
            root, rows = comment.path, []
            branches.append(Branch(rows))
        rows.append(comment)
    return branches


def by_parent(branches: Sequence[Branch]) -> dict[str, list[Branch]]:
    """Return these branches by the path of the comment that they are drawn under."""
    groups: dict[str, list[Branch]] = {}
    for branch in branches:
        groups.setdefault(above(branch.root.path), []).append(branch)
    return groups
