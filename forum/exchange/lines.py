"""Single lines out of foreign files: titles, names, addresses, cut to the room there is for them."""

from __future__ import annotations

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from forum.auth.actions import normal_email

# Control characters, and those that turn the direction of what follows them.
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
ELLIPSIS = "\u2026"


def line(text: str, limit: int) -> str:
    """Return a text as one line of at most so many characters, with an ellipsis where it is cut."""
    clean = " ".join(_UNFIT.sub(" ", text).split())
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + ELLIPSIS


@lru_cache(maxsize=4096)
def address(text: str) -> str | None:
    """Return an e-mail address as it is stored; None for what is no address."""
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return None
    return normal_email(text)
