"""What happens to rosters that were uploaded: kept, applied, forgotten."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update

from forum import clock
from forum.extensions import db
from forum.rosters import applying, columns, entries, reading
from forum.rosters.applying import Outcome
from forum.rosters.entries import Entry
from forum.rosters.models import Upload
from forum.rosters.queries import FOR
from forum.standing import Member


def keep(data: bytes, *, domain: str, by: Member) -> int:
    """Read a file and keep its people for a day; return the upload's id. Raises Unreadable.

    Of one person's files for a class only the last is kept.
    """
    table = reading.read(data)
    people = entries.read(table, domain=domain)
    own = (Upload.user_id == by.user_id, Upload.course_id == by.course_id)
    db.session.execute(delete(Upload).where(*own).execution_options(synchronize_session=False))
    upload = Upload(
        course_id=by.course_id,
        user_id=by.user_id,
        origin=columns.origin(table.head),
        rows=[entry.stored() for entry in people],
    )
    db.session.add(upload)
    db.session.flush()
    upload_id = upload.id
    db.session.commit()
    return upload_id


def people(upload: Upload) -> list[Entry]:
    """Return the people of an upload."""
    return [Entry.restored(row) for row in upload.rows]


def apply(upload: Upload, course: Any, *, seen: str, welcome: bool, by: Member) -> None:
    """Let the class be as an upload says, once. Raises applying.Changed."""
    entries, upload_id = people(upload), upload.id
    outcome = applying.carry_out(course, entries, by=by.user_id, welcome=welcome, seen=seen)
    if not _is_applied_now(upload_id, outcome):
        db.session.rollback()
        return
    applying.finish(outcome)


def _is_applied_now(upload_id: int, outcome: Outcome) -> bool:
    """Note what an upload came to; say no where that was done before."""
    waiting = update(Upload).where(Upload.id == upload_id, Upload.applied_at.is_(None))
    done = {"applied_at": clock.now(), "outcome": applying.numbers(outcome)}
    noted = waiting.values(**done).returning(Upload.id).execution_options(synchronize_session=False)
    return db.session.execute(noted).first() is not None


def is_applied(upload_id: int) -> bool:
    """Say whether an upload was applied."""
    return db.session.scalar(select(Upload.applied_at).where(Upload.id == upload_id)) is not None


def tidy() -> None:
    """Forget uploads whose day is over."""
    old = delete(Upload).where(Upload.made_at < clock.now() - FOR)
    db.session.execute(old.execution_options(synchronize_session=False))
    db.session.commit()
