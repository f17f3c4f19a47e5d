"""What members do with what they are told: read it, and choose how they want to hear of it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from forum import audit, clock
from forum.auth.models import User
from forum.courses.models import Course, Membership, Pace
from forum.extensions import db
from forum.notify import hours
from forum.notify.models import ByMail, Notification
from forum.reading.actions import impatient
from forum.standing import Member

log = logging.getLogger("seminar.notify")


def read(post_id: int, shown: Sequence[int], *, by: Member) -> None:
    """Count as read what a member was told of a post and of the comments under it that they were shown.

    Never fails: a page is not refused for want of that.
    """
    here = or_(Notification.comment_id.is_(None), Notification.comment_id.in_(shown))
    try:
        with impatient():
            db.session.execute(_unread(by, Notification.post_id == post_id, here).values(read_at=clock.now()))
        db.session.commit()
    except SQLAlchemyError:
        log.warning("What was told of post %s could not be counted as read.", post_id, exc_info=True)
        db.session.rollback()


def read_marks(mark_ids: Sequence[int], *, by: Member) -> None:
    """Count as read that a member has these notes."""
    db.session.execute(_unread(by, Notification.mark_id.in_(mark_ids)).values(read_at=clock.now()))
    db.session.commit()


def read_all(newest: int, *, by: Member) -> None:
    """Count as read all that a member was told in this class, up to a notification."""
    db.session.execute(_unread(by, Notification.id <= newest).values(read_at=clock.now()))
    db.session.commit()


def _unread(by: Member, *what: ColumnElement[bool]) -> Any:
    mine = (Notification.user_id == by.user_id, Notification.course_id == by.course_id)
    unread = update(Notification).where(*mine, Notification.read_at.is_(None), *what)
    return unread.execution_options(synchronize_session=False)


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a member wants to hear of a class by mail: how often, at which hour of which zone, what at once."""

    pace: str
    hour: int
    weekday: int
    zone: str  # "": the class's
    announcements: bool

    @property
    def is_any(self) -> bool:
        """Whether anything is mailed to them at all."""
        return self.announcements or self.pace != Pace.NEVER


def wishes(by: Member) -> Wishes:
    """Return what a member wishes."""
    return Wishes(*db.session.execute(_wishes(by.user_id, by.course_id)).one())


def _wishes(user_id: int | None, course_id: int) -> Any:
    columns = (Membership.mail_pace, Membership.mail_hour, Membership.mail_weekday, User.time_zone)
    query = select(*columns, Membership.mails_announcements).join(User, User.id == Membership.user_id)
    return query.where(*_place(user_id, course_id))


def wish(new: Wishes, *, by: Member) -> None:
    """Change how a member hears of a class by mail; their time zone is the same in all their classes."""
    _set_wishes(by.user_id, by.course_id, new)
    db.session.execute(update(User).where(User.id == by.user_id).values(time_zone=new.zone))
    audit.record("mail.wish", by=by.user_id, course=by.course_id, pace=str(new.pace))
    db.session.commit()


def _set_wishes(user_id: int | None, course_id: int, new: Wishes) -> None:
    """Set what somebody wishes: their place in the class first, as the worker does when a digest is due."""
    values = {
        "mail_pace": new.pace,
        "mail_hour": new.hour,
        "mail_weekday": new.weekday,
        "mails_announcements": new.announcements,
    }
    mine = update(Membership).where(*_place(user_id, course_id))
    mine = mine.execution_options(synchronize_session=False)
    db.session.execute(mine.values(**values))
    db.session.execute(mine.values(digest_at=_due(user_id, course_id, new)))


def _due(user_id: int | None, course_id: int, new: Wishes) -> Any:
    """Return when what already waits for a digest goes out; who wants none any more gets none of it."""
    mine = (Notification.user_id == user_id, Notification.course_id == course_id)
    waits = (*mine, Notification.by_mail == ByMail.DIGEST, Notification.mail_id.is_(None))
    if new.pace == Pace.NEVER:
        dropped = update(Notification).where(*waits).values(by_mail=ByMail.NO)
        db.session.execute(dropped.execution_options(synchronize_session=False))
        return None
    if db.session.scalar(select(Notification.id).where(*waits).limit(1)) is None:
        return None
    if new.pace == Pace.AT_ONCE:
        return clock.now()
    zone = new.zone or db.session.scalars(select(Course.time_zone).where(Course.id == course_id)).one()
    return hours.next_time(clock.now(), pace=new.pace, hour=new.hour, weekday=new.weekday, zone=zone)


def _place(user_id: int | None, course_id: int) -> tuple[ColumnElement[bool], ...]:
    here = (Membership.user_id == user_id, Membership.course_id == course_id)
    return (*here, Membership.removed_at.is_(None))


# --- By a link in a mail: whoever holds it may switch mail off and on again, and nothing else ----------


def unsubscribe(user_id: int, course_id: int) -> Wishes | None:
    """Stop all mail about a class to somebody, and return what they wished before; None if they are gone."""
    return _switch(user_id, course_id, Pace.NEVER, announcements=False)


def resubscribe(user_id: int, course_id: int, pace: str, *, announcements: bool) -> None:
    """Take that back."""
    _switch(user_id, course_id, pace, announcements=announcements)


def _switch(user_id: int, course_id: int, pace: str, *, announcements: bool) -> Wishes | None:
    row = db.session.execute(_wishes(user_id, course_id)).one_or_none()
    if row is None:
        return None
    before = Wishes(*row)
    new = replace(before, pace=pace, announcements=announcements)
    if new != before:
        _set_wishes(user_id, course_id, new)
        verb = "mail.resubscribe" if new.is_any else "mail.unsubscribe"
        audit.record(verb, by=user_id, course=course_id)
    db.session.commit()
    return before
