"""The prompt whose standing is told above the report: the one that is due next, of what it wants."""

from __future__ import annotations

from collections.abc import Callable

from forum.reports import queries
from tests.people import Cast
from tests.prompts.stories import ago, prompt
from tests.reports.stories import HERE
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]


def told(browse: Browse, title: str) -> bool:
    return f"have not finished “{title}” yet" in browse("ines").get(HERE).text


def test_a_due_date_of_what_is_not_wanted_is_none(cast: Cast, browse: Browse) -> None:
    prompt("Past", posts_due_at=ago(2), replies_due_at=ago(-1))
    prompt("Next", posts_due_at=ago(-3))
    assert told(browse, "Next")


def test_what_is_due_at_no_time_comes_after_what_was_due(cast: Cast, browse: Browse) -> None:
    prompt("Whenever")
    prompt("Past", posts_due_at=ago(2))
    assert told(browse, "Past")


def test_prompts_stand_as_they_are_due_and_those_due_at_no_time_last(cast: Cast) -> None:
    whenever, later, sooner = (prompt(), prompt(posts_due_at=ago(-4)), prompt(posts_due_at=ago(-2)))
    assert [row.id for row in queries.prompts(cast.course)] == [sooner, later, whenever]
