"""Points as a table: students by prompts, what there was to be had, and sums that agree with the pages."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO

import pytest
from sqlalchemy import update

from forum.auth.models import User
from forum.courses import actions as courses
from forum.courses.models import Role
from forum.extensions import db
from forum.marking import rubrics
from forum.marking.models import About
from forum.marking.rubrics import Line
from forum.points import read
from forum.prompts.models import Prompt
from tests import factories
from tests.marking import marked
from tests.marking.marked import HERE
from tests.people import Cast
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]


def table(visitor: Visitor, url: str) -> list[list[str]]:
    answer = visitor.get(HERE + url)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.data.startswith("\ufeff".encode())
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))


@pytest.fixture
def prompts(cast: Cast) -> tuple[int, int]:
    second = marked.prompt("Week 5", posts_due_at=datetime(2027, 2, 12, tzinfo=UTC))
    first = marked.prompt("=Week 4", posts_due_at=datetime(2027, 2, 5, tzinfo=UTC))
    return first, second


def test_a_class_is_its_students_by_its_prompts(browse: Browse, cast: Cast, prompts: tuple[int, int]) -> None:
    sam, (first, second) = factories.member("sam"), prompts
    marked.mark(cast.sam, marked.answer(sam, first), points="8.5", out_of="10", release=True)
    marked.mark(cast.sue, second, points="3", out_of="5", about=About.PROMPT)
    marked.mark(cast.sam, factories.post(sam), points="1", out_of="2")
    marked.mark(cast.sam, factories.post(sam, "Not counted"), "A note without points.", out_of="90")
    assert table(browse("ines"), "/marking.csv") == [
        ["Name", "E-mail", "'=Week 4", "Week 5", "Other points", "Total"],
        ["Present students", "Out of", "10", "5", "2", "17"],
        ["Sam", "sam@example.org", "8.5", "", "1", "9.5"],
        ["Sue", "sue@example.org", "", "3", "", "3"],
    ]


def test_points_for_a_prompt_that_is_gone_stay(browse: Browse, cast: Cast, prompts: tuple[int, int]) -> None:
    first, _second = prompts
    marked.mark(cast.sam, marked.answer(factories.member("sam"), first), points="8.5", out_of="10")
    db.session.execute(
        update(Prompt).where(Prompt.id == first).values(deleted_at=datetime(2027, 3, 1, tzinfo=UTC))
    )
    db.session.commit()
    head, _most, sam, _sue = table(browse("ines"), "/marking.csv")
    assert head == ["Name", "E-mail", "Week 5", "Other points", "Total"]
    assert sam == ["Sam", "sam@example.org", "", "8.5", "8.5"]


@pytest.mark.parametrize("how", ["removed", "assists"])
def test_only_present_students_count(browse: Browse, cast: Cast, prompts: tuple[int, int], how: str) -> None:
    """Nor is what somebody who is not among them was given what there was to be had."""
    first, ines = prompts[0], factories.member("ines")
    marked.mark(cast.sam, marked.answer(factories.member("sam"), first), points="8", out_of="20")
    marked.mark(cast.sue, marked.answer(factories.member("sue"), first), points="3", out_of="5")
    if how == "removed":
        courses.remove(cast.course, cast.sam, by=ines)
    else:
        courses.change_role(cast.course, cast.sam, Role.ASSISTANT, by=ines)
    _head, *rows = table(browse("ines"), "/marking.csv")
    assert rows == [
        ["Present students", "Out of", "5", "", "", "5"],
        ["Sue", "sue@example.org", "3", "", "", "3"],
    ]
    _head, *rows = table(browse("ines"), f"/prompts/{first}/marks.csv")
    assert rows == [["Present students", "Out of", "5", ""], ["Sue", "sue@example.org", "3", "1"]]
    if how == "removed":
        courses.restore(cast.course, cast.sam, by=ines)
        assert table(browse("ines"), "/marking.csv")[1:3] == [
            ["Present students", "Out of", "20", "", "", "20"],
            ["Sam", "sam@example.org", "8", "", "", "8"],
        ]


def test_a_prompt_has_a_column_for_a_criterion(browse: Browse, cast: Cast, prompts: tuple[int, int]) -> None:
    first, ines = prompts[0], factories.member("ines")
    six, four = read("6"), read("4")
    assert six
    assert four
    rubrics.write(first, None, [Line("Argument", "", six), Line("Sources", "", four)], by=ines)
    criteria = rubrics.scale(cast.course, first).criteria
    post_id = marked.answer(factories.member("sam"), first)
    fields = {f"criterion_{criteria[0].id}": "5.5", f"criterion_{criteria[1].id}": "3"}
    marked.fill(browse("ines"), f"/posts/{post_id}/marks/{cast.sam}", **fields)
    assert table(browse("asa"), f"/prompts/{first}/marks.csv") == [
        ["Name", "E-mail", "Argument", "Sources", "Points", "Not released"],
        ["Present students", "Out of", "6", "4", "10", ""],
        ["Sam", "sam@example.org", "5.5", "3", "8.5", "1"],
        ["Sue", "sue@example.org", "", "", "", "0"],
    ]


def test_no_name_becomes_a_formula(browse: Browse, cast: Cast) -> None:
    db.session.execute(
        update(User).where(User.id == cast.sam).values(name='=HYPERLINK("https://evil.example")')
    )
    db.session.commit()
    assert table(browse("ines"), "/marking.csv")[2][0].startswith("'=")


def test_a_note_is_in_no_table(browse: Browse, cast: Cast, prompts: tuple[int, int]) -> None:
    first, _second = prompts
    marked.mark(cast.sam, marked.answer(factories.member("sam"), first), "Quixotic", points="1")
    for url in ("/marking.csv", f"/prompts/{first}/marks.csv"):
        assert "Quixotic" not in browse("ines").get(HERE + url).text


@pytest.mark.parametrize("name", ["sam", "sue", "olga", "vera", "otto"])
def test_nobody_else_gets_it(browse: Browse, cast: Cast, prompts: tuple[int, int], name: str) -> None:
    for url in ("/marking.csv", f"/prompts/{prompts[0]}/marks.csv"):
        assert browse(name).get(HERE + url).status_code in (303, 403, 404)


def test_a_tied_assistant_gets_their_students(browse: Browse, cast: Cast, prompts: tuple[int, int]) -> None:
    marked.section("Tuesday", cast.asa, cast.sue)
    marked.tie(cast.asa)
    assert [line[0] for line in table(browse("asa"), "/marking.csv")] == ["Name", "Present students", "Sue"]
