"""Somebody is told something, and answers by mail."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from forum.auth.models import AuditEvent, User
from forum.comments.models import Comment
from forum.extensions import db
from forum.mail.models import Form, Mail
from forum.notify import addresses, receiving
from forum.notify.models import Kind, Notification
from forum.notify.outcomes import Outcome
from tests.people import email

ADDRESS = "reply@seminar.example.org"
MAILS = Path(__file__).with_name("mails")
NUMBERS = count(1)


def tell(user_id: int, course_id: int, post_id: int, comment_id: int | None = None) -> str:
    """Tell somebody of a post, or of a comment under it, and return where their answer goes."""
    row = Notification(
        user_id=user_id, course_id=course_id, kind=Kind.COMMENT, post_id=post_id, comment_id=comment_id
    )
    db.session.add(row)
    db.session.commit()
    return addresses.reply_to(row)


def mail(words: str = "I agree.", *, by: str = "sam", **headers: str) -> bytes:
    """Return a mail as a program writes it. Headers have underscores; one that is "" is left out."""
    message = EmailMessage(policy=SMTP)
    usual = {"From": f"{by.title()} <{email(by)}>", "Subject": "Re: A title", "To": ADDRESS}
    usual["Message-ID"] = f"<{next(NUMBERS)}@mail.example.org>"
    for name, value in (usual | {key.replace("_", "-"): value for key, value in headers.items()}).items():
        if value:
            message[name] = value
    message.set_content(words)
    return bytes(message)


def sample(name: str) -> bytes:
    """Return a mail of the folder mails/."""
    return (MAILS / f"{name}.eml").read_bytes()


def receive(raw: bytes, recipient: str, sender: str | None = "sam@example.org") -> Outcome:
    """Do what a relay has done, and forget what the session knew."""
    outcome = receiving.receive(raw, recipient=recipient, sender=sender)
    db.session.rollback()
    db.session.expire_all()
    return outcome


def comments(post_id: int) -> list[Any]:
    """Return the comments under a post, oldest first."""
    return list(db.session.scalars(select(Comment).where(Comment.post_id == post_id).order_by(Comment.id)))


def trail() -> list[tuple[str, str | None]]:
    """Return what the trail has about answers, by verb and reason."""
    found = db.session.scalars(
        select(AuditEvent).where(AuditEvent.verb.startswith("answer.")).order_by(AuditEvent.id)
    )
    return [(event.verb, event.detail.get("why")) for event in found]


def letters() -> list[Mail]:
    """Return the mails about answers that were not posted, oldest first."""
    return list(db.session.scalars(select(Mail).where(Mail.form == Form.BOUNCE).order_by(Mail.id)))


def user(user_id: int) -> User:
    """Return somebody's account."""
    return db.session.execute(select(User).where(User.id == user_id)).scalar_one()
