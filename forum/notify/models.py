"""What members are told of: the bell's entries, and whether each goes by mail."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.clock import UtcDateTime, now
from forum.extensions import Model


class Kind(StrEnum):
    """Why somebody is told: of several reasons the first that fits."""

    ANNOUNCEMENT = "announcement"
    MENTION = "mention"
    REPLY = "reply"  # to my comment
    COMMENT = "comment"  # on my post, or on one that I follow
    POST = "post"  # in a category or class that I follow
    MARK = "mark"  # there is a note for me


class ByMail(StrEnum):
    """Whether and when a notification goes by mail, as its reader had chosen when it came."""

    NO = "no"
    AT_ONCE = "at_once"
    DIGEST = "digest"


UNREAD = text("read_at IS NULL")
OF_POST = text("comment_id IS NULL")
UNMAILED = text("by_mail <> 'no' AND mail_id IS NULL")


class Notification(Model):
    """One thing that one member is told: a post, a comment under it, a note. Nobody is told a thing twice."""

    __tablename__ = "notification"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('mention', 'reply', 'comment', 'announcement', 'post', 'mark')", name="kind"
        ),
        CheckConstraint("by_mail IN ('no', 'at_once', 'digest')", name="by_mail"),
        UniqueConstraint("user_id", "comment_id"),
        UniqueConstraint("user_id", "mark_id"),
        CheckConstraint("(post_id IS NULL) != (mark_id IS NULL)", name="thing"),
        Index(
            "uq_notification_post",
            "user_id",
            "post_id",
            unique=True,
            sqlite_where=OF_POST,
            postgresql_where=OF_POST,
        ),
        Index("ix_notification_page", "user_id", "course_id", "id"),
        Index("ix_notification_bell", "user_id", "course_id", sqlite_where=UNREAD, postgresql_where=UNREAD),
        Index("ix_notification_unmailed", "id", sqlite_where=UNMAILED, postgresql_where=UNMAILED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(12))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    mark_id: Mapped[int | None] = mapped_column(ForeignKey("mark.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    by_mail: Mapped[str] = mapped_column(String(10), default=ByMail.NO)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id", ondelete="SET NULL"), index=True)
