"""The prompt whose standing is told above the report: the one that is due next, of what it wants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from forum import clock
from forum.reports import queries
from tests import factories
from tests.people import Cast
from tests.prompts.stories import ago, prompt
from tests.reports.stories import HERE, rows, term
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]


def told(browse: Browse, title: str) -> bool:
    return f"have not finished “{title}” yet" in browse("ines").get(HERE).text


def test_a_due_date_of_what_is_not_wanted_is_none(cast: Cast, browse: Browse) -> None:
    prompt("Past", posts_due_at=ago(2), replies_due_at=ago(-1))
    prompt("Next", posts_due_at=ago(-3))
    assert told(browse, "Next")


def asked(browse: Browse, since: int, until: int) -> int:
    """Return how many prompts were asked of sam between two days, of so many days ago."""
    days = (f"{name}={ago(number).date()}" for name, number in (("since", since), ("until", until)))
    return rows(browse("ines"), "&".join(days))["Sam"].numbers[-1]


def test_a_prompt_is_of_the_day_on_which_the_last_that_it_wants_was_due(cast: Cast, browse: Browse) -> None:
    prompt("Posts alone", posts_wanted=1, replies_wanted=0, posts_due_at=ago(9), replies_due_at=ago(5))
    assert asked(browse, 10, 8) == 1
    assert asked(browse, 6, 4) == 0
    prompt("Replies whenever", posts_wanted=1, replies_wanted=2, posts_due_at=ago(20))
    assert asked(browse, 10, 8) == 2
    assert asked(browse, 3, 2) == 1


def test_of_a_span_it_tells_of_a_prompt_that_was_due_in_it(cast: Cast, browse: Browse) -> None:
    prompt("Long past", posts_due_at=ago(20))
    prompt("Next", posts_due_at=ago(-3))
    days = f"{HERE}?since={ago(25).date()}&until={ago(15).date()}"
    assert "have not finished “Long past” yet" in browse("ines").get(days).text
    assert told(browse, "Next")
    none = browse("ines").get(f"{HERE}?since={ago(12).date()}&until={ago(11).date()}").text
    assert "have not finished" not in none


def test_who_went_on_under_their_own_post_was_active_this_week(cast: Cast, browse: Browse) -> None:
    term(cast, (clock.now() - timedelta(days=10)).date().isoformat(), 15)
    mine = factories.post(factories.member("sam"), at=ago(9))
    active = "<dt>students active this week</dt><dd>%s / 2</dd>"
    assert active % 0 in browse("ines").get(HERE).text
    factories.comment(factories.member("sam"), mine)
    assert active % 1 in browse("ines").get(HERE).text


def test_what_is_due_at_no_time_comes_after_what_was_due(cast: Cast, browse: Browse) -> None:
    prompt("Whenever")
    prompt("Past", posts_due_at=ago(2))
    assert told(browse, "Past")


def test_prompts_stand_as_they_are_due_and_those_due_at_no_time_last(cast: Cast) -> None:
    whenever, later, sooner = (prompt(), prompt(posts_due_at=ago(-4)), prompt(posts_due_at=ago(-2)))
    assert [row.id for row in queries.prompts(cast.course)] == [sooner, later, whenever]
