"""Reading the answers to a prompt: a list of posts like any other (posts/queries.py)."""

from __future__ import annotations

from typing import Any

from forum.posts.models import Post
from forum.posts.queries import PAGE, Page, _entries, _newest, _page
from forum.prepared import Asker, number, prepared
from forum.standing import Member

__all__ = ["PAGE", "answers"]


def answers(member: Member, prompt_id: int, *, before: str = "", show: int = PAGE) -> Page:
    """Return the answers to a prompt that a member may read, newest first."""
    return _page(member, _answers, before, show, prompt=prompt_id)


@prepared
def _answers(asker: Asker, paged: bool) -> Any:
    return _newest(_entries(asker).where(Post.prompt_id == number("prompt")), paged)
