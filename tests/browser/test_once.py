"""However often it is sent, a comment comes once."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.console import Console


def type_comment(page: Page, text: str) -> None:
    page.get_by_role("link", name="Leave a comment").click()
    steps.comment_box(page).fill(text)


def there_is_one(room: Classroom, page: Page, post_id: int) -> None:
    page.goto(room.url(f"/posts/{post_id}"))
    expect(page.get_by_role("heading", name="1 comment", exact=True)).to_be_visible()
    expect(page.locator("li.comment")).to_have_count(1)


def test_a_double_click(room: Classroom, browse: Browse, via: str) -> None:
    post_id = room.post("sam")
    page = browse("sue", via=via)
    page.goto(room.url(f"/posts/{post_id}"))
    type_comment(page, "Twice?")
    page.get_by_role("button", name="Comment").dblclick()
    expect(steps.own_words(page, "Twice?")).to_be_visible()
    there_is_one(room, page, post_id)


def test_a_reload_and_steps_through_the_history(room: Classroom, browse: Browse, via: str) -> None:
    post_id = room.post("sam")
    page = browse("sue", via=via)
    page.goto(room.url(f"/posts/{post_id}/comments/new"))
    steps.comment_box(page).fill("Twice?")
    page.get_by_role("button", name="Comment").click()
    expect(steps.own_words(page, "Twice?")).to_be_visible()
    page.reload()
    page.go_back()
    page.go_forward()
    expect(steps.own_words(page, "Twice?")).to_be_visible()
    there_is_one(room, page, post_id)


def test_a_lost_answer(room: Classroom, browse: Browse, console: Console) -> None:
    console.expect("ERR_FAILED", "Failed to fetch")
    post_id = room.post("sam")
    page = browse("sue")
    page.goto(room.url(f"/posts/{post_id}"))
    type_comment(page, "Twice?")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/comments", lose, times=1)
    page.get_by_role("button", name="Comment").click()
    expect(page.get_by_role("alert")).to_contain_text("could not be reached")
    expect(steps.comment_box(page)).to_have_value("Twice?")
    page.get_by_role("button", name="Comment").click()
    expect(steps.own_words(page, "Twice?")).to_be_visible()
    there_is_one(room, page, post_id)
