"""Mail that goes out, and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum.auth.models import EMAIL_LIMIT, NAME_LIMIT
from forum.clock import UtcDateTime, now
from forum.extensions import Model


class Fate(StrEnum):
    """What became of a mail: it waits, went, was given up, or had nothing to say any more."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class Form(StrEnum):
    """What a mail is made of: its own words, one notification, or those that a digest gathered.

    A bounce has words of its own, too: why somebody's answer by mail was not taken.
    """

    LETTER = "letter"
    NOTICE = "notice"
    DIGEST = "digest"
    BOUNCE = "bounce"


class Mail(Model):
    """A mail to be sent; written with the change that causes it, sent by the worker.

    A letter has its subject and words here. What tells of a class is put together when it is sent, from
    the notifications that point here: nothing goes out that was hidden or deleted meanwhile.
    """

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint("fate IN ('queued', 'sent', 'failed', 'dropped')", name="fate"),
        CheckConstraint("form IN ('letter', 'notice', 'digest', 'bounce')", name="form"),
        Index("ix_mail_fate", "fate", "try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(String(10), default=Form.LETTER)
    recipient: Mapped[str] = mapped_column(String(EMAIL_LIMIT))
    # Of a letter that somebody writes: their name, and where an answer goes; "": the site's.
    sender: Mapped[str] = mapped_column(String(NAME_LIMIT), default="", server_default="")
    reply_to: Mapped[str] = mapped_column(String(EMAIL_LIMIT), default="", server_default="")
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)  # emptied once it is sent: it may hold a secret link
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    try_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)  # not before this moment
    tries: Mapped[int] = mapped_column(default=0)
    fate: Mapped[str] = mapped_column(String(10), default=Fate.QUEUED)
    error: Mapped[str | None] = mapped_column(String(500))  # of the last try that failed
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
