"""What stories of reports have in common: more students, sections, a term, pages that are read."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import count

from sqlalchemy import update

from forum.auth.models import User
from forum.courses.models import Course, Membership, Placing, Role, Section
from forum.extensions import db
from tests.people import SLUG, Cast, email
from tests.reports import sheets
from tests.reports.sheets import Row
from tests.visitor import Visitor

HERE = f"/c/{SLUG}/participation"
numbers = count(1)
STUDENT = re.compile(r'<a href="[^"]*/participation/\d+"[^>]*>(.*?)</a>')


def moment(text: str) -> datetime:
    """Return a moment in UTC: "2027-01-11 08:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def term(cast: Cast, first_day: str, weeks: int, zone: str = "UTC") -> None:
    """Let the class begin on a day and have so many weeks."""
    values = {"first_day": date.fromisoformat(first_day), "weeks": weeks, "time_zone": zone}
    db.session.execute(update(Course).where(Course.id == cast.course).values(values))
    db.session.commit()


def students(cast: Cast, *names: str) -> list[int]:
    """Add students to the class and return their ids."""
    users = [User(name=name, email=email(f"student-{next(numbers)}")) for name in names]
    db.session.add_all(users)
    db.session.flush()
    db.session.add_all(Membership(course_id=cast.course, user_id=u.id, role=Role.STUDENT) for u in users)
    db.session.commit()
    return [user.id for user in users]


def all_joined(cast: Cast, at: datetime) -> None:
    """Let everybody in the class have joined at a moment, and the class begin on the day before."""
    here = Membership.course_id == cast.course
    db.session.execute(update(Membership).where(here).values(joined_at=at))
    term(cast, (at - timedelta(days=1)).date().isoformat(), 15)


def section(cast: Cast, name: str, *user_ids: int) -> int:
    """Make a section with these people in it."""
    made = Section(course_id=cast.course, name=name)
    db.session.add(made)
    db.session.flush()
    here = {"course_id": cast.course, "section_id": made.id}
    db.session.add_all(Placing(**here, user_id=user_id) for user_id in user_ids)
    db.session.commit()
    return made.id


def tie(cast: Cast, user_id: int) -> None:
    """Let an assistant be there for the students of their sections only."""
    place = (Membership.course_id == cast.course, Membership.user_id == user_id)
    db.session.execute(update(Membership).where(*place).values(only_sections=True))
    db.session.commit()


def rows(reader: Visitor, query: str = "") -> dict[str, Row]:
    """Return the rows of the report by name, in the order of the page."""
    answer = reader.get(f"{HERE}?view=numbers&{query}")
    assert answer.status_code == 200, answer.text
    return {row.name: row for row in sheets.of_page(answer, "UTC")}


def listed(reader: Visitor, path: str = "") -> list[str]:
    """Return the names of the students on a page."""
    return [unescape(name) for name in STUDENT.findall(reader.get(HERE + path).text)]
