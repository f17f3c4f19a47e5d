"""The rules about who sees how a class takes part, to be read by a teacher: a part of policy.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, true

from forum.courses.models import Membership, Placing, Role
from forum.standing import Member


# Who teaches and who assists see how much each student takes part; students, observers and visitors do not.
def _participation_read(member: Member, _course: Any) -> bool:
    return member.staff


# Students see their own part, beside what half of the class reaches.
def _own_participation_read(member: Member, _course: Any) -> bool:
    return member.role == Role.STUDENT


# They write to students who have been silent, as long as the class is open.
def _silence_break(member: Member, _course: Any) -> bool:
    return member.staff and member.takes_part


# What the numbers mean is for all who see some.
def _definitions_read(member: Member, _course: Any) -> bool:
    return member.staff or member.role == Role.STUDENT


# In reports stand those who study in the class now. An assistant who is tied to sections sees those who are
# in one of them.
def _student_see(member: Member, student: Any) -> bool:
    studies = student.role == Role.STUDENT and student.removed_at is None
    is_theirs = member.everywhere or not member.sections.isdisjoint(student.sections)
    return member.staff and studies and is_theirs


def students_seen(member: Member) -> ColumnElement[bool]:
    """Return the SQL twin of "student.participation.read", for one class."""
    if not member.staff:
        return false()
    theirs = and_(Placing.user_id == Membership.user_id, Placing.section_id.in_(member.sections))
    return and_(students_of(member.course_id), true() if member.everywhere else exists().where(theirs))


def students_of(course_id: int) -> ColumnElement[bool]:
    """Return the condition that a membership is that of somebody who studies in the class now."""
    return and_(
        Membership.course_id == course_id,
        Membership.role == Role.STUDENT,
        Membership.removed_at.is_(None),
    )


RULES: dict[str, Callable[[Member, Any], bool]] = {
    "participation.read": _participation_read,
    "own.participation.read": _own_participation_read,
    "silence.break": _silence_break,
    "participation.definitions.read": _definitions_read,
    "student.participation.read": _student_see,
}
