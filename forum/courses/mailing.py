"""Writing the invitations by mail: to many at once, and again to those who have not come.

Such an invitation is for one address, and its link is in the mail alone: no page shows it, and the mail's
text is emptied when it is sent. So whoever holds the link reads that mailbox, which is all that a confirmed
address means; other parts of the site trust confirmed addresses. From this follows:

- Who teaches never sees the link. They could come in the place of the invited, with an address that counts as
  confirmed and is not theirs.
- A new account gets that address and no other one, confirmed. Where the address has an account, the mailbox
  opens nothing: its owner signs in, or has a link mailed that sets a password.
- Who is signed in joins with that address only, and it is confirmed from then on: session and mailbox are in
  one hand. To anybody else the address is told so that only its owner knows it again.
- It is used once, and by a button: programs that follow the links in mails change nothing.
- It can be declined by whoever got it, once and for all: that address is not written to again by this class.

Sent again, it is the same link: an older mail in the same mailbox leads to the same place.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import Conflict

from forum import audit, clock
from forum.auth import links
from forum.auth.session import SignedIn
from forum.courses import actions, haste, joining, letters, mailed
from forum.courses.models import Invitation
from forum.courses.words import OPEN, Progress
from forum.extensions import db
from forum.mail import outgoing


@dataclass(slots=True)
class Outcome:
    """Who was written to, and who was left out, by their addresses."""

    mailed: list[str] = field(default_factory=list)
    present: list[str] = field(default_factory=list)  # in the class already
    recent: list[str] = field(default_factory=list)  # got a mail a moment ago
    declined: list[str] = field(default_factory=list)
    open: list[int] = field(default_factory=list)  # ids of invitations that some of the mailed have already


def invite(
    course: Any,
    people: Sequence[str],
    *,
    role: str,
    expires_at: datetime | None,
    words: str,
    by: SignedIn,
    section_id: int | None = None,
) -> Outcome:
    """Mail an invitation to each of these addresses (as normal_email() gives them).

    Who has an open one gets it again, on the new terms. Raises Refused, with nothing done, when the class
    wrote too many mails.
    """
    actions.hold(course.id)
    outcome = _sorted(course.id, people)
    haste.count(course.id, len(outcome.mailed))
    terms = {"role": role, "expires_at": expires_at, "created_by_id": by.id, "section_id": section_id}
    invitations = _renewed(outcome.open, terms)
    known = {invitation.email for invitation in invitations}
    invitations += _made(course.id, [email for email in outcome.mailed if email not in known], terms, by)
    _send(course, invitations, words, by=by)
    return outcome


def _sorted(course_id: int, people: Sequence[str]) -> Outcome:
    present, outcome = mailed.present(course_id, people), Outcome()
    earlier: dict[str, list[Any]] = {}
    for row in mailed.to_addresses(course_id, people):
        earlier.setdefault(row.email, []).append(row)
    for email in people:
        if email in present:
            outcome.present.append(email)
        else:
            _sort(outcome, email, earlier.get(email, []))
    return outcome


def _sort(outcome: Outcome, email: str, earlier: Iterable[Any]) -> None:
    """Find out whether somebody who is not in the class is written to; `earlier` are their invitations."""
    ways = [mailed.progress(row) for row in earlier]
    if Progress.DECLINED in ways:
        outcome.declined.append(email)
    elif any(haste.is_recent(row.mailed_at) for row in earlier):
        outcome.recent.append(email)
    else:
        outcome.mailed.append(email)
        outcome.open += [row.id for row, way in zip(earlier, ways, strict=True) if way in OPEN][:1]


def _renewed(ids: Sequence[int], terms: dict[str, Any]) -> list[Invitation]:
    found = list(db.session.scalars(select(Invitation).where(Invitation.id.in_(ids))))
    for invitation in found:
        for name, value in (terms | {"created_at": clock.now()}).items():
            setattr(invitation, name, value)
    return found


def _made(course_id: int, emails: Sequence[str], terms: dict[str, Any], by: SignedIn) -> list[Invitation]:
    made = [
        Invitation(course_id=course_id, email=email, nonce=secrets.token_urlsafe(16), max_uses=1, **terms)
        for email in emails
    ]
    db.session.add_all(made)
    db.session.flush()
    for invitation in made:
        target = f"invitation-{invitation.id}"
        audit.record("invitation.make", by=by.id, course=course_id, target=target, role=str(invitation.role))
    return made


def send_again(course: Any, invitation_id: int, *, by: SignedIn) -> str:
    """Mail an open invitation once more and return to whom; one that ran out is good anew.

    Raises NotFound, Conflict when it is not open, and Refused when it was mailed a moment ago or the class
    wrote too many mails.
    """
    actions.hold(course.id)
    row = mailed.one(course.id, invitation_id)
    if mailed.progress(row) not in OPEN:
        db.session.rollback()
        raise Conflict(_("This invitation is not open any more: it was used, declined or revoked."))
    haste.count(course.id, 1, after=row.mailed_at)
    _send_rows(course, [row], by=by)
    return str(row.email)


@dataclass(frozen=True, slots=True)
class Round:
    """What became of sending all again: numbers of mails."""

    sent: int
    recent: int  # not sent, as one went there a moment ago
    over: int  # not sent, as the class wrote too many


def send_all_again(course: Any, *, by: SignedIn) -> Round:
    """Mail every open invitation once more, those first that were mailed longest ago."""
    actions.hold(course.id)
    unused = [row for row in mailed.of_course(course.id) if mailed.progress(row) in OPEN]
    due = [row for row in unused if not haste.is_recent(row.mailed_at)]
    due.sort(key=lambda row: row.mailed_at or row.created_at)
    now = due[: haste.left(course.id)]
    haste.count(course.id, len(now))
    _send_rows(course, now, by=by)
    return Round(len(now), len(unused) - len(due), len(due) - len(now))


def _send_rows(course: Any, rows: Sequence[Any], *, by: SignedIn) -> None:
    ids = [row.id for row in rows]
    invitations = list(db.session.scalars(select(Invitation).where(Invitation.id.in_(ids))))
    for invitation in invitations:
        _prolong(invitation, course.time_zone)
    _send(course, invitations, by=by)


def _prolong(invitation: Invitation, zone: str) -> None:
    """Let an invitation that ran out begin anew, and be good for as many days as it was."""
    now, end = clock.now(), invitation.expires_at
    if end is None or end > now:
        return
    here = clock.zone(zone)
    days = end.astimezone(here).date() - invitation.created_at.astimezone(here).date()
    invitation.created_at = now
    invitation.expires_at = clock.end_of_day(now.astimezone(here).date() + days, zone)


def _send(course: Any, invitations: Sequence[Invitation], words: str = "", *, by: SignedIn) -> None:
    """Write the mails, commit, and have them delivered; what still waits of earlier ones is not sent."""
    joining.withdraw([invitation.mail_id for invitation in invitations])
    for invitation in invitations:
        invitation.mail_id = outgoing.write(invitation.email, *_letter(course, invitation, words, by))
        audit.record("invitation.send", by=by.id, course=course.id, target=f"invitation-{invitation.id}")
    db.session.commit()
    outgoing.deliver_waiting_later()


def _letter(course: Any, invitation: Invitation, words: str, by: SignedIn) -> tuple[str, str]:
    end, link = invitation.expires_at, links.url("join", joining.token(invitation))
    until = end.astimezone(clock.zone(course.time_zone)).date() if end else None
    role = invitation.role
    return letters.invitation(course.title, link, role=role, until=until, sender=by.name, words=words)
