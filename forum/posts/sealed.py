"""Answers whose authors have seen those of others: what becomes of them after that (Prompt.after_posting)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from forum.posts.bylines import CO_AUTHORS
from forum.posts.models import Post, State
from forum.posts.names import wrote
from forum.prompts.models import AfterPosting, Prompt
from forum.standing import Member

# Of an answer to a prompt whose readers must post first, and which is as long as it has to be to count: what
# becomes of it. NULL: nothing, for it is no such post. A shorter one lets its author see nothing yet.
AFTER_POSTING = (
    select(Prompt.after_posting)
    .where(Prompt.id == Post.gate_id, Post.words >= Prompt.post_words)
    .correlate(Post)
    .scalar_subquery()
    .label("after_posting")
)

SHOWN = (AFTER_POSTING, Post.changed_after_at)
SEALED = (AFTER_POSTING, Post.author_id, CO_AUTHORS)  # what `marks` needs of a post beside its state


def marks(before: Any, by: Member, now: datetime) -> dict[str, Any]:
    """Return the column that says of a published answer that its author has changed it after that."""
    marked = before.after_posting == AfterPosting.MARKED and before.state == State.PUBLISHED
    return {"changed_after_at": now} if marked and not by.staff and wrote(by.user_id, before) else {}
