"""Comments, threaded under posts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.clock import UtcDateTime, now
from forum.extensions import Model
from forum.posts.models import REASON_LIMIT, UNTOLD, Tell


class Comment(Model):
    """An answer under a post. `path` sorts a thread as it is read: see comments/tree.py."""

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("post_id", "path"),
        UniqueConstraint("author_id", "form_key"),
        UniqueConstraint("course_id", "import_key"),
        Index("ix_comment_top", "post_id", "parent_id", "path"),
        Index("ix_comment_new", "post_id", "id"),
        Index("ix_comment_author", "course_id", "author_id", "created_at"),
        Index("ix_comment_tell", "tell", sqlite_where=UNTOLD, postgresql_where=UNTOLD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    path: Mapped[str] = mapped_column(String(24))
    reply_count: Mapped[int] = mapped_column(default=0)  # answers that still stand, tombstones included
    heart_count: Mapped[int] = mapped_column(default=0, server_default="0")
    body_markdown: Mapped[str] = mapped_column(Text)
    body_format: Mapped[str] = mapped_column(String(10), default="markdown")
    body_html: Mapped[str] = mapped_column(Text)
    renderer: Mapped[int] = mapped_column(default=0)
    anchor: Mapped[str] = mapped_column(String(20), default="")
    words: Mapped[int] = mapped_column(default=0, server_default="0")
    # Since when it is as long as the prompt of its post wants; None: since it was written.
    counts_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    hidden_reason: Mapped[str] = mapped_column(String(REASON_LIMIT), default="")
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    tell: Mapped[int] = mapped_column(SmallInteger, default=Tell.NOTHING, server_default="0")
    form_key: Mapped[str | None] = mapped_column(String(40))
    import_key: Mapped[str | None] = mapped_column(String(200))
