"""Calendars as programs read them: iCalendar (RFC 5545), as much of it as due dates need.

Why no library: docs/decisions/calendar.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

CALENDAR = "text/calendar"
LINE = 75  # octets of a line, without its end (section 3.1)
# What no text value may hold (section 3.3.11): control characters but for the tab; a new line is escaped.
UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class Event:
    """Something that is due at a moment."""

    uid: str
    at: datetime
    summary: str
    description: str
    url: str


def write(name: str, events: Iterable[Event], at: datetime) -> bytes:
    """Write a calendar as it is at a moment; what it is called is a widely known extension."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Seminar//Prompts//EN", "CALSCALE:GREGORIAN"]
    lines.append("METHOD:PUBLISH")
    lines += [f"X-WR-CALNAME:{text(name)}", f"NAME:{text(name)}"]
    lines += ["REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"]
    for event in events:
        lines += _event(event, at)
    lines.append("END:VCALENDAR")
    return b"".join(fold(line) for line in lines)


def _event(event: Event, at: datetime) -> list[str]:
    """Return the lines of an event without a length, which takes nobody's time."""
    return [
        "BEGIN:VEVENT",
        f"UID:{text(event.uid)}",
        f"DTSTAMP:{moment(at)}",
        f"DTSTART:{moment(event.at)}",
        f"SUMMARY:{text(event.summary)}",
        f"DESCRIPTION:{text(event.description)}",
        f"URL:{event.url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def moment(at: datetime) -> str:
    """Write a moment, which is in UTC (section 3.3.5, form 2)."""
    return at.strftime("%Y%m%dT%H%M%SZ")


def text(words: str) -> str:
    """Write words as a text value (section 3.3.11)."""
    plain = UNFIT.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.translate(ESCAPED)


def fold(line: str) -> bytes:
    """Write a content line: at most LINE octets at a time, and no character cut in two."""
    pieces, piece = [], b""
    for letter in line:
        octets = letter.encode("utf-8")
        if len(piece) + len(octets) > LINE:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join((*pieces, piece)) + b"\r\n"
