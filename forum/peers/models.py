"""What students are given to read of each other, and what they say of it when they are asked questions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from forum.clock import UtcDateTime, now
from forum.extensions import Model

MANY = 10  # posts that each may be given
QUESTIONS = 12  # that a prompt may have
WORDING_LIMIT = 300  # characters of a question
LOWEST, HIGHEST = 2, 10  # to where a rating may reach
ANSWER_LIMIT = 5_000  # characters of the answer to one question
MARK = 40


class Sharing(Model):
    """That the answers to a prompt are shared out among its students, and how."""

    __tablename__ = "sharing"
    __table_args__ = (CheckConstraint("each BETWEEN 1 AND 10", name="each"),)

    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id", ondelete="CASCADE"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    each: Mapped[int] = mapped_column(default=2)  # posts for each student
    is_on: Mapped[bool] = mapped_column(default=True, server_default=true())
    # Who may read a review: its author, those of the post and staff; or whoever may read the post.
    for_all: Mapped[bool] = mapped_column(default=False)
    names_shown: Mapped[bool] = mapped_column(default=True)  # those of reviews, to others than staff
    shared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: nobody has asked for it yet
    # Of what it was last shared out: where posts, students and sections are the same, nothing is to be done.
    mark: Mapped[str] = mapped_column(String(MARK), default="", server_default="")
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Question(Model):
    """What readers are asked about a post. One that has answers is not changed, but replaced."""

    __tablename__ = "review_question"
    __table_args__ = (
        CheckConstraint("highest IS NULL OR highest BETWEEN 2 AND 10", name="highest"),
        Index("ix_review_question_prompt_id", "prompt_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id", ondelete="CASCADE"))
    position: Mapped[int]
    wording: Mapped[str] = mapped_column(String(WORDING_LIMIT))
    highest: Mapped[int | None]  # of a rating that begins with 1; None: it is answered in words
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # what was answered to it stays


class Allotment(Model):
    """A post that a student is given to read. Whether it is done, their replies and reviews say."""

    __tablename__ = "allotment"
    __table_args__ = (
        UniqueConstraint("user_id", "post_id"),
        Index("ix_allotment_prompt_id", "prompt_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    allotted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Review(Model):
    """What a student says of a post that they were given."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("user_id", "post_id"),
        Index("ix_review_prompt_id", "prompt_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id", ondelete="CASCADE"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    # As the prompt had it when these words were sent: what is widened later does not widen them.
    for_all: Mapped[bool] = mapped_column(default=False)
    name_shown: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Answer(Model):
    """What a review says to one question, or beyond them."""

    __tablename__ = "review_answer"
    __table_args__ = (UniqueConstraint("review_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    # None: what else there is to say.
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("review_question.id", ondelete="CASCADE"), index=True
    )
    rating: Mapped[int | None]
    body_markdown: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    renderer: Mapped[int] = mapped_column(default=0)
    anchor: Mapped[str] = mapped_column(String(20), default="")
