"""Whatever is sent to whichever address: the plain answer, or a 4xx that says what is wrong; never a 5xx."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.routing import MapAdapter
from werkzeug.test import TestResponse

from tests.sweeps import bad
from tests.sweeps.roles import LINES, Line
from tests.sweeps.world import World

FORM = "application/x-www-form-urlencoded"
BOUNDARY = "a-boundary"
TOO_LARGE = b"body=" + b"x" * 10_000_000


def one_each(lines: Iterable[Line]) -> list[Line]:
    """Return one line for each shape of address."""
    return list({(line.method, re.sub(r"\{\w+\}|\d+", "*", line.path)): line for line in lines}.values())


EVERY = one_each(LINES)
READ = [line for line in EVERY if line.method == "GET"]
SENT = [line for line in EVERY if line.method == "POST"]
WITH_IDS = [line for line in EVERY if "{" in line.path]


def ask(world: World, line: Line, query: str = "", data: Any = None, **more: Any) -> TestResponse:
    """Send what a line sends, as somebody who may, or other data."""
    return world.ask(line.doer, line.method, world.path(line.path) + query, data or line.form, **more)


def complaints(answers: Iterable[TestResponse], *expected: int) -> list[str]:
    return [wrong for answer in answers if (wrong := bad.unclear(answer, *expected))]


# --- Addresses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", WITH_IDS, ids=str)
def test_an_address_with_bad_ids_is_not_found(world: World, line: Line) -> None:
    paths = [
        world.path(line.path.replace(name, wrong))
        for name in re.findall(r"\{\w+\}", line.path)
        for wrong in (*bad.IDS, *bad.NOT_TEXT.values())
    ]
    answers = [world.ask(line.doer, line.method, path, line.form) for path in paths]
    assert complaints(answers, 404, 405, 410) == []
    assert world.changed() == []


@pytest.mark.parametrize("line", EVERY, ids=str)
def test_what_is_no_text_is_refused_in_a_query(world: World, line: Line) -> None:
    queries = [f"?{query % wrong}" for query in ("next=%s", "%s=1") for wrong in bad.NOT_TEXT.values()]
    assert complaints((ask(world, line, query) for query in queries), 400) == []
    assert world.changed() == []


@pytest.mark.parametrize("line", READ, ids=str)
def test_odd_queries_get_a_clear_answer(world: World, line: Line) -> None:
    names = sorted(bad.names_read_from("args"))
    twice = "&".join(f"{name}={'9' * 30}-1&{name}=2" for name in names)
    every = [urlencode(dict.fromkeys(names, value)) for value in bad.VALUES]
    single = [f"{name}=99999999999999999-999999999" for name in names]
    answers = [ask(world, line, f"?{query}") for query in (*bad.QUERIES, *every, *single, twice)]
    assert complaints(answers) == []


# --- Methods and headers -----------------------------------------------------------------------------


def methods_of(urls: MapAdapter, path: str) -> set[str]:
    return set(urls.allowed_methods(path))


@pytest.mark.parametrize("line", EVERY, ids=str)
def test_other_methods_are_refused_by_name(world: World, line: Line) -> None:
    path = world.path(line.path)
    allowed = methods_of(world.app.url_map.bind("localhost"), path)
    for method in {*bad.METHODS, "GET", "POST"} - allowed:
        answer = world.ask(line.doer, method, path)
        assert bad.unclear(answer, 405) == ""
        assert set((answer.headers["Allow"]).split(", ")) == allowed
    assert world.changed() == []


@pytest.mark.parametrize("line", READ, ids=str)
def test_head_is_answered_like_get_and_options_with_the_methods(world: World, line: Line) -> None:
    path = world.path(line.path)
    head = world.ask(line.doer, "HEAD", path)
    assert (head.status_code, head.data) == (ask(world, line).status_code, b"")
    options = world.ask(line.doer, "OPTIONS", path)
    assert options.status_code == 200
    assert "GET" in options.headers["Allow"]


@pytest.mark.parametrize("line", EVERY, ids=str)
def test_odd_headers_get_a_clear_answer(world: World, line: Line) -> None:
    plain = ask(world, line)
    world.put_back()
    odd = ask(world, line, headers=bad.HEADERS)
    assert bad.unclear(odd) == ""
    if line.method == "GET":
        assert odd.status_code == plain.status_code


@pytest.mark.parametrize("line", READ, ids=str)
def test_a_broken_cookie_is_no_cookie(world: World, line: Line) -> None:
    path, plain = world.path(line.path), ask(world, line)
    name = world.app.config["SESSION_COOKIE_NAME"]
    for cookie in (f"{name}=x", f"{name}={'e30.' * 900}", f"{name}=\x7f\xff; ;=;", f"{world.doors['ines'].cookie}x"):
        answer = world.ask("vera", "GET", path, headers={"Cookie": cookie})
        assert bad.unclear(answer) == ""
        assert answer.status_code == world.ask("vera", "GET", path).status_code
    assert plain.status_code < 500


# --- Bodies ------------------------------------------------------------------------------------------


def raw_form(token: str, body: str) -> dict[str, Any]:
    return {"data": f"csrf_token={token}&{body}".encode(), "content_type": FORM}


def in_parts(fields: dict[str, bytes]) -> dict[str, Any]:
    """Return a form as multipart/form-data, byte for byte."""
    start = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="'.encode()
    parts = [start + name.encode() + b'"\r\n\r\n' + value + b"\r\n" for name, value in fields.items()]
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    return {"data": body, "content_type": f"multipart/form-data; boundary={BOUNDARY}"}


@pytest.mark.parametrize("line", SENT, ids=str)
def test_what_is_no_text_is_refused_in_a_form(world: World, line: Line) -> None:
    token = world.doors[line.doer].token
    bodies = [body % wrong for body in ("body=a%s", "%s=1") for wrong in bad.NOT_TEXT.values()]
    answers = [ask(world, line, **raw_form(token, body)) for body in bodies]
    assert complaints(answers, 400) == []
    assert world.changed() == []


@pytest.mark.parametrize("line", SENT, ids=str)
def test_what_is_no_text_is_refused_in_a_form_of_parts(world: World, line: Line) -> None:
    fields = {name: str(value).encode() for name, value in line.form.items()}
    fields |= {"csrf_token": world.doors[line.doer].token.encode()}
    others = bad.field_names() - {"email", "password", "current_password", "email_password"}
    answers = [
        ask(world, line, **in_parts(fields | dict.fromkeys(others, wrong)))
        for wrong in (b"a\0b", b"\xed\xa0\x80", b"\xff")
    ]
    assert complaints(answers, 400) == []
    assert world.changed() == []


@pytest.mark.parametrize("line", SENT, ids=str)
def test_a_body_of_ten_megabytes_is_too_large(world: World, line: Line) -> None:
    chunked = {"wsgi.input": BytesIO(TOO_LARGE), "wsgi.input_terminated": True}
    answers = [
        ask(world, line, data=TOO_LARGE, content_type=FORM),
        ask(world, line, headers={"Content-Type": FORM}, environ_overrides=chunked),
        ask(world, line, **in_parts({"body": TOO_LARGE})),
    ]
    assert complaints(answers, 413) == []
    assert world.changed() == []


@pytest.mark.parametrize("line", SENT, ids=str)
def test_odd_bodies_get_a_clear_answer(world: World, line: Line) -> None:
    token = world.doors[line.doer].token
    many = {f"field-{number}": b"x" for number in range(500)}
    answers = [
        ask(world, line, **raw_form(token, "&".join(f"{name}=x" for name in many))),
        ask(world, line, **in_parts({"csrf_token": token.encode(), **many})),
        ask(world, line, **raw_form(token, "&".join(f"{name}=1&{name}=2" for name in bad.field_names()))),
        ask(world, line, data=b'{"body": "x"}', content_type="application/json"),
        ask(world, line, data=b"--", content_type="multipart/form-data"),
        ask(world, line, data=b"body=x", content_type="text/plain; charset=utf-7"),
    ]
    assert complaints(answers) == []


@pytest.mark.parametrize("line", SENT, ids=str)
def test_odd_values_get_a_clear_answer(world: World, line: Line) -> None:
    odd = [dict.fromkeys(bad.field_names(), value) for value in bad.VALUES]
    answers = [ask(world, line, data=data) for values in odd for data in (values, values | line.form)]
    assert complaints(answers) == []


@pytest.mark.parametrize("line", [line for line in SENT if line.form], ids=str)
def test_one_odd_value_among_good_ones_gets_a_clear_answer(world: World, line: Line) -> None:
    data = [line.form | {name: value} for name in line.form for value in ("", *bad.VALUES)]
    assert complaints(ask(world, line, data=fields) for fields in data) == []


# --- What htmx gets ----------------------------------------------------------------------------------


@pytest.mark.parametrize("line", EVERY, ids=str)
def test_to_htmx_an_error_is_a_notice(world: World, line: Line) -> None:
    path = world.path(line.path)
    answers = [ask(world, line, "?x=%00", via="htmx"), world.ask(line.doer, "BREW", path, via="htmx")]
    answers += [world.ask(who, line.method, path, line.form, via="htmx") for who in ("otto", "sue")]
    errors = [answer for answer in answers if answer.status_code >= 400]
    assert [wrong for answer in errors if (wrong := bad.no_notice(answer))] == []
