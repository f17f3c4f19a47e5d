"""Answers get lost on their way: what was typed is there afterwards, and it is there once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.console import Console
from tests.browser.test_unsent import SAVED, editor, open_comment, saved

SAVES = "**/drafts"
HERE = "kept in this browser"
REST = ", and how it ended"
FIRST = "How it began"
WORDS = FIRST + REST
# What a browser takes along into the copy of a tab: what stands in the form, and the storage of the tab.
FIELDS = "form => [...form.elements].map(field => [field.name, field.value])"
COPY = """(form, pairs) => {
  for (const [name, value] of pairs) if (name && name !== "csrf_token") form.elements[name].value = value;
}"""
EDITOR = "form:has(.writing)"
COMES_BACK = """for (const kind of ["pagehide", "pageshow"])
  dispatchEvent(new PageTransitionEvent(kind, { persisted: true }))"""  # out of sight whole, and back

ONLINE = "dispatchEvent(new Event('online'))"


@pytest.fixture(autouse=True)
def _lines_are_cut(console: Console) -> None:
    console.expect("ERR_CONNECTION_")


@contextmanager
def answers_lost(page: Page, pattern: str = SAVES) -> Iterator[list[int]]:
    """Let what is sent arrive, and cut the line before the page hears that it was taken; give all answers."""
    statuses: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            return route.fallback()
        answer = route.fetch()
        statuses.append(answer.status)
        route.abort("connectionreset") if answer.ok else route.fulfill(response=answer)

    page.context.route(pattern, lose)
    yield statuses
    page.context.unroute(pattern)


@contextmanager
def nothing_arrives(page: Page) -> Iterator[None]:
    """Let no save arrive."""
    page.context.route(SAVES, lambda route: route.abort("connectionrefused"))
    yield
    page.context.unroute(SAVES)


def is_save(request: Request) -> bool:
    return request.url.endswith("/drafts") and request.method == "POST"


def begun(room: Classroom, page: Page) -> None:
    """Write a post whose first save arrives, and whose page never hears of it."""
    box = editor(room, page)
    with answers_lost(page) as statuses:
        box.press_sequentially(FIRST)
        expect(saved(page)).to_contain_text(HERE)
    assert statuses == [200]


def expect_drafts(room: Classroom, browse: Browse, *words: str) -> None:
    """See from another device what is there."""
    page = browse("sam")
    page.goto(room.url("/drafts"))
    expect(page.locator(".unsent > li")).to_have_count(len(words))
    for text in words:
        expect(page.locator(".unsent .excerpt").get_by_text(text, exact=True)).to_have_count(1)


def test_who_types_on_has_one_draft(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    begun(room, page)
    box = page.get_by_label("Text", exact=True)
    box.press_sequentially(REST)
    expect(saved(page)).to_contain_text(SAVED)
    expect_drafts(room, browse, WORDS)
    expect(editor(room, browse("sam"))).to_have_value(WORDS)


def test_and_so_it_is_when_the_next_answers_are_lost_as_well(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    box = editor(room, page)
    box.press_sequentially("0")
    expect(saved(page)).to_contain_text(SAVED)
    for sign in "123":
        with answers_lost(page) as statuses, page.expect_event("requestfailed", is_save):
            box.press_sequentially(sign)
        assert statuses == [200]
    box.press_sequentially("4")
    expect(saved(page)).to_contain_text(SAVED)
    expect_drafts(room, browse, "01234")


def test_a_comment_that_is_refused_meanwhile(room: Classroom, browse: Browse, console: Console) -> None:
    console.expect("422")
    post_id, page = room.post("ines"), browse("sam")
    box = open_comment(room, page, post_id)
    told = page.locator("#comment-form .saved")
    with answers_lost(page):
        box.press_sequentially(FIRST)
        expect(told).to_contain_text(HERE)
    box.fill("x" * 60_001)
    page.get_by_role("button", name="Comment").click()
    expect(page.locator("#comment-form .error")).to_be_visible()
    expect(told).to_contain_text(SAVED)
    steps.comment_box(page).fill(WORDS)
    expect(page.locator("#comment-form [name=saves]")).to_have_value("3")
    expect_drafts(room, browse, WORDS)


def test_who_loads_the_page_anew_while_nothing_arrives(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    begun(room, page)
    page.get_by_label("Text", exact=True).fill(FIRST + ",")
    with nothing_arrives(page):
        page.reload()
        expect(page.get_by_label("Text", exact=True)).to_have_value(FIRST + ",")
        expect(saved(page)).to_contain_text(HERE)
    page.get_by_label("Text", exact=True).fill(WORDS)
    expect(saved(page)).to_contain_text(SAVED)
    expect_drafts(room, browse, WORDS)


def test_who_sends_and_has_to_change_something(room: Classroom, browse: Browse, console: Console) -> None:
    console.expect("422")
    page = browse("sam")
    begun(room, page)
    page.get_by_label("Text", exact=True).fill(WORDS)
    page.get_by_label("Title").fill("x" * 201)
    page.get_by_label("Title").evaluate("field => field.removeAttribute('maxlength')")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".error").first).to_be_visible()
    expect(saved(page)).to_contain_text(SAVED)
    expect_drafts(room, browse, WORDS)
    page.get_by_label("Title").fill("Once")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Once")
    expect_drafts(room, browse)


def test_who_comes_back_to_a_page_that_was_kept_whole(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    begun(room, page)
    with answers_lost(page), page.expect_event("requestfailed", is_save):
        page.get_by_label("Text", exact=True).press_sequentially(",")
        page.evaluate(COMES_BACK)
    page.get_by_label("Text", exact=True).fill(WORDS)
    expect(saved(page)).to_contain_text(SAVED)
    expect_drafts(room, browse, WORDS)


def test_who_goes_back_to_a_page_that_was_left(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    begun(room, page)
    page.goto(room.url("/"))
    page.go_back()
    expect(page.get_by_label("Text", exact=True)).to_have_value(FIRST)
    page.get_by_label("Text", exact=True).fill(WORDS)
    expect(saved(page)).to_contain_text(SAVED)
    expect_drafts(room, browse, WORDS)


def test_who_types_before_the_page_has_heard_of_what_was_kept(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    begun(room, page)
    page.goto(room.url("/"))
    typed_on = []

    def wait(route: Route) -> None:
        if not typed_on:
            typed_on.append(page)
            expect(page.get_by_label("Text", exact=True)).to_have_value(FIRST)
            page.get_by_label("Text", exact=True).fill(WORDS)
        route.continue_()

    with page.expect_response(lambda answer: is_save(answer.request) and answer.ok):
        page.context.route(SAVES, wait)
        page.go_back()
    expect(saved(page)).to_contain_text(SAVED)
    assert typed_on
    expect_drafts(room, browse, WORDS)


@pytest.mark.parametrize("first", ["the tab", "its copy"])
def test_a_tab_and_its_copy_are_two_windows(
    room: Classroom, browse: Browse, console: Console, first: str
) -> None:
    console.expect("409")
    page = browse("sam")
    begun(room, page)
    with page.expect_popup() as opened:
        page.evaluate("open(location.href)")
    copy = opened.value
    expect(copy.get_by_label("Text", exact=True)).to_have_value(FIRST)
    copy.locator(EDITOR).evaluate(COPY, page.locator(EDITOR).evaluate(FIELDS))
    windows = {"the tab": page, "its copy": copy}
    for which in sorted(windows, key=lambda name: name != first):
        windows[which].get_by_label("Text", exact=True).fill(f"{FIRST}, in {which}")
        expect(saved(windows[which])).to_contain_text(SAVED if which == first else "Both are kept")
    expect_drafts(room, browse, f"{FIRST}, in the tab", f"{FIRST}, in its copy")


def test_words_of_a_window_that_is_gone_become_one_draft(
    room: Classroom, browse: Browse, console: Console
) -> None:
    console.expect("409")
    page, elsewhere = browse("sam"), browse("sam")
    editor(room, page).fill(FIRST)
    expect(saved(page)).to_contain_text(SAVED)
    with nothing_arrives(page):
        page.get_by_label("Text", exact=True).fill(WORDS)
        expect(saved(page)).to_contain_text(HERE)
        editor(room, elsewhere).fill("Changed elsewhere")
        expect(saved(elsewhere)).to_contain_text(SAVED)
        page.goto(room.url("/"))
    with page.expect_response(lambda answer: is_save(answer.request) and answer.ok):
        with answers_lost(page) as statuses, page.expect_event("requestfailed", is_save):
            page.evaluate(ONLINE)
        page.evaluate(ONLINE)
    assert 409 in statuses
    expect_drafts(room, browse, WORDS, "Changed elsewhere")
