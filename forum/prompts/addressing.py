"""Whom the answers are for that are there already, when a prompt asks other sections than before.

What nobody but its authors has read is for whom the prompt asks now. What others could read is shown to
nobody for whom it was not written, and taken from no one who has spoken there.
Why: docs/decisions/whom-for.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, or_, select, update

from forum.courses.models import Placing, Section
from forum.extensions import db
from forum.policy import posts_counted
from forum.posts.models import Post, State
from forum.prompts.models import PromptSection


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers that are for the same people."""

    section: str | None  # None: for the class
    number: int
    discussed: int  # of them; others have spoken there

    @property
    def is_free(self) -> bool:
        """Whether some of them can still be for others."""
        return self.section is None and self.discussed < self.number


def of_prompt(prompt_id: int) -> Sequence[Answers]:
    """Return how many answers to a prompt are for whom."""
    discussed = func.sum(case((Post.comment_number > 0, 1), else_=0)).label("discussed")
    query = select(Section.name, func.count().label("number"), discussed).select_from(Post)
    query = query.outerjoin(Section, Section.id == Post.section_id)
    query = query.where(Post.prompt_id == prompt_id, posts_counted()).group_by(Section.id, Section.name)
    return [
        Answers(*row)
        for row in db.session.execute(query.order_by(Section.id.is_not(None), Section.position, Section.id))
    ]


def readdress(prompt_id: int, *, for_sections: bool) -> None:
    """Let drafts of answers, and those for the class that are still free, be for whom it asks now."""
    if for_sections:
        narrowed = and_(Post.state != State.DRAFT, Post.section_id.is_(None), Post.comment_number == 0)
        _change(prompt_id, _section(prompt_id), or_(Post.state == State.DRAFT, narrowed))
    else:
        _change(prompt_id, None, Post.state == State.DRAFT)


def _change(prompt_id: int, section: Any, *conditions: Any) -> None:
    known = [] if section is None else [section.is_not(None)]
    answers = update(Post).where(Post.prompt_id == prompt_id, *conditions, *known)
    db.session.execute(answers.values(section_id=section).execution_options(synchronize_session=False))


def _section(prompt_id: int) -> Any:
    """Select the first section among those asked that the author of a post is in."""
    in_both = and_(Placing.section_id == Section.id, Placing.user_id == Post.author_id)
    asked = and_(PromptSection.section_id == Section.id, PromptSection.prompt_id == prompt_id)
    first = select(Section.id).join(Placing, in_both).join(PromptSection, asked)
    return first.order_by(Section.position, Section.id).limit(1).correlate(Post).scalar_subquery()
