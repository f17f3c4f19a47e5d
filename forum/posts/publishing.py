"""A draft comes out, at once or at its time; and a post that nobody has answered is a draft again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from forum import clock, text
from forum.extensions import db
from forum.policy import post_counts
from forum.posts import filing, scheduling
from forum.posts.changing import change, done, nothing_to_do, zone_of
from forum.posts.counters import count_post
from forum.posts.models import HeldBack, Post, State, Tell
from forum.posts.pinning import set_pin
from forum.revisions import recording
from forum.search import index
from forum.standing import Member

WRITTEN = (Post.title, Post.body_html, Post.wants_pin, Post.pinned_until)
IS_DRAFT = (Post.state == State.DRAFT, Post.deleted_at.is_(None))
IS_ADDRESSED = Post.held_back != HeldBack.SECTION


def publish(post_id: int, *, by: Member, only_if: Any = None) -> bool:
    """Let a draft come out now; False if it is none by now, or not as `only_if` says.

    Its time is the moment in which it comes out, also when it was asked for earlier: what is new stands above
    what was there. Who has it open in an editor learns of it when they save. Only who teaches announces and
    pins; at its time a draft comes out by its author.
    """
    at = clock.now()
    values = {
        **scheduling.NO_WISH,
        "state": State.PUBLISHED,
        "published_at": at,
        "active_at": at,
        "edited_at": at,
        "edited_by_id": None,
        "month": clock.month_of(at, zone_of(by.course_id)),
        "is_announcement": Post.is_announcement if by.teaches else False,
    }
    post = change(post_id, values, *IS_DRAFT, IS_ADDRESSED, *([] if only_if is None else [only_if]))
    if post is None:
        return nothing_to_do()
    _show(post, by)
    return done("post.publish", post, by)


def _show(post: Any, by: Member) -> None:
    """File a post that has come out under its time, count it, pin it as was wished, let it be found."""
    filing.move(post)
    if post_counts(post):
        count_post(post, 1)
    written = db.session.execute(select(*WRITTEN).where(Post.id == post.id)).one()
    if written.wants_pin and by.teaches:
        set_pin(post.id, True, until=written.pinned_until, by=by)
    index.change_post(post, written.title, text.plain(written.body_html))


def unschedule(post_id: int, *, by: Member) -> bool:
    """Let a draft that was to come out by itself wait for its author."""
    post = change(post_id, scheduling.NO_WISH, *IS_DRAFT, Post.publish_at.is_not(None))
    return nothing_to_do() if post is None else done("post.unschedule", post, by)


def hold_back(post_id: int, why: HeldBack, *, by: Member, only_if: Any) -> bool:
    """Keep a draft that was to come out by itself as it is, and note why."""
    post = change(post_id, {"held_back": why}, *IS_DRAFT, only_if)
    return nothing_to_do() if post is None else done("post.hold_back", post, by, why=why)


def take_back(post_id: int, *, by: Member) -> bool:
    """Make a post that nobody has answered a draft again; False if somebody has, or it is hidden by now.

    Its hearts and bookmarks stay with it, and who was told of it is not told again when it comes out. What it
    said stays in its history.
    """
    values = {
        "state": State.DRAFT,
        "edited_at": clock.now(),
        "edited_by_id": None,
        "pin_position": None,
        "wants_pin": Post.pin_position.is_not(None) if by.teaches else False,
        "tell": Tell.ALL,
    }
    before = db.session.execute(select(*recording.OF_POST).where(Post.id == post_id)).one()
    unanswered = (Post.state == State.PUBLISHED, Post.comment_number == 0)
    post = change(post_id, values, *unanswered, Post.hidden_at.is_(None), Post.deleted_at.is_(None))
    if post is None:
        return nothing_to_do()
    recording.keep_post(post, before)
    count_post(post, -1)
    return done("post.take_back", post, by)
