"""A mail that comes in: taken apart, whoever made it, and never believed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from forum.notify import quotations, wrapping
from forum.notify.parts import Unreadable, words

LIMIT = 10_000_000  # bytes of a mail
PARTS = 100  # boundaries between parts; the parser's time grows with their depth
HEADER = 5000  # characters of a header that is read

# Headers whose value takes work to read.
_PARSED = ("from", "content-type", "content-disposition", "content-transfer-encoding", "content-id")
_BOUNDARY = re.compile(rb"boundary[*0-9]{0,9}\s{0,9}=", re.IGNORECASE)
_OWN_ID = r"<[0-9]+\.[0-9]{14}@%s>"  # as mail/postbox.py makes it

__all__ = ["LIMIT", "Said", "Unreadable", "mark_of", "opened", "said", "senders", "why_automatic"]


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says by mail: their own words, all that stood in the mail, and the files beside it."""

    own: str
    whole: str
    files: list[str]


def opened(raw: bytes) -> EmailMessage:
    """Return a mail as a message. Raises Unreadable when it is made to be hard to read."""
    if len(_BOUNDARY.findall(raw)) > PARTS:
        raise Unreadable
    try:
        message = message_from_bytes(raw, policy=policy.default)
        parts = list(message.walk())
    except RecursionError:
        raise Unreadable from None
    for part in parts:
        if any(len(value) > HEADER for name, value in part.raw_items() if name.lower() in _PARSED):
            raise Unreadable
    return message


def senders(message: EmailMessage) -> list[str]:
    """Return the addresses of From; more or fewer than one are nobody's."""
    try:
        return [address.addr_spec for header in message.get_all("From", []) for address in header.addresses]
    except Exception:  # what the parser of headers raises for a broken one depends on how it is broken
        return []


def why_automatic(message: EmailMessage, *, our_host: str) -> str:
    """Return what shows that no person wrote a mail, or that we did; "" when a person seems to have.

    Our host is that of the addresses that our mails come from. After RFC 3834 and the headers that mail
    programs had before it, or have instead.
    """
    headers = {name.lower(): " ".join(str(value).lower().split()) for name, value in message.raw_items()}
    signs = {
        "Auto-Submitted": headers.get("auto-submitted", "no").partition(";")[0].strip() != "no",
        "Precedence": headers.get("precedence") in ("bulk", "junk", "list", "auto_reply"),
        "List-Id": "list-id" in headers,
        "X-Auto-Response-Suppress": "x-auto-response-suppress" in headers,
        "X-Autoreply": bool(headers.keys() & {"x-autoreply", "x-autorespond", "x-autoresponse"}),
        "multipart/report": headers.get("content-type", "").startswith("multipart/report"),
        "Message-ID": re.fullmatch(_OWN_ID % re.escape(our_host), headers.get("message-id", "")) is not None,
    }
    return next((name for name, shows in signs.items() if shows), "")


def said(message: EmailMessage) -> Said:
    """Return what a mail says. Raises Unreadable."""
    try:
        found = words(message)
    except Exception as wrong:  # a broken mail breaks the parser in many ways
        raise Unreadable from wrong
    own = quotations.own_words(found.text)
    return Said(wrapping.rejoin(own) if found.may_be_wrapped else own, found.text, found.files)


def mark_of(raw: bytes, message: EmailMessage, about: int) -> str:
    """Return what is the same when a mail comes twice: of its Message-ID, or where it has none, of all of it.

    One mail that answers about several things is several answers.
    """
    name = "".join(_values(message, "message-id"))
    digest = hashlib.sha256(name.encode("utf-8", "replace") or raw)
    digest.update(f"\0{about}".encode())
    return f"mail-{digest.hexdigest()[:32]}"


def _values(message: EmailMessage, name: str) -> Iterator[str]:
    return (str(value).strip() for given, value in message.raw_items() if given.lower() == name)
