"""Whom there is to mark: the students of a post, of a thread, of a prompt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from werkzeug.exceptions import NotFound

from forum.auth.models import User
from forum.comments.models import Comment
from forum.courses.models import Membership, Placing, Role
from forum.courses.place import sections_listed
from forum.marking.models import About, Mark
from forum.policy import comments_readable, posts_readable
from forum.policy_audience import students_taught
from forum.posts.models import CoAuthor, Post, State
from forum.prepared import Asker, number, prepared, run
from forum.prompts.models import Prompt, PromptSection
from forum.standing import Member

MOST = 500  # students who spoke under one post
PRESENT = (Membership.role == Role.STUDENT, Membership.removed_at.is_(None))
BY_NAME = (func.lower(User.name), User.id)


def columns(asker: Asker) -> tuple[Any, ...]:
    """Return what the rules and the pages need to know of a student."""
    sections = sections_listed(User.id, asker.course_id).label("sections")
    return (User.id, User.name, User.email, Membership.role, Membership.removed_at, sections)


def people(asker: Asker) -> Any:
    """Select whom of a class somebody of the staff may mark, also who was removed or has another role."""
    query = select(*columns(asker)).join(Membership, Membership.user_id == User.id)
    return query.where(Membership.course_id == asker.course_id, students_taught(asker, User.id))


def student(member: Member, user_id: int) -> Any:
    """Return somebody who is or was in the class, and is the member's to mark. Raises NotFound."""
    row = run(member, _student(member), user=user_id).one_or_none()
    if row is None:
        raise NotFound
    return row


@prepared
def _student(asker: Asker) -> Any:
    return people(asker).where(User.id == number("user"))


def authors(member: Member, post_id: int) -> Sequence[Any]:
    """Return the students who wrote a post, each with the mark that they have for it."""
    found: Sequence[Any] = run(member, _authors(member), post=post_id)
    return found


@prepared
def _authors(asker: Asker) -> Any:
    first = exists().where(Post.id == number("post"), Post.author_id == User.id)
    other = exists().where(CoAuthor.post_id == number("post"), CoAuthor.user_id == User.id)
    return _with_mark(asker, people(asker), About.POST).where(_student_or_marked(), or_(first, other))


def speakers(member: Member, post_id: int) -> Sequence[Any]:
    """Return the students who commented on a post: how often, and the mark that they have for that."""
    found: Sequence[Any] = run(member, _speakers(member), post=post_id)
    return found


@prepared
def _speakers(asker: Asker) -> Any:
    said = (
        select(Comment.author_id, func.count().label("many"))
        .where(Comment.post_id == number("post"), comments_readable(asker))
        .group_by(Comment.author_id)
        .subquery()
    )
    many = func.coalesce(said.c.many, 0).label("many")
    query = _with_mark(asker, people(asker), About.PART).add_columns(many)
    spoke = or_(said.c.many > 0, Mark.id.is_not(None))
    return query.outerjoin(said, said.c.author_id == User.id).where(_student_or_marked(), spoke).limit(MOST)


def _with_mark(asker: Asker, query: Any, about: About) -> Any:
    """Join the mark that each of these people has for the post; the asker's own once it is released."""
    theirs = and_(
        Mark.student_id == User.id,
        Mark.post_id == number("post"),
        Mark.about == about,
        Mark.deleted_at.is_(None),
        or_(Mark.student_id != asker.user_id, Mark.released_at.is_not(None)),
    )
    mark = (Mark.id.label("mark_id"), Mark.points, Mark.out_of, Mark.released_at)
    return query.add_columns(*mark).outerjoin(Mark, theirs).order_by(*BY_NAME)


def _student_or_marked() -> Any:
    return or_(Membership.role == Role.STUDENT, Mark.id.is_not(None))


def asked(member: Member, prompt_id: int) -> Sequence[Any]:
    """Return the students of the class whom a prompt is for, who has answered it, alone or with others, and
    who has a mark that counts to it, by name.
    """
    found: Sequence[Any] = run(member, _asked(member), prompt=prompt_id)
    return found


@prepared
def _asked(asker: Asker) -> Any:
    for_all = exists().where(Prompt.id == number("prompt"), Prompt.for_sections.is_(False))
    chosen = select(PromptSection.section_id).where(PromptSection.prompt_id == number("prompt"))
    in_one = exists().where(Placing.user_id == User.id, Placing.section_id.in_(chosen))
    answers = (Post.prompt_id == number("prompt"), Post.state == State.PUBLISHED, posts_readable(asker))
    first = User.id.in_(select(Post.author_id).where(*answers))
    other = User.id.in_(select(CoAuthor.user_id).join(Post, Post.id == CoAuthor.post_id).where(*answers))
    marks = select(Mark.student_id).outerjoin(Post, Post.id == Mark.post_id)
    marked = User.id.in_(marks.where(counts_to(number("prompt")), Mark.deleted_at.is_(None)))
    which = or_(for_all, in_one, first, other, marked)
    return people(asker).where(*PRESENT, which).order_by(*BY_NAME)


def counts_to(prompt_id: Any) -> ColumnElement[bool]:
    """Say of a mark, with its post joined to it, whether its points count to a prompt."""
    return or_(Mark.prompt_id == prompt_id, Post.prompt_id == prompt_id)


def all_of(member: Member) -> Sequence[Any]:
    """Return every student of the class whom a member may mark, by name."""
    found: Sequence[Any] = run(member, _all(member))
    return found


@prepared
def _all(asker: Asker) -> Any:
    return people(asker).where(*PRESENT).order_by(*BY_NAME)
