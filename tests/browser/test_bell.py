"""The bell in pages that stay open, told by the worker of the real site; by keyboard, and without scripts."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from forum.notify import bell
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.test_news import SOON, open_with_a_clock
from tests.serving.running import eventually


def the_bell(page: Page) -> Locator:
    return page.locator("#bell")


def has_rung(room: Classroom, name: str, many: int) -> None:
    """Wait until the worker has told somebody of so many things."""

    def number() -> bool:
        with room.member(name) as member:
            return bell.of(member) == many

    eventually(number, f"the bell of {name} rings for {many}")


def test_it_rings_while_one_reads_and_leads_to_the_comment(room: Classroom, browse: Browse) -> None:
    post_id, elsewhere = room.post("sue", "My post"), room.post("ines")
    sue = browse("sue")
    open_with_a_clock(sue, room.url(f"/posts/{elsewhere}"))
    expect(the_bell(sue)).to_have_accessible_name("Notifications")
    comment_id = room.comment("sam", post_id, "I see it otherwise.")
    has_rung(room, "sue", 1)
    sue.clock.fast_forward(SOON)
    expect(the_bell(sue)).to_have_accessible_name("1 notification")
    expect(the_bell(sue)).to_have_text("1")
    expect(sue.locator("#rung")).to_have_text("1 notification")
    the_bell(sue).focus()
    sue.keyboard.press("Enter")
    expect(sue.get_by_role("heading", name="Notifications", exact=True)).to_be_visible()
    sue.get_by_role("link", name="Sam commented").click()
    expect(sue).to_have_url(room.url(f"/posts/{post_id}#comment-{comment_id}"))
    expect(the_bell(sue)).to_have_accessible_name("Notifications")


def test_pages_without_news_hear_it_too(room: Classroom, browse: Browse) -> None:
    post_id, sue = room.post("sue"), browse("sue")
    open_with_a_clock(sue, room.url("/members"))
    room.comment("sam", post_id)
    has_rung(room, "sue", 1)
    sue.clock.fast_forward(SOON)
    expect(the_bell(sue)).to_have_accessible_name("1 notification")


def test_the_focus_stays_on_a_bell_that_rings(room: Classroom, browse: Browse) -> None:
    post_id, sue = room.post("sue"), browse("sue")
    open_with_a_clock(sue, room.url("/"))
    the_bell(sue).focus()
    room.comment("sam", post_id)
    has_rung(room, "sue", 1)
    sue.clock.fast_forward(SOON)
    expect(the_bell(sue)).to_have_text("1")
    expect(the_bell(sue)).to_be_focused()


def test_without_javascript_every_page_shows_it(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sue")
    room.comment("sam", post_id, "I see it otherwise.")
    has_rung(room, "sue", 1)
    sue = browse("sue", via="plain")
    sue.goto(room.url("/"))
    the_bell(sue).click()
    sue.get_by_role("button", name="Mark all as read").click()
    expect(the_bell(sue)).to_have_accessible_name("Notifications")
    expect(sue.get_by_text("I see it otherwise.")).to_be_visible()
