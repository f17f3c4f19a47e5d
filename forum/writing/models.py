"""What is being written and was not sent yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum.clock import UtcDateTime, now
from forum.extensions import Model

KEY_LIMIT = 40  # characters
PLACE_LIMIT = 40
PAGE = 16  # a random number in hexadecimal digits


class Unsent(Model):
    """The words of one form, saved while they are typed; its writer's alone."""

    __tablename__ = "unsent"
    __table_args__ = (Index("ix_unsent_ended_at", "ended_at"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_LIMIT), primary_key=True)  # of the form, made by the browser
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    place: Mapped[str] = mapped_column(String(PLACE_LIMIT))  # where the form stands, see writing/places.py
    # The post that it belongs to; None: to none yet, or to one that is not there for its writer.
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    # The comment that is answered or edited there.
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="SET NULL"), index=True)
    title: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    fields: Mapped[list[list[str]]] = mapped_column(JSON, default=list)  # the others: [[name, value], ...]
    saves: Mapped[int] = mapped_column(default=0)  # how often it was saved: who saves says which they saw
    # The page that saved it last ("": one that did not say), and which of its saves that was, see turns.py.
    page: Mapped[str] = mapped_column(String(PAGE), default="")
    turn: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime
    )  # sent, or thrown away; no save comes after
