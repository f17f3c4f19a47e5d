"""What a heart or a bookmark is about: the post or the comment that an address names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forum import web
from forum.comments import queries as comments
from forum.keeping.models import Kind
from forum.posts import queries as posts
from forum.standing import Member

KINDS = {"posts": Kind.POST, "comments": Kind.COMMENT}


@dataclass(frozen=True, slots=True)
class Thing:
    """A post or a comment as a member sees it, and the post of both."""

    kind: Kind
    row: Any
    post: Any

    @property
    def path(self) -> str:
        """Its address within the class."""
        return f"/{self.kind}s/{self.row.id}"

    @property
    def name(self) -> str:
        """What the ids of its buttons end with: comment-42."""
        return web.dom_id(self.kind, self.row.id)


def readable(member: Member, kinds: str, thing_id: int) -> Thing:
    """Return what an address names, with "posts" or "comments" in it. Raises NotFound for the unreadable."""
    kind = KINDS[kinds]
    if kind is Kind.POST:
        post = posts.readable(member, thing_id)
        return Thing(kind, post, post)
    comment = comments.readable(member, thing_id)
    return Thing(kind, comment, posts.standing(member, comment.post_id))
