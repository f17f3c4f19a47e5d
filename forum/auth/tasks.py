"""Tidying, each hour: what has run out and what was sent long ago is not kept."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from huey import crontab
from sqlalchemy import delete

from forum import clock
from forum.auth.models import MailedLink, Session
from forum.extensions import db, huey
from forum.jobs import with_app
from forum.mail.models import Fate, Form, Mail

MAIL_KEPT = timedelta(days=30)  # after it was sent or given up
LINK_KEPT = timedelta(days=1)  # after it was used or ran out


@huey.periodic_task(crontab(minute="17"), name="tidy_accounts")
@with_app
def _tidy() -> None:
    tidy()


def tidy() -> None:
    """Delete old mails, mailed links that open nothing any more, and sessions that have run out."""
    now = clock.now()
    idle: timedelta = current_app.config["SEMINAR_SESSION_IDLE_DAYS"]
    absolute: timedelta = current_app.config["SEMINAR_SESSION_DAYS"]
    # What tells of a class has no words of its own, and says of its notifications that they were mailed.
    done = (Mail.fate != Fate.QUEUED, Mail.form.in_((Form.LETTER, Form.BOUNCE)))
    for old in (
        delete(Mail).where(Mail.created_at < now - MAIL_KEPT, *done),
        delete(MailedLink).where(
            (MailedLink.expires_at < now - LINK_KEPT) | (MailedLink.used_at < now - LINK_KEPT)
        ),
        delete(Session).where((Session.seen_at < now - idle) | (Session.created_at < now - absolute)),
    ):
        db.session.execute(old.execution_options(synchronize_session=False))
    db.session.commit()
