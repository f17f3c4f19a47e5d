"""Pinning is one click, and changes only the part of the page that shows it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse


def pinned(page: Page) -> Locator:
    return page.locator(".pins").get_by_role("heading")


def button(page: Page, verb: str, title: str) -> Locator:
    return page.get_by_role("button", name=f"{verb} {title}", exact=True)


def test_a_pin_in_the_feed_changes_only_the_journal(room: Classroom, browse: Browse) -> None:
    room.post("sam", "Older")
    room.post("sue", "Newer")
    page = browse("ines")
    page.goto(room.url())
    steps.mark(page)
    button(page, "Pin", "Older").click()
    expect(pinned(page)).to_have_text(["Older"])
    expect(button(page, "Unpin", "Older")).to_be_focused()
    expect(steps.notice(page)).to_have_text("Pinned to the top.")
    expect(page).to_have_url(room.url())
    assert steps.unmoved(page)


def test_a_pin_without_javascript(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam", "Older")
    page = browse("ines", via="plain")
    page.goto(room.url())
    button(page, "Pin", "Older").click()
    expect(pinned(page)).to_have_text(["Older"])
    expect(steps.notice(page)).to_have_text("Pinned to the top.")
    page.goto(room.url(f"/posts/{post_id}"))
    button(page, "Unpin", "Older").click()
    expect(page).to_have_url(room.url(f"/posts/{post_id}"))
    expect(button(page, "Pin", "Older")).to_be_visible()


def test_the_order_of_pins_is_the_instructors(room: Classroom, browse: Browse, via: str) -> None:
    for title in ("Third", "Second", "First"):
        room.pin(room.post("sam", title))
    page = browse("ines", via=via)
    page.goto(room.url())
    expect(pinned(page)).to_have_text(["First", "Second", "Third"])
    button(page, "Move up", "Third").click()
    expect(pinned(page)).to_have_text(["First", "Third", "Second"])
    button(page, "Move up", "Third").click()
    expect(pinned(page)).to_have_text(["Third", "First", "Second"])


def test_the_focus_stays_with_the_post_that_moves(room: Classroom, browse: Browse) -> None:
    for title in ("Third", "Second", "First"):
        room.pin(room.post("sam", title))
    page = browse("ines")
    page.goto(room.url())
    button(page, "Move up", "Third").click()
    expect(pinned(page)).to_have_text(["First", "Third", "Second"])
    expect(button(page, "Move up", "Third")).to_be_focused()
    button(page, "Move up", "Third").press("Enter")
    expect(pinned(page)).to_have_text(["Third", "First", "Second"])
    expect(page.locator(".pins").get_by_role("article").first).to_be_focused()


def test_a_pin_on_the_post_changes_only_its_button(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam", "On top")
    room.pin(post_id)
    page = browse("ines")
    page.goto(room.url(f"/posts/{post_id}"))
    steps.mark(page)
    button(page, "Unpin", "On top").press("Enter")
    expect(button(page, "Pin", "On top")).to_be_focused()
    expect(steps.notice(page)).to_have_text("No longer pinned.")
    assert steps.unmoved(page)


def test_students_see_pins_and_no_buttons(room: Classroom, browse: Browse) -> None:
    room.pin(room.post("ines", "Welcome"))
    page = browse("sam")
    page.goto(room.url())
    expect(pinned(page)).to_have_text(["Welcome"])
    expect(page.locator(".pins").get_by_role("button")).to_have_count(0)
