"""Who is in which class: the lookups behind the doorway."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, literal, select

from forum.auth.models import Handle, User
from forum.auth.queries import HANDLE
from forum.auth.session import SignedIn
from forum.courses import place
from forum.courses.models import Course, Membership, Role, Section, Shelf
from forum.extensions import db
from forum.notify import bell
from forum.policy import may
from forum.policy_class import members_seen
from forum.posts import withheld
from forum.prepared import Asker, prepared, run
from forum.prompts.models import Prompt
from forum.rows import fetch
from forum.standing import Member, visitor
from forum.text_mentions import folded

OFFERED = 8  # people, while somebody types whom they mean
LOOKED_AT = 2_000  # members, by name; more are in no class
of_name = lru_cache(maxsize=4_096)(folded)  # the same names are compared at every letter

COURSE = (
    Course.id,
    Course.slug,
    Course.title,
    Course.term,
    Course.time_zone,
    Course.first_day,
    Course.weeks,
    Course.colour,
    Course.visibility,
    Course.is_open,
    Course.closed_at,
    Course.is_listed,
    Course.member_count,
)
STANDS = Course.purging_at.is_(None)  # nobody enters a class that is being destroyed
# Built once: every request to a class runs one of the two.
HERE = and_(
    Membership.course_id == Course.id,
    Membership.user_id == bindparam("user_id"),
    Membership.removed_at.is_(None),
)
SHELF = select(Shelf.version).where(Shelf.course_id == Course.id).correlate(Course).scalar_subquery()
BELL = bell.number(bindparam("user_id"), Course.id, Course).label("bell")
PROMPTS = (
    exists()
    .where(Prompt.course_id == Course.id, Prompt.deleted_at.is_(None))
    .correlate(Course)
    .label("has_prompts")
)
SECTIONS = exists().where(Section.course_id == Course.id).correlate(Course).label("has_sections")
# What a page need not ask for where the class has none.
HAS = (PROMPTS, SECTIONS)
APART = place.has_apart(Course.id, Course).label("has_apart")
BY_SLUG = select(*COURSE, SHELF.label("shelf"), literal(0).label("bell"), APART, *HAS).where(
    Course.slug == bindparam("slug"), STANDS
)
WITH_ROLE = select(*COURSE, Membership.role).outerjoin(Membership, HERE).where(STANDS)
BY_SLUG_WITH_PLACE = (
    select(*COURSE, *place.columns(bindparam("user_id"), Course.id, Course), SHELF.label("shelf"), BELL, *HAS)
    .outerjoin(Membership, HERE)
    .where(Course.slug == bindparam("slug"), STANDS)
)
EVERY_CLASS = WITH_ROLE.order_by(Course.first_day.desc(), Course.title)
OWN_CLASSES = EVERY_CLASS.where(Membership.role.is_not(None))
# Those who teach come first.
BY_ROLE = case({role: rank for rank, role in enumerate(Role)}, value=Membership.role)


def enter(slug: str, who: SignedIn | None) -> tuple[Any, Member] | None:
    """Return the class and who the asker is in it, or None where they may not know that it exists."""
    if who is None:
        course = fetch(BY_SLUG, slug=slug).one_or_none()
        member = visitor(course) if course else None
    else:
        course = fetch(BY_SLUG_WITH_PLACE, slug=slug, user_id=who.id).one_or_none()
        member = course and place.member(course, user_id=who.id, is_admin=who.is_admin, course_id=course.id)
    if course is None or member is None or not may(member, "course.read", course):
        return None
    return course, member


def of_user(who: SignedIn) -> Sequence[Any]:
    """Return the classes that somebody is in, newest first; all of them for a site admin."""
    return fetch(EVERY_CLASS if who.is_admin else OWN_CLASSES, user_id=who.id)


def members(member: Member, *conditions: ColumnElement[bool]) -> Sequence[Any]:
    """Return whom a member sees in a class, by role and name, with the numbers of what they see of theirs.

    All of them, or those whose membership is as the conditions say.
    """
    people = _present(member, conditions)
    apart = withheld.of_people(member)
    return [withheld.taken_off(person, apart) for person in people] if apart else people


def _present(member: Member, conditions: Sequence[ColumnElement[bool]]) -> Sequence[Any]:
    if not conditions:
        found: Sequence[Any] = run(member, _members(member))
        return found
    here = {"here": member.course_id, "me": member.user_id}
    return db.session.execute(_members(member).where(*conditions), here).all()


@prepared
def _members(asker: Asker) -> Any:
    return (
        select(
            User.id,
            User.name,
            User.email,
            HANDLE.label("handle"),
            Membership.id.label("membership_id"),
            Membership.role,
            Membership.joined_at,
            Membership.post_count,
            Membership.comment_count,
        )
        .join(User, User.id == Membership.user_id)
        .where(Membership.course_id == asker.course_id, Membership.removed_at.is_(None), members_seen(asker))
        .order_by(BY_ROLE, func.lower(User.name), User.id)
    )


def called(member: Member, start: str) -> Sequence[Any]:
    """Return the others in the class whose handle, or a word of whose name, begins so, however it is spelled.

    The first few of those whom the member sees, those first whose handle begins so. No database folds every
    script, and the names of a class are few: they are compared here.
    """
    wanted = folded(start)
    found = [row for row in run(member, _others(member)) if _is_called(row, wanted)] if wanted else []
    return sorted(found, key=lambda row: not row.handle.startswith(wanted))[:OFFERED]


@prepared
def _others(asker: Asker) -> Any:
    return (
        select(User.id, User.name, Handle.name.label("handle"))
        .join(Membership, and_(Membership.user_id == User.id, Membership.removed_at.is_(None)))
        .join(Handle, and_(Handle.user_id == User.id, Handle.is_current))
        .where(Membership.course_id == asker.course_id, User.id != asker.user_id, members_seen(asker))
        .order_by(func.lower(User.name), User.id)
        .limit(LOOKED_AT)
    )


def _is_called(row: Any, start: str) -> bool:
    return f"-{start}" in f"-{row.handle}-{of_name(row.name)}"
