"""The rules about a class as a whole, to be read by a teacher: a part of policy.py, which routes ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from forum.courses.models import Visibility
from forum.standing import Member


# Members read their class; a public class is open to everybody's eyes. All others learn nothing, not even
# that the class exists.
def _course_read(member: Member, course: Any) -> bool:
    return member.belongs or course.visibility == Visibility.PUBLIC


# Instructors change the class, its categories, its people and its invitations - also after they closed it,
# or they could not open it again.
def _course_edit(member: Member, _course: Any) -> bool:
    return member.teaches


# The list of people is for the class itself: a public class shows its posts, not its roster.
def _members_read(member: Member, _course: Any) -> bool:
    return member.belongs


# A secret address of the class's feeds is for who is in it. It opens what they may read, as long as they may.
def _feeds_read(member: Member, _course: Any) -> bool:
    return member.belongs


RULES: dict[str, Callable[[Member, Any], bool]] = {
    "course.read": _course_read,
    "course.edit": _course_edit,
    "members.read": _members_read,
    "feeds.read": _feeds_read,
}
