"""A class is destroyed: every row that is its, in every table, a batch at a time.

The truth is `course.purging_at`. From that moment on nobody enters the class; the worker deletes what hangs
on it, children before parents, each batch in a transaction of its own, and the class last of all. Killed in
between it goes on where it was: what is gone is gone, and a sweep each minute finds what is left. Tables are
found by their column `course_id`, so a new one is purged without being named here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, delete, select, tuple_, update

from forum import audit, clock
from forum.auth.models import KeptForm
from forum.courses.models import Course, Invitation, Visibility
from forum.extensions import db
from forum.mail.models import Mail
from forum.search import forgetting

BATCH = 200  # rows in one transaction
PAUSE = 0.01  # seconds between two: SQLite lets others write meanwhile
TIME = 45.0  # seconds of one run; the next sweep goes on

log = logging.getLogger("seminar.purge")


def begin(course_id: int, *, by: int | None) -> bool:
    """Give a closed class up to be destroyed; False if it is open, or was given up already."""
    standing = (Course.id == course_id, Course.is_open.is_(False), Course.purging_at.is_(None))
    gone = {"purging_at": clock.now(), "visibility": Visibility.MEMBERS, "is_listed": False}
    found = update(Course).where(*standing).values(gone).returning(Course.slug, Course.title)
    row = db.session.execute(found).one_or_none()
    if row is None:
        db.session.rollback()
        return False
    # Not noted with the class: that part of the trail goes with it.
    audit.record("course.purge", by=by, target=f"course-{course_id}", slug=row.slug, title=row.title)
    db.session.commit()
    return True


def waiting() -> list[int]:
    """Return the classes that are being destroyed, the first given up first."""
    given_up = select(Course.id).where(Course.purging_at.is_not(None)).order_by(Course.purging_at, Course.id)
    ids = list(db.session.scalars(given_up))
    db.session.rollback()
    return ids


def go_on() -> None:
    """Destroy what was given up, for as long as one run may take."""
    until = time.monotonic() + TIME
    for course_id in waiting():
        _try(course_id, until)


def _try(course_id: int, until: float) -> None:
    """Go on with one class. What goes wrong with it holds up no other, and is tried again by the sweep."""
    try:
        destroy(course_id, until=until)
    except Exception:  # whatever is wrong with this one
        db.session.rollback()
        log.exception("Class %s could not be destroyed; it is tried again.", course_id)


def destroy(course_id: int, *, until: float | None = None) -> bool:
    """Destroy a class that was given up; False where the time (time.monotonic()) did not suffice."""
    if not _is_given_up(course_id):
        return True
    for _deleted in _batches(course_id):
        if until is not None and time.monotonic() > until:
            return False
        time.sleep(PAUSE)
    _end(course_id)
    forgetting.forget()
    return True


def _is_given_up(course_id: int) -> bool:
    given_up = (Course.id == course_id, Course.purging_at.is_not(None))
    found = db.session.scalar(select(Course.id).where(*given_up))
    db.session.rollback()
    return found is not None


def _batches(course_id: int) -> Iterator[int]:
    """Delete all that hangs on a class, committing each batch; yields how many rows it had."""
    slug = db.session.scalars(select(Course.slug).where(Course.id == course_id)).one()
    db.session.rollback()
    invited = select(Invitation.mail_id).where(Invitation.course_id == course_id)
    yield from _empty(KeptForm.__table__, KeptForm.path.startswith(f"/c/{slug}/", autoescape=True))
    yield from _empty(Mail.__table__, Mail.id.in_(invited))
    for table in tables():
        yield from _empty(table, table.c.course_id == course_id)


def tables() -> list[Table]:
    """Return the tables whose rows are a class's, those that hang on others before those."""
    hanging = reversed(db.metadata.sorted_tables)
    return [table for table in hanging if "course_id" in table.c]


def _empty(table: Any, condition: Any) -> Iterator[int]:
    """Delete the rows of a table of which something is true, batch by batch."""
    key = list(table.primary_key)
    some = select(*key).where(condition).limit(BATCH)
    those = key[0].in_(some) if len(key) == 1 else tuple_(*key).in_(some)
    while deleted := _delete(delete(table).where(those)):
        yield deleted


def _delete(statement: Any) -> int:
    done: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    db.session.commit()
    return int(done.rowcount)


def _end(course_id: int) -> None:
    """Delete the class itself, and with it whatever came in the last moment; note that it is gone."""
    gone = delete(Course).where(Course.id == course_id).returning(Course.id)
    if db.session.execute(gone).first() is None:
        db.session.rollback()
        return
    audit.record("course.purged", by=None, target=f"course-{course_id}")
    db.session.commit()
    log.info("Class %s is destroyed.", course_id)
