"""One form gives one post or one comment, however often it arrives."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Select
from sqlalchemy.exc import IntegrityError

from forum.extensions import db
from forum.standing import Member
from forum.writing import actions as writing


def key_of(form_key: str | None, *words: str) -> str | None:
    """Return what marks these words of a form as taken; None for a form without a key.

    Who goes back to a form that was taken and writes something else in it has written something else.
    """
    if not form_key:
        return None
    return hashlib.sha256("\0".join((form_key, *words)).encode()).hexdigest()[:40]


def stored_before(mine: Select[Any], wrong: IntegrityError, *, by: Member, unsent: str | None) -> int:
    """Return the id of what the same form has stored already, and end the draft that it was typed in.

    Raises what went `wrong` in storing it again if nothing was.
    """
    db.session.rollback()
    written: int | None = db.session.scalar(mine)
    if written is None:
        raise wrong
    writing.end(unsent, by=by)
    db.session.commit()
    return written
