"""The rules about a class as a whole, to be read by a teacher: a part of policy.py, which routes ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, false, or_, true

from forum.courses.models import Membership, Role, Visibility
from forum.policy_audience import students_taught
from forum.standing import Member, Reader

STAFF = (Role.INSTRUCTOR, Role.ASSISTANT)


# Members read their class; a public class is open to everybody's eyes. All others learn nothing, not even
# that the class exists.
def _course_read(member: Member, course: Any) -> bool:
    return member.belongs or course.visibility == Visibility.PUBLIC


# Instructors change the class, its categories, its people and its invitations - also after they closed it,
# or they could not open it again.
def _course_edit(member: Member, _course: Any) -> bool:
    return member.teaches


# Who teaches or assists reads what students are told alone. So nobody gives such a role to an account while
# its address is not proved to be its owner's: whoever signed up may have typed that of somebody whom the
# class trusts. Who has the role already keeps it; who was removed with it has it no more.
def may_become(account: Any, role: str) -> bool:
    """Say whether an account (`is_unproved`: see auth/queries.py) can be given a role in a class."""
    return role not in STAFF or not account.is_unproved


# A link for many gives such a role to nobody either who only typed an address; nor does one for the addresses
# of a domain let anybody in so. Who got their invitation by mail has proved their address by that.
def asks_for_proof(invitation: Any) -> bool:
    """Say whether who comes by an invitation proves their address first."""
    return not invitation.email and (bool(invitation.email_domain) or invitation.role in STAFF)


# The list of people is for the class itself: a public class shows its posts, not its roster.
def _members_read(member: Member, _course: Any) -> bool:
    return member.belongs


# Who reads the list finds everybody in it. An assistant who is tied to sections finds those who are in them,
# all who teach or assist, and themselves. The same people are offered while they type whom they mean.
def _member_read(member: Member, person: Any) -> bool:
    if not _is_narrowed(member):
        return member.belongs
    is_theirs = not member.sections.isdisjoint(person.sections)
    return person.role in STAFF or person.id == member.user_id or is_theirs


def _is_narrowed(reader: Reader) -> bool:
    return reader.staff and not reader.everywhere


def members_seen(reader: Reader) -> ColumnElement[bool]:
    """Return the SQL twin of "member.read", for one class."""
    if not _is_narrowed(reader):
        return true() if reader.belongs else false()
    teaches = or_(Membership.role == Role.INSTRUCTOR, Membership.role == Role.ASSISTANT)
    return or_(teaches, Membership.user_id == reader.user_id, students_taught(reader, Membership.user_id))


# A secret address of the class's feeds is for who is in it. It opens what they may read, as long as they may.
def _feeds_read(member: Member, _course: Any) -> bool:
    return member.belongs


RULES: dict[str, Callable[[Member, Any], bool]] = {
    "course.read": _course_read,
    "course.edit": _course_edit,
    "members.read": _members_read,
    "member.read": _member_read,
    "feeds.read": _feeds_read,
}
