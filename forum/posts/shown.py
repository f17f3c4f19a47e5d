"""Posts in a list as a reader sees them: what it takes to draw each (templates/posts/_drawn.html)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forum.fragments import Drawing
from forum.i18n import Moments
from forum.policy import may
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
            when(post.published_at),
            not post.comment_count and may(member, "comment.write", post),
            pins and may(member, "post.pin", post),
            "" if number else mark,
        )
        for number, post in enumerate(posts)
    ]
