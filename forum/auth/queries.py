"""Reading accounts, their handles and sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, select

from forum.auth.models import Handle, Session, User
from forum.extensions import db

# The current handle of the account that a statement reads; None for an account that was made without.
HANDLE = (
    select(Handle.name).where(Handle.user_id == User.id, Handle.is_current).correlate(User).scalar_subquery()
)
# Somebody signs in with an address that nobody has proved: they may have typed that of somebody else.
UNPROVED = and_(User.password_hash.is_not(None), User.email_confirmed_at.is_(None))


def user(user_id: int) -> User:
    """Return somebody's account. Raises NoResultFound when there is none."""
    return db.session.execute(select(User).where(User.id == user_id)).scalar_one()


def by_email(email: str) -> User | None:
    """Return who has this address (in lower case, see actions.normal_email)."""
    return db.session.scalar(select(User).where(User.email == email))


def handles(user_id: int) -> Sequence[Any]:
    """Return the handles that somebody has and had: the current one first, then the latest."""
    return db.session.execute(
        select(Handle.name, Handle.is_current)
        .where(Handle.user_id == user_id)
        .order_by(Handle.is_current.desc(), Handle.made_at.desc(), Handle.name)
    ).all()


def sessions(user_id: int) -> Sequence[Any]:
    """Return where somebody is signed in, last seen first."""
    return db.session.execute(
        select(Session.id, Session.agent, Session.address, Session.created_at, Session.seen_at)
        .where(Session.user_id == user_id)
        .order_by(Session.seen_at.desc(), Session.id.desc())
    ).all()


def everybody() -> Sequence[Any]:
    """Return all accounts by name, and when each was last seen."""
    seen_at = func.max(Session.seen_at).label("seen_at")
    return db.session.execute(
        select(
            User.id,
            User.name,
            User.email,
            HANDLE.label("handle"),
            User.is_admin,
            User.password_hash.is_not(None).label("has_password"),
            User.created_at,
            seen_at,
        )
        .outerjoin(Session, Session.user_id == User.id)
        .group_by(User.id)
        .order_by(User.name, User.id)
    ).all()
