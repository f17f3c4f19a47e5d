"""A class is closed when its term is over, and opened again when that was a mistake."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import update

from forum import audit, clock
from forum.courses import retention
from forum.courses.models import Course
from forum.extensions import db
from forum.standing import Member


def close(course_id: int, *, keep_until: date | None, by: Member) -> bool:
    """Make a class read-only for everyone, and say until when it is kept; False if it is closed already."""
    kept = retention.columns(keep_until)
    if not _moved(course_id, Course.is_open, is_open=False, closed_at=clock.now(), **kept):
        return _nothing_to_do()
    return _done("course.close", course_id, by)


def open_again(course_id: int, *, by: Member) -> bool:
    """Let people write in a class again; False if they can."""
    if not _moved(course_id, ~Course.is_open, is_open=True, closed_at=None):
        return _nothing_to_do()
    return _done("course.open", course_id, by)


def _moved(course_id: int, condition: Any, **values: Any) -> bool:
    """Change a class, if it is as the condition says and not being destroyed; say whether it was."""
    found = update(Course).where(Course.id == course_id, Course.purging_at.is_(None), condition)
    return db.session.execute(found.values(values).returning(Course.id)).first() is not None


def _done(verb: str, course_id: int, by: Member) -> bool:
    audit.record(verb, by=by.user_id, course=course_id, target=f"course-{course_id}")
    db.session.commit()
    return True


def _nothing_to_do() -> bool:
    db.session.rollback()
    return False
