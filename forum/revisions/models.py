"""The versions of posts and comments that edits have replaced. The present one stands in its own table."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.clock import UtcDateTime
from forum.extensions import Model


class Revision(Model):
    """One version of a post or a comment, kept when it was replaced: who had made it, when, and its words."""

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("post_id", "number"),
        UniqueConstraint("comment_id", "number"),
        CheckConstraint("(post_id IS NULL) <> (comment_id IS NULL)", name="one_text"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    number: Mapped[int]  # 1 is the first; the present version has the next one
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    was_draft: Mapped[bool] = mapped_column(default=False)  # then it stays its author's alone
    title: Mapped[str] = mapped_column(String(200), default="")
    body_markdown: Mapped[str] = mapped_column(Text)
    body_format: Mapped[str] = mapped_column(String(10), default="markdown")
