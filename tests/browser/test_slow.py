"""On a slow line, the page says that it works, and stays usable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route, expect

from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse


@contextmanager
def held_back(page: Page, pattern: str) -> Iterator[list[Route]]:
    """Hold requests back until the block ends."""
    waiting: list[Route] = []
    page.route(pattern, lambda route: waiting.append(route))
    yield waiting
    for route in waiting:
        route.continue_()
    page.unroute(pattern)


def test_a_comment_on_its_way(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam")
    page = browse("sue")
    page.goto(room.url(f"/posts/{post_id}"))
    page.get_by_role("link", name="Leave a comment").click()
    steps.comment_box(page).fill("Slowly.")
    button = page.get_by_role("button", name="Comment")
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
