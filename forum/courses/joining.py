"""Invitations: made and revoked by those who teach, used by those who come.

The link holds the invitation's id and nonce, signed; it is not stored, so it can be shown again.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import Select, or_, select, update
from werkzeug.exceptions import Gone, NotFound

from forum import audit, clock
from forum.auth.models import User
from forum.courses import actions, grouping
from forum.courses.models import Course, Invitation, Section
from forum.courses.words import REFUSALS, Standing
from forum.extensions import db
from forum.mail.models import Fate, Mail

INVITATION = (
    Invitation.id,
    Invitation.course_id,
    Invitation.nonce,
    Invitation.role,
    Invitation.email_domain,
    Invitation.email,
    Invitation.max_uses,
    Invitation.uses,
    Invitation.expires_at,
    Invitation.revoked_at,
    Invitation.created_at,
    Invitation.section_id,
    Course.slug,
    Course.title,
    Course.term,
    Course.colour,
    Course.is_open,
)


def invite(
    course_id: int,
    *,
    role: str,
    by: int | None,
    email_domain: str = "",
    max_uses: int | None = None,
    expires_at: datetime | None = None,
    section_id: int | None = None,
) -> int:
    """Make an invitation to a class and return its id. `email_domain` is in lower case, "" for any.

    Who comes by it falls into the section, where one is named.
    """
    invitation = Invitation(
        course_id=course_id,
        nonce=secrets.token_urlsafe(16),
        role=role,
        email_domain=email_domain,
        max_uses=max_uses,
        expires_at=expires_at,
        section_id=section_id,
        created_by_id=by,
    )
    db.session.add(invitation)
    db.session.flush()
    target = f"invitation-{invitation.id}"
    audit.record("invitation.make", by=by, course=course_id, target=target, role=str(role))
    db.session.commit()
    return invitation.id


def revoke(course_id: int, invitation_id: int, *, by: int | None) -> None:
    """Make an invitation's link worthless, from now on; its mail, if it still waits, is not sent.

    Raises NotFound for one of another class.
    """
    here = (Invitation.id == invitation_id, Invitation.course_id == course_id)
    if db.session.scalar(select(Invitation.id).where(*here)) is None:
        raise NotFound
    good = update(Invitation).where(*here, Invitation.revoked_at.is_(None))
    ended = db.session.execute(good.values(revoked_at=clock.now()).returning(Invitation.mail_id)).first()
    if ended is not None:
        withdraw([ended.mail_id])
        audit.record("invitation.revoke", by=by, course=course_id, target=f"invitation-{invitation_id}")
    db.session.commit()


def decline(invitation: Any) -> None:
    """Let an invitation that was mailed be for nobody, as who got it wishes; it is not sent again."""
    unused = (Invitation.id == invitation.id, Invitation.email != "", Invitation.uses == 0)
    declined = update(Invitation).where(*unused, Invitation.max_uses != 0).values(max_uses=0)
    ended = db.session.execute(declined.returning(Invitation.mail_id)).first()
    if ended is not None:
        withdraw([ended.mail_id])
        target = f"invitation-{invitation.id}"
        audit.record("invitation.decline", by=None, course=invitation.course_id, target=target)
    db.session.commit()


def withdraw(mail_ids: Sequence[int | None]) -> None:
    """Keep mails that still wait from being sent. The caller commits."""
    waiting = update(Mail).where(Mail.id.in_([id for id in mail_ids if id]), Mail.fate == Fate.QUEUED)
    gone = waiting.values(fate=Fate.DROPPED, body="")
    db.session.execute(gone.execution_options(synchronize_session=False))


def of_course(course_id: int) -> Sequence[Any]:
    """Return the links that invite to a class, the newest first, and who made them; not those by mail."""
    made_by, section = User.name.label("made_by"), Section.name.label("section")
    query = _invitations(made_by, section).outerjoin(User, User.id == Invitation.created_by_id)
    query = query.outerjoin(Section, Section.id == Invitation.section_id)
    here = query.where(Invitation.course_id == course_id, Invitation.email == "")
    return db.session.execute(here.order_by(Invitation.created_at.desc(), Invitation.id.desc())).all()


def _invitations(*more: Any) -> Select[*tuple[Any, ...]]:
    return select(*INVITATION, *more).join(Course, Course.id == Invitation.course_id)


def token(invitation: Any) -> str:
    """Return what stands in an invitation's link after /join/."""
    return _signer().dumps([invitation.id, invitation.nonce])


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(
        current_app.config["SECRET_KEY"], salt="invitation", signer_kwargs={"digest_method": sha256}
    )


def behind(token: str) -> Any:
    """Return the invitation whose link this is, good or not. Raises NotFound for what is no link of ours."""
    try:
        invitation_id, nonce = _signer().loads(token)
    except BadData:
        raise NotFound from None
    row = numbered(invitation_id)
    if not compare_digest(row.nonce, nonce):
        raise NotFound
    return row


def numbered(invitation_id: int | None) -> Any:
    """Return the invitation with that id. Raises NotFound."""
    row = db.session.execute(_invitations().where(Invitation.id == invitation_id)).one_or_none()
    if row is None:
        raise NotFound
    return row


def standing(invitation: Any) -> Standing:
    """Say whether an invitation can be used now, or the first reason why not."""
    if invitation.max_uses == 0:
        return Standing.DECLINED
    if invitation.revoked_at is not None:
        return Standing.REVOKED
    if invitation.expires_at is not None and invitation.expires_at <= clock.now():
        return Standing.EXPIRED
    if invitation.max_uses is not None and invitation.uses >= invitation.max_uses:
        return Standing.USED_UP
    return Standing.GOOD if invitation.is_open else Standing.CLOSED


def require_good(invitation: Any) -> None:
    """Let the request go on only with an invitation that can be used. Raises Gone (410) with a sentence."""
    found = standing(invitation)
    if found != Standing.GOOD:
        raise Gone(str(REFUSALS[found]))


def admits(invitation: Any, email: str | None) -> bool:
    """Say whether an invitation is meant for an address: its only one, or any of its domain, or any."""
    if invitation.email:
        return email == invitation.email
    domain = (email or "").rpartition("@")[2]
    return not invitation.email_domain or domain == invitation.email_domain


def join(invitation: Any, user_id: int) -> None:
    """Take somebody into the class, and its section, and count the use; a member's second visit does nothing.

    The caller commits. Raises Gone, after a rollback, when the last use went to somebody else.
    """
    if not actions.enrol(invitation.course_id, user_id, invitation.role, by=user_id):
        return
    if not _use(invitation.id):
        db.session.rollback()
        require_good(numbered(invitation.id))
        raise Gone(str(REFUSALS[Standing.USED_UP]))
    if invitation.section_id is not None:
        grouping.put(invitation.course_id, invitation.section_id, [user_id])


def _use(invitation_id: int) -> bool:
    """Count one use, if there is one left; the question and the answer are one statement."""
    used = (
        update(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.revoked_at.is_(None),
            or_(Invitation.expires_at.is_(None), Invitation.expires_at > clock.now()),
            or_(Invitation.max_uses.is_(None), Invitation.uses < Invitation.max_uses),
            Invitation.course_id.in_(select(Course.id).where(Course.is_open)),
        )
        .values(uses=Invitation.uses + 1)
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(used).first() is not None
