"""What lets pages be compressed: none shows its address to who is signed in, and lengths are not steady."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from tests.sweeps import bad
from tests.sweeps.bad import READ
from tests.sweeps.roles import CLASS, Line
from tests.sweeps.world import World

MARK = "zqxjv"
# What the code understands is not shown either: a place in a list, the path of a comment, how many to show.
GUESSES = (MARK, f"/{MARK}", "2031-07-09T03:14:15.926535-8979", "58979323", "58979")
NAMES = sorted(bad.names_read_from("args") | {"all", "kept", "mailed", "stale", MARK})
FEED = CLASS + "/"
UNCOMPRESSED = CLASS + "/search"  # shows what was asked; nginx leaves it as it is: tests/deploy/test_site.py
TIMES = 20  # that all of so many lengths are the same happens once in 256 ** 19 runs


def shows(answer: TestResponse, guess: str) -> bool:
    """Say whether a page holds what was guessed; a redirect does, and is too short to be compressed."""
    return answer.status_code not in (302, 303) and guess in answer.text


def length(answer: TestResponse) -> int:
    return len(answer.data) + sum(len(name) + len(value) for name, value in answer.headers)


@pytest.mark.parametrize("via", ["plain", "htmx"])
@pytest.mark.parametrize("line", [line for line in READ if line.path != UNCOMPRESSED], ids=str)
def test_no_page_shows_what_its_address_asks(world: World, line: Line, via: str) -> None:
    who = "sam" if line.doer == "vera" else line.doer
    for guess in GUESSES:
        query = urlencode(dict.fromkeys(NAMES, guess))
        answer = world.ask(who, "GET", f"{world.path(line.path)}?{query}", via=via)
        assert not shows(answer, guess), guess


@pytest.mark.parametrize("path", ["/", CLASS + "/", CLASS + "/categories/", "/join/", "/reset/"])
def test_no_page_shows_an_address_that_is_none(world: World, path: str) -> None:
    answer = world.ask("sam", "GET", world.path(path) + MARK)
    assert answer.status_code in (404, 410)
    assert MARK not in answer.text


def test_personal_pages_have_no_steady_length(world: World) -> None:
    assert len({length(world.ask("sam", "GET", world.path(FEED))) for _ in range(TIMES)}) > 1


def test_what_is_the_same_for_everybody_is_not_padded(world: World) -> None:
    world.put_back(visibility="public")
    page = world.ask("vera", "GET", world.path(FEED))
    file = world.ask("sam", "GET", "/static/app.css", buffered=True)
    for answer in (page, file):
        assert (answer.status_code, answer.headers.get("X-Padding")) == (200, None)
