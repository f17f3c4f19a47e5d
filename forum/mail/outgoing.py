"""Mail: written with the change that causes it, sent by the worker, tried again until it is through.

The truth is the `mail` table. The queue only makes it quick: a sweep each minute sends what the queue lost.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from huey import crontab
from sqlalchemy import case, select, update

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
AT_A_LOOK = 200  # mails
ONE_ADDRESS = re.compile(r"""[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+""")

CLAIMED = (
    Mail.id,
    Mail.form,
    Mail.recipient,
    Mail.sender,
    Mail.reply_to,
    Mail.subject,
    Mail.body,
    Mail.user_id,
    Mail.course_id,
    Mail.created_at,
    Mail.tries,
)

# What puts together the mails that have no words of their own, by their form: see forum/notify/mails.py. It
# returns None where there is nothing to say any more.
composers: dict[str, Callable[[Any], Letter | None]] = {}

_asked, _at_it = threading.Event(), threading.Lock()
log = logging.getLogger("seminar.mail")


def write(
    to: str,
    subject: str,
    body: str,
    *,
    form: Form = Form.LETTER,
    sender: str = "",
    reply_to: str = "",
    course_id: int | None = None,
) -> int:
    """Add a mail to the present transaction and return its id; after the commit, call deliver_later().

    A letter, or a bounce, which nothing answers. `sender` is the name of who writes it, `reply_to` their
    address, `course_id` the class whose words it holds, with which it is destroyed. Raises ValueError when
    `to` is not exactly one address.
    """
    if not ONE_ADDRESS.fullmatch(to) or not to.isprintable():
        raise ValueError(f"{to!r} is not one mail address.")
    whose = {"sender": _line(sender), "reply_to": reply_to, "course_id": course_id}
    mail = Mail(form=form, recipient=to, subject=" ".join(subject.split())[:200], body=body, **whose)
    db.session.add(mail)
    db.session.flush()
    return mail.id


def _line(name: str) -> str:
    """Return a name on one line, for a header; control characters, which old names may hold, are left out."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())


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


def deliver_waiting_later() -> None:
    """Have the worker send all that waits; without a queue the next sweep does."""
    try:
        _deliver_waiting_soon()
    except Exception:  # as above
        log.warning("The queue cannot be reached; the mails wait for the next sweep.", exc_info=True)


@huey.task(name="deliver_waiting_mail_soon")
@with_app
def _deliver_waiting_soon() -> None:
    deliver_waiting()


@huey.periodic_task(crontab(minute="*"), name="deliver_waiting_mail")
@with_app
def _deliver_waiting() -> None:
    deliver_waiting()


def deliver_waiting() -> None:
    """Send the mails whose time has come: new ones, tried in vain, lost by the queue or a killed worker.

    One thread of a process does it at a time: another that is asked to meanwhile leaves it to that one.
    """
    _asked.set()
    while _asked.is_set() and _at_it.acquire(blocking=False):
        try:
            _asked.clear()
            _deliver_all(time.monotonic() + SWEEP_TIME)
        finally:
            _at_it.release()


def take_over() -> None:
    """Send at once what another worker was at when it was killed; for who knows that it is the only one.

    With SQLite there is one worker. Otherwise such a mail waits until CLAIM is over. A mail that was tried in
    vain keeps its pause.
    """
    claimed = (Mail.fate == Fate.QUEUED, Mail.try_at > clock.now(), Mail.error.is_(None))
    db.session.execute(
        update(Mail).where(*claimed).values(try_at=clock.now()).execution_options(synchronize_session=False)
    )
    db.session.commit()


def _deliver_all(until: float) -> None:
    """Send what waits through one connection; when the server is away, the rest waits for the next sweep."""
    with postbox.opened() as box:
        while ids := _waiting():
            for mail_id in ids:
                if time.monotonic() > until:
                    return
                deliver(mail_id, box)
                if box.is_away:
                    return


def _waiting() -> list[int]:
    """Return the next mails to send: letters first, for somebody waits for those."""
    due = (Mail.fate == Fate.QUEUED, Mail.try_at <= clock.now())
    soonest = (case((Mail.form == Form.LETTER, 0), else_=1), Mail.try_at, Mail.id)
    ids = list(db.session.scalars(select(Mail.id).where(*due).order_by(*soonest).limit(AT_A_LOOK)))
    db.session.commit()
    return ids


def deliver(mail_id: int, box: postbox.Box | None = None) -> bool:
    """Send one mail now, unless it is sent, not due, or in another worker's hands; say whether it went."""
    mail = _claim(mail_id)
    if mail is None:
        return False
    if box is None:
        with postbox.opened() as box:
            return _send(mail, box)
    return _send(mail, box)


def _send(mail: Any, box: postbox.Box) -> bool:
    try:
        letter = composers.get(mail.form, _as_written)(mail)
        db.session.rollback()  # nothing is held open over a slow server
        if letter is None:
            _note(mail.id, fate=Fate.DROPPED, body="", error=None)
            return False
        box.send(letter)
    except Exception as error:  # whatever is wrong with this mail holds up no other
        db.session.rollback()
        _postpone(mail, error)
        return False
    _note(mail.id, fate=Fate.SENT, sent_at=clock.now(), body="", error=None, recipient=letter.recipient)
    return True


def _as_written(mail: Any) -> Letter:
    """Return a mail that has its own words."""
    headers = {"Reply-To": mail.reply_to} if mail.reply_to else {}
    words = (mail.recipient, mail.subject, mail.body, mail.created_at)
    return Letter(mail.id, mail.form, *words, sender=mail.sender, headers=headers)


def _claim(mail_id: int) -> Any:
    """Take a mail into this worker's hands: of several workers, the database lets one through."""
    now = clock.now()
    claimed = db.session.execute(
        update(Mail)
        .where(Mail.id == mail_id, Mail.fate == Fate.QUEUED, Mail.try_at <= now)
        .values(try_at=now + CLAIM, tries=Mail.tries + 1)
        .returning(*CLAIMED)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    db.session.commit()
    return claimed


def _postpone(mail: Any, error: Exception) -> None:
    words = postbox.in_words(error)[:500]
    if mail.tries >= TRIES or postbox.is_final(error):
        log.error("Mail %s is given up: %s", mail.id, words)
        audit.record("mail.give_up", by=None, target=f"mail-{mail.id}", error=words)
        _note(mail.id, fate=Fate.FAILED, body="", error=words)
        return
    again = _next_try(mail.tries)
    when, ours = again.isoformat(timespec="seconds"), not isinstance(error, OSError)
    log.warning("Mail %s did not go; again at %s: %s", mail.id, when, words, exc_info=ours)
    _note(mail.id, try_at=again, error=words)


def _next_try(tries: int) -> datetime:
    return clock.now() + BACK_OFF[tries - 1]


def _note(mail_id: int, **values: Any) -> None:
    changed = update(Mail).where(Mail.id == mail_id).values(**values)
    db.session.execute(changed.execution_options(synchronize_session=False))
    db.session.commit()
