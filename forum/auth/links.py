"""Secrets that go to a mailbox: good for one use and for a short time, found by their hash only."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import CursorResult, delete, func, select, update

from forum import clock
from forum.auth.models import MailedLink
from forum.auth.session import digest
from forum.extensions import db

LIVES = {"reset": timedelta(hours=2), "email": timedelta(hours=2), "join": timedelta(days=2)}


def make(purpose: str, email: str, *, user_id: int | None = None, invitation_id: int | None = None) -> str:
    """Make a link and return its secret; older ones for the same end are dead. The caller commits."""
    same = (
        MailedLink.user_id == user_id
        if user_id is not None
        else (MailedLink.email == email) & (MailedLink.invitation_id == invitation_id)
    )
    now, token = clock.now(), secrets.token_urlsafe(32)
    db.session.execute(delete(MailedLink).where(MailedLink.purpose == purpose, same))
    db.session.add(
        MailedLink(
            purpose=purpose,
            token_hash=digest(token),
            email=email,
            user_id=user_id,
            invitation_id=invitation_id,
            expires_at=now + LIVES[purpose],
        )
    )
    db.session.flush()
    return token


def made_at(purpose: str, user_id: int) -> datetime | None:
    """Return when somebody got their last link for some end."""
    theirs = (MailedLink.purpose == purpose, MailedLink.user_id == user_id)
    return db.session.scalar(select(func.max(MailedLink.created_at)).where(*theirs))


def find(purpose: str, token: str) -> MailedLink | None:
    """Return the link with this secret, unless it ran out or was used."""
    return db.session.scalar(
        select(MailedLink).where(
            MailedLink.token_hash == digest(token),
            MailedLink.purpose == purpose,
            MailedLink.used_at.is_(None),
            MailedLink.expires_at > clock.now(),
        )
    )


def use(link: MailedLink) -> bool:
    """Use a link up; of two who come at once, one is told no. The caller commits."""
    result = db.session.execute(
        update(MailedLink)
        .where(MailedLink.id == link.id, MailedLink.used_at.is_(None))
        .values(used_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return isinstance(result, CursorResult) and result.rowcount == 1


def revoke(user_id: int) -> None:
    """Kill every link that was mailed to somebody. The caller commits."""
    db.session.execute(delete(MailedLink).where(MailedLink.user_id == user_id))


def url(page: str, token: str) -> str:
    """Return the address of a link's page; from the settings, never from what a request claims."""
    return f"{current_app.config['SEMINAR_BASE_URL']}/{page}/{token}"
