"""Whom the answers are for that are there already, when a prompt asks other sections than before.

What was for the class is for the section of its author where the prompt asks that now, and taken from no one
who has spoken there. What was for a section stays so, drafts as well: it is shown to nobody for whom it was
not written.
Why: docs/decisions/whom-for.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select, update

from forum.courses.models import Placing, Section
from forum.extensions import db
from forum.peers.counted import as_number, has_reviews
from forum.policy import posts_counted
from forum.posts.models import HeldBack, Post, State
from forum.prompts.models import PromptSection


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers that are for the same people."""

    section: str | None  # None: for the class
    number: int
    discussed: int  # of them; others have commented on those, or reviewed them

    @property
    def is_free(self) -> bool:
        """Whether some of them can still be for others."""
        return self.section is None and self.discussed < self.number


def of_prompt(prompt_id: int) -> Sequence[Answers]:
    """Return how many answers to a prompt are for whom."""
    discussed = func.sum(as_number(or_(Post.comment_number > 0, has_reviews()))).label("discussed")
    query = select(Section.name, func.count().label("number"), discussed).select_from(Post)
    query = query.outerjoin(Section, Section.id == Post.section_id)
    query = query.where(Post.prompt_id == prompt_id, posts_counted()).group_by(Section.id, Section.name)
    return [
        Answers(*row)
        for row in db.session.execute(query.order_by(Section.id.is_not(None), Section.position, Section.id))
    ]


def narrow(prompt_id: int) -> None:
    """Let answers that are for the class, and still free, be for the sections that their prompt asks now."""
    unanswered = and_(Post.comment_number == 0, ~has_reviews())
    section, is_free = _section(prompt_id), or_(Post.state == State.DRAFT, unanswered)
    of_class = (Post.prompt_id == prompt_id, Post.section_id.is_(None), Post.held_back != HeldBack.SECTION)
    narrowed = update(Post).where(*of_class, is_free, section.is_not(None)).values(section_id=section)
    db.session.execute(narrowed.execution_options(synchronize_session=False))


def _section(prompt_id: int) -> Any:
    """Select the first section among those asked that the author of a post is in."""
    in_both = and_(Placing.section_id == Section.id, Placing.user_id == Post.author_id)
    asked = and_(PromptSection.section_id == Section.id, PromptSection.prompt_id == prompt_id)
    first = select(Section.id).join(Placing, in_both).join(PromptSection, asked)
    return first.order_by(Section.position, Section.id).limit(1).correlate(Post).scalar_subquery()
