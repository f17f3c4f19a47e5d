"""Classes to be copied, and their copies, made as the site makes them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from forum.courses import copying
from forum.courses.models import Course, Section
from forum.courses.roster import COURSE
from forum.extensions import db
from forum.posts import carried
from forum.prompts.models import Prompt
from forum.standing import Member
from tests import factories
from tests.courses.stories import HERE
from tests.factories import member
from tests.people import Cast

URL = f"{HERE}/settings/copy"
WISHED = {
    "title": "Upgrading, Again",
    "term": "Autumn 2027",
    "slug": "again",
    "first_day": date(2027, 9, 6),
    "weeks": 14,
    "colour": "teal",
    "with_sections": False,
}
FORM = {name: str(value) for name, value in WISHED.items() if name != "with_sections"} | {"key": "one-form"}


def row(course_id: int) -> Any:
    return db.session.execute(select(*COURSE).where(Course.id == course_id)).one()


def prompt(cast: Cast, title: str = "A prompt", body: str = "Say why.", **more: Any) -> int:
    made = Prompt(
        course_id=cast.course,
        title=title,
        body_markdown=body,
        body_html=f"<p>{body}</p>",
        created_by_id=cast.ines,
        **more,
    )
    db.session.add(made)
    db.session.commit()
    return made.id


def section(cast: Cast, name: str, **more: Any) -> int:
    made = Section(course_id=cast.course, name=name, **more)
    db.session.add(made)
    db.session.commit()
    return made.id


def marked(by: Member, title: str = "Welcome", body: str = "How we work.", **more: Any) -> int:
    post_id = factories.post(by, title, body, **more)
    carried.mark(post_id, True, by=member("ines"))
    return post_id


def make(cast: Cast, **wishes: Any) -> int:
    """Let adam copy the class for ines' sake: as the one who asked; return the new class's id."""
    copying.ask(row(cast.course), WISHED | wishes, key=None, by=member("ines"))
    slug = copying.grant(copying.waiting()[-1].id, wishes.get("slug", "again"), by=cast.adam)
    return db.session.scalars(select(Course.id).where(Course.slug == slug)).one()


def in_class(table: Any, course_id: int, *columns: Any) -> list[Any]:
    found = select(*columns).where(table.course_id == course_id).order_by(table.id)
    rows = db.session.execute(found).all()
    return [each[0] for each in rows] if len(columns) == 1 else [tuple(each) for each in rows]
