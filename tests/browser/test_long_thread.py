"""A thousand comments come in pages, and none of them is hard to reach."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from forum.comments.queries import REPLIES_SHOWN, TOP_PAGE
from tests.browser import classroom
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.server import Site

TOPS, ANSWERS = 2 * TOP_PAGE + 20, 8  # and as many answers under each
COMMENTS = TOPS * (ANSWERS + 1)


@dataclass(frozen=True)
class Thread:
    room: Classroom
    post_id: int
    tops: list[int]

    @property
    def url(self) -> str:
        return self.room.url(f"/posts/{self.post_id}")

    def answer(self, top: int, place: int) -> int:
        """Return the id of an answer; the rows went in at once, so ids follow one another."""
        return self.tops[top] + place


@pytest.fixture(scope="module")
def thread(site: Site) -> Thread:
    room = classroom.opened(site)
    post_id = room.post("sam", "Much discussed")
    return Thread(room, post_id, room.long_thread("sue", post_id, TOPS, ANSWERS))


def tops(page: Page, count: int) -> None:
    expect(page.locator("#comment-list > li.comment")).to_have_count(count)


def test_it_comes_in_pages(thread: Thread, browse: Browse, via: str) -> None:
    page = browse("sam", via=via)
    page.goto(thread.url)
    expect(page.get_by_role("heading", name=f"{COMMENTS} comments")).to_be_visible()
    tops(page, TOP_PAGE)
    page.get_by_role("link", name="More comments").click()
    if via == "plain":
        first = page.locator("#comment-list > li.comment").first
        expect(first).to_have_id(f"comment-{thread.tops[TOP_PAGE]}")
        page.get_by_role("link", name="From the first comment on").click()
        expect(first).to_have_id(f"comment-{thread.tops[0]}")


def test_more_comments_keep_the_place(thread: Thread, browse: Browse) -> None:
    page = browse("sam")
    page.goto(thread.url)
    more = page.get_by_role("link", name="More comments")
    more.focus()
    before = page.evaluate("scrollY")
    more.press("Enter")
    tops(page, 2 * TOP_PAGE)
    expect(page.locator(f"#comment-{thread.tops[TOP_PAGE]}")).to_be_focused()
    expect(page.locator(f"#comment-{thread.tops[TOP_PAGE]}")).to_be_in_viewport()
    assert abs(page.evaluate("scrollY") - before) < page.evaluate("innerHeight")
    page.get_by_role("link", name="More comments").press("Enter")
    tops(page, TOPS)
    expect(page.get_by_role("link", name="More comments")).to_have_count(0)
    expect(page.locator(f"#comment-{thread.tops[2 * TOP_PAGE]}")).to_be_focused()


def test_more_replies_come_into_their_thread(thread: Thread, browse: Browse, via: str) -> None:
    page = browse("sam", via=via)
    page.goto(thread.url)
    expect(page.locator(f"#replies-{thread.tops[1]} > li")).to_have_count(REPLIES_SHOWN)
    page.locator(f"#more-{thread.tops[1]}").click()
    if via == "plain":  # a page of its own, with the answers that come next
        expect(page.get_by_role("heading", level=1)).to_have_text("Much discussed")
        expect(page.locator(f"#replies-{thread.tops[1]} > li")).to_have_count(ANSWERS - REPLIES_SHOWN)
    else:
        expect(page.locator(f"#replies-{thread.tops[1]} > li")).to_have_count(ANSWERS)
        expect(page.locator(f"#comment-{thread.answer(1, REPLIES_SHOWN + 1)}")).to_be_focused()
        expect(page.locator(f"#replies-{thread.tops[2]} > li")).to_have_count(REPLIES_SHOWN)
        expect(page).to_have_url(thread.url)


def test_a_link_to_a_comment_opens_its_page(thread: Thread, browse: Browse, via: str) -> None:
    page = browse("sam", via=via)
    late = TOPS - 5  # not on the first page
    for wanted in (thread.tops[late], thread.answer(late, 7)):
        page.goto(thread.room.url(f"/comments/{wanted}"))
        expect(page.locator(":target")).to_have_id(f"comment-{wanted}")
        expect(page.locator(":target")).to_be_in_viewport()
        assert marked(page) != marked(page, "body")


def marked(page: Page, selector: str = ":target > article") -> str:
    """Return the colour of the ground that something stands on."""
    return str(page.locator(selector).evaluate("e => getComputedStyle(e).backgroundColor"))


def test_a_new_comment_stands_at_the_end_once(thread: Thread, browse: Browse) -> None:
    page = browse("sam")
    page.goto(thread.url)
    page.get_by_role("link", name="Leave a comment").click()
    page.get_by_role("textbox", name="Leave a comment").fill("The last word.")
    page.get_by_role("button", name="Comment").click()
    words = page.locator("li.comment", has_text="The last word.")
    expect(words).to_be_focused()
    expect(page.get_by_role("heading", name=f"{COMMENTS + 1} comments")).to_be_visible()
    for count in (2 * TOP_PAGE + 1, TOPS + 1):
        page.get_by_role("link", name="More comments").click()
        expect(words).to_have_count(1)
        tops(page, count)
    expect(page.locator("#comment-list > li.comment").last).to_contain_text("The last word.")
