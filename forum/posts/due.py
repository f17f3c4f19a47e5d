"""Drafts whose time has come: the worker looks each second and lets them out.

Each comes out in one transaction, which begins by taking its time away: killed in the middle nothing has
happened, and of two workers one finds it taken. Whether its author may publish is asked in that moment, not
when they chose it.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from sqlalchemy import and_, select

from forum import clock
from forum.auth.models import User
from forum.courses.models import Course, Membership
from forum.extensions import db
from forum.policy import may
from forum.posts import publishing
from forum.posts.models import HeldBack, Post, State
from forum.prepared import moment
from forum.rows import fetch
from forum.standing import Member

AT_A_LOOK = 100  # drafts
REST = 30.0  # seconds before a draft is tried again that could not be published

DUE = (
    select(
        Post.id,
        Post.course_id,
        Post.author_id,
        Post.publish_at,
        Post.is_announcement,
        Post.wants_pin,
        Course.is_open,
        Membership.role,
        User.is_admin,
        User.closed_at,
    )
    .join(Course, Course.id == Post.course_id)
    .join(User, User.id == Post.author_id)
    .outerjoin(
        Membership,
        and_(
            Membership.course_id == Post.course_id,
            Membership.user_id == Post.author_id,
            Membership.removed_at.is_(None),
        ),
    )
    .where(Post.publish_at <= moment("now"), Post.held_back == HeldBack.NO)
    .where(Post.state == State.DRAFT, Post.deleted_at.is_(None))
    .order_by(Post.publish_at, Post.id)
    .limit(AT_A_LOOK)
)

_rests: dict[int, float] = {}  # until when, by time.monotonic(); what was tried in vain
log = logging.getLogger("seminar.posts")


def publish() -> None:
    """Publish the drafts whose time has come, or note why they are held back."""
    found = fetch(DUE, now=clock.now())
    db.session.rollback()
    for draft in found:
        if _rests.get(draft.id, 0.0) <= time.monotonic():
            _try(draft)


def _try(draft: Any) -> None:
    """Let one draft out. What goes wrong with it holds up no other, and is tried again after a rest."""
    try:
        _let_out(draft)
        _rests.pop(draft.id, None)
    except Exception:  # whatever is wrong with this one
        db.session.rollback()
        _rests[draft.id] = time.monotonic() + REST
        log.exception("Draft %s could not be published; it is tried again.", draft.id)


def _let_out(draft: Any) -> None:
    author = Member(draft.course_id, draft.is_open, draft.author_id, draft.role, draft.is_admin)
    why = _hindrance(draft, author)
    still = Post.publish_at == draft.publish_at
    if why is HeldBack.NO:
        publishing.publish(draft.id, by=author, only_if=still)
    else:
        publishing.hold_back(draft.id, why, by=author, only_if=still)


def _hindrance(draft: Any, author: Member) -> HeldBack:
    """Return why a draft does not come out."""
    if not draft.is_open:
        return HeldBack.CLOSED
    if draft.closed_at is not None or not author.belongs:
        return HeldBack.GONE
    asks = draft.is_announcement or draft.wants_pin
    if not may(author, "post.write") or (asks and not may(author, "post.announce")):
        return HeldBack.ROLE
    return HeldBack.NO
