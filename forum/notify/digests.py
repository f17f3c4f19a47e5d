"""Digests: at its hour each becomes a mail, of all that has gathered for one member in one class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update

from forum import clock
from forum.auth.models import User
from forum.courses.models import Membership
from forum.extensions import db
from forum.mail import outgoing
from forum.mail.models import Form, Mail
from forum.notify.models import ByMail, Notification

AT_A_LOOK = 200  # digests


def send() -> None:
    """Write the digests whose hour has come; they go as other mail does."""
    due = _due()
    for row in due:
        _write(row)
    if due:
        outgoing.deliver_waiting_later()


def _due() -> Sequence[Any]:
    query = select(Membership.id, Membership.user_id, Membership.course_id, User.email)
    query = query.join(User, User.id == Membership.user_id).where(Membership.digest_at <= clock.now())
    found = db.session.execute(query.order_by(Membership.digest_at).limit(AT_A_LOOK)).all()
    db.session.rollback()
    return found


def _write(row: Any) -> None:
    """Write one digest, in one transaction: of several workers one does, and killed in it none has."""
    due = update(Membership).where(Membership.id == row.id, Membership.digest_at <= clock.now())
    taken = due.values(digest_at=None).returning(Membership.id)
    if db.session.execute(taken.execution_options(synchronize_session=False)).first() is None:
        db.session.rollback()
        return
    mine = (Notification.user_id == row.user_id, Notification.course_id == row.course_id)
    waiting = (*mine, Notification.by_mail == ByMail.DIGEST, Notification.mail_id.is_(None))
    if row.email and db.session.scalar(select(Notification.id).where(*waiting).limit(1)) is not None:
        gathered = update(Notification).where(*waiting).values(mail_id=_mail(row))
        db.session.execute(gathered.execution_options(synchronize_session=False))
    db.session.commit()


def _mail(row: Any) -> int:
    values = {"form": Form.DIGEST, "recipient": row.email, "subject": "", "body": ""}
    new = insert(Mail).values(user_id=row.user_id, course_id=row.course_id, **values).returning(Mail.id)
    return int(db.session.execute(new).scalar_one())
