"""What the stories of invitations by mail have in common."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from forum import clock
from forum.courses.models import Invitation
from forum.extensions import db
from forum.mail.models import Fate, Mail
from tests.courses.stories import HERE
from tests.visitor import Visitor

URL = f"{HERE}/invitations"
FORM = {"role": "student", "until": "", "words": ""}
NINA, BEN = "nina@uni.example", "ben@uni.example"


def invite(visit: Visitor, addresses: str, via: str = "plain", **form: str) -> Any:
    """Send the form of invitations by mail, as somebody who opened it."""
    visit.get(f"{URL}/mail")
    return visit.post(f"{URL}/mail", {**FORM, "addresses": addresses, **form}, via=via)


def invited(email: str = NINA) -> Invitation:
    """Return the newest invitation to an address."""
    db.session.expire_all()
    query = select(Invitation).where(Invitation.email == email).order_by(Invitation.id.desc())
    return db.session.scalars(query).first()


def mail_of(email: str = NINA) -> Mail:
    """Return the mail that an invitation was written with last."""
    mail_id = invited(email).mail_id
    assert mail_id
    return db.session.get_one(Mail, mail_id)


def let_pass(**time: float) -> None:
    """Let everything that was mailed have been mailed earlier."""
    earlier = clock.now() - timedelta(**time)
    db.session.execute(update(Mail).values(created_at=earlier))
    db.session.commit()


def deliver(email: str = NINA, at: datetime | None = None) -> None:
    """Let a mail have arrived."""
    sent = {"fate": Fate.SENT, "body": "", "sent_at": at or clock.now()}
    db.session.execute(update(Mail).where(Mail.id == mail_of(email).id).values(**sent))
    db.session.commit()


def settle(email: str = NINA, **values: Any) -> None:
    """Change an invitation, as time or people do."""
    db.session.execute(update(Invitation).where(Invitation.id == invited(email).id).values(**values))
    db.session.commit()
