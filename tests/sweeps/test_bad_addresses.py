"""Whatever address, method, headers come: the plain answer, or a 4xx that says what is wrong; never a 5xx."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from tests.sweeps import bad
from tests.sweeps.bad import EVERY, READ, ask, complaints
from tests.sweeps.roles import CLASS, Line
from tests.sweeps.world import World

WITH_IDS = [line for line in EVERY if line.path.count("{") > line.path.count(CLASS)]
IN_A_CLASS = [line for line in EVERY if line.path.startswith(CLASS)]


@pytest.mark.parametrize("line", WITH_IDS, ids=str)
def test_an_address_with_a_bad_id_is_not_found(world: World, line: Line) -> None:
    before, _name, after = re.split(r"(\{(?!here)\w+\})", line.path, maxsplit=1)
    paths = [world.path(before) + wrong + world.path(after) for wrong in (*bad.IDS, *bad.NOT_TEXT)]
    answers = [world.ask(line.doer, line.method, path, line.form) for path in paths]
    assert complaints(answers, 404, 405, 410) == []
    assert world.changed() == []


@pytest.mark.parametrize("slug", [*bad.IDS, *bad.NOT_TEXT])
def test_there_is_no_class_of_a_bad_name(world: World, slug: str) -> None:
    assert complaints([world.ask("ines", "GET", f"/c/{slug}/{page}") for page in ("", "posts/1")], 404) == []


@pytest.mark.parametrize("line", EVERY, ids=str)
def test_what_is_no_text_is_refused_in_a_query(world: World, line: Line) -> None:
    assert complaints((ask(world, line, f"?next={wrong}&{wrong}=1") for wrong in bad.NOT_TEXT), 400) == []
    assert world.changed() == []


@pytest.mark.parametrize("line", READ, ids=str)
def test_odd_queries_get_a_clear_answer(world: World, line: Line) -> None:
    names = sorted(bad.names_read_from("args"))
    every = [urlencode(dict.fromkeys(names, value)) for value in bad.VALUES]
    far = urlencode(dict.fromkeys(names, "99999999999999999-999999999"))
    twice = urlencode([(name, value) for value in ("1", "2-2") for name in names])
    answers = [ask(world, line, f"?{query}") for query in (*bad.QUERIES, *every, far, twice)]
    assert complaints(answers) == []


@pytest.mark.parametrize("line", EVERY, ids=str)
def test_other_methods_are_refused_and_the_right_ones_named(world: World, line: Line) -> None:
    path = world.path(line.path)
    allowed = set(world.app.url_map.bind("localhost").allowed_methods(path))
    answers = [world.ask(line.doer, method, path) for method in {*bad.METHODS, "GET", "POST"} - allowed]
    assert complaints(answers, 405) == []
    assert [set(answer.headers["Allow"].split(", ")) for answer in answers] == [allowed] * len(answers)
    assert world.changed() == []


@pytest.mark.parametrize("line", READ, ids=str)
def test_head_is_answered_like_get_and_does_no_more(world: World, line: Line) -> None:
    head = world.ask(line.doer, "HEAD", world.path(line.path))
    assert world.changed() == []
    assert (head.status_code, head.data) == (ask(world, line).status_code, b"")


@pytest.mark.parametrize("line", EVERY, ids=str)
def test_options_do_nothing(world: World, line: Line) -> None:
    assert complaints([world.ask(line.doer, "OPTIONS", world.path(line.path))]) == []
    assert world.changed() == []


@pytest.mark.parametrize("line", READ, ids=str)
def test_odd_headers_change_nothing(world: World, line: Line) -> None:
    odd = ask(world, line, headers=bad.HEADERS)
    assert complaints([odd]) == []
    assert odd.status_code == ask(world, line).status_code


@pytest.mark.parametrize("cookie", ["x", "e30." * 900, "\x7f\xff; ;=;", ".eJwDAAAAAAE.aaaa.bbbb"])
def test_a_broken_cookie_is_no_cookie(world: World, cookie: str) -> None:
    name = world.app.config["SESSION_COOKIE_NAME"]
    for path in ("/", "/settings", world.path(CLASS) + "/"):
        broken = world.ask("vera", "GET", path, headers={"Cookie": f"{name}={cookie}"})
        none = world.ask("vera", "GET", path)
        assert (broken.status_code, broken.location) == (none.status_code, none.location)


@pytest.mark.parametrize("line", IN_A_CLASS, ids=str)
def test_to_htmx_an_error_is_a_notice(world: World, line: Line) -> None:
    path = world.path(line.path)
    answers = [ask(world, line, "?x=%00", via="htmx"), world.ask(line.doer, "BREW", path, via="htmx")]
    answers += [world.ask(who, line.method, path, line.form, via="htmx") for who in ("otto", "olga")]
    errors = [answer for answer in answers if answer.status_code >= 400]
    assert len(errors) >= 3
    assert [wrong for answer in errors if (wrong := bad.no_notice(answer))] == []
