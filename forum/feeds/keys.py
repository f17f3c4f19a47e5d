"""The address of a private feed: a key that one member holds, and the lock that it fits.

The address holds the key's id and nonce, signed; it is not stored, so it can be shown again, and a copy of
the database opens nothing. A new nonce makes the address before worthless.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import and_, delete, select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import NotFound

from forum import audit, clock
from forum.auth.models import User
from forum.courses import place
from forum.courses.models import Course, Membership
from forum.courses.roster import COURSE, STANDS
from forum.extensions import db
from forum.feeds.models import FeedKey
from forum.policy import may
from forum.prepared import number
from forum.rows import fetch
from forum.standing import Member

IN_CLASS = and_(
    Membership.course_id == FeedKey.course_id,
    Membership.user_id == FeedKey.user_id,
    Membership.removed_at.is_(None),
)
# Built once: every look at a private feed runs it.
LOCK = (
    select(
        *COURSE,
        *place.columns(FeedKey.user_id, FeedKey.course_id, FeedKey),
        FeedKey.user_id,
        FeedKey.nonce,
        User.is_admin,
    )
    .select_from(FeedKey)
    .join(Course, Course.id == FeedKey.course_id)
    .join(User, User.id == FeedKey.user_id)
    .outerjoin(Membership, IN_CLASS)
    .where(FeedKey.id == number("key"), User.closed_at.is_(None), STANDS)
)
MINE = select(FeedKey.id, FeedKey.nonce, FeedKey.made_at).where(
    FeedKey.course_id == number("here"), FeedKey.user_id == number("me")
)


def secret(key: Any) -> str:
    """Return what stands in a private feed's address after /feeds/."""
    return _signer().dumps([key.id, key.nonce])


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(
        current_app.config["SECRET_KEY"], salt="feed", signer_kwargs={"digest_method": sha256}
    )


def behind(secret: str) -> tuple[Any, Member]:
    """Return the class that an address opens, and for whom: with what they may today.

    Raises NotFound, and always the same, for an address that is none of ours, that was replaced or switched
    off, or whose owner has left the class or the site.
    """
    try:
        key_id, nonce = _signer().loads(secret)
    except BadData:
        raise NotFound from None
    row = fetch(LOCK, key=key_id).one_or_none()
    if row is None or not compare_digest(row.nonce, nonce):
        raise NotFound
    member = place.member(row, user_id=row.user_id, is_admin=row.is_admin, course_id=row.id)
    if not may(member, "feeds.read", row):
        raise NotFound
    return row, member


def of(member: Member) -> Any:
    """Return a member's key to the feeds of the class, or None while they have none."""
    return fetch(MINE, here=member.course_id, me=member.user_id).one_or_none()


def renew(*, by: Member) -> None:
    """Give a member an address; the one before, if there was one, opens nothing any more."""
    values = {"nonce": secrets.token_urlsafe(16), "made_at": clock.now()}
    if not _replaced(by, values):
        db.session.add(FeedKey(course_id=by.course_id, user_id=by.user_id, **values))
        try:
            db.session.flush()
        except IntegrityError:  # a second click came first
            db.session.rollback()
            _replaced(by, values)
    audit.record("feed.renew", by=by.user_id, course=by.course_id, target=f"user-{by.user_id}")
    db.session.commit()


def _replaced(by: Member, values: dict[str, Any]) -> bool:
    anew = update(FeedKey).where(*_held(by)).values(values).returning(FeedKey.id)
    return db.session.execute(anew).first() is not None


def _held(by: Member) -> tuple[Any, Any]:
    return FeedKey.course_id == by.course_id, FeedKey.user_id == by.user_id


def switch_off(*, by: Member) -> None:
    """Let a member's address open nothing any more."""
    if db.session.execute(delete(FeedKey).where(*_held(by)).returning(FeedKey.id)).first() is not None:
        audit.record("feed.switch_off", by=by.user_id, course=by.course_id, target=f"user-{by.user_id}")
    db.session.commit()
