"""Whatever a form brings: it is taken, or refused in words, with a 4xx; never a 5xx."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.sweeps import bad
from tests.sweeps.bad import SENT, ask, complaints
from tests.sweeps.roles import CLASS, Line
from tests.sweeps.world import World

FORM = "application/x-www-form-urlencoded"
BOUNDARY = "a-boundary"
ONE_CLICK = {  # RFC 8058 section 3.2: what is answered, and what changes by it
    "/unsubscribe/{sams_way_out}": (200, ["audit_event", "membership"]),
    "/unsubscribe/made-up": (404, []),
}
TAKES_FILES = CLASS + "/members/roster"
TEN_MEGABYTES = b"body=" + b"x" * 10_000_000


def urlencoded(token: str, body: str) -> dict[str, Any]:
    return {"data": f"csrf_token={token}&{body}".encode(), "content_type": FORM}


def in_parts(fields: Mapping[str, bytes]) -> dict[str, Any]:
    """Return a form as multipart/form-data, byte for byte."""
    start = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="'.encode()
    parts = [start + name.encode() + b'"\r\n\r\n' + value + b"\r\n" for name, value in fields.items()]
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    return {"data": body, "content_type": f"multipart/form-data; boundary={BOUNDARY}"}


@pytest.mark.parametrize("line", SENT, ids=str)
def test_what_is_no_text_is_refused(world: World, line: Line) -> None:
    token = world.doors[line.doer].token
    answers = [ask(world, line, **urlencoded(token, f"body=a{wrong}&{wrong}=1")) for wrong in bad.NOT_TEXT]
    assert complaints(answers, 400) == []
    assert world.changed() == []


def sent_in_parts(world: World, line: Line) -> list[TestResponse]:
    """Send a form in parts, as it should be and with bytes that are no text."""
    fields = {name: str(value).encode() for name, value in line.form.items()}
    fields["csrf_token"] = world.doors[line.doer].token.encode()
    return [ask(world, line, **in_parts(parts)) for parts in (fields, fields | {"body": b"a\0\xff"})]


@pytest.mark.parametrize(
    "line", [line for line in SENT if line.path not in (*ONE_CLICK, TAKES_FILES)], ids=str
)
def test_forms_of_parts_are_refused(world: World, line: Line) -> None:
    assert complaints(sent_in_parts(world, line), 415) == []
    assert world.changed() == []


@pytest.mark.parametrize("line", [line for line in SENT if line.path in ONE_CLICK], ids=str)
def test_the_one_click_of_mail_programs_may_come_in_parts(world: World, line: Line) -> None:
    status, changed = ONE_CLICK[line.path]
    assert complaints(sent_in_parts(world, line), status) == []
    assert world.changed() == changed


def test_what_takes_a_file_takes_parts_and_answers_what_is_no_text_clearly(world: World) -> None:
    line = next(line for line in SENT if line.path == TAKES_FILES)
    token = world.doors[line.doer].token.encode()
    wrong = [{"pasted": b"a\0\xff"}, {"domain": b"\0\xff"}, {"csrf_token": b"\0\xff"}, {"file": b"\0\xff"}]
    fields = {"csrf_token": token, "pasted": b"email\na@b.org", "domain": b""}
    answers = [ask(world, line, **in_parts(fields | each)) for each in wrong]
    assert complaints(answers) == []
    assert [answer.status_code for answer in answers[:2]] == [422, 422]


@pytest.mark.parametrize("line", SENT, ids=str)
def test_a_body_of_ten_megabytes_is_too_large(world: World, line: Line) -> None:
    assert complaints([ask(world, line, data=TEN_MEGABYTES, content_type=FORM)], 413) == []
    assert world.changed() == []


def test_a_body_that_does_not_tell_its_length_is_refused_and_not_cut(world: World) -> None:
    sent = urlencoded(world.doors["sam"].token, "title=A+title&body=x&" + "x" * 10_000_000)
    sent |= {
        "headers": {"Transfer-Encoding": "chunked"},
        "environ_overrides": {"wsgi.input_terminated": True},
    }
    answer = world.ask("sam", "POST", world.path(CLASS) + "/posts", **sent)
    assert complaints([answer], 411, 413) == []
    assert world.changed() == []


@pytest.mark.parametrize("line", SENT, ids=str)
def test_odd_bodies_get_a_clear_answer(world: World, line: Line) -> None:
    token, many = world.doors[line.doer].token, [f"field-{number}" for number in range(500)]
    answers = [
        ask(world, line, **urlencoded(token, "&".join(f"{name}=x" for name in many))),
        ask(world, line, **urlencoded(token, "&".join(f"{name}=1&{name}=2" for name in bad.field_names()))),
        ask(world, line, data=b'{"body": "x"}', content_type="application/json"),
        ask(world, line, data=b"--", content_type="multipart/form-data"),
    ]
    assert complaints(answers) == []


@pytest.mark.parametrize("line", SENT, ids=str)
def test_odd_values_get_a_clear_answer(world: World, line: Line) -> None:
    odd = [dict.fromkeys(bad.field_names(), value) for value in bad.VALUES]
    answers = [ask(world, line, data=data) for values in odd for data in (values, values | line.form)]
    assert complaints(answers) == []


@pytest.mark.parametrize("line", [line for line in SENT if line.form], ids=str)
def test_one_odd_value_among_good_ones_gets_a_clear_answer(world: World, line: Line) -> None:
    forms = [line.form | {name: value} for name in line.form for value in ("", *bad.VALUES)]
    assert complaints(ask(world, line, data=form) for form in forms) == []
