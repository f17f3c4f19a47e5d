"""Reading the sections and groups of a class: who is in which, and who knows of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from werkzeug.exceptions import NotFound

from forum.courses import roster
from forum.courses.models import Grouping, Invitation, Membership, Placing, Role, Section
from forum.extensions import db
from forum.posts.models import Post, State
from forum.prompts.models import Arrangement, Prompt, PromptSection
from forum.standing import Member

FEW = 10  # of what is in the way when a section is to be deleted
NOWHERE = 0  # in the place of a section's id: those who are in none
SECTION = (Section.id, Section.name, Section.grouping)
# Sections first, then groups, each as they were put in order.
KIND = case((Section.grouping == Grouping.SECTION, 0), else_=1)
IN_ORDER = (KIND, Section.position, Section.name, Section.id)
PRESENT = exists().where(
    Membership.user_id == Placing.user_id,
    Membership.course_id == Placing.course_id,
    Membership.removed_at.is_(None),
)


def knows(member: Member, section_id: int) -> bool:
    """Say whether somebody knows of a section: those who see every section do, others know their own."""
    return member.everywhere or section_id in member.sections


def of_everybody(course_id: int) -> dict[int, set[int]]:
    """Return in which sections of a class people are: the ids of these by theirs, none for all others."""
    found: dict[int, set[int]] = defaultdict(set)
    query = select(Placing.user_id, Placing.section_id).where(Placing.course_id == course_id)
    for user_id, section_id in db.session.execute(query):
        found[user_id].add(section_id)
    return found


def of_course(course_id: int) -> Sequence[Any]:
    """Return the sections and groups of a class in their order, with the number of people in each."""
    people = select(func.count()).where(Placing.section_id == Section.id, PRESENT).scalar_subquery()
    query = select(*SECTION, people.label("people")).where(Section.course_id == course_id)
    return db.session.execute(query.order_by(*IN_ORDER)).all()


def known(member: Member) -> list[Any]:
    """Return the sections that a member knows of, in their order."""
    return [row for row in of_course(member.course_id) if knows(member, row.id)]


def one(course_id: int, section_id: int) -> Any:
    """Return a section of a class. Raises NotFound."""
    here = (Section.course_id == course_id, Section.id == section_id)
    row = db.session.execute(select(*SECTION).where(*here)).one_or_none()
    if row is None:
        raise NotFound
    return row


def people(member: Member, section_id: int | None = None) -> Sequence[Any]:
    """Return who is in a class, as far as a member sees them; only those of a section, or of NOWHERE.

    Raises NotFound for a section that they do not know of.
    """
    if section_id is not None and not knows(member, section_id):
        raise NotFound
    if section_id:
        one(member.course_id, section_id)
    conditions = []
    if section_id == NOWHERE:
        conditions.append(~_is_placed(Placing.course_id == member.course_id))
    elif section_id is not None:
        conditions.append(_is_placed(Placing.section_id == section_id))
    return roster.members(member, *conditions)


def _is_placed(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Placing.user_id == Membership.user_id, condition)


def of_people(member: Member) -> Mapping[int, list[Any]]:
    """Return in which sections each of a class is, as far as a member knows: {user_id: [section, ...]}."""
    query = select(Placing.user_id, *SECTION).join(Section, Section.id == Placing.section_id)
    here = query.where(Placing.course_id == member.course_id).order_by(*IN_ORDER)
    if not member.everywhere:
        here = here.where(Placing.section_id.in_(member.sections))
    found: dict[int, list[Any]] = {}
    for row in db.session.execute(here):
        found.setdefault(row.user_id, []).append(row)
    return found


def of_person(course_id: int, user_id: int) -> set[int]:
    """Return the ids of the sections that somebody is in."""
    theirs = (Placing.course_id == course_id, Placing.user_id == user_id)
    return set(db.session.scalars(select(Placing.section_id).where(*theirs)))


def is_tied(course_id: int, user_id: int) -> bool:
    """Say whether somebody, as an assistant, is one for their sections only."""
    place = (Membership.course_id == course_id, Membership.user_id == user_id)
    return bool(db.session.scalar(select(Membership.only_sections).where(*place)))


# What nobody but its authors can read, and under which nobody has spoken.
LETS_GO = and_(Post.comment_number == 0, or_(Post.state == State.DRAFT, Post.deleted_at.is_not(None)))


@dataclass(frozen=True, slots=True)
class Use:
    """What is for a section, and what would be lost with it."""

    posts: int  # that others can read, or what was said under them
    drafts: int
    deleted: int  # posts under which nobody has spoken; they may come back
    prompts: int  # that are for it, or in which something was arranged with it
    places: int  # of people, also of those who left the class
    invitations: int  # that still let people into it

    @property
    def is_free(self) -> bool:
        return not (self.posts or self.prompts)


def use(section_id: int) -> Use:
    """Say what a section is used for."""
    posts = select(func.count()).where(Post.section_id == section_id)
    gone = Post.deleted_at.is_not(None)
    of_each = (posts.where(~LETS_GO), posts.where(LETS_GO, ~gone), posts.where(LETS_GO, gone))
    places = select(func.count()).where(Placing.section_id == section_id)
    good = (Invitation.section_id == section_id, Invitation.revoked_at.is_(None))
    columns = (*of_each, _prompts(section_id, func.count()), places, select(func.count()).where(*good))
    return Use(*db.session.execute(select(*[column.scalar_subquery() for column in columns])).one())


def _prompts(section_id: int, *columns: Any) -> Any:
    """Select prompts that are for a section, or in which something is arranged with it."""
    named = select(PromptSection.prompt_id).where(PromptSection.section_id == section_id)
    dates = (Arrangement.posts_due_at.is_not(None), Arrangement.replies_due_at.is_not(None))
    stands = or_(Arrangement.is_excused, *dates)  # what was taken back is empty
    arranged = select(Arrangement.prompt_id).where(Arrangement.section_id == section_id, stands)
    either = or_(Prompt.id.in_(named), Prompt.id.in_(arranged))
    return select(*columns).select_from(Prompt).where(either, Prompt.deleted_at.is_(None))


def in_the_way(section_id: int) -> tuple[Sequence[Any], Sequence[Any]]:
    """Return the posts and the prompts for which a section must stay, the first FEW of each: id and title."""
    title = case((Post.deleted_at.is_(None), Post.title), else_="").label("title")
    posts = select(Post.id, title).where(Post.section_id == section_id, ~LETS_GO)
    prompts = _prompts(section_id, Prompt.id, Prompt.title)
    rows = (posts.order_by(Post.id).limit(FEW), prompts.order_by(Prompt.id).limit(FEW))
    return db.session.execute(rows[0]).all(), db.session.execute(rows[1]).all()


def without_group(course_id: int) -> list[int]:
    """Return the students of a class who are in no group."""
    placed = exists().where(
        Placing.user_id == Membership.user_id,
        Placing.section_id == Section.id,
        Section.course_id == course_id,
        Section.grouping == Grouping.GROUP,
    )
    students = (Membership.course_id == course_id, Membership.role == Role.STUDENT)
    here = select(Membership.user_id).where(*students, Membership.removed_at.is_(None), ~placed)
    return list(db.session.scalars(here.order_by(Membership.user_id)))


def present(course_id: int, user_ids: Collection[int]) -> list[int]:
    """Return those of some people who are in a class now."""
    here = (Membership.course_id == course_id, Membership.removed_at.is_(None))
    found = select(Membership.user_id).where(*here, Membership.user_id.in_(user_ids))
    return sorted(db.session.scalars(found))
