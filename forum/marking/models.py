"""What is told one student alone about their work: a note, and points; and what these points are made of."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.clock import UtcDateTime, now
from forum.extensions import Model
from forum.points import Points
from forum.posts.models import UNTOLD, Tell

NAME_LIMIT = 120  # characters
DESCRIPTION_LIMIT = 500
CRITERIA = 12  # of one rubric


class About(StrEnum):
    """What a mark is about: a post of the student's, what they said under one, all they did for a prompt."""

    POST = "post"
    PART = "part"
    PROMPT = "prompt"


OF_CLASS = text("prompt_id IS NULL")


class Mark(Model):
    """A note and points for one student. There is one for each thing that it can be about.

    What it is about says which prompt its points count to: the one that the post answers.
    """

    __tablename__ = "mark"
    __table_args__ = (
        UniqueConstraint("student_id", "post_id", "about"),
        UniqueConstraint("student_id", "prompt_id"),
        CheckConstraint("about IN ('post', 'part', 'prompt')", name="about"),
        CheckConstraint("(post_id IS NULL) != (prompt_id IS NULL)", name="thing"),
        Index("ix_mark_student", "course_id", "student_id", "id"),
        Index("ix_mark_tell", "tell", sqlite_where=UNTOLD, postgresql_where=UNTOLD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    about: Mapped[str] = mapped_column(String(10))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    # Only of what is about no post: of who has not answered, for instance.
    prompt_id: Mapped[int | None] = mapped_column(ForeignKey("prompt.id", ondelete="CASCADE"), index=True)
    body_markdown: Mapped[str] = mapped_column(Text)  # "": points alone
    body_format: Mapped[str] = mapped_column(String(10), default="markdown")
    body_html: Mapped[str] = mapped_column(Text)
    renderer: Mapped[int] = mapped_column(default=0)
    anchor: Mapped[str] = mapped_column(String(20), default="")
    words: Mapped[int] = mapped_column(default=0)
    points: Mapped[Decimal | None] = mapped_column(Points)
    out_of: Mapped[Decimal | None] = mapped_column(Points)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: only staff see it
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))  # the last
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    edited_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)  # names its version in forms
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    tell: Mapped[int] = mapped_column(SmallInteger, default=Tell.NOTHING, server_default="0")


class Rubric(Model):
    """How something is marked: of the answers to a prompt, or (without one) of the whole class."""

    __tablename__ = "rubric"
    __table_args__ = (
        UniqueConstraint("prompt_id"),
        Index("uq_rubric_class", "course_id", unique=True, sqlite_where=OF_CLASS, postgresql_where=OF_CLASS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    prompt_id: Mapped[int | None] = mapped_column(ForeignKey("prompt.id", ondelete="CASCADE"))
    out_of: Mapped[Decimal | None] = mapped_column(Points)  # where there are no criteria
    edited_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # of a prompt that has the class's again


class Criterion(Model):
    """One of the things that points are given for. One that was removed stays with the marks that have it."""

    __tablename__ = "criterion"
    __table_args__ = (Index("ix_criterion_rubric", "rubric_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    description: Mapped[str] = mapped_column(String(DESCRIPTION_LIMIT), default="")
    points: Mapped[Decimal] = mapped_column(Points)  # at most
    position: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Share(Model):
    """The points of a mark for one criterion."""

    __tablename__ = "share"

    mark_id: Mapped[int] = mapped_column(ForeignKey("mark.id", ondelete="CASCADE"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(
        ForeignKey("criterion.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    points: Mapped[Decimal] = mapped_column(Points)
