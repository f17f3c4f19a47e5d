"""Who comes back to a list or a thread finds it as long as it was, and stands where they stood."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from forum.comments.queries import TOP_PAGE
from tests.browser import classroom
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.server import Site

POSTS = 50
TOPS, ANSWERS = 120, 3
READERS = ["", "sam"]  # a visitor's pages may be kept by the browser, a member's may not


@pytest.fixture(scope="module")
def long(site: Site) -> Classroom:
    """A public class with more posts than a page shows."""
    room = classroom.opened(site)
    room.change(visibility="public")
    for number in range(POSTS):
        room.post("sam", f"Post {number}", "Some words. " * 40)
    return room


@pytest.fixture(scope="module")
def discussed(long: Classroom) -> int:
    post_id = long.post("sam", "Much discussed")
    long.long_thread("sue", post_id, TOPS, ANSWERS)
    return post_id


def entries(page: Page, count: int) -> None:
    expect(page.locator(".entry")).to_have_count(count)


def place_of(page: Page, selector: str) -> float:
    """Return how far below the upper edge of the window something stands."""
    return float(page.locator(selector).evaluate("e => e.getBoundingClientRect().top"))


def older(page: Page) -> None:
    page.get_by_role("link", name="Older posts").press("Enter")


@pytest.mark.parametrize("reader", READERS)
def test_back_from_a_post_leads_to_the_place_that_was_left(
    long: Classroom, browse: Browse, reader: str
) -> None:
    page = browse(reader)
    page.goto(long.url())
    entries(page, 20)
    older(page)
    entries(page, 40)
    expect(page.locator(".entry").nth(20).get_by_role("heading").get_by_role("link")).to_be_focused()
    older(page)
    entries(page, POSTS)
    left = page.locator(".entry").nth(33)
    left.scroll_into_view_if_needed()
    name = f"#{left.get_attribute('id')}"
    before = place_of(page, name)
    left.get_by_role("heading").get_by_role("link").click()
    expect(page.locator("article.post")).to_be_visible()
    page.go_back()
    entries(page, POSTS)
    expect(page.locator(name)).to_be_in_viewport()
    assert abs(place_of(page, name) - before) < 2


def test_older_posts_come_without_a_jump(long: Classroom, browse: Browse) -> None:
    page = browse("sam")
    page.goto(long.url())
    last = f"#{page.locator('.entry').last.get_attribute('id')}"
    page.get_by_role("link", name="Older posts").focus()
    before = place_of(page, last)
    older(page)
    entries(page, 40)
    expect(page.locator(".entry").nth(20).get_by_role("heading").get_by_role("link")).to_be_in_viewport()
    assert abs(place_of(page, last) - before) < 2
    expect(page).to_have_url(long.url("/?show=40"))


def test_the_address_of_a_grown_list_is_a_page_by_itself(long: Classroom, browse: Browse) -> None:
    page = browse("sam", via="plain")
    page.goto(long.url("/?show=40"))
    entries(page, 40)
    page.get_by_role("link", name="Older posts").click()
    entries(page, POSTS - 40)
    page.go_back()
    entries(page, 40)


def test_back_into_a_long_thread(long: Classroom, discussed: int, browse: Browse) -> None:
    page = browse("sam")
    page.goto(long.url(f"/posts/{discussed}"))
    tops = page.locator("#comment-list > li.comment")
    expect(tops).to_have_count(TOP_PAGE)
    page.get_by_role("link", name="More comments").press("Enter")
    expect(tops).to_have_count(2 * TOP_PAGE)
    expect(tops.nth(TOP_PAGE)).to_be_focused()
    left = tops.nth(TOP_PAGE + 22)
    left.scroll_into_view_if_needed()
    name = f"#{left.get_attribute('id')}"
    before = place_of(page, name)
    left.locator("> article b a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sue")
    page.go_back()
    expect(tops).to_have_count(2 * TOP_PAGE)
    expect(page.locator(name)).to_be_in_viewport()
    assert abs(place_of(page, name) - before) < 2
