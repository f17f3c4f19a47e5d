"""A mail that comes in: taken apart, whoever made it, and never believed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import default

from forum.notify import quotations, wrapping
from forum.notify.parts import Unreadable, words

LIMIT = 10_000_000  # bytes of a mail
# Python's parser takes long for some mails: its time grows with the depth of parts, and with the square of a
# header's length. People's mails are far from all of these.
NESTED = 20  # parts with parts in them
DESCRIBED = 1000  # headers of parts
HEADER = 2000  # bytes of a header that is parsed

_HEADER = re.compile(
    rb"(?:^|[\r\n])content-[a-z-]{1,40}:[^\r\n]*(?:(?:\r\n|[\r\n])[ \t][^\r\n]*)*", re.IGNORECASE
)
_BOUNDARY = re.compile(rb"boundary[*0-9]{0,9}\s{0,9}=", re.IGNORECASE)
_OWN_ID = r"<[0-9]+\.[0-9]{14}@%s>"  # as mail/postbox.py makes it

__all__ = ["LIMIT", "Said", "Unreadable", "headers_of", "mark_of", "said", "senders", "why_automatic"]


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says by mail: their own words, all that stood in the mail, and the files beside it."""

    own: str
    whole: str
    files: list[str]


def headers_of(raw: bytes) -> Message:
    """Return a message that has only the headers of a mail; nobody has looked for its parts yet."""
    return BytesHeaderParser().parsebytes(raw)


def senders(message: Message) -> list[str]:
    """Return the addresses of From; more or fewer than one are nobody's."""
    values = list(_values(message, "from"))
    if any(len(value) > HEADER for value in values):
        return []
    try:
        headers = [default.header_factory("From", value) for value in values]
        return [address.addr_spec for header in headers for address in header.addresses]
    except Exception:  # what the parser of headers raises for a broken one depends on how it is broken
        return []


def why_automatic(message: Message, *, our_host: str) -> str:
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


def said(raw: bytes) -> Said:
    """Return what a mail says. Raises Unreadable."""
    if not _is_simple(raw):
        raise Unreadable
    try:
        # Not under the newer policy: a header of 2000 bytes takes it up to half a second, in each part.
        found = words(message_from_bytes(raw))
    except Exception as wrong:  # a broken mail breaks the parser in many ways
        raise Unreadable from wrong
    own = quotations.own_words(found.text)
    return Said(wrapping.rejoin(own) if found.may_be_wrapped else own, found.text, found.files)


def _is_simple(raw: bytes) -> bool:
    sizes = [len(header) for header in _HEADER.findall(raw)]
    if len(sizes) > DESCRIBED or max(sizes, default=0) > HEADER:
        return False
    return len(_BOUNDARY.findall(raw)) <= NESTED


def mark_of(raw: bytes, message: Message, about: int) -> str:
    """Return what is the same when a mail comes twice: of its Message-ID, or where it has none, of all of it.

    One mail that answers about several things is several answers.
    """
    name = "".join(_values(message, "message-id"))
    digest = hashlib.sha256(name.encode("utf-8", "replace") or raw)
    digest.update(f"\0{about}".encode())
    return f"mail-{digest.hexdigest()[:32]}"


def _values(message: Message, name: str) -> Iterator[str]:
    """Yield what the headers of a name say, unfolded."""
    found = (str(value) for given, value in message.raw_items() if given.lower() == name)
    return ("".join(value.splitlines()).strip() for value in found)
