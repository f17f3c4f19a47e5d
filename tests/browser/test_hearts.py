"""A heart and a bookmark, clicked and by keyboard; the names beside a heart, by pointer and by focus."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from forum.keeping import actions
from forum.keeping.models import Kind
from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.console import Console

PRESSED, NOT_PRESSED = ("aria-pressed", "true"), ("aria-pressed", "false")


@pytest.fixture
def post_id(room: Classroom) -> int:
    """A post of sam's, to which asa gave a heart."""
    made = room.post("sam", "A title")
    with room.member("asa") as asa:
        actions.give_heart(Kind.POST, made, by=asa)
    return made


def heart(page: Page) -> Locator:
    return page.get_by_role("button", name="Worth reading")


def count(page: Page) -> Locator:
    return page.get_by_role("link", name="this worth reading")


def names(page: Page) -> Locator:
    return page.locator(".heart .who")


@pytest.mark.parametrize("way", ["click", "press"])
def test_a_heart_changes_in_place_and_keeps_the_focus(
    room: Classroom, browse: Browse, post_id: int, way: str
) -> None:
    page = browse("sue")
    page.goto(room.url(f"/posts/{post_id}"))
    steps.mark(page)
    for state, many in ((PRESSED, "2"), (NOT_PRESSED, "1")):
        heart(page).click() if way == "click" else heart(page).press("Space")
        expect(heart(page)).to_have_attribute(*state)
        expect(heart(page)).to_be_focused()
        expect(count(page)).to_contain_text(many)
    expect(steps.notice(page)).to_have_text("No longer marked as worth reading.")
    assert steps.unmoved(page)


@pytest.mark.parametrize("via", ["plain", "htmx"])
def test_it_stays_when_the_page_is_loaded_again(
    room: Classroom, browse: Browse, post_id: int, via: str
) -> None:
    said = room.comment("asa", post_id, "Said.")
    page = browse("sue", via=via)
    page.goto(room.url(f"/posts/{post_id}"))
    for name in (f"#give-comment-{said}", f"#bookmark-post-{post_id}"):
        page.locator(name).click()
        expect(page.locator(name)).to_have_attribute(*PRESSED)
    page.goto(room.url("/bookmarks"))
    expect(page.get_by_role("heading", level=2)).to_have_text(["A title"])
    page.goto(room.url(f"/posts/{post_id}"))
    expect(page.locator(f"#give-comment-{said}")).to_have_attribute(*PRESSED)
    expect(page.locator(f"#bookmark-post-{post_id}")).to_have_attribute(*PRESSED)


def test_the_pointer_finds_names_and_escape_puts_them_away(
    room: Classroom, browse: Browse, post_id: int
) -> None:
    page = browse("sue")
    page.goto(room.url(f"/posts/{post_id}"))
    count(page).hover()
    expect(names(page)).to_have_text("Asa")
    names(page).hover()  # they stay while the pointer goes there
    expect(names(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(names(page)).to_be_hidden()
    page.get_by_role("heading", level=1).hover()
    count(page).hover()
    expect(names(page)).to_be_visible()
    page.get_by_role("heading", level=1).hover()
    expect(names(page)).to_be_hidden()
    assert page.evaluate("document.activeElement === document.body")


def test_the_focus_finds_names_and_enter_leads_to_all(room: Classroom, browse: Browse, post_id: int) -> None:
    page = browse("sue")
    page.goto(room.url(f"/posts/{post_id}"))
    page.mouse.move(0, 0)
    page.locator("body").press("Tab")
    count(page).focus()
    expect(names(page)).to_have_text("Asa")
    expect(count(page)).to_have_accessible_description("Asa")
    expect(count(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(names(page)).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    count(page).focus()
    expect(names(page)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("listitem")).to_have_text(["AAsa"])


def test_who_lost_the_session_is_not_sent_away_by_a_pointer(
    room: Classroom, browse: Browse, console: Console, post_id: int
) -> None:
    console.expect("401")
    page = browse("sue")
    page.goto(room.url(f"/posts/{post_id}"))
    page.context.clear_cookies()
    with page.expect_response("**/hearts") as answer:
        count(page).hover()
    assert answer.value.status == 401
    expect(names(page)).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("A title")


def test_letting_go_in_the_list_can_be_taken_back_there(
    room: Classroom, browse: Browse, post_id: int
) -> None:
    with room.member("sue") as sue:
        actions.keep(Kind.POST, post_id, by=sue)
    page = browse("sue")
    page.goto(room.url("/"))
    page.get_by_label("Your account").click()
    page.get_by_role("link", name="Your bookmarks").click()
    bookmark = page.get_by_role("button", name="Bookmark")
    for state in (NOT_PRESSED, PRESSED):
        bookmark.press("Enter")
        expect(bookmark).to_have_attribute(*state)
        expect(bookmark).to_be_focused()
    bookmark.press("Enter")
    expect(bookmark).to_have_attribute(*NOT_PRESSED)
    page.reload()
    expect(page.get_by_role("heading", name="Nothing is bookmarked yet")).to_be_visible()
