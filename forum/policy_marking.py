"""The rules about notes and points, to be read by a teacher: a part of policy.py, which all ask.

A mark is a note, points, or both, for one student. Nobody but that student and the staff ever sees it: no
classmate, no co-author, no observer, no visitor, no feed, no search, no mail.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_

from forum.courses.models import Role
from forum.lists import numbers
from forum.marking.models import Mark
from forum.policy_audience import is_member, students_taught
from forum.standing import Member, Reader


# The student sees their mark once it is released, as long as they have a place in the class. Staff see every
# mark, but for those about themselves, from when they studied here: these are released to them like to all.
def _mark_read(member: Member, mark: Any) -> bool:
    if mark.deleted_at is not None:
        return False
    if mark.student_id == member.user_id:
        return member.role is not None and mark.released_at is not None
    return _teaches(member, mark.student_sections)


def marks_readable(reader: Reader, mark: Any = Mark) -> ColumnElement[bool]:
    """Return the SQL twin of "mark.read", for one class."""
    here = and_(mark.course_id == reader.course_id, mark.deleted_at.is_(None))
    if reader.user_id is None:
        return false()
    mine = and_(mark.student_id == reader.user_id, mark.released_at.is_not(None), is_member(reader))
    if not reader.staff:
        return and_(here, mine)
    of_others = and_(mark.student_id != reader.user_id, students_taught(reader, mark.student_id))
    return and_(here, or_(mine, of_others))


# Instructors mark every student, and so do assistants, but for those who are tied to their sections.
def _teaches(member: Member, student_sections: str | None) -> bool:
    theirs = numbers(student_sections)
    return member.staff and (member.everywhere or not member.sections.isdisjoint(theirs))


# Staff mark students who are in the class, never themselves, while it is open. `student` is a row of
# marking/whom.py: who they are in the class, and in which sections.
def _mark_write(member: Member, student: Any) -> bool:
    is_one = student.role == Role.STUDENT and student.removed_at is None and student.id != member.user_id
    return member.takes_part and is_one and _teaches(member, student.sections)


# What belongs to marking as a whole (tables, lists, exports) is for the staff, also in a closed class.
def _marking_read(member: Member, _course: Any) -> bool:
    return member.staff


# Beside what a student said stands the way to the note for it. Who is tied to sections finds it on the page
# of the thread's notes, which lists their students.
def _marking_beside(member: Member, comment: Any) -> bool:
    return member.staff and member.everywhere and comment.author_role == Role.STUDENT


# What points are given for is the instructors' to say.
def _rubric_write(member: Member, _course: Any) -> bool:
    return member.takes_part and member.teaches


# Who has a place in the class reads what they were told about their own work; for most that is nothing.
def _marks_own(member: Member, _course: Any) -> bool:
    return member.role is not None


RULES: dict[str, Callable[[Member, Any], bool]] = {
    "mark.read": _mark_read,
    "mark.write": _mark_write,
    "marking.read": _marking_read,
    "marking.beside": _marking_beside,
    "marks.own.read": _marks_own,
    "rubric.write": _rubric_write,
}
