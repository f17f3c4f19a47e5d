"""A class, the people in it, and the links that invite more."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.auth.models import EMAIL_LIMIT, User
from forum.clock import UtcDateTime, now
from forum.extensions import Model

TITLE_LIMIT = 120  # characters
TERM_LIMIT = 60
SLUG_LIMIT = 60
SECTION_LIMIT = 80


class Role(StrEnum):
    """What a member is in one class."""

    INSTRUCTOR = "instructor"
    ASSISTANT = "assistant"
    STUDENT = "student"
    OBSERVER = "observer"


class Grouping(StrEnum):
    """Why some of a class are together: for their hour in the week, or for their work."""

    SECTION = "section"
    GROUP = "group"


class Visibility(StrEnum):
    """Who may read a class."""

    MEMBERS = "members"
    PUBLIC = "public"


class Pace(StrEnum):
    """How often a member gets mail of what the class tells them."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Colour(StrEnum):
    """The one colour of a class; app.css has a hue for each."""

    GREEN = "green"
    TEAL = "teal"
    BLUE = "blue"
    VIOLET = "violet"
    PLUM = "plum"
    RED = "red"
    ORANGE = "orange"
    OCHRE = "ochre"


class Course(Model):
    """One class in one term."""

    __tablename__ = "course"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(SLUG_LIMIT), unique=True)
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT))
    term: Mapped[str] = mapped_column(String(TERM_LIMIT), default="")
    time_zone: Mapped[str] = mapped_column(String(60), default="UTC")
    first_day: Mapped[date]
    weeks: Mapped[int] = mapped_column(default=14)
    colour: Mapped[str] = mapped_column(String(20), default=Colour.GREEN)
    visibility: Mapped[str] = mapped_column(String(10), default=Visibility.MEMBERS)
    is_open: Mapped[bool] = mapped_column(default=True)  # False: read-only for everyone
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    keep_until: Mapped[date | None]  # after that day the site's admins are asked whether to purge it
    keep_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when they were written to
    purging_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # it is being destroyed: nobody enters
    # Search engines may list it, once everybody may read it.
    is_listed: Mapped[bool] = mapped_column(default=False, server_default=false())
    member_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Shelf(Model):
    """A number that changes, by chance, whenever a category or a month of the class does (migration 0009)."""

    __tablename__ = "shelf"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, default=0)  # the triggers' from the first category on


class Membership(Model):
    """A person's place in a class. Somebody who was removed keeps the row, and their posts their name."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("course_id", "user_id"),
        CheckConstraint("role IN ('instructor', 'assistant', 'student', 'observer')", name="role"),
        CheckConstraint("mail_pace IN ('at_once', 'daily', 'weekly', 'never')", name="mail_pace"),
        Index("ix_membership_digest_at", "digest_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(10), default=Role.STUDENT)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    post_count: Mapped[int] = mapped_column(default=0)  # those that every member can see
    comment_count: Mapped[int] = mapped_column(default=0)
    # What is newer than this is new to them, where reading.Seen knows nothing else: posts since a moment,
    # comments after an id. Whoever joins late has read, as it were, what was there.
    new_since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    new_after: Mapped[int] = mapped_column(default=text("(SELECT coalesce(max(id), 0) FROM comment)"))
    # Mail: how often, at which hour and (weekly) on which day, 0 being Monday, in the zone of the reader.
    mail_pace: Mapped[str] = mapped_column(String(10), default=Pace.DAILY, server_default=Pace.DAILY)
    mail_hour: Mapped[int] = mapped_column(default=18, server_default="18")
    mail_weekday: Mapped[int] = mapped_column(default=4, server_default="4")
    mails_announcements: Mapped[bool] = mapped_column(default=True, server_default=true())  # at once
    digest_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when one is due; None: nothing waits
    # Of an assistant: what is for other sections than theirs is not for them.
    only_sections: Mapped[bool] = mapped_column(default=False, server_default=false())
    user: Mapped[User] = relationship(lazy="raise")


class Section(Model):
    """Some of a class: a section, which has its own hour, or a group, which works together."""

    __tablename__ = "section"
    __table_args__ = (
        UniqueConstraint("course_id", "name"),
        CheckConstraint("grouping IN ('section', 'group')", name="grouping"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(SECTION_LIMIT))
    grouping: Mapped[str] = mapped_column(String(10), default=Grouping.SECTION)
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Placing(Model):
    """Somebody in a section. Who was removed from the class keeps it, for the day that they come back."""

    __tablename__ = "placing"
    __table_args__ = (Index("ix_placing_user", "user_id", "course_id", "section_id"),)

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)


class Invitation(Model):
    """A link that lets people join a class. The link is signed, not stored: see courses/joining.py."""

    __tablename__ = "invitation"
    __table_args__ = (Index("ix_invitation_course_id_created_at", "course_id", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    nonce: Mapped[str] = mapped_column(String(32))
    role: Mapped[str] = mapped_column(String(10), default=Role.STUDENT)
    email_domain: Mapped[str] = mapped_column(String(100), default="")  # "": any address
    max_uses: Mapped[int | None]  # 0: it was mailed to somebody who declines it
    uses: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    # For one person, to whom it was mailed; "": a link to be handed out.
    email: Mapped[str] = mapped_column(String(EMAIL_LIMIT), default="", server_default="")
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id", ondelete="SET NULL"), index=True)
    # Who comes by it falls into this section, too.
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id", ondelete="SET NULL"), index=True)


class Copy(Model):
    """A class that is to be made, or was, from another one: what it is to be called, and when it begins."""

    __tablename__ = "course_copy"
    __table_args__ = (UniqueConstraint("asked_by_id", "form_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT))
    slug: Mapped[str] = mapped_column(String(SLUG_LIMIT))
    term: Mapped[str] = mapped_column(String(TERM_LIMIT), default="")
    first_day: Mapped[date]
    weeks: Mapped[int]
    colour: Mapped[str] = mapped_column(String(20))
    with_sections: Mapped[bool] = mapped_column(default=False)  # also the names of sections and groups
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: it waits for an admin
    made_id: Mapped[int | None] = mapped_column(
        ForeignKey("course.id", ondelete="SET NULL"), index=True
    )  # the new class; None, though answered: declined, or purged by now
    form_key: Mapped[str | None] = mapped_column(String(40))  # the form it came from, so that it comes once
