"""Prompts as instructors set them, answers as students write them, and what the pages say of both."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from forum import clock
from forum.courses.models import Placing, Section
from forum.extensions import db
from forum.posts.models import Post
from forum.prompts import actions
from forum.prompts.asked import Asked
from forum.prompts.models import Prompt
from tests import factories
from tests.factories import member
from tests.people import SLUG

HERE = f"/c/{SLUG}"
DAY = timedelta(days=1)
FORM = {
    "title": "Week 7",
    "body": "What did the *audit* find?",
    "category": "",
    "posts_wanted": "1",
    "replies_wanted": "2",
    "post_words": "0",
    "reply_words": "0",
    "whom": "class",
    "after_posting": "",
    "seen": "0",
}


def prompt(title: str = "Week 7", by: str = "ines", **asked: Any) -> int:
    """Set a prompt; without further words it is open, and wants one post and nothing else."""
    return actions.write(Asked(title, "What did the *audit* find?", **asked), by=member(by))


def section(name: str, *user_ids: int, course_id: int) -> int:
    """Add a section and place people in it."""
    made = Section(course_id=course_id, name=name)
    db.session.add(made)
    db.session.flush()
    placed = {"section_id": made.id, "course_id": course_id}
    db.session.add_all([Placing(user_id=user_id, **placed) for user_id in user_ids])
    db.session.commit()
    return made.id


def answer(name: str, prompt_id: int, words: int = 3, **columns: Any) -> int:
    """Write a post that answers a prompt, as the form of posts will have it."""
    post_id = factories.post(member(name), f"An answer of {name}", " ".join(["word"] * words) + ".")
    shut = select(Prompt.must_post_first).where(Prompt.id == prompt_id)
    gate = prompt_id if db.session.scalars(shut).one() else None
    values = {"prompt_id": prompt_id, "gate_id": gate, **columns}
    db.session.execute(update(Post).where(Post.id == post_id).values(**values))
    db.session.commit()
    return post_id


def of_prompt(prompt_id: int, *names: str) -> Any:
    """Return columns of a prompt as the database has them now; a single one without a row around it."""
    columns = [getattr(Prompt, name) for name in names]
    row = db.session.execute(select(*columns).where(Prompt.id == prompt_id)).one()
    return row[0] if len(names) == 1 else row


def ago(days: float) -> datetime:
    """Return a moment so many days ago; with a negative number, to come."""
    return clock.now() - days * DAY


def said(answer: Any, part: str) -> str:
    """Return what the first element of a page with this class says."""
    found = re.search(rf'<(\w+) [^>]*class="{part}\b[^>]*>(.*?)</\1>', answer.text, re.DOTALL)
    assert found, f"no {part} in {answer.text}"
    return sound(found[2])


def sound(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())
