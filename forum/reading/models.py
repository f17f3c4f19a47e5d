"""How far each member has read, and what they follow or have muted."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model

UNOPENED = -1  # in place of a comment's id: not even the post has been read


class Seen(Model):
    """How far a member has read under one post.

    Comments of one post get their ids in the order in which they come to stand there, for each locks the
    post's row first. So one id parts the old from the new. Who has no row has read what is older than the
    floor of their membership: `new_since` for posts, `new_after` for comments.
    """

    __tablename__ = "seen"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    post_id: Mapped[int] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    comment_id: Mapped[int]  # of the last that was there; 0 where there was none; or UNOPENED


class Level(StrEnum):
    """How much of something a member wants to hear."""

    FOLLOWING = "following"
    MUTED = "muted"


WHOLE = text("post_id IS NULL AND category_id IS NULL")  # a row about the class itself


class Watch(Model):
    """What a member follows or has muted: a post, a category or, where both are empty, the class."""

    __tablename__ = "watch"
    __table_args__ = (
        UniqueConstraint("user_id", "post_id"),
        UniqueConstraint("user_id", "category_id"),
        CheckConstraint("level IN ('following', 'muted')", name="level"),
        Index(
            "uq_watch_course", "user_id", "course_id", unique=True, sqlite_where=WHOLE, postgresql_where=WHOLE
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"), index=True)
    level: Mapped[str] = mapped_column(String(10))
