"""Who is in which class: the lookups behind the doorway."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, case, func, literal, select

from forum.auth.models import User
from forum.auth.queries import HANDLE
from forum.auth.session import SignedIn
from forum.courses.models import Course, Membership, Role, Shelf
from forum.extensions import db
from forum.notify import bell
from forum.policy import may
from forum.rows import fetch
from forum.standing import Member, visitor

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
    Course.is_listed,
    Course.member_count,
)
# Built once: every request to a class runs one of the two.
HERE = and_(
    Membership.course_id == Course.id,
    Membership.user_id == bindparam("user_id"),
    Membership.removed_at.is_(None),
)
SHELF = select(Shelf.version).where(Shelf.course_id == Course.id).correlate(Course).scalar_subquery()
BELL = bell.number(bindparam("user_id"), Course.id, Course).label("bell")
BY_SLUG = select(*COURSE, SHELF.label("shelf"), literal(0).label("bell")).where(
    Course.slug == bindparam("slug")
)
WITH_ROLE = select(*COURSE, Membership.role).outerjoin(Membership, HERE)
BY_SLUG_WITH_ROLE = WITH_ROLE.add_columns(SHELF.label("shelf"), BELL).where(Course.slug == bindparam("slug"))
EVERY_CLASS = WITH_ROLE.order_by(Course.first_day.desc(), Course.title)
OWN_CLASSES = EVERY_CLASS.where(Membership.role.is_not(None))
# Those who teach come first.
BY_ROLE = case({role: place for place, role in enumerate(Role)}, value=Membership.role)


def enter(slug: str, who: SignedIn | None) -> tuple[Any, Member] | None:
    """Return the class and who the asker is in it, or None where they may not know that it exists."""
    if who is None:
        course = fetch(BY_SLUG, slug=slug).one_or_none()
        member = visitor(course) if course else None
    else:
        course = fetch(BY_SLUG_WITH_ROLE, slug=slug, user_id=who.id).one_or_none()
        member = course and Member(course.id, course.is_open, who.id, course.role, who.is_admin)
    if course is None or member is None or not may(member, "course.read", course):
        return None
    return course, member


def of_user(who: SignedIn) -> Sequence[Any]:
    """Return the classes that somebody is in, newest first; all of them for a site admin."""
    return fetch(EVERY_CLASS if who.is_admin else OWN_CLASSES, user_id=who.id)


def members(course_id: int) -> Sequence[Any]:
    """Return the people of a class by role and name, with the numbers of what all can see."""
    return db.session.execute(
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
        .where(Membership.course_id == course_id, Membership.removed_at.is_(None))
        .order_by(BY_ROLE, func.lower(User.name), User.id)
    ).all()
