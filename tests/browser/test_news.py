"""Two browsers side by side: what one says shows in the other, and disturbs nothing there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from forum.comments.queries import WHOLE
from forum.courses import actions as courses
from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.console import Console

SOON = 21_000  # milliseconds: longer than a page waits before it asks
HIDDEN = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def open_with_a_clock(page: Page, url: str) -> None:
    """Open a page whose time goes on only when we say so."""
    page.clock.install()
    page.goto(url)


def told(page: Page) -> Locator:
    return page.locator("#news a")


def test_a_comment_shows_elsewhere_and_is_taken_in_on_click(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam")
    first = room.comment("ines", post_id, "The first.")
    reader, writer = browse("sue"), browse("sam")
    open_with_a_clock(reader, room.url(f"/posts/{post_id}"))
    steps.mark(reader)
    reader.get_by_role("link", name="Leave a comment").click()
    steps.comment_box(reader).fill("Half a sentence")
    scrolled = reader.evaluate("scrollY")

    writer.goto(room.url(f"/posts/{post_id}"))
    writer.get_by_role("link", name="Reply").click()
    writer.locator("textarea").fill("An answer to the first.")
    writer.get_by_role("button", name="Comment").click()
    expect(steps.said(writer, "An answer to the first.")).to_be_visible()

    reader.clock.fast_forward(SOON)
    expect(told(reader)).to_have_text("1 new comment")
    expect(steps.comment_box(reader)).to_be_focused()
    expect(steps.comment_box(reader)).to_have_value("Half a sentence")
    assert reader.evaluate("scrollY") == scrolled

    box, place = steps.comment_box(reader), "(box) => box.getBoundingClientRect().top"
    before = box.evaluate(place)
    told(reader).click()
    answer = reader.locator(f"#replies-{first} > li.comment.fresh")
    expect(answer).to_contain_text("An answer to the first.")
    expect(reader.locator("#notices")).to_contain_text("1 new comment is in its place.")
    expect(told(reader)).to_have_count(0)
    expect(reader.get_by_role("heading", name="2 comments", exact=True)).to_be_visible()
    expect(box).to_be_focused()
    expect(box).to_have_value("Half a sentence")
    assert abs(box.evaluate(place) - before) < 1
    assert steps.unmoved(reader)

    room.comment("sam", post_id, "And another.")
    reader.clock.fast_forward(SOON)
    expect(told(reader)).to_have_text("1 new comment")
    room.comment("sam", post_id, "And one more.")
    reader.clock.fast_forward(2 * SOON)
    expect(told(reader)).to_have_text("2 new comments")
    told(reader).focus()
    reader.keyboard.press("Enter")
    expect(steps.said(reader, "And another.")).to_be_focused()


def test_a_new_answer_that_a_long_thread_has_folded_is_led_to(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam")
    tops = room.long_thread("sam", post_id, tops=WHOLE + 1, answers=4)
    reader = browse("sue")
    open_with_a_clock(reader, room.url(f"/posts/{post_id}"))
    hidden = room.last_answer(tops[0])
    new = room.comment("ines", post_id, "Deep down.", under=hidden)
    reader.clock.fast_forward(SOON)
    told(reader).click()
    expect(told(reader)).to_have_text("A new answer among those that are folded")
    told(reader).click()
    expect(reader.locator(f"#comment-{new}.fresh")).to_be_visible()


def test_the_feed_tells_of_a_new_post(room: Classroom, browse: Browse) -> None:
    room.post("sam", "The first")
    page = browse("sue")
    open_with_a_clock(page, room.url("/"))
    room.post("sam", "The second")
    page.clock.fast_forward(SOON)
    told(page).click()
    expect(page.get_by_role("heading", name="The second")).to_be_visible()
    expect(told(page)).to_have_count(0)


def test_who_does_not_look_does_not_ask(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam")
    page = browse("sue")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/news" in request.url else None)
    open_with_a_clock(page, room.url(f"/posts/{post_id}"))
    page.evaluate(HIDDEN, True)
    page.clock.run_for(10 * SOON)
    assert asked == []
    with page.expect_response("**/news*") as answer:
        page.evaluate(HIDDEN, False)
    assert answer.value.status == 204
    assert len(asked) == 1


def test_where_nothing_comes_it_is_asked_ever_more_seldom(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam")
    page = browse("sue")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/news" in request.url else None)
    open_with_a_clock(page, room.url(f"/posts/{post_id}"))
    for pause in (20_000, 30_000, 45_000):
        before = len(asked)
        page.clock.run_for(pause - 1_000)
        assert len(asked) == before
        with page.expect_response("**/news*"):
            page.clock.run_for(1_000)


def test_who_is_removed_is_told_so_and_asked_no_more(
    room: Classroom, browse: Browse, console: Console
) -> None:
    console.expect("404")
    post_id = room.post("sam")
    page = browse("sue")
    open_with_a_clock(page, room.url(f"/posts/{post_id}"))
    with room.member("sue") as sue, room.member("ines") as ines:
        courses.remove(sue.course_id, sue.user_id, by=ines)
    room.comment("sam", post_id, "Between us.")
    with page.expect_response("**/news*") as answer:
        page.clock.run_for(SOON)
    assert answer.value.status == 404
    expect(told(page)).to_have_count(0)
    expect(page.locator("#notices")).to_contain_text("This page hears of nothing new any more")
    expect(page.get_by_text("Between us.")).to_have_count(0)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(20 * SOON)
    assert asked == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_news_is_one_key_away(room: Classroom, browse: Browse, scheme: str) -> None:
    post_id = room.post("sam")
    page = browse("sue", color_scheme=scheme)
    open_with_a_clock(page, room.url(f"/posts/{post_id}"))
    room.comment("sam", post_id, "New.")
    page.clock.fast_forward(SOON)
    told(page).focus()
    page.keyboard.press("Enter")
    expect(page.locator("li.comment.fresh")).to_be_focused()
