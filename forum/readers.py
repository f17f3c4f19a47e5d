"""How the text of a setting becomes its value; what cannot be read is told in words that follow "it"."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from email.utils import parseaddr
from urllib.parse import SplitResult, urlsplit

PORTS = range(1, 65_536)
# To the name a plus and up to 27 characters are added; then it may have 64 (RFC 5321 section 4.5.3.1.1).
MAILBOX = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,34}[a-z0-9])?@[a-z0-9](?:[a-z0-9.-]{0,200}[a-z0-9])?")


def whole(text: str) -> int:
    """Read a number. Raises ValueError, as all of these do."""
    if not text.isascii() or not text.isdigit():
        raise ValueError("must be a whole number, 0 or more")
    return int(text)


def count(text: str) -> int:
    """Read a number of things of which there must be one."""
    if whole(text) == 0:
        raise ValueError("must be a whole number, 1 or more")
    return int(text)


def days(text: str) -> timedelta:
    """Read a span of one day to ten years."""
    if not 1 <= whole(text) <= 3650:
        raise ValueError("must be a number of days from 1 to 3650")
    return timedelta(days=int(text))


def years(text: str) -> int:
    """Read a number of years, of which there may be none."""
    if whole(text) > 50:
        raise ValueError("must be a number of years from 0 to 50")
    return int(text)


def url(*schemes: str) -> Callable[[str], str]:
    """Return a reader of URLs with one of the schemes."""

    def read(text: str) -> str:
        if text and urlsplit(text).scheme not in schemes:
            raise ValueError(f"must be a URL that begins with {' or '.join(f'{s}://' for s in schemes)}")
        return text.rstrip("/") if schemes[0].startswith("http") else text

    return read


def smtp(text: str) -> str:
    """Read where a mail server is."""
    parts = urlsplit(text)
    if text and not (parts.scheme in ("smtp", "smtps") and parts.hostname and _has_sound_port(parts)):
        raise ValueError("must be like smtp://user:password@host:587 or smtps://user:password@host")
    return text


def _has_sound_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:  # not a number, or one beyond 65535
        return False


def port_number(text: str) -> int | None:
    """Return the port, or None where the text is none."""
    return int(text) if text.isascii() and text.isdigit() and int(text) in PORTS else None


def sender(text: str) -> str:
    """Read a mail address, with or without a name."""
    address = parseaddr(text)[1]
    if text and not ("@" in address and address.isascii() and text.isprintable()):
        raise ValueError("must be an address, or a name and an address: Seminar <seminar@example.org>")
    return text


def mailbox(text: str) -> str:
    """Read a mail address to which something is added after a plus; capitals count for nothing."""
    if text and not MAILBOX.fullmatch(text.lower()):
        raise ValueError("must be an address whose name is short and has no plus: reply@seminar.example.org")
    return text.lower()


def bind(text: str) -> str:
    """Read where to listen."""
    host, _colon, port = text.rpartition(":")
    if not text.startswith("unix:/") and (not host or port_number(port) is None):
        raise ValueError("must be host:port, like 127.0.0.1:8000, or unix:/path/of/a/socket")
    return text


def hosts(text: str) -> list[str]:
    """Read host names with commas between them."""
    return [host.strip() for host in text.split(",") if host.strip()]


def worker(text: str) -> str:
    """Read who starts the worker."""
    if text not in ("inside", "external"):
        raise ValueError('must be "inside" (started by gunicorn) or "external" (started by you)')
    return text
