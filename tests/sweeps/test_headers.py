"""Every answer of every kind carries what keeps its reader safe, and no cache keeps what is personal."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from tests.sweeps.bad import EVERY, ask
from tests.sweeps.roles import CLASS, Line
from tests.sweeps.world import World

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self';"
    " img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
PERSONAL = "private, no-store"
READING = "private, no-cache"
FEED = CLASS + "/"


def safe(answer: TestResponse) -> dict[str, str | None]:
    return {name: answer.headers.get(name) for name in ALWAYS}


@pytest.mark.parametrize("line", EVERY, ids=str)
def test_every_address_answers_with_every_header(world: World, line: Line) -> None:
    for answer in (ask(world, line), ask(world, line, via="htmx"), ask(world, line, "?x=%00")):
        assert safe(answer) == ALWAYS
        assert "HX-Request-Type" in answer.vary
        signed_in = line.doer != "vera" or line.method != "GET" or answer.status_code >= 400
        assert answer.headers["Cache-Control"] == (PERSONAL if signed_in else READING)
        assert not answer.headers.get("Location", "/").startswith(("http:", "https:", "//"))


@pytest.mark.parametrize(("who", "expected"), [("sam", PERSONAL), ("vera", READING)])
def test_a_public_page_is_kept_from_caches_only_where_it_is_personal(
    world: World, who: str, expected: str
) -> None:
    world.put_back(visibility="public")
    answer = world.ask(who, "GET", world.path(FEED))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, expected)
    assert {"Cookie", "HX-Request-Type"} <= set(answer.vary)


def test_a_crash_is_told_with_every_header_and_without_its_cause(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash() -> None:
        raise RuntimeError("the cause")

    monkeypatch.setitem(world.app.view_functions, "auth.reset_sent", crash)
    for via in ("plain", "htmx"):
        answer = world.ask("sam", "GET", "/reset/sent", via=via)
        assert (answer.status_code, safe(answer)) == (500, ALWAYS)
        assert answer.headers["Cache-Control"] == PERSONAL
        assert "the cause" not in answer.text


@pytest.mark.parametrize("path", ["/nowhere", "/static/nowhere.css", "/static/../wsgi.py", "/c/nowhere/"])
def test_what_is_not_there_is_told_with_every_header(world: World, path: str) -> None:
    answer = world.ask("sam", "GET", path)
    assert (answer.status_code, safe(answer)) == (404, ALWAYS)
    assert answer.headers["Cache-Control"] == PERSONAL


def test_to_htmx_a_stranger_is_told_where_to_sign_in(world: World) -> None:
    answer = world.ask("vera", "GET", world.path(FEED), via="htmx")
    assert (answer.status_code, safe(answer)) == (401, ALWAYS)
    assert answer.headers["HX-Redirect"].startswith("/sign-in?")


def test_a_static_file_is_the_same_for_everybody(world: World) -> None:
    answer = world.ask("sam", "GET", "/static/app.css?v=1", buffered=True)
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert "Cookie" not in answer.vary


@pytest.mark.parametrize("page", ["/", "/posts/{sams}", "/comments/{said}/replies", "/categories/{slug}"])
def test_who_only_reads_a_public_class_gets_no_cookie(world: World, page: str) -> None:
    world.put_back(visibility="public")
    answer = world.ask("vera", "GET", world.path(CLASS + page), headers={"Cookie": ""})
    assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (200, [])


def test_reading_sets_no_cookie_anew(world: World) -> None:
    assert world.ask("sam", "GET", world.path(FEED)).headers.getlist("Set-Cookie") == []
