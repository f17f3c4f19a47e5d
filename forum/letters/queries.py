"""Whom a teacher may write to: the students of a class whom they look after."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import and_, func, select

from forum.auth.models import User
from forum.courses.models import Membership
from forum.extensions import db
from forum.policy_reports import students_seen
from forum.standing import Member

# An account that was closed gets no mail.
REACHABLE = and_(User.email.is_not(None), User.email_confirmed_at.is_not(None), User.closed_at.is_(None))


def students(member: Member, ids: Collection[int]) -> Sequence[Any]:
    """Return those of some people to whom a teacher may write, by name, and whether a mail reaches them.

    Others are left out without a word: they are not in the class, are no students, or somebody else's.
    """
    query = select(User.id, User.name, User.email, REACHABLE.label("is_reachable"))
    query = query.join(Membership, Membership.user_id == User.id)
    query = query.where(students_seen(member), User.id.in_(ids))
    return db.session.execute(query.order_by(func.lower(User.name), User.id)).all()


def sender(user_id: int | None) -> Any:
    """Return the name of who writes, and the address to which answers go, if it is theirs for certain."""
    query = select(User.name, User.email, REACHABLE.label("is_reachable")).where(User.id == user_id)
    return db.session.execute(query).one()
