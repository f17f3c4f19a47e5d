"""Who joins the class after a prompt was due owes nothing of it, and can answer all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum import clock
from forum.courses.models import Course, Membership
from forum.extensions import db
from forum.prompts import arranging, due, owed, progress
from forum.prompts.arranging import Terms
from forum.prompts.progress import Standing
from forum.reports import figures, table
from tests.factories import member
from tests.people import Cast
from tests.posts.markup import entries
from tests.prompts.stories import HERE, ago, answer, prompt, said
from tests.prompts.test_board import board, lines, tallies
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]


@pytest.fixture(autouse=True)
def sam_joined_yesterday(cast: Cast) -> None:
    here = Membership.user_id == cast.sam
    db.session.execute(update(Membership).where(here).values(joined_at=ago(1)))
    db.session.commit()


def state(name: str, prompt_id: int) -> Standing:
    rows = progress.of_class(member("ines").course_id, prompt_id=prompt_id)
    return next(row.state for row in rows if row.user_id == member(name).user_id)


def test_the_board_says_so_and_nobody_writes_to_them(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(2))
    page = browse("ines").get(board(prompt_id))
    assert "Sam Joined later 0 / 1" in lines(page)[cast.sam]
    assert tallies(page) == {"done": 0, "late": 0, "not yet": 1, "excused": 0, "joined later": 1}
    letter = browse("ines").get(f"{board(prompt_id)}/messages").text
    assert "Sue" in letter
    assert "Sam" not in letter
    assert "0 of 1 done" in browse("ines").get(f"{HERE}/prompts").text


def test_they_are_told_that_they_owe_nothing_and_can_answer(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(2), must_post_first=True)
    theirs = answer("sue", prompt_id)
    page = browse("sam").get(f"{HERE}/prompts/{prompt_id}")
    assert said(page, "owing") == "You joined later. You owe nothing here, and can answer all the same."
    assert "Write your answer" in page.text
    assert entries(page) == []  # what shows them the others is an answer
    assert "Joined later" in browse("sam").get(f"{HERE}/prompts").text
    assert "Joined later" in browse("sam").get(f"{HERE}/participation/me").text
    assert owed.beside(member("sam")) == ()
    assert due.of(member("sam")) == []
    mine = answer("sam", prompt_id)
    assert state("sam", prompt_id) == Standing.DONE
    assert set(entries(browse("sam").get(f"{HERE}/prompts/{prompt_id}"))) == {mine, theirs}


def test_reports_ask_nothing_of_them(browse: Browse, cast: Cast) -> None:
    prompt("Before", posts_due_at=ago(2))
    prompt("After", posts_due_at=ago(0.5))
    answered = prompt("Before, and answered", posts_due_at=ago(2))
    for name in ("sam", "sue"):
        answer(name, answered)
    course = db.session.scalars(select(Course).where(Course.id == cast.course)).one()
    report = table.of_class(member("ines"), course)
    said = {each.id: (each.done, each.asked) for each in report.students}
    assert said == {cast.sam: (1, 2), cast.sue: (1, 3)}
    waiting = figures.of(report, cast.course, None)[-1]
    assert (waiting.number, waiting.words) == ("2", "have not finished “After” yet")


def test_what_came_all_the_same_is_done_and_never_late(cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(2))
    assert state("sam", prompt_id) == Standing.JOINED
    answer("sam", prompt_id)
    assert state("sam", prompt_id) == Standing.DONE


def test_only_when_all_that_is_wanted_was_due_before(cast: Cast) -> None:
    states = {
        Standing.JOINED: [
            prompt(posts_due_at=ago(3), replies_due_at=ago(2), replies_wanted=1),
            prompt(posts_wanted=0, replies_wanted=1, replies_due_at=ago(2)),
            prompt(posts_due_at=ago(2), replies_due_at=ago(-9)),  # no replies are wanted
        ],
        Standing.OPEN: [
            prompt(posts_due_at=ago(2), replies_due_at=ago(-2), replies_wanted=1),
            prompt(posts_due_at=ago(2), replies_wanted=1),  # replies at any time
            prompt(),
            prompt(posts_due_at=ago(0.5)),
        ],
    }
    for wanted, ids in states.items():
        assert [state("sam", id) for id in ids] == [wanted] * len(ids)
        assert {state("sue", id) for id in ids} == {Standing.OPEN}


def test_who_is_given_more_time_owes_it_and_who_is_excused_is_excused(cast: Cast) -> None:
    prompt_id, ines = prompt(posts_due_at=ago(2)), member("ines")
    sam = arranging.find(ines, f"user-{cast.sam}")
    arranging.extend(prompt_id, sam, Terms(posts_due_at=clock.now() + timedelta(days=3)), by=ines)
    assert state("sam", prompt_id) == Standing.OPEN
    arranging.arrange(prompt_id, sam, Terms(), by=ines)
    assert state("sam", prompt_id) == Standing.JOINED
    arranging.excuse(prompt_id, sam, by=ines)
    assert state("sam", prompt_id) == Standing.EXCUSED
