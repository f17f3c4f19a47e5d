"""Since when a text is what its prompt wants: what was made long enough, or an answer, later came later."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, select

from forum.comments.models import Comment
from forum.posts.models import Post, State
from forum.prompts.models import Prompt

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
