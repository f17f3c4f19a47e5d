"""Prompts, and what students are told about their work, for stories; made as the site makes them."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update

from forum.courses.models import Membership, Placing, Section
from forum.extensions import db
from forum.marking import actions
from forum.marking.models import About, Mark
from forum.marking.things import Thing
from forum.posts.models import Post
from forum.prompts.models import Prompt
from forum.standing import Member
from tests import factories
from tests.people import SLUG
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
SEEN = re.compile(r'name="seen" value="(\d+)"')


def prompt(title: str = "Week 4", **columns: Any) -> int:
    """Add a prompt of the class and return its id."""
    ines = factories.member("ines")
    new = Prompt(
        course_id=ines.course_id,
        title=title,
        body_markdown="",
        body_html="",
        created_by_id=ines.user_id,
        **columns,
    )
    db.session.add(new)
    db.session.commit()
    return new.id


def answer(by: Member, prompt_id: int, title: str = "My answer", **draft: Any) -> int:
    """Write a post that answers a prompt and return its id."""
    post_id = factories.post(by, title, **draft)
    db.session.execute(update(Post).where(Post.id == post_id).values(prompt_id=prompt_id))
    db.session.commit()
    return post_id


def section(name: str, *user_ids: int) -> int:
    """Add a section with these people in it, and return its id."""
    course_id = factories.member("ines").course_id
    new = Section(course_id=course_id, name=name)
    db.session.add(new)
    db.session.flush()
    db.session.add_all([Placing(section_id=new.id, user_id=id, course_id=course_id) for id in user_ids])
    db.session.commit()
    return new.id


def tie(user_id: int) -> None:
    """Let an assistant be there for the students of their sections only."""
    db.session.execute(update(Membership).where(Membership.user_id == user_id).values(only_sections=True))
    db.session.commit()


def mark(
    student_id: int,
    of: int,
    note: str = "Well argued.",
    points: str | None = None,
    *,
    out_of: str | None = None,
    about: About = About.POST,
    by: Member | None = None,
    release: bool = False,
    seen: datetime | None = None,
) -> int:
    """Give somebody a note and points, and return the id of the mark."""
    thing = Thing(about, of, student_id)
    words = actions.Words(note, Decimal(points) if points else None, Decimal(out_of) if out_of else None)
    actions.write(thing, words, by=by or factories.member("ines"), seen=seen, release=release)
    return row(thing).id


def row(thing: Thing) -> Any:
    """Return the mark of a thing as the database has it, None where there is none."""
    db.session.rollback()
    return db.session.execute(select(Mark.__table__).where(*thing.its())).one_or_none()


def of_post(post_id: int, student_id: int) -> Any:
    return row(Thing(About.POST, post_id, student_id))


def fill(visitor: Visitor, url: str, via: str = "plain", **fields: str) -> Any:
    """Open the form at an address and send it with these fields."""
    page = visitor.get(HERE + url)
    assert page.status_code == 200, page.text
    found = SEEN.search(page.text)
    return visitor.post(HERE + url, {"seen": found[1] if found else "0", **fields}, via=via)
