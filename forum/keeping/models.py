"""What members hold texts to be: worth reading, for all to see; worth keeping, for themselves."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.clock import UtcDateTime
from forum.extensions import Model

KEPT = text("kept_at IS NOT NULL")


class Kind(StrEnum):
    """What can get a heart and be bookmarked."""

    POST = "post"
    COMMENT = "comment"


class Regard(Model):
    """One member's heart and bookmark of one thing: a post or a comment. Without either there is no row."""

    __tablename__ = "regard"
    __table_args__ = (
        UniqueConstraint("user_id", "post_id"),
        UniqueConstraint("user_id", "comment_id"),
        CheckConstraint("(post_id IS NULL) <> (comment_id IS NULL)", name="one_thing"),
        Index(
            "ix_regard_kept",
            *("user_id", "course_id", "kept_at", "id"),
            sqlite_where=KEPT,
            postgresql_where=KEPT,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    hearted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    kept_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
