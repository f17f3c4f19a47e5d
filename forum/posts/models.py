"""The journal of a class: posts, the categories they are filed under, the months they fell in."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from forum.clock import UtcDateTime, now
from forum.extensions import Model
from forum.text_plain import EXCERPT_LIMIT

CATEGORY_LIMIT = 80  # characters
DESCRIPTION_LIMIT = 500
REASON_LIMIT = 300


class State(StrEnum):
    """Who a post is for: everybody in the class, its author alone, or its author and the teachers."""

    PUBLISHED = "published"
    DRAFT = "draft"
    PRIVATE = "private"


class Tell(IntEnum):
    """What the worker has yet to tell of a text: nothing, all, or whom it names since an edit."""

    NOTHING = 0
    ALL = 1
    MENTIONS = 2


class HeldBack(StrEnum):
    """Why a draft did not come out at its time, or does not."""

    NO = ""
    CLOSED = "closed"  # the class was
    GONE = "gone"  # its author was no longer in the class
    WORDS = "words"  # who does not teach changed those of an announcement
    ROLE = "role"  # its author could no longer write, or announce and pin, as they had asked
    SECTION = "section"  # the section that it was for is gone: it is for nobody until its authors choose


UNTOLD = text("tell > 0")  # finds what the queue has lost
SCHEDULED = text("publish_at IS NOT NULL")
FOR_SOME = text("section_id IS NOT NULL OR gate_id IS NOT NULL")
ANSWERS = text("prompt_id IS NOT NULL")


class Post(Model):
    """An entry in the class's journal."""

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("author_id", "form_key"),
        UniqueConstraint("course_id", "import_key"),
        CheckConstraint("state IN ('published', 'draft', 'private')", name="state"),
        Index("ix_post_feed", "course_id", "published_at", "id"),
        Index("ix_post_month", "course_id", "month", "published_at", "id"),
        Index("ix_post_author", "course_id", "author_id", "published_at", "id"),
        Index("ix_post_pins", "course_id", "pin_position"),
        Index("ix_post_activity", "course_id", "active_at", "id"),
        Index("ix_post_tell", "tell", sqlite_where=UNTOLD, postgresql_where=UNTOLD),
        Index("ix_post_schedule", "publish_at", sqlite_where=SCHEDULED, postgresql_where=SCHEDULED),
        Index(
            "ix_post_for_some",
            "course_id",
            "section_id",
            "gate_id",
            sqlite_where=FOR_SOME,
            postgresql_where=FOR_SOME,
        ),
        Index("ix_post_answers", "prompt_id", "author_id", sqlite_where=ANSWERS, postgresql_where=ANSWERS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    state: Mapped[str] = mapped_column(String(10), default=State.PUBLISHED)
    title: Mapped[str] = mapped_column(String(200))
    body_markdown: Mapped[str] = mapped_column(Text)
    body_format: Mapped[str] = mapped_column(String(10), default="markdown")  # or "html", see docs/decisions
    body_html: Mapped[str] = mapped_column(Text)
    excerpt: Mapped[str] = mapped_column(String(400), default="")  # what lists show: made, or its own
    own_excerpt: Mapped[str] = mapped_column(String(EXCERPT_LIMIT), default="", server_default="")
    words: Mapped[int] = mapped_column(default=0)
    renderer: Mapped[int] = mapped_column(default=0)  # text.RENDERER_VERSION that made body_html
    anchor: Mapped[str] = mapped_column(String(20), default="")  # keeps footnote ids apart
    is_announcement: Mapped[bool] = mapped_column(default=False)
    # Whom it is for: None is everybody in the class; else a section, and who has answered the gate.
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    prompt_id: Mapped[int | None] = mapped_column(ForeignKey("prompt.id"))  # what it answers
    gate_id: Mapped[int | None] = mapped_column(
        ForeignKey("prompt.id")
    )  # that one, where who reads must post first
    published_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)  # of a draft: last saved
    month: Mapped[str] = mapped_column(String(7))  # "2027-03" where the class is
    publish_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when a draft is to come out
    held_back: Mapped[str] = mapped_column(String(10), default=HeldBack.NO, server_default="")
    wants_pin: Mapped[bool] = mapped_column(default=False, server_default=false())  # of a draft
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    # Since when it is an answer, and as long as its prompt wants; None: since it came out.
    counts_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When its author changed it, having seen the answers of others (Prompt.after_posting: marked).
    changed_after_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    pin_position: Mapped[int | None]  # None: not pinned; the lowest stands first
    pinned_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pinned_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))

    # An instructor wants it in the copy of the class for another term.
    goes_along: Mapped[bool] = mapped_column(default=False, server_default=false())

    comments_open: Mapped[bool] = mapped_column(default=True)
    comment_count: Mapped[int] = mapped_column(default=0)  # those that every member can see
    heart_count: Mapped[int] = mapped_column(default=0, server_default="0")
    active_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=now
    )  # its own time, or its last comment's
    comment_number: Mapped[int] = mapped_column(default=0)  # the number the last comment got

    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    hidden_reason: Mapped[str] = mapped_column(String(REASON_LIMIT), default="")
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))

    tell: Mapped[int] = mapped_column(SmallInteger, default=Tell.NOTHING, server_default="0")
    form_key: Mapped[str | None] = mapped_column(String(40))  # the form it came from, so that it comes once
    import_key: Mapped[str | None] = mapped_column(String(200))  # where it came from, so that it comes once


class CoAuthor(Model):
    """Somebody who wrote a post with its author."""

    __tablename__ = "co_author"
    __table_args__ = (Index("ix_co_author_user", "user_id", "post_id"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    place: Mapped[int] = mapped_column(SmallInteger)  # in the order in which they are named
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: since before the post came out


class Category(Model):
    """What a post is filed under. Each class has one default, "Uncategorized"."""

    __tablename__ = "category"
    __table_args__ = (
        UniqueConstraint("course_id", "slug"),
        Index("ix_category_order", "course_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(CATEGORY_LIMIT))
    name: Mapped[str] = mapped_column(String(CATEGORY_LIMIT))
    description: Mapped[str] = mapped_column(String(DESCRIPTION_LIMIT), default="")
    position: Mapped[int] = mapped_column(default=0)
    is_default: Mapped[bool] = mapped_column(default=False)
    post_count: Mapped[int] = mapped_column(default=0)  # those that every member can see


class Filing(Model):
    """One post under one category; it repeats the post's time, so that an archive is read by one index."""

    __tablename__ = "filing"
    __table_args__ = (Index("ix_filing_archive", "category_id", "published_at", "post_id"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"), primary_key=True)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Month(Model):
    """How many posts every member can see of one month; kept so that the rail counts nothing."""

    __tablename__ = "post_month"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    post_count: Mapped[int] = mapped_column(default=0)
