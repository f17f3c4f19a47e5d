"""What is searched: the words of every post and every comment, as search/words.py folds them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum.clock import UtcDateTime
from forum.extensions import Model

FTS5 = "passage_index"  # on SQLite, and what the tables begin with that it keeps its data in
ON_POSTGRESQL = ("vector", "ix_passage_vector", "ix_passage_newest", "ix_passage_newest_post")


class Passage(Model):
    """The words of one post, or of one comment under it. Who may read it, their own rows say.

    The migration hangs a full-text index on this table, which the database keeps itself: on SQLite the
    table `passage_index` (FTS5), on PostgreSQL the column `vector` (tsvector).
    """

    __tablename__ = "passage"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), unique=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    marks: Mapped[str] = mapped_column(String(40))  # "c1 a7 p": of class 1, by user 7, a post
    title: Mapped[str] = mapped_column(Text, default="")  # of a post; a comment has none
    words: Mapped[str] = mapped_column(Text)


def is_drawn_up(name: str | None, _kind: str, _parents: Any) -> bool:
    """Say whether a table, column or index is one of our models', not of the index that hangs on them.

    Alembic asks for each name that it finds in a database (its `include_name`).
    """
    return name not in ON_POSTGRESQL and not (name or "").startswith(FTS5)
