"""What an instructor asks a class for, whom it is asked of, and what was arranged with some of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from forum.clock import UtcDateTime, now
from forum.extensions import Model

TITLE_LIMIT = 200  # characters
NOTE_LIMIT = 300
MANY = 50  # posts or replies that a prompt may want of each
LONG = 20_000  # words that it may want of each post or reply


class AfterPosting(StrEnum):
    """What becomes of one's own answer once one has seen the others'."""

    FREE = ""  # it is edited like every post
    MARKED = "marked"  # what is changed is marked as changed after that
    FROZEN = "frozen"  # nothing is changed any more


class Prompt(Model):
    """What is asked: so many posts, and replies to the posts of others, until when."""

    __tablename__ = "prompt"
    __table_args__ = (
        UniqueConstraint("created_by_id", "form_key"),
        CheckConstraint("after_posting IN ('', 'marked', 'frozen')", name="after_posting"),
        Index("ix_prompt_course", "course_id", "posts_due_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT))
    body_markdown: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    renderer: Mapped[int] = mapped_column(default=0)  # text.RENDERER_VERSION that made body_html
    anchor: Mapped[str] = mapped_column(String(20), default="")
    # Under what the answers are filed; None: under what their authors choose.
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id", ondelete="SET NULL"))
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)  # before it only staff see it
    posts_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: no due date
    replies_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    posts_wanted: Mapped[int] = mapped_column(default=1)  # of each student
    replies_wanted: Mapped[int] = mapped_column(default=0)  # to answers of others
    post_words: Mapped[int] = mapped_column(default=0)  # at least, for a post to count; 0: any
    reply_words: Mapped[int] = mapped_column(default=0)
    must_post_first: Mapped[bool] = mapped_column(default=False)
    after_posting: Mapped[str] = mapped_column(String(10), default=AfterPosting.FREE)
    for_sections: Mapped[bool] = mapped_column(default=False)  # those in prompt_section; else the class
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime
    )  # its answers stay, open to all they are for
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    form_key: Mapped[str | None] = mapped_column(String(40))  # the form it came from, so that it comes once


class PromptSection(Model):
    """A section that a prompt is for."""

    __tablename__ = "prompt_section"

    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id", ondelete="CASCADE"), primary_key=True)
    section_id: Mapped[int] = mapped_column(
        ForeignKey("section.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Arrangement(Model):
    """What was arranged about a prompt with one student or one section: more time, or nothing owed.

    What is said of a student alone comes before what is said of their sections.
    """

    __tablename__ = "arrangement"
    __table_args__ = (
        UniqueConstraint("prompt_id", "user_id"),
        UniqueConstraint("prompt_id", "section_id"),
        CheckConstraint("(user_id IS NULL) != (section_id IS NULL)", name="with_whom"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id", ondelete="CASCADE"), index=True)
    is_excused: Mapped[bool] = mapped_column(default=False)
    # Of a student: they are not excused, though a section of theirs is.
    still_owes: Mapped[bool] = mapped_column(default=False, server_default=false())
    posts_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: as the prompt says
    replies_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(NOTE_LIMIT), default="")  # why; for the staff
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
