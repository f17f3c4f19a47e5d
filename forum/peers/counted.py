"""What counts: that somebody has answered a post, and that a student has done what they were given."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_

from forum.comments.models import Comment
from forum.peers.models import Allotment, Question, Review, Sharing
from forum.policy import comments_counted
from forum.posts.models import CoAuthor, Post
from forum.prompts.models import Prompt


def is_answered() -> ColumnElement[bool]:
    """Say of a post, beside its prompt if it has one, that somebody who did not write it has answered it."""
    wrote_it = exists().where(CoAuthor.post_id == Post.id, CoAuthor.user_id == Comment.author_id)
    by_another = and_(Comment.author_id != Post.author_id, ~wrote_it.correlate(Post, Comment))
    long_enough = Comment.words >= func.coalesce(Prompt.reply_words, 0)
    counted = (Comment.post_id == Post.id, comments_counted(), long_enough, by_another)
    return exists().where(*counted).correlate(Post, Prompt)


def asks() -> ColumnElement[bool]:
    """Say of a sharing that it asks questions."""
    its = (Question.prompt_id == Sharing.prompt_id, Question.removed_at.is_(None))
    return exists().where(*its).correlate(Sharing)


def is_done() -> ColumnElement[bool]:
    """Say of an allotment, beside its prompt and the sharing of that, that its student has done it.

    A review does it always; a reply that counts, where there are no questions.
    """
    said = (Comment.post_id == Allotment.post_id, Comment.author_id == Allotment.user_id)
    replied = exists().where(*said, comments_counted(), Comment.words >= Prompt.reply_words)
    replied = replied.correlate(Allotment, Prompt)
    return or_(is_reviewed(), and_(~asks(), replied))


def is_reviewed() -> ColumnElement[bool]:
    """Say of an allotment that its student has written a review of it."""
    same = (Review.post_id == Allotment.post_id, Review.user_id == Allotment.user_id)
    return exists().where(*same).correlate(Allotment)


def has_reviews() -> ColumnElement[bool]:
    """Say of a post that somebody has reviewed it."""
    return exists().where(Review.post_id == Post.id).correlate(Post)


def as_number(condition: ColumnElement[bool]) -> Any:
    """Return 1 for what is so and 0 for what is not: databases differ in how they say that."""
    return case((condition, 1), else_=0)
