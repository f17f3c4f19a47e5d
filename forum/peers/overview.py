"""Who was given what of the answers to a prompt, and who has done it, for those who teach them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, select
from sqlalchemy.orm import aliased

from forum.auth.models import User
from forum.courses.models import Membership
from forum.extensions import db
from forum.peers.counted import as_number, is_done
from forum.peers.models import Allotment, Review, Sharing
from forum.policy import posts_readable
from forum.policy_prompts import board_of
from forum.posts.bylines import CO_AUTHORS
from forum.posts.models import Post
from forum.prompts.counted import placed_in
from forum.prompts.models import Prompt
from forum.standing import Member


@dataclass(frozen=True, slots=True)
class Line:
    """A student, and what they were given."""

    id: int
    name: str
    is_gone: bool  # no longer in the class
    given: Sequence[Any]

    @property
    def done(self) -> int:
        """Return how much of it is done."""
        return sum(row.is_done for row in self.given)


def of_prompt(member: Member, prompt_id: int) -> list[Line]:
    """Return the students whom a teacher looks after and who were given something, by name."""
    sections = board_of(member)
    query = _statement(member, prompt_id)
    rows = db.session.execute(query if sections is None else query.where(placed_in(sections))).all()
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.user_id, []).append(row)
    lines = [Line(id, own[0].name, own[0].removed_at is not None, own) for id, own in found.items()]
    return sorted(lines, key=lambda line: (line.name.casefold(), line.id))


def _statement(member: Member, prompt_id: int) -> Any:
    author = aliased(User)
    title = case((posts_readable(member), Post.title), else_="").label("title")
    membership = and_(Membership.user_id == Allotment.user_id, Membership.course_id == Allotment.course_id)
    same = and_(Review.post_id == Allotment.post_id, Review.user_id == Allotment.user_id)
    columns = (Allotment.user_id, Allotment.post_id, User.name, Membership.removed_at)
    of_post = (title, Post.author_id, author.name.label("author_name"), CO_AUTHORS)
    return (
        select(*columns, *of_post, Review.id.label("review_id"), as_number(is_done()).label("is_done"))
        .join(Post, Post.id == Allotment.post_id)
        .join(Prompt, Prompt.id == Allotment.prompt_id)
        .join(Sharing, Sharing.prompt_id == Allotment.prompt_id)
        .join(User, User.id == Allotment.user_id)
        .join(Membership, membership)
        .join(author, author.id == Post.author_id)
        .outerjoin(Review, same)
        .where(Allotment.prompt_id == prompt_id)
        .order_by(Allotment.user_id, Allotment.id)
    )
