"""What the worker would do with the queue, and what lies in somebody's mailbox."""

from __future__ import annotations

import re

from sqlalchemy import select

from forum.extensions import db, huey
from forum.mail.models import Mail

LINK = re.compile(r"http://localhost(/\S+/\S+)")


def work() -> None:
    """Do what waits in the queue but for the deliveries: a delivered mail keeps no text."""
    for _ in range(huey.pending_count()):
        task = huey.dequeue()
        if not task.name.startswith("deliver"):
            huey.execute(task)


def letters(address: str) -> list[str]:
    """Return the texts of the mails to an address, oldest first."""
    work()
    db.session.rollback()
    return list(db.session.scalars(select(Mail.body).where(Mail.recipient == address).order_by(Mail.id)))


def link(address: str) -> str:
    """Return the path of the link in the newest mail to an address."""
    found = LINK.search(letters(address)[-1])
    assert found
    return found.group(1)
