"""Around the text of a post: with whom it was written, what it is filed under, when it comes out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from forum import clock
from forum.posts.models import State
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.console import Console


def begin(room: Classroom, page: Page) -> None:
    """Open the editor, and what is folded away in it."""
    page.goto(room.url("/posts/new"))
    page.get_by_label("Title").fill("From the harbour")
    page.get_by_label("Text").fill("Three of us went.")
    page.get_by_text("Co-authors, excerpt, time").click()


@pytest.mark.parametrize("via", ["htmx", "plain"])
def test_a_post_is_scheduled_and_becomes_a_draft_again(room: Classroom, browse: Browse, via: str) -> None:
    page = browse("sam", via=via)
    begin(room, page)
    at = clock.now() + timedelta(days=2)
    page.get_by_label("Publish on").fill(at.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Until then only you see it.")).to_be_visible()
    page.goto(room.url("/drafts"))
    expect(page.get_by_text("Scheduled", exact=True)).to_be_visible()
    page.get_by_role("link", name="From the harbour").click()
    page.get_by_role("button", name="Back to draft").click()
    expect(page.get_by_text("This is a draft. Only you see it.")).to_be_visible()
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Your post is published.")).to_be_visible()
    page.get_by_role("button", name="Back to draft").click()
    expect(page.get_by_text("This is a draft. Only you see it.")).to_be_visible()


@pytest.mark.parametrize("label", ["Publish now", "Back to draft"])
def test_a_double_click_is_one(room: Classroom, browse: Browse, label: str) -> None:
    state = State.DRAFT if label == "Publish now" else State.PUBLISHED
    page = browse("sam")
    page.goto(room.url(f"/posts/{room.post('sam', state=state)}"))
    sent: list[Route] = []
    page.route("**/publication**", lambda route: sent.append(route))
    box = page.get_by_role("button", name=label).bounding_box() or {}
    where = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    with page.expect_request("**/publication**"):
        page.mouse.click(*where)
    page.mouse.click(*where)
    sent[0].continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("A title")
    expect(page.get_by_role("button", name=label)).to_have_count(0)
    assert len(sent) == 1


def test_a_co_author_is_chosen_while_their_handle_is_typed(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    begin(room, page)
    page.get_by_label("Written with").press_sequentially("@su")
    expect(page.get_by_role("option", name="Sue")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("@as")
    expect(page.get_by_role("option", name="Asa")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Written with")).to_have_value("@sue @asa ")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".post .by b")).to_have_text(["Sam", "Sue", "Asa"])


def test_what_is_wrong_in_the_fold_is_seen_and_has_the_focus(
    room: Classroom, browse: Browse, console: Console
) -> None:
    console.expect("422")
    page = browse("sam", via="plain")
    begin(room, page)
    page.get_by_label("Written with").fill("@nobody-at-all")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Nobody who writes in this class is called @nobody-at-all")).to_be_visible()
    expect(page.get_by_label("Written with")).to_be_focused()
    expect(page.get_by_label("Text")).to_have_value("Three of us went.")


def test_of_many_categories_those_stay_that_are_called_so(room: Classroom, browse: Browse) -> None:
    for number in range(13):
        room.category(f"Week {number}")
    room.category("Café")
    page = browse("sam")
    page.goto(room.url("/posts/new"))
    page.get_by_label("Week 3").check()
    find = page.get_by_label("Find a category")
    find.fill("CAFE")
    expect(page.get_by_role("checkbox")).to_have_count(2)
    expect(page.get_by_role("status").filter(has_text="Shown: 2")).to_have_count(1)
    find.press("Enter")
    page.get_by_label("Café").check()
    find.fill("")
    expect(page.get_by_role("checkbox")).to_have_count(14)
    page.get_by_label("Title").fill("A")
    page.get_by_label("Text").fill("B")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".post .bar")).to_contain_text("Filed under Week 3, Café")


def test_without_javascript_all_categories_are_there(room: Classroom, browse: Browse) -> None:
    for number in range(13):
        room.category(f"Week {number}")
    page = browse("ines", via="plain")
    page.goto(room.url("/posts/new"))
    expect(page.get_by_label("Find a category")).to_be_hidden()
    expect(page.locator(".choices").get_by_role("checkbox")).to_have_count(13)
    page.get_by_label("Title").fill("A")
    page.get_by_label("Text").fill("B")
    page.get_by_label("New category").fill("Harbours")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".post .bar")).to_contain_text("Filed under Harbours")
