"""The pictures: shades for numbers of any size, a ring that is the same each time, squares for many."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.reports import answers, graph, heat
from tests.people import Cast
from tests.reports.stories import HERE, students
from tests.visitor import Visitor


def people(many: int) -> list[SimpleNamespace]:
    return [SimpleNamespace(id=n, name=f"Student {n:03d}") for n in range(1, many + 1)]


def pair(by: int, to: int, number: int) -> SimpleNamespace:
    return SimpleNamespace(by_id=by, user_id=to, number=number)


@pytest.mark.parametrize(
    ("numbers", "ranges"),
    [
        ([], ["1", "2", "3", "4+"]),
        ([0, 0, 1, 2], ["1", "2", "3", "4+"]),
        ([1, 2, 3, 8, 8], ["1\u20132", "3\u20134", "5\u20136", "7+"]),
        ([*range(1, 6), 5, 5, 5, 5, 5, 1000], ["1", "2", "3", "4+"]),
    ],
)
def test_the_legend_says_what_the_shades_are(numbers: list[int], ranges: list[str]) -> None:
    assert heat.scale(numbers).ranges == ranges


@given(st.lists(st.integers(0, 400), max_size=60))
def test_more_is_never_paler_and_only_nothing_is_pale(numbers: list[int]) -> None:
    scale = heat.scale(numbers)
    shades = [scale.shade(number) for number in sorted(numbers)]
    assert shades == sorted(shades)
    assert all((shade == 0) == (number == 0) for shade, number in zip(shades, sorted(numbers), strict=True))


def test_the_graph_is_the_same_each_time() -> None:
    talk = [pair(1, 2, 3), pair(2, 1, 1), pair(3, 5, 4), pair(6, 1, 1)]
    first, second = (graph.drawn(answers.build(people(6), turn)) for turn in (talk, talk[::-1]))
    assert first == second
    assert [line.is_mutual for line in first.lines] == [True, False, False]
    assert [line.title for line in first.lines] == [
        "Student 001 \u2192 Student 002: 3, Student 002 \u2192 Student 001: 1",
        "Student 006 \u2192 Student 001: 1",
        "Student 003 \u2192 Student 005: 4",
    ]


def test_those_who_talk_stand_beside_each_other() -> None:
    drawn = graph.drawn(answers.build(people(6), [pair(1, 4, 9), pair(4, 6, 5)]))
    assert [node.id for node in drawn.nodes][:3] == [1, 4, 6]


@pytest.mark.parametrize("many", [1, 2, 30])
def test_a_graph_of_any_size_stays_within_its_picture(many: int) -> None:
    talk = [pair(1, n, n) for n in range(2, many + 1)]
    for node in graph.drawn(answers.build(people(many), talk)).nodes:
        assert node.radius < node.x < graph.WIDTH - node.radius
        assert node.radius < node.y < graph.HEIGHT - node.radius


def test_of_many_there_is_a_matrix_of_squares_and_a_list(cast: Cast, visit: Visitor) -> None:
    students(cast, *[f"Student {n:02d}" for n in range(answers.MOST)])
    page = visit.as_("ines").get(f"{HERE}/answers").text
    assert 'class="matrix"' in page
    assert 'class="graph"' not in page
    assert page.count('role="rowheader"') == answers.MOST + 2
    found = answers.build(people(40), [pair(3, 7, 2), pair(7, 3, 9)])
    assert dict(found.squares) == {2: "M6 2h1v1h-1z", 4: "M2 6h1v1h-1z"}
