"""Histories in a browser, and two who save the same text, with and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.console import Console
from tests.browser.test_layout import TOO_WIDE, WIDTHS

WORDS = "We walked to the port.\n\nWe saw five ships."
MINE, THEIRS = WORDS.replace("five ships", "five boats"), WORDS.replace("five ships", "six ships")


def edit(page: Page, words: str) -> None:
    page.get_by_label("Text").fill(words)
    page.get_by_role("button", name="Save", exact=True).click()


def raced(room: Classroom, browse: Browse, via: str) -> tuple[Page, str]:
    """Let sam save a post that ines has saved while he was writing; return his window."""
    post_id = room.post("sam", "The port", WORDS)
    address = room.url(f"/posts/{post_id}")
    page, other = browse("sam", via=via), browse("ines", via=via)
    for window in (page, other):
        window.goto(f"{address}/edit")
    edit(other, THEIRS)
    expect(steps.notice(other)).to_contain_text("Saved.")
    edit(page, MINE)
    expect(page.get_by_role("alert")).to_contain_text("Ines saved another version while you were writing")
    return page, address


def test_keeping_mine(room: Classroom, browse: Browse, console: Console, via: str) -> None:
    console.expect("409")
    page, address = raced(room, browse, via)
    cells = page.get_by_role("row").filter(has_text="We saw").get_by_role("cell")
    expect(cells.first.locator("del")).to_contain_text("six ships")
    expect(cells.last.locator("ins")).to_contain_text("five boats")
    page.get_by_role("button", name="Keep mine").click()
    expect(page).to_have_url(address)
    expect(page.locator(".post .prose")).to_contain_text("five boats")
    page.get_by_role("link", name="edited by Sam").click()
    expect(page.get_by_role("heading", level=3, name=re.compile("^Version"))).to_have_count(3)


def test_taking_theirs_asks_first_and_keeps_what_was_typed(
    room: Classroom, browse: Browse, console: Console, via: str
) -> None:
    console.expect("409")
    page, address = raced(room, browse, via)
    drop = page.get_by_role("link", name="Drop mine")
    expect(drop).to_be_hidden()
    page.get_by_text("Take theirs").click()
    expect(page.get_by_label("Text")).to_have_value(MINE)
    drop.click()
    expect(page).to_have_url(address)
    expect(page.locator(".post .prose")).to_contain_text("six ships")


def test_putting_both_together(room: Classroom, browse: Browse, console: Console, via: str) -> None:
    console.expect("409")
    page, address = raced(room, browse, via)
    page.get_by_role("link", name="Put both together").click()
    expect(page.get_by_label("Text")).to_be_in_viewport()
    edit(page, WORDS.replace("five ships", "six boats"))
    expect(page).to_have_url(address)
    expect(page.locator(".post .prose")).to_contain_text("six boats")


def test_a_comment_in_its_place(room: Classroom, browse: Browse, console: Console, via: str) -> None:
    console.expect("409")
    post_id = room.post("sue")
    comment_id = room.comment("sam", post_id, "I saw five ships.")
    page, other = browse("sam", via=via), browse("ines", via=via)
    for window in (page, other):
        window.goto(room.url(f"/posts/{post_id}"))
        steps.mark(window) if via == "htmx" else None
        window.locator(f"#said-{comment_id}").get_by_role("link", name="Edit", exact=True).click()
    for window, words in ((other, "I saw six ships."), (page, "I saw five boats.")):
        window.get_by_label("Edit the comment").fill(words)
        window.locator(f"#said-{comment_id}").get_by_role("button", name="Save").click()
        if window is other:
            expect(window.locator(f"#said-{comment_id}")).to_contain_text("six ships")
    expect(page.get_by_role("alert")).to_contain_text("Ines saved another version")
    expect(page.get_by_role("heading", name="Two versions")).to_be_focused()
    page.get_by_role("button", name="Keep mine").click()
    expect(page.locator(f"#said-{comment_id} .body")).to_have_text("I saw five boats.")
    assert via == "plain" or steps.unmoved(page)
    page.locator(f"#said-{comment_id}").get_by_role("link", name="edited by Sam").click()
    expect(page.locator("del")).to_contain_text("six ships")


def test_two_versions_are_chosen_compared_and_one_is_brought_back(
    room: Classroom, browse: Browse, via: str
) -> None:
    post_id = room.post("sam", "The port", WORDS)
    page = browse("sam", via=via)
    for words in (THEIRS, MINE):
        page.goto(room.url(f"/posts/{post_id}/edit"))
        edit(page, words)
    page.get_by_role("link", name="edited by Sam").click()
    page.get_by_label("From", exact=True).select_option(label="Version 1 · Sam")
    page.get_by_label("To", exact=True).select_option(label="Version 2 · Sam")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("del")).to_contain_text("five")
    expect(page.locator("ins")).to_contain_text("six")
    page.get_by_role("link", name="Side by side").click()
    expect(page.get_by_role("columnheader")).to_have_text(["Version 1", "Version 2"])
    page.get_by_role("button", name="Bring version 1 back").click()
    expect(steps.notice(page)).to_contain_text("Version 1 stands again.")
    expect(page.locator(".post .prose")).to_contain_text("five ships")


@pytest.mark.parametrize("view", ["", "&view=side"])
def test_long_words_and_long_lines_fit(room: Classroom, browse: Browse, view: str) -> None:
    post_id = room.post("sam", "W" * 200, f"{'w' * 900} one\n\n| {'cell | ' * 60}")
    page = browse("sam")
    page.goto(room.url(f"/posts/{post_id}/edit"))
    edit(page, f"{'w' * 901} two\n\n| {'cell | ' * 61}")
    page.goto(room.url(f"/posts/{post_id}/history?old=1{view}"))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 720})
        assert page.evaluate(TOO_WIDE) == [], width
