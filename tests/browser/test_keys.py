"""Single keys: through posts and comments, to what is new, to writing; never while somebody types."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def answering(room: Classroom, browse: Browse) -> tuple[Page, int]:
    """A reader in the box for a comment, and the post that it stands under."""
    post_id = room.post("sam")
    page = browse("sue")
    page.goto(room.url(f"/posts/{post_id}"))
    press(page, "r")
    expect(steps.comment_box(page)).to_be_focused()
    return page, post_id


def focused(page: Page, id: str) -> None:
    expect(page.locator(f"#{id}")).to_be_focused()


def test_through_the_posts_and_into_one(room: Classroom, browse: Browse) -> None:
    old, new = room.post("sam", "The old one"), room.post("sam", "The new one")
    page = browse("sue")
    page.goto(room.url("/"))
    press(page, "j")
    focused(page, f"post-{new}")
    press(page, "j")
    focused(page, f"post-{old}")
    press(page, "j")
    focused(page, f"post-{old}")
    press(page, "k")
    focused(page, f"post-{new}")
    press(page, "o")
    expect(page.get_by_role("heading", level=1, name="The new one")).to_be_visible()


def test_to_what_is_new_and_to_the_answer(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam")
    first = room.comment("ines", post_id)
    page = browse("sue")
    page.goto(room.url(f"/posts/{post_id}"))
    new = room.comment("ines", post_id)
    room.comment("ines", post_id, under=first)
    last = room.comment("sam", post_id)
    page.reload()
    press(page, "n", "n")
    focused(page, f"comment-{new}")
    press(page, "n")
    focused(page, f"comment-{last}")
    press(page, "k", "r")
    box = page.locator(f"#answer-{new}-body")
    expect(box).to_be_focused()
    page.keyboard.type("jk no? /c")
    expect(box).to_have_value("jk no? /c")


def test_to_the_post_whose_comments_are_new_and_on_the_page_of_news(room: Classroom, browse: Browse) -> None:
    talked, post_id = room.post("sam", "Talked about"), room.post("sam", "Silent")
    page = browse("sue")
    for each in (talked, post_id):
        page.goto(room.url(f"/posts/{each}"))
    room.comment("ines", talked)
    page.goto(room.url("/"))
    press(page, "n")
    focused(page, f"post-{talked}")
    page.goto(room.url("/new"))
    press(page, "j")
    focused(page, f"post-{talked}")
    press(page, "o")
    expect(page).to_have_url(room.url(f"/posts/{talked}"))


def test_what_was_typed_is_not_left_for_a_key(room: Classroom, browse: Browse) -> None:
    page, post_id = answering(room, browse)
    page.keyboard.type("Half a thought")
    for key in ("n", "c", "/"):
        page.locator("main").focus()
        press(page, key)
        expect(steps.comment_box(page)).to_be_focused()
    expect(page).to_have_url(room.url(f"/posts/{post_id}"))
    expect(steps.comment_box(page)).to_have_value("Half a thought")


def test_through_what_was_found(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam", "A found one", "Words about cranes.")
    page = browse("sue")
    page.goto(room.url("/search?q=cranes"))
    page.locator("main").focus()
    press(page, "j")
    expect(page.locator(".found > li")).to_be_focused()
    press(page, "o")
    expect(page).to_have_url(room.url(f"/posts/{post_id}"))


def test_to_a_comment_a_post_and_the_news(room: Classroom, browse: Browse) -> None:
    page, _post_id = answering(room, browse)
    page.goto(room.url("/"))
    press(page, "n")
    expect(page).to_have_url(room.url("/new"))
    press(page, "c")
    expect(page).to_have_url(room.url("/posts/new"))


def test_to_the_search_and_into_its_box(room: Classroom, browse: Browse) -> None:
    page = browse("sue")
    page.goto(room.url("/"))
    press(page, "/")
    expect(page).to_have_url(room.url("/search"))
    page.locator("main").focus()
    press(page, "/")
    expect(page.locator("#search-box")).to_be_focused()
    expect(page.locator("#search-box")).to_have_value("")


def test_a_list_of_them_comes_and_goes(room: Classroom, browse: Browse) -> None:
    room.post("sam")
    page = browse("sue")
    page.goto(room.url("/"))
    press(page, "j", "?")
    box = page.get_by_role("dialog", name="Keys")
    expect(box).to_contain_text("Next that is new")
    expect(box.get_by_role("button", name="Close")).to_be_focused()
    press(page, "j")
    expect(box.get_by_role("button", name="Close")).to_be_focused()
    press(page, "Escape")
    expect(box).to_have_count(0)
    expect(page.locator("article.entry")).to_be_focused()


@pytest.mark.parametrize("chord", ["Control+j", "Alt+j", "Meta+j"])
def test_with_another_key_they_are_the_browsers(room: Classroom, browse: Browse, chord: str) -> None:
    room.post("sam")
    page = browse("sue")
    page.goto(room.url("/"))
    press(page, chord)
    expect(page.locator("article.entry")).not_to_be_focused()


def test_who_does_not_want_them_switches_them_off(room: Classroom, browse: Browse) -> None:
    room.post("sam")
    page = browse("asa")
    for uses in (False, True):
        page.goto(f"{room.site.url}/settings")
        page.get_by_label("Single keys").set_checked(uses)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_label("Single keys")).to_be_checked(checked=uses)
        page.goto(room.url("/"))
        press(page, "j")
        entry = page.locator("article.entry")
        expect(entry).to_be_focused() if uses else expect(entry).not_to_be_focused()


def test_a_visitor_has_none(room: Classroom, browse: Browse) -> None:
    room.change(visibility="public")
    room.post("sam")
    page = browse()
    page.goto(room.url("/"))
    press(page, "j")
    expect(page.locator("article.entry")).not_to_be_focused()
    assert page.locator("script[src*='keys.js']").count() == 0
