"""The keys by which a text is known again when its blog comes a second time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from forum.comments.models import Comment
from forum.exchange import entries
from forum.extensions import db
from forum.posts.models import Post

LONGEST_BLOG = 140  # characters; the ids behind it need up to 50 of the column's 200

_SCHEME = re.compile(r"^https?://")


@dataclass(slots=True)
class Known:
    """The rows of a class that came by an import, by their keys."""

    posts: dict[str, Any] = field(default_factory=dict)  # rows of id, author_id, deleted_at
    comments: dict[str, Any] = field(default_factory=dict)  # the same with path and author_id


def of_blog(site: entries.Site) -> str:
    """Name a blog by its address, without http or https: it may have moved from one to the other."""
    name = _SCHEME.sub("", site.base_url.strip().lower()).rstrip("/") or site.title
    return name if len(name) <= LONGEST_BLOG else _digest(name)


def of_post(blog: str, item: entries.Item) -> str:
    """Name a post by its blog and its number there; one without a number by what it says."""
    return f"{blog}#{item.id or _digest(item.link, item.title, item.published, item.body)}"


def of_comment(post: str, comment: entries.Comment) -> str:
    """Name a comment by the key of its post and its number in the blog, or by what it says."""
    number = comment.id or _digest(comment.author_name, comment.at, comment.body)
    return f"{post}/comment-{number}"


def _digest(*parts: object) -> str:
    return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:19]


def known(course_id: int) -> Known:
    """Return what came into a class by earlier imports, also what was deleted here since."""
    posts = select(Post.import_key, Post.id, Post.author_id, Post.deleted_at).where(
        Post.course_id == course_id, Post.import_key.is_not(None)
    )
    comments = select(
        Comment.import_key, Comment.id, Comment.author_id, Comment.deleted_at, Comment.path
    ).where(Comment.course_id == course_id, Comment.import_key.is_not(None))
    return Known(
        {row.import_key: row for row in db.session.execute(posts)},
        {row.import_key: row for row in db.session.execute(comments)},
    )
