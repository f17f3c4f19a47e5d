"""A student's part in a thread is marked by the rubric of its post, or with points for all of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from forum.marking import queries, rubrics
from forum.marking.models import About
from forum.marking.rubrics import Line
from forum.marking.things import Thing
from tests import factories
from tests.marking import marked
from tests.marking.marked import HERE, fill
from tests.people import Cast
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]


@pytest.fixture
def prompt_id(cast: Cast) -> int:
    return marked.prompt()


@pytest.fixture
def part(cast: Cast, prompt_id: int) -> Thing:
    """What sue said under sam's answer."""
    post_id = marked.answer(factories.member("sam"), prompt_id)
    factories.comment(factories.member("sue"), post_id)
    return Thing(About.PART, post_id, cast.sue)


def rubric(prompt_id: int | None, *criteria: tuple[str, int]) -> list[str]:
    """Write a rubric, and return the names of its fields in a mark's form."""
    lines = [Line(name, "", Decimal(most)) for name, most in criteria]
    rubrics.write(prompt_id, None, lines, by=factories.member("ines"))
    found = rubrics.scale(factories.member("ines").course_id, prompt_id).criteria
    return [f"criterion_{each.id}" for each in found]


def filled(page: str) -> dict[str, str]:
    """Return what stands in the fields for points."""
    fields = [field for field in re.findall(r"<input[^>]*>", page) if "points" in field]
    names = [re.search(r'name="([^"]*)"', field) for field in fields]
    values = [re.search(r'value="([^"]*)"', field) for field in fields]
    return {name[1]: value[1] if value else "" for name, value in zip(names, values, strict=True) if name}


def shares(mark: Any) -> dict[str, Decimal]:
    return {row.name: row.points for row in queries.shares([mark.id])[mark.id]}


@pytest.mark.parametrize("own", [True, False], ids=["of its prompt", "of the class"])
def test_it_is_marked_by_the_rubric_of_its_post(
    browse: Browse, cast: Cast, prompt_id: int, part: Thing, own: bool, via: str
) -> None:
    names = rubric(None, ("Argument", 6), ("Sources", 4))
    names = rubric(prompt_id, ("Courage", 2), ("Tone", 1)) if own else names
    ines = browse("ines")
    refused = fill(ines, part.path, via, **{names[0]: "7"})
    assert refused.status_code == 422
    assert "points at most." in refused.text
    fill(ines, part.path, via, **{names[0]: "1.5", names[1]: "1"}, release="y")
    mark = marked.row(part)
    assert (mark.points, mark.out_of) == (Decimal("2.5"), Decimal(3 if own else 10))
    first, second = ("Courage", "Tone") if own else ("Argument", "Sources")
    assert shares(mark) == {first: Decimal("1.5"), second: Decimal(1)}
    assert filled(ines.get(HERE + part.path).text) == {
        names[0]: "1.5",
        names[1]: "1",
        "points": "",
        "out_of": "",
    }
    assert first in browse("sue").get(f"{HERE}/marks").text
    row = ines.get(f"{HERE}/prompts/{prompt_id}/marks.csv").text
    assert "Sue,sue@example.org,1.5,1,2.5,0" in row


def test_points_for_all_of_it_are_given_as_well(browse: Browse, part: Thing) -> None:
    rubric(None, ("Argument", 6))
    ines = browse("ines")
    assert "without the rubric" in ines.get(HERE + part.path).text
    assert fill(ines, part.path, points="2", out_of="3").status_code == 303
    mark = marked.row(part)
    assert (mark.points, mark.out_of, shares(mark)) == (Decimal(2), Decimal(3), {})


def test_one_goes_over_from_the_one_to_the_other(browse: Browse, part: Thing) -> None:
    [name] = rubric(None, ("Argument", 6))
    ines = browse("ines")
    fill(ines, part.path, points="2", out_of="3")
    assert filled(ines.get(HERE + part.path).text) == {name: "", "points": "2", "out_of": "3"}
    fill(ines, part.path, **{name: "5"}, out_of="3")
    assert (marked.row(part).points, marked.row(part).out_of) == (Decimal(5), Decimal(6))
    fill(ines, part.path, points="1")
    mark = marked.row(part)
    assert (mark.points, mark.out_of, shares(mark)) == (Decimal(1), None, {})


def test_both_at_once_are_refused_and_not_lost(browse: Browse, part: Thing, via: str) -> None:
    [name] = rubric(None, ("Argument", 6))
    answer = fill(browse("ines"), part.path, via, **{name: "5"}, points="2", body="Kept words.")
    assert answer.status_code == 422
    assert "not both" in answer.text
    assert "Kept words." in answer.text
    assert filled(answer.text) | {"out_of": ""} == {name: "5", "points": "2", "out_of": ""}
    assert marked.row(part) is None


def test_without_criteria_the_rubric_says_how_many_points_there_are(browse: Browse, part: Thing) -> None:
    rubrics.write(None, Decimal(4), [], by=factories.member("ines"))
    assert filled(browse("ines").get(HERE + part.path).text) == {"points": "", "out_of": "4"}


def test_a_post_has_the_criteria_alone(browse: Browse, cast: Cast, part: Thing) -> None:
    [name] = rubric(None, ("Argument", 6))
    page = browse("ines").get(f"{HERE}/posts/{part.id}/marks/{cast.sam}").text
    assert filled(page) == {name: ""}
