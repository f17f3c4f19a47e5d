"""What a WordPress export holds, one frozen object per thing, already decoded and typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Site:
    """The blog that was exported; `base_url` together with an item's id names that item for good."""

    title: str
    version: str
    base_url: str


@dataclass(frozen=True, slots=True)
class Author:
    """A person with an account in the blog; comments refer to `id`, posts to `login`."""

    id: int
    login: str
    email: str
    display_name: str


@dataclass(frozen=True, slots=True)
class Term:
    """A category or a tag: `kind` is "category" or "tag", `parent_slug` is "" at the top."""

    kind: str
    slug: str
    name: str
    parent_slug: str
    description: str


@dataclass(frozen=True, slots=True)
class Filed:
    """One thing that an item is filed under; `slug` is "" where the file names none."""

    kind: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Comment:
    """An answer under an item: `parent_id` 0 is the top level, `user_id` 0 a visitor, times are UTC."""

    id: int
    parent_id: int
    author_name: str
    author_email: str
    author_url: str
    user_id: int
    at: datetime | None
    body: str
    approved: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Item:
    """A post, page, attachment or anything else with an id; times are UTC, `line` is where it starts."""

    line: int
    id: int
    title: str
    link: str
    kind: str
    status: str
    author_login: str
    published: datetime | None
    modified: datetime | None
    body: str
    excerpt: str
    slug: str
    is_sticky: bool
    password: str
    comment_status: str
    terms: tuple[Filed, ...]
    comments: tuple[Comment, ...]
    attachment_url: str
    parent_id: int


Entry = Site | Author | Term | Item
