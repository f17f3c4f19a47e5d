"""E-mail addresses as people paste them: out of a mail, a spreadsheet, a list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from email_validator import EmailNotValidError, validate_email

from forum.auth.actions import normal_email
from forum.auth.models import EMAIL_LIMIT

QUOTED = re.compile(r'"([^"\n]*)"')
SEPARATORS = re.compile(r"[,;<>]")
NAMED = re.compile(r"([^<>]*)<([^<>]*)>")  # Ines Lima <ines@example.org>
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
    """Yield what may be addresses; commas part them, but also the family name from the given one."""
    for before, address in NAMED.findall(line):
        *others, _name = before.split(",")
        yield from (word for other in others if "@" in other for word in _in_part(other))
        yield address
    for part in NAMED.sub("", line).split(","):
        yield from _in_part(part)


def _in_part(part: str) -> list[str]:
    """Return the words with an @, or all of it where there is none."""
    words = part.split()
    return [word for word in words if "@" in word] or [" ".join(words)]


def is_one(text: str) -> bool:
    """Say whether a text is one e-mail address that can be stored and written to."""
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return len(text) <= EMAIL_LIMIT
