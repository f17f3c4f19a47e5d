"""Searching in a real browser: results come while one types, their address can be passed on."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse


def test_results_come_while_one_types(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sue", "Notes on the tannery", "A long walk along the river.")
    said = room.comment("sam", post_id, "The inspector counted *shoes* and left before l'\u00e9t\u00e9.")
    page = browse("sue")
    page.goto(room.url())
    page.locator("#find").click()
    box = page.locator("#search-box")
    expect(box).to_be_focused()
    box.press_sequentially("inspector ete", delay=20)
    expect(page.locator(".found mark")).to_have_text(["inspector", "\u00e9t\u00e9"])
    expect(page.locator("#said")).to_have_text("1 result.")
    expect(box).to_be_focused()
    expect(page).to_have_url(re.compile(r"/search\?q=inspector\+ete$"))
    page.reload()
    expect(page.locator(".found > li")).to_have_count(1)
    page.get_by_role("link", name="Notes on the tannery").click()
    expect(page.locator(f"#comment-{said}")).to_be_in_viewport()
    page.go_back()
    expect(page.locator("#search-box")).to_have_value("inspector ete")
    page.locator("#search-box").fill("nowhere to be found")
    expect(page.locator("#said")).to_have_text("Nothing was found.")


def test_more_results_follow_and_take_the_focus(room: Classroom, browse: Browse) -> None:
    for number in range(23):
        room.post("sue", f"Number {number}", "Water.")
    page = browse("sam")
    page.goto(room.url("/search?q=water"))
    page.get_by_role("link", name="More results").click()
    expect(page.locator(".found > li")).to_have_count(23)
    expect(page.locator(".found > li").nth(20).locator("h2 a")).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?q=water&show=40$"))


def test_without_javascript_the_form_is_sent(room: Classroom, browse: Browse) -> None:
    room.post("sue", "Notes on the tannery", "A long walk along the river.")
    page = browse("sam", via="plain")
    page.goto(room.url("/search"))
    page.get_by_label("Words").fill("walks rivers")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page.locator("#said")).to_contain_text("1 result has most of them")
    page.get_by_text("Filters and order").click()
    page.get_by_label("Written by").select_option("Sue")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page.locator(".found > li")).to_have_count(1)
