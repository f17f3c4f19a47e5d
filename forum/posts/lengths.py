"""Whether a text is as long as its prompt wants, and since when: what was made long enough, or an answer,
later came later.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, select

from forum.comments.models import Comment
from forum.courses.models import Role
from forum.extensions import db
from forum.posts.models import Post, State
from forum.posts.names import wrote
from forum.prompts.models import Prompt
from forum.standing import Member

WANTED_OF_POST = select(Prompt.post_words).where(Prompt.id == Post.prompt_id)
WANTED_OF_COMMENT = (
    select(Prompt.reply_words)
    .join(Post, Post.prompt_id == Prompt.id)
    .where(Post.id == Comment.post_id)
    .correlate(Comment)
)


def since(words: int, now: datetime) -> ColumnElement[Any]:
    """Return the moment for a post that an edit leaves with so many words: now, where it was too short."""
    wanted = WANTED_OF_POST.correlate(Post).scalar_subquery()
    grows = and_(Post.state == State.PUBLISHED, Post.words < wanted, wanted <= words)
    return case((grows, now), else_=Post.counts_since)


def comment_since(words: int, now: datetime) -> ColumnElement[Any]:
    """Return the moment for a comment that an edit leaves with so many words."""
    wanted = WANTED_OF_COMMENT.scalar_subquery()
    return case((and_(Comment.words < wanted, wanted <= words), now), else_=Comment.counts_since)


def becomes_answer(before: Any, prompt_id: int | None, now: datetime) -> dict[str, datetime]:
    """Return the column of a post that is made an answer after it came out."""
    is_new = prompt_id is not None and prompt_id != before.prompt_id
    return {"counts_since": now} if is_new and before.state == State.PUBLISHED else {}


def too_short(post_id: int, prompt_id: int | None, *, of: Member) -> Any:
    """Return how many `words` a student's published answer has and how many are `wanted`; None if enough."""
    if not prompt_id or of.role != Role.STUDENT:
        return None
    short = (Prompt.posts_wanted > 0, Prompt.deleted_at.is_(None), Post.words < Prompt.post_words)
    query = select(Post.words, Prompt.post_words.label("wanted")).join(Prompt, Prompt.id == Post.prompt_id)
    query = query.where(Post.id == post_id, Post.state == State.PUBLISHED, *short)
    return db.session.execute(query).one_or_none()


def wanted_of_reply(post: Any, *, of: Member) -> int:
    """Return from how many words on a comment of somebody's counts as the reply that they owe; or 0."""
    owes = of.role == Role.STUDENT and not wrote(of.user_id, post)
    return post.reply_words or 0 if owes else 0
