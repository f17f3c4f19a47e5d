"""How far students are with prompts is what one counts by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from forum import clock
from forum.courses.models import Membership, Placing, Section
from forum.extensions import db
from forum.prompts import progress
from forum.prompts.models import Prompt
from forum.prompts.progress import Progress, Standing
from tests.people import Cast
from tests.posts.statements import recorded
from tests.prompts import recount, term


def opened(rows: list[Progress], course_id: int) -> list[Progress]:
    known = select(Prompt.id).where(Prompt.course_id == course_id, Prompt.opens_at <= clock.now())
    ids = set(db.session.scalars(known))
    return [row for row in rows if row.prompt_id in ids]


def ids(table: Any, course_id: int) -> list[int]:
    return list(db.session.scalars(select(table.id).where(table.course_id == course_id).order_by(table.id)))


@pytest.mark.parametrize("seed", range(8))
def test_what_is_said_of_a_class_is_what_its_rows_say(cast: Cast, seed: int) -> None:
    term.fill(cast.elsewhere, seed + 100)  # the neighbours' rows count for nothing here
    term.fill(cast.course, seed)
    counted = recount.of_class(cast.course)
    assert progress.of_class(cast.course, upcoming=True) == counted
    assert progress.of_class(cast.course) == opened(counted, cast.course)


@pytest.mark.parametrize("seed", range(3))
def test_a_prompt_a_student_and_a_section_are_parts_of_the_same(cast: Cast, seed: int) -> None:
    term.fill(cast.course, seed)
    counted = recount.of_class(cast.course)
    for prompt_id in ids(Prompt, cast.course):
        of_prompt = progress.of_class(cast.course, prompt_id=prompt_id)
        assert of_prompt == [row for row in counted if row.prompt_id == prompt_id]
    for user_id in {row.user_id for row in counted} | {cast.ines, cast.otto}:
        of_student = progress.of_student(cast.course, user_id)
        assert of_student == [row for row in opened(counted, cast.course) if row.user_id == user_id]
    sections = ids(Section, cast.course)
    for chosen in ([], sections[:1], sections[:2]):
        placed = set(db.session.scalars(select(Placing.user_id).where(Placing.section_id.in_(chosen))))
        of_sections = progress.of_class(cast.course, sections=chosen, upcoming=True)
        assert of_sections == [row for row in counted if row.user_id in placed]


def test_such_a_class_has_students_in_every_state(cast: Cast) -> None:
    term.fill(cast.course, 1)
    rows = progress.of_class(cast.course, upcoming=True)
    assert {row.state for row in rows} == set(Standing)
    assert {row.is_overdue for row in rows} == {True, False}


def test_a_class_costs_one_statement_whatever_its_size(cast: Cast) -> None:
    term.fill(cast.course, 1)
    for ask in (progress.of_class, lambda course: progress.of_student(course, cast.sam)):
        with recorded() as asked:
            ask(cast.course)
        assert len(asked) == 1
        assert "words" in asked[0]


def test_who_is_removed_and_comes_back_stands_where_they_stood(cast: Cast) -> None:
    term.fill(cast.course, 2)
    before = progress.of_class(cast.course)
    student = before[0].user_id
    place = db.session.execute(select(Membership).where(Membership.user_id == student)).scalar_one()
    place.removed_at = clock.now()
    db.session.commit()
    assert progress.of_class(cast.course) == [row for row in before if row.user_id != student]
    place.removed_at = None
    db.session.commit()
    assert progress.of_class(cast.course) == before


def test_what_is_still_owed_and_until_when() -> None:
    soon, later = clock.now() + timedelta(days=1), clock.now() + timedelta(days=3)
    row = Progress(1, 1, 0, 1, 1, 2, None, None, soon, later, False, False, Standing.OPEN, False)
    assert (row.posts_missing, row.replies_missing, row.next_due_at) == (1, 1, soon)
    posted = Progress(1, 1, 1, 1, 1, 2, soon, None, soon, later, False, False, Standing.OPEN, False)
    assert (posted.posts_missing, posted.replies_missing, posted.next_due_at) == (0, 1, later)
    excused = Progress(1, 1, 0, 0, 1, 2, None, None, soon, later, True, False, Standing.EXCUSED, False)
    joined = Progress(1, 1, 0, 0, 1, 2, None, None, soon, later, False, True, Standing.JOINED, False)
    for row in (excused, joined):
        assert (row.posts_missing, row.replies_missing, row.next_due_at) == (0, 0, None)
