"""Reading single values out of WXR elements: names, numbers, moments, lines of text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from html import unescape
from xml.etree.ElementTree import Element

_BIGGEST = 2**63 - 1  # what a database column of ours can hold
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_YEAR = re.compile(r" [12][0-9]{3} [0-9]")
_DC = "http://purl.org/dc/elements/"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_EXPORT = "wordpress.org/export/"


def qualified(tag: str) -> str:
    """Name an element as WordPress prints it ("wp:post_id"), in whatever version; "" if it is foreign."""
    uri, _closing, name = tag.rpartition("}")
    prefix = _prefix(uri.removeprefix("{"))
    return "" if prefix is None else prefix + name


def _prefix(uri: str) -> str | None:
    if _EXPORT in uri:
        return "excerpt:" if "/excerpt" in uri else "wp:"
    return {"": "", _CONTENT: "content:"}.get(uri, "dc:" if uri.startswith(_DC) else None)


def fields(element: Element) -> dict[str, str]:
    """Map the names of the children to their text, the first of each name counting."""
    found: dict[str, str] = {}
    for child in element:
        found.setdefault(qualified(child.tag), child.text or "")
    return found


def plain(text: str) -> str:
    """Reduce a title or a name, which WordPress keeps as HTML, to one line of plain text."""
    return " ".join(unescape(_TAG.sub("", text)).split())


def whole(text: str) -> int:
    """Read a number of at least 0; what is none, or too big for the database, counts as 0."""
    digits = text.strip()
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 20 else 0
    return number if number <= _BIGGEST else 0


def moment(utc: str, rss: str, local: str, zone: tzinfo) -> datetime | None:
    """Find a time in UTC: from WordPress's own UTC field, from RSS's pubDate, or from local time in `zone`.

    WordPress writes 0000-00-00 for the UTC time of what was never published, and a pubDate in the year -0001.
    """
    return _iso(utc, UTC) or _rfc822(rss) or _iso(local, zone)


def _iso(text: str, zone: tzinfo) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _rfc822(text: str) -> datetime | None:
    if not _YEAR.search(text):  # Python would take -0001 and 0000 for 2000
        return None
    try:
        when = parsedate_to_datetime(text.strip())
    except (ValueError, OverflowError):
        return None
    return when.replace(tzinfo=when.tzinfo or UTC).astimezone(UTC)
