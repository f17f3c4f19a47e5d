"""The worker's steps, one by one, and what they have led to."""

from __future__ import annotations

from sqlalchemy import select, update

from forum import clock
from forum.auth.models import User
from forum.courses.models import Membership
from forum.extensions import db
from forum.mail import outgoing
from forum.notify import digests, mails, telling
from forum.notify.models import Notification
from tests.people import email

assert mails  # what mails are put together by: the worker imports it, too


def tell() -> None:
    """Tell all that is written and was not told."""
    telling.tell()
    assert telling._rests == {}


def send() -> None:
    """Write the digests that are due, and send what waits."""
    digests.send()
    outgoing.deliver_waiting()


def told(name: str) -> list[str]:
    """Return why somebody was told, in order."""
    query = select(Notification.kind).join(User, User.id == Notification.user_id)
    return list(db.session.scalars(query.where(User.email == email(name)).order_by(Notification.id)))


def wishes(name: str, **columns: object) -> None:
    """Let somebody hear of their classes by mail in a way of their own."""
    who = select(User.id).where(User.email == email(name)).scalar_subquery()
    db.session.execute(update(Membership).where(Membership.user_id == who).values(**columns))
    db.session.commit()


def hour_has_come() -> None:
    """Let the hour of every digest be past."""
    due = update(Membership).where(Membership.digest_at.is_not(None))
    db.session.execute(due.values(digest_at=clock.now()))
    db.session.commit()
