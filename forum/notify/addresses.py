"""Where an answer by mail goes: an address for each notification, which only this site can make.

`reply+<id>-<signature>@host`, in small letters and digits, since some relays fold capitals. It is signed, not
stored. The signature is over what the notification is about, too: a number that a database gives again opens
nothing.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from functools import lru_cache
from typing import Any

from flask import current_app
from sqlalchemy import select

from forum.notify.models import Notification
from forum.prepared import number
from forum.rows import fetch

# Stands in our mails above the words that can be answered. It is found again behind quotation marks, in other
# lines, and without its dashes: notify/quotations.py.
MARK = "--- Write above this line to answer ---"

SALT = b"an answer by mail"
SIGNED = 10  # bytes of the signature, 80 bits: nobody tries that often at a mail server
TOKEN = re.compile(r"([1-9][0-9]{0,8})-([a-z2-7]{16})")

ANSWERED = (
    Notification.id,
    Notification.user_id,
    Notification.course_id,
    Notification.post_id,
    Notification.comment_id,
)
BY_ID = select(*ANSWERED).where(Notification.id == number("notification"))


def reply_to(notification: Any) -> str:
    """Return where an answer to a notification goes, "" when the site takes no answers by mail.

    The notification is a row with the columns of ANSWERED.
    """
    name, at, host = current_app.config["SEMINAR_REPLY_ADDRESS"].partition("@")
    return f"{name}+{notification.id}-{_signature(notification)}@{host}" if at else ""


def behind(address: str) -> Any:
    """Return the notification, as a row of ANSWERED, that an address was made for; None for every other."""
    token = _token(address)
    if token is None:
        return None
    row = fetch(BY_ID, notification=int(token[1])).one_or_none()
    return row if row is not None and hmac.compare_digest(_signature(row), token[2]) else None


def _token(address: str) -> re.Match[str] | None:
    name, at, host = current_app.config["SEMINAR_REPLY_ADDRESS"].partition("@")
    local, _at, given_host = address.strip().lower().rpartition("@")
    begin = f"{name}+"
    if not at or given_host != host or not local.startswith(begin):
        return None
    return TOKEN.fullmatch(local.removeprefix(begin))


def _signature(row: Any) -> str:
    about = f"{row.id}:{row.user_id}:{row.course_id}:{row.post_id}:{row.comment_id or 0}"
    digest = hmac.digest(_key(current_app.config["SECRET_KEY"]), about.encode(), "sha256")
    return b32encode(digest[:SIGNED]).decode().lower()


@lru_cache(maxsize=8)
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), SALT, "sha256")
