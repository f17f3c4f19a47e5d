"""What lists and pages say of the section that a post is for, and of the prompt that it answers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, null, select

from forum.courses.models import Section
from forum.policy_prompts import asks
from forum.posts.models import Post
from forum.prepared import Asker
from forum.prompts.models import Prompt

SECTION = (
    select(Section.name)
    .where(Section.id == Post.section_id)
    .correlate(Post)
    .scalar_subquery()
    .label("section_name")
)


def names(asker: Asker) -> tuple[ColumnElement[Any], ...]:
    """Select the name of a post's section, and the title of its prompt if the asker may look at that."""
    if not asker.belongs:
        return SECTION, null().label("prompt_title")
    there = (Prompt.id == Post.prompt_id, Prompt.deleted_at.is_(None), asks(asker))
    title = select(Prompt.title).where(*there).correlate(Post).scalar_subquery()
    return SECTION, title.label("prompt_title")
