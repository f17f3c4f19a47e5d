"""Rosters that somebody uploaded, until they are applied or forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.clock import UtcDateTime, now
from forum.extensions import Model


class Upload(Model):
    """The people of one file, as they were read; only who uploaded it sees it, for a day."""

    __tablename__ = "roster_upload"
    __table_args__ = (Index("ix_roster_upload_made_at", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    origin: Mapped[str] = mapped_column(String(20))  # columns.Origin: whose export it is
    rows: Mapped[list[list[Any]]] = mapped_column(JSON)  # entries.Entry, field by field
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # of applying it: applying.Outcome
