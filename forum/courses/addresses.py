"""E-mail addresses as people paste them: out of a mail, a spreadsheet, a list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from email_validator import EmailNotValidError, validate_email

from forum.auth.actions import normal_email
from forum.auth.models import EMAIL_LIMIT

QUOTED = re.compile(r'"([^"\n]*)"')
SEPARATORS = re.compile(r"[,;<>]")
AROUND = "<>()[]'\".,: "


def found_in(text: str) -> list[str]:
    """Return what stands where addresses should, in lower case, each once and in its order.

    Commas, semicolons and new lines part them, spaces as well. A name before an address in angle brackets is
    left out; a word that is no address comes along, so that its writer can be told.
    """
    whole = QUOTED.sub(lambda name: SEPARATORS.sub(" ", name[1]), text)
    words = (word for line in re.split(r"[;\r\n]", whole) for word in _in_line(line))
    tidied = (normal_email(word.strip(AROUND)).removeprefix("mailto:") for word in words)
    return list(dict.fromkeys(filter(None, tidied)))


def _in_line(line: str) -> Iterator[str]:
    """Yield what may be addresses: Ines Lima <ines@example.org>, nina@uni.example."""
    *named, rest = line.split(">")
    for piece in named:
        before, _bracket, address = piece.rpartition("<")
        *others, _name = before.split(",")  # a comma parts addresses, but also a family name from a given one
        yield from (word for other in others if "@" in other for word in _in_part(other))
        yield address
    for part in rest.split(","):
        yield from _in_part(part)


def _in_part(part: str) -> list[str]:
    """Return the words with an @, or all of it where there is none."""
    words = part.split()
    return [word for word in words if "@" in word] or [" ".join(words)]


def is_one(text: str) -> bool:
    """Say whether a text is one e-mail address that can be stored and written to."""
    if len(text) > EMAIL_LIMIT:
        return False
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
