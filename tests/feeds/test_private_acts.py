"""What is told one person alone leaves no trace in a feed, not even the hour of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from forum.auth.models import AuditEvent
from forum.courses import queries as classes
from forum.extensions import db
from forum.letters import actions as letters
from forum.marking import actions as marking
from forum.marking import rubrics
from forum.prompts import arranging
from tests import factories
from tests.courses.stories import publish
from tests.feeds.reading import HERE, key_of
from tests.feeds.test_conditional import feeds, grow_old
from tests.marking import marked
from tests.people import Cast
from tests.visitor import Visitor

Act = Callable[[Cast, int, int], object]


def mark(cast: Cast, post: int, _prompt: int) -> None:
    """Write a mark, release it, take it back, delete it, and take that back."""
    ines, mark_id = factories.member("ines"), marked.mark(cast.sam, post, "Well argued.", "8")
    for act in (marking.release, marking.take_back, marking.delete, marking.restore):
        assert act(mark_id, by=ines)


def write_rubric(_cast: Cast, _post: int, prompt: int) -> None:
    rubrics.write(prompt, None, [], by=factories.member("ines"))


def write_to(cast: Cast, _post: int, prompt: int) -> None:
    course, about = classes.by_id(cast.course), f"prompt-{prompt}"
    ines = factories.member("ines")
    assert letters.send("Week 7", "Hello.", [cast.sam], by=ines, course=course, key="k", about=about)


def excuse(cast: Cast, _post: int, prompt: int) -> None:
    arranging.excuse(prompt, arranging.Whom(cast.sam, None, "Sam"), by=factories.member("ines"))


@pytest.mark.parametrize("act", [mark, write_rubric, write_to, excuse])
def test_what_is_done_for_one_person_is_not_dated(visit: Visitor, cast: Cast, act: Act) -> None:
    publish(cast.course)
    post, prompt = factories.post(factories.member("sam"), "Who pays?"), marked.prompt()
    roots = (HERE, key_of(factories.member("sue")))
    paths = [root + path for root in roots for path in feeds(cast, post)]
    grow_old()
    before = [visit.get(path) for path in paths]
    acts = len(db.session.scalars(select(AuditEvent.id)).all())
    act(cast, post, prompt)
    assert len(db.session.scalars(select(AuditEvent.id)).all()) > acts
    for path, old in zip(paths, before, strict=True):
        now = visit.get(path)
        for name in ("Last-Modified", "ETag"):
            assert now.headers[name] == old.headers[name], path
        assert now.data == old.data
