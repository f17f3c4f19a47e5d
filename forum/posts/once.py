"""One form gives one post or one comment, however often it arrives."""

from __future__ import annotations

import hashlib


def key_of(form_key: str | None, *words: str) -> str | None:
    """Return what marks these words of a form as taken; None for a form without a key.

    Who goes back to a form that was taken and writes something else in it has written something else.
    """
    if not form_key:
        return None
    return hashlib.sha256("\0".join((form_key, *words)).encode()).hexdigest()[:40]
