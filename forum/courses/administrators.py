"""The admins of the site: who is written to when a class needs one of them."""

from __future__ import annotations

from sqlalchemy import select

from forum.auth.models import User
from forum.extensions import db
from forum.mail import outgoing

MOST = 50  # admins that are written to


def write(subject: str, body: str) -> list[int]:
    """Write the same to every admin whose address is confirmed; return the mails. The caller commits."""
    admins = select(User.email).where(User.is_admin, User.closed_at.is_(None), User.email.is_not(None))
    known = admins.where(User.email_confirmed_at.is_not(None)).order_by(User.id).limit(MOST)
    return [outgoing.write(address, subject, body) for address in db.session.scalars(known).all() if address]
