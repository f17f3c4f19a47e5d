"""How mail is doing, for the admin of the site: numbers and reasons, and nothing of what is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from forum.extensions import db
from forum.mail.models import Fate, Mail

SHOWN = 20  # mails in trouble, the last ones


def numbers() -> dict[str, int]:
    """Return how many mails had each fate: what tells of classes ever, all else in the last 30 days."""
    counted = select(Mail.fate, func.count()).group_by(Mail.fate)
    found = {str(fate): int(many) for fate, many in db.session.execute(counted)}
    return {str(fate): found.get(fate, 0) for fate in Fate}


def oldest_waiting() -> Any:
    """Return since when the oldest mail waits, None where none does."""
    return db.session.scalar(select(func.min(Mail.created_at)).where(Mail.fate == Fate.QUEUED))


def in_trouble() -> Sequence[Any]:
    """Return the last mails that were given up, or were tried in vain and wait."""
    columns = (Mail.id, Mail.form, Mail.recipient, Mail.fate, Mail.tries, Mail.try_at, Mail.error)
    query = select(*columns).where(Mail.error.is_not(None)).order_by(Mail.id.desc()).limit(SHOWN)
    return db.session.execute(query).all()


def report() -> str:
    """Return all of that as lines of text."""
    lines = [f"{fate:<9}{many:>5}" for fate, many in numbers().items()]
    oldest = oldest_waiting()
    if oldest is not None:
        lines.append(f"The oldest that waits was written at {_minute(oldest)}.")
    lines += [_line(mail) for mail in in_trouble()]
    return "\n".join(lines)


def _line(mail: Any) -> str:
    after = "given up" if mail.fate == Fate.FAILED else f"again at {_minute(mail.try_at)}"
    tried = "once" if mail.tries == 1 else f"{mail.tries} times"
    return f"mail {mail.id} ({mail.form}) to {mail.recipient}, tried {tried}, {after}: {mail.error}"


def _minute(moment: Any) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
