"""Reading the invitations by mail: whom each is for, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, select
from werkzeug.exceptions import NotFound

from forum.auth.models import User
from forum.courses import joining
from forum.courses.models import Course, Invitation, Membership
from forum.courses.words import OPEN, PROGRESS, Progress, Standing
from forum.extensions import db
from forum.mail.models import Fate, Mail
from forum.mail.trouble import trouble

# Not the nonce: no page that lists invitations has what their links are made of.
INVITED = (
    Invitation.id,
    Invitation.email,
    Invitation.role,
    Invitation.max_uses,
    Invitation.uses,
    Invitation.expires_at,
    Invitation.revoked_at,
    Invitation.created_at,
    Course.is_open,
    Mail.fate,
    Mail.error,
    Mail.created_at.label("mailed_at"),
    Mail.sent_at,
    Membership.joined_at,
)
ENDS = {
    Standing.DECLINED: Progress.DECLINED,
    Standing.REVOKED: Progress.REVOKED,
    Standing.EXPIRED: Progress.EXPIRED,
}
FATES = {
    Fate.QUEUED: Progress.WAITING,
    Fate.SENT: Progress.SENT,
    Fate.FAILED: Progress.FAILED,
    Fate.DROPPED: Progress.FAILED,
    None: Progress.LONG_AGO,
}


def of_course(course_id: int) -> Sequence[Any]:
    """Return the invitations of a class that were mailed, the newest first."""
    here = _invited().where(Invitation.course_id == course_id)
    return db.session.execute(here.order_by(Invitation.created_at.desc(), Invitation.id.desc())).all()


def one(course_id: int, invitation_id: int) -> Any:
    """Return one of them. Raises NotFound for a link, and for one of another class."""
    here = _invited().where(Invitation.course_id == course_id, Invitation.id == invitation_id)
    row = db.session.execute(here).one_or_none()
    if row is None:
        raise NotFound
    return row


def to_addresses(course_id: int, emails: Sequence[str]) -> Sequence[Any]:
    """Return those to some addresses, the newest first."""
    here = _invited().where(Invitation.course_id == course_id, Invitation.email.in_(emails))
    return db.session.execute(here.order_by(Invitation.id.desc())).all()


def _invited() -> Select[*tuple[Any, ...]]:
    place = and_(
        Membership.user_id == User.id,
        Membership.course_id == Invitation.course_id,
        Membership.removed_at.is_(None),
    )
    return (
        select(*INVITED)
        .join(Course, Course.id == Invitation.course_id)
        .outerjoin(Mail, Mail.id == Invitation.mail_id)
        .outerjoin(User, User.email == Invitation.email)
        .outerjoin(Membership, place)
        .where(Invitation.email != "")
    )


def present(course_id: int, emails: Sequence[str]) -> set[str]:
    """Return which of some addresses belong to members of a class."""
    place = (Membership.course_id == course_id, Membership.removed_at.is_(None))
    members = select(User.email).join(Membership, Membership.user_id == User.id)
    return {email for email in db.session.scalars(members.where(*place, User.email.in_(emails))) if email}


def progress(row: Any) -> Progress:
    """Say how far an invitation by mail has come."""
    if row.uses or row.joined_at:
        return Progress.JOINED
    return ENDS.get(joining.standing(row)) or FATES[row.fate]


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation by mail as its page shows it."""

    row: Any  # of INVITED
    progress: Progress
    at: datetime | None  # since when it is so, where that is known
    trouble: str
    is_open: bool  # it was not used, and can be sent again or revoked

    @property
    def name(self) -> str:
        """What its progress is called."""
        return str(PROGRESS[self.progress])


def seen(row: Any) -> Invited:
    """Return an invitation with what its page says of it."""
    found = progress(row)
    problem = trouble(row.error) if found in (Progress.WAITING, Progress.FAILED) else ""
    return Invited(row, found, _since(row, found), problem, found in OPEN)


def _since(row: Any, found: Progress) -> datetime | None:
    if found == Progress.JOINED:  # who was in the class once came back later than their place says
        return row.joined_at if row.joined_at and row.joined_at >= row.created_at else None
    return row.sent_at if found == Progress.SENT else row.mailed_at
