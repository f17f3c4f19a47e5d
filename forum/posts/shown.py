"""Posts in a list as a reader sees them: what it takes to draw each (templates/posts/_drawn.html)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from forum.fragments import Drawing
from forum.i18n import Moments, exact
from forum.policy import may
from forum.posts.models import State
from forum.posts.shelf import Rail
from forum.standing import Member


def entries(
    member: Member, rail: Rail, posts: Sequence[Any], when: Moments, *, pins: bool = False, mark: str = ""
) -> list[Drawing]:
    """Return what draws each post of a list; `mark` is an attribute for the first of them."""
    return [
        (
            post,
            rail.filed(post),
            when(_stands_at(post)),
            exact(post.publish_at) if getattr(post, "held_back", "") and post.publish_at else "",
            not post.comment_count and may(member, "comment.write", post),
            pins and may(member, "post.pin", post),
            "" if number else mark,
        )
        for number, post in enumerate(posts)
    ]


def _stands_at(post: Any) -> datetime:
    """Return the time of a post; of a draft that is to come out by itself, the time to come."""
    waits = post.state == State.DRAFT and post.publish_at is not None and not post.held_back
    at: datetime = post.publish_at if waits else post.published_at
    return at
