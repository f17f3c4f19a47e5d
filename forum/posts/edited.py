"""What writing and editing make of a post's row: its text, its editor, and where it stands by that."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import false

from forum import clock, prose
from forum.posts import lengths, scheduling
from forum.posts.changing import zone_of
from forum.posts.draft import Draft
from forum.posts.models import HeldBack, Post, State
from forum.posts.sealed import marks
from forum.posts.telling import tell_again
from forum.revisions import recording
from forum.standing import Member

# What an edit needs to know of a post beside its words.
WISHED = (Post.is_announcement, Post.publish_at, Post.held_back, Post.own_excerpt)


def text_of(draft: Draft, made: prose.Prose) -> dict[str, Any]:
    """Return the columns that hold what was written, and what is shown of it in lists."""
    shown = {"excerpt": draft.excerpt or made.excerpt, "own_excerpt": draft.excerpt}
    return {"title": draft.title, **shown, **made.columns()}


def overwrites_nothing(draft: Draft, before: Any, seen: datetime | None) -> Any:
    """Return what must be true of a post for an edit to lose nothing; a draft has more to lose than words."""
    if before.state == State.DRAFT:
        return recording.is_version(Post, seen)
    return recording.overwrites_nothing(before, draft.title, draft.body, seen)


def comes_out(draft: Draft, before: Any) -> bool:
    """Say whether an edit publishes a draft."""
    return bool(before.state == State.DRAFT and draft.state == State.PUBLISHED)


def columns(draft: Draft, before: Any, made: prose.Prose, by: Member) -> dict[str, Any]:
    """Return the columns of a post that an edit changes."""
    announced = by.teaches and draft.is_announcement > before.is_announcement
    return {
        "is_announcement": _announces(draft, by, before),
        **_edited(draft, before, by),
        **text_of(draft, made),
        "counts_since": lengths.since(made.words, clock.now()),
        **tell_again(Post, draft.body, announced=announced),
    }


def _announces(draft: Draft, by: Member, before: Any) -> Any:
    """Return whether a post is an announcement: who does not teach publishes none, now or later."""
    if by.teaches:
        return draft.is_announcement
    chooses_when = draft.publish_at is not None and not scheduling.is_same(
        draft.publish_at, before.publish_at
    )
    return false() if chooses_when or comes_out(draft, before) else Post.is_announcement


def _edited(draft: Draft, before: Any, by: Member) -> dict[str, Any]:
    """Return who edited a post and when, unless its words are as they were, and where it stands by that.

    A draft is as old as its last version.
    """
    now = clock.now()
    if before.state != State.DRAFT:
        changed = recording.has_changed(before, draft.title, draft.body)
        return {"edited_at": now, "edited_by_id": by.user_id, **marks(before, by, now)} if changed else {}
    month = clock.month_of(now, zone_of(by.course_id))
    place = {"state": draft.state, "published_at": now, "active_at": now, "month": month}
    editor = None if draft.state != State.DRAFT else by.user_id
    return {
        "edited_at": now,
        "edited_by_id": editor,
        **place,
        **scheduling.wishes(draft, by),
        **_held(draft, before, by),
    }


def _held(draft: Draft, before: Any, by: Member) -> dict[str, Any]:
    """Return what holds back an announcement whose words somebody has changed who does not teach.

    At its time it would go to everybody in the voice of who teaches, who has not seen them.
    """
    waits = before.is_announcement and scheduling.is_same(draft.publish_at, before.publish_at)
    if by.teaches or not waits:
        return {}
    seen = (before.title, before.body_markdown, before.own_excerpt) == (
        draft.title,
        draft.body,
        draft.excerpt,
    )
    return {} if seen and before.held_back != HeldBack.WORDS else {"held_back": HeldBack.WORDS}
