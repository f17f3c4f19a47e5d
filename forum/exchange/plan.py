"""What an import is about to write: everything is ready, nothing is in the database yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from forum.exchange.filed import Categories
from forum.exchange.keys import Known
from forum.exchange.people import Accounts
from forum.exchange.report import Report
from forum.prose import Prose


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post or page that is not here yet; `writer` is the key of who wrote it."""

    key: str
    writer: str
    title: str
    prose: Prose
    excerpt: str  # written by hand, else ""
    state: str
    at: datetime
    comments_open: bool
    is_sticky: bool
    filed: tuple[str, ...]  # names of categories


@dataclass(frozen=True, slots=True)
class NewComment:
    """A comment that is not here yet; `above` is the key of the one it answers, "" at the top."""

    key: str
    post: str
    above: str
    level: int
    writer: str
    prose: Prose
    at: datetime


@dataclass(slots=True)
class Plan:
    """A whole import; the comments of each post stand in the order of their time."""

    course_id: int
    blog: str
    known: Known
    categories: Categories
    accounts: Accounts
    report: Report
    posts: list[NewPost] = field(default_factory=list)
    comments: list[NewComment] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.posts or self.comments or self.categories.new)
