"""How long a class is kept: until a day that its instructors name. Then the site's admins are asked.

Nothing is destroyed by a date alone. The admins are written to once for each date, and find the class on
their start page until they purge it or somebody names a later day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import select, update

from forum import audit, clock
from forum.courses import administrators, letters
from forum.courses.models import Course
from forum.extensions import db
from forum.mail import outgoing
from forum.standing import Member

AT_A_LOOK = 50  # classes
SHOWN = (
    Course.id, Course.slug, Course.title, Course.term, Course.is_open, Course.closed_at, Course.keep_until,
    Course.keep_told_at, Course.purging_at,
)  # fmt: skip


def of(course_id: int) -> Any:
    """Return how long a class is kept, and since when it is closed."""
    return db.session.execute(select(*SHOWN).where(Course.id == course_id)).one()


def columns(keep_until: date | None) -> dict[str, Any]:
    """Return the columns that say until when a class is kept: for a new day the admins are asked anew."""
    return {"keep_until": keep_until, "keep_told_at": None}


def proposed() -> date | None:
    """Return until when a class that is closed today might be kept; None where the site proposes nothing."""
    years: int = current_app.config["SEMINAR_RETENTION_YEARS"]
    today = clock.now().date()
    return _later(today, years) if years else None


def _later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, day=28)


def keep(course_id: int, until: date | None, *, by: Member) -> None:
    """Keep a class until the end of a day, or, without one, for as long as nobody names it."""
    kept = update(Course).where(Course.id == course_id, Course.keep_until.is_distinct_from(until))
    if db.session.execute(kept.values(columns(until)).returning(Course.id)).first() is not None:
        day = until.isoformat() if until else None
        audit.record("course.keep", by=by.user_id, course=course_id, target=f"course-{course_id}", until=day)
    db.session.commit()


def overdue() -> Sequence[Any]:
    """Return the classes that were to be kept until a day that is over, the longest overdue first."""
    return db.session.execute(_overdue().order_by(Course.keep_until, Course.id)).all()


def being_purged() -> Sequence[Any]:
    """Return the classes that are being destroyed."""
    given_up = select(*SHOWN).where(Course.purging_at.is_not(None))
    return db.session.execute(given_up.order_by(Course.purging_at).limit(AT_A_LOOK)).all()


def _overdue() -> Any:
    over = (Course.keep_until < clock.now().date(), Course.purging_at.is_(None))
    return select(*SHOWN).where(*over).limit(AT_A_LOOK)


def ask() -> None:
    """Write to the site's admins of the classes whose day is over; once for each day."""
    classes = db.session.execute(_overdue().where(Course.keep_told_at.is_(None))).all()
    db.session.rollback()
    mails = [mail for row in classes for mail in _ask(row)]
    if mails:
        outgoing.deliver_waiting_later()


def _ask(row: Any) -> list[int]:
    """Write of one class, in one transaction: of several workers one does, and killed in it none has."""
    untold = update(Course).where(Course.id == row.id, Course.keep_told_at.is_(None))
    told = untold.where(Course.keep_until == row.keep_until).values(keep_told_at=clock.now())
    if db.session.execute(told.returning(Course.id)).first() is None:
        db.session.rollback()
        return []
    letter = letters.kept_long_enough(row.title, row.term, row.slug, row.keep_until)
    mails = administrators.write(*letter)
    db.session.commit()
    return mails
