"""Mail: written with the change that causes it, sent by the worker, tried again until it is through.

The truth is the `mail` table. The queue only makes it quick: a sweep each minute sends what the queue lost.
"""

from __future__ import annotations

import logging
import re
import time
from datetime import datetime, timedelta
from typing import Any

from huey import crontab
from sqlalchemy import select, update

from forum import audit, clock
from forum.extensions import db, huey
from forum.jobs import with_app
from forum.mail import postbox
from forum.mail.models import Fate, Form, Mail
from forum.mail.postbox import Letter

CLAIM = timedelta(minutes=10)  # longer than any delivery takes; after that its worker was killed
BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 30)] + [timedelta(hours=h) for h in (2, 6, 12, 24)]
TRIES = len(BACK_OFF) + 1
SWEEP_TIME = 50  # seconds; the next sweep goes on
ONE_ADDRESS = re.compile(r"""[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+""")

log = logging.getLogger("seminar.mail")


def write(to: str, subject: str, body: str, *, form: Form = Form.LETTER) -> int:
    """Add a mail to the present transaction and return its id; after the commit, call deliver_later().

    A letter, or a bounce, which nothing answers. Raises ValueError when `to` is not exactly one address.
    """
    if not ONE_ADDRESS.fullmatch(to) or not to.isprintable():
        raise ValueError(f"{to!r} is not one mail address.")
    mail = Mail(form=form, recipient=to, subject=" ".join(subject.split())[:200], body=body)
    db.session.add(mail)
    db.session.flush()
    return mail.id


def deliver_later(mail_id: int) -> None:
    """Have the worker send a mail that was committed; without a queue it goes with the next sweep."""
    try:
        _deliver(mail_id)
    except Exception:  # whatever the queue's storage raises: the change is saved and the mail is in its table
        log.warning("The queue cannot be reached; mail %s waits for the next sweep.", mail_id, exc_info=True)


@huey.task(name="deliver_mail")
@with_app
def _deliver(mail_id: int) -> None:
    deliver(mail_id)


@huey.periodic_task(crontab(minute="*"), name="deliver_waiting_mail")
@with_app
def _deliver_waiting() -> None:
    deliver_waiting()


def deliver_waiting() -> None:
    """Send the mails whose time has come: lost by the queue, tried in vain, or dropped by a killed worker."""
    until = time.monotonic() + SWEEP_TIME
    for mail_id in _waiting():
        if time.monotonic() > until:
            return
        deliver(mail_id)


def _waiting() -> list[int]:
    due = (Mail.fate == Fate.QUEUED, Mail.try_at <= clock.now())
    ids = list(db.session.scalars(select(Mail.id).where(*due).order_by(Mail.try_at).limit(1000)))
    db.session.commit()
    return ids


def deliver(mail_id: int) -> bool:
    """Send one mail now, unless it is sent, not due, or in another worker's hands; say whether it went."""
    letter = _claim(mail_id)
    if letter is None:
        return False
    try:
        postbox.send(letter)
    except (OSError, ValueError) as error:
        _postpone(letter, error)
        return False
    _note(letter.id, fate=Fate.SENT, sent_at=clock.now(), body="", error=None)
    return True


def _claim(mail_id: int) -> Letter | None:
    """Take a mail into this worker's hands: of several workers, the database lets one through."""
    now = clock.now()
    claimed = db.session.execute(
        update(Mail)
        .where(Mail.id == mail_id, Mail.fate == Fate.QUEUED, Mail.try_at <= now)
        .values(try_at=now + CLAIM, tries=Mail.tries + 1)
        .returning(Mail.id, Mail.form, Mail.recipient, Mail.subject, Mail.body, Mail.created_at, Mail.tries)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    db.session.commit()
    return Letter(*claimed) if claimed else None


def _postpone(letter: Letter, error: Exception) -> None:
    words = f"{type(error).__name__}: {error}"[:500]
    if letter.tries >= TRIES or postbox.is_final(error):
        log.error("Mail %s is given up: %s", letter.id, words)
        audit.record("mail.give_up", by=None, target=f"mail-{letter.id}", error=words)
        _note(letter.id, fate=Fate.FAILED, body="", error=words)
        return
    again = _next_try(letter.tries)
    log.warning("Mail %s did not go; again at %s: %s", letter.id, again.isoformat(timespec="seconds"), words)
    _note(letter.id, try_at=again, error=words)


def _next_try(tries: int) -> datetime:
    return clock.now() + BACK_OFF[tries - 1]


def _note(mail_id: int, **values: Any) -> None:
    changed = update(Mail).where(Mail.id == mail_id).values(**values)
    db.session.execute(changed.execution_options(synchronize_session=False))
    db.session.commit()
