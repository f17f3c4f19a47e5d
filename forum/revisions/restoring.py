"""Bringing an earlier version back: an edit like any other, which the history shows as the newest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from forum.comments import actions as comments
from forum.posts import actions as posts
from forum.posts import pinning, queries, shelf
from forum.posts.draft import Draft
from forum.posts.models import State
from forum.standing import Member


def bring_post_back(post: Any, version: Any, *, by: Member, seen: datetime | None) -> None:
    """Let a post say what it said in an earlier version; what is not words stays. Raises EditedMeanwhile."""
    source = queries.source(post.id)
    wants_pin = source.wants_pin if post.state == State.DRAFT else pinning.is_pinned(post)
    draft = Draft(
        title=version.title,
        body=version.body_markdown,
        format=version.body_format,
        category_ids=shelf.filed_ids(post),
        state=post.state,
        is_announcement=post.is_announcement,
        pinned=wants_pin,
        pinned_until=post.pinned_until,
        publish_at=None if source.held_back else source.publish_at,
        excerpt=source.own_excerpt,
    )
    posts.edit(post.id, draft, by=by, seen=seen)


def bring_comment_back(comment: Any, version: Any, *, by: Member, seen: datetime | None) -> None:
    """Let a comment say what it said in an earlier version. Raises EditedMeanwhile."""
    comments.edit(comment.id, version.body_markdown, by=by, seen=seen, format=version.body_format)
