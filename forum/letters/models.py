"""Letters that teachers write to students of a class."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.clock import UtcDateTime, now
from forum.extensions import Model

SUBJECT_LIMIT = 150  # characters
TEXT_LIMIT = 5_000


class Letter(Model):
    """A letter that went to several, each in a mail of its own; to whom, the audit trail knows."""

    __tablename__ = "letter"
    __table_args__ = (UniqueConstraint("sender_id", "form_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    sender_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    subject: Mapped[str] = mapped_column(String(200))
    recipients: Mapped[int]
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    form_key: Mapped[str | None] = mapped_column(String(40))  # the form it came from, so that it goes once
