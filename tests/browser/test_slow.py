"""On a slow line, the page says that it works, and stays usable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.console import Console

BESIDE = "getComputedStyle(e, '::after')"
REMEMBER = """() => addEventListener("pagehide", () => {
  sessionStorage.busy = document.querySelector("[aria-busy]")?.textContent ?? "";
})"""


@contextmanager
def held_back(page: Page, pattern: str) -> Iterator[list[Route]]:
    """Hold requests back until the block ends."""
    waiting: list[Route] = []
    page.route(pattern, lambda route: waiting.append(route))
    yield waiting
    for route in waiting:
        route.continue_()
    page.unroute(pattern)


def about_to_comment(room: Classroom, browse: Browse) -> tuple[Page, Locator]:
    """Return a page on which a comment is written, and the button that sends it."""
    page = browse("sue")
    page.goto(room.url(f"/posts/{room.post('sam')}"))
    page.get_by_role("link", name="Leave a comment").click()
    steps.comment_box(page).fill("Slowly.")
    return page, page.get_by_role("button", name="Comment")


def test_a_comment_on_its_way(room: Classroom, browse: Browse) -> None:
    page, button = about_to_comment(room, browse)
    with held_back(page, "**/comments") as waiting:
        button.click()
        expect(button).to_be_disabled()
        expect(button).to_have_css("cursor", "progress")
        page.get_by_label("Your account").click()
        expect(page.get_by_role("link", name="Account settings")).to_be_visible()
        assert len(waiting) == 1
    expect(steps.own_words(page, "Slowly.")).to_be_visible()
    expect(page.locator("li.comment")).to_have_count(1)


def test_a_form_on_its_way(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam")
    page = browse("sue")
    page.goto(room.url(f"/posts/{post_id}"))
    link = page.get_by_role("link", name="Leave a comment")
    with held_back(page, "**/comments/new") as waiting:
        link.click()
        expect(link).to_have_class(steps.ending("htmx-request"))
        link.click()
    expect(steps.comment_box(page)).to_be_focused()
    expect(steps.comment_box(page)).to_have_count(1)
    assert waiting


def test_a_pin_on_its_way(room: Classroom, browse: Browse) -> None:
    room.post("sam", "Older")
    page = browse("ines")
    page.goto(room.url())
    button = page.get_by_role("button", name="Pin Older", exact=True)
    with held_back(page, "**/pin") as waiting:
        button.dblclick()
        assert len(waiting) == 1
    expect(page.get_by_role("button", name="Unpin Older")).to_be_focused()


def test_a_button_says_that_it_works_only_when_that_takes_a_moment(room: Classroom, browse: Browse) -> None:
    page, button = about_to_comment(room, browse)
    expect(button).to_have_css("opacity", "1")
    with held_back(page, "**/comments"):
        button.click()
        expect(button).to_have_attribute("aria-busy", "true")
        expect(button).to_have_css("transition-delay", "0.15s")
        expect(button).to_have_css("opacity", "0.6")
        assert button.evaluate(f"e => {BESIDE}.content") == '"…"'
        assert button.evaluate(f"e => {BESIDE}.animationDelay") == "0.15s"
    expect(steps.own_words(page, "Slowly.")).to_be_visible()
    expect(page.locator("[aria-busy]")).to_have_count(0)


def test_so_does_the_button_of_a_page_that_is_left(room: Classroom, browse: Browse) -> None:
    page = browse("sue")
    page.goto(room.url("/posts/new"))
    page.evaluate(REMEMBER)
    page.get_by_role("textbox", name="Title").fill("A title")
    page.locator("textarea.text").fill("Words.")
    page.get_by_role("button", name="Save as draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A title")
    assert page.evaluate("sessionStorage.busy") == "Save as draft"
    expect(page.locator("[aria-busy]")).to_have_count(0)


def test_a_button_rests_when_the_answer_is_there(room: Classroom, browse: Browse, console: Console) -> None:
    console.expect("500")
    post_id = room.post("sam")
    page = browse("sue")
    page.goto(room.url(f"/posts/{post_id}"))
    page.get_by_role("link", name="Leave a comment").click()
    steps.comment_box(page).fill("Kept.")
    button = page.get_by_role("button", name="Comment")
    page.route("**/comments", lambda route: route.fulfill(status=500, body="broken"))
    button.click()
    expect(page.get_by_role("alert")).to_contain_text("What you typed is still here")
    expect(button).to_be_enabled()
    expect(button).to_have_css("opacity", "1")
    assert button.get_attribute("aria-busy") is None
    expect(steps.comment_box(page)).to_have_value("Kept.")
