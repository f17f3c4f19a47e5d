"""Who deletes or hides by keyboard takes it back by keyboard, in the page and without JavaScript."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.keys import enter


def test_a_post(room: Classroom, browse: Browse, via: str) -> None:
    post_id = room.post("sam", "Taken back")
    page = browse("sam", via=via)
    page.goto(room.url(f"/posts/{post_id}/deletion"))
    enter(page, "Delete")
    expect(steps.notice(page)).to_contain_text("The post is deleted.")
    expect(page.get_by_role("link", name="Taken back")).to_have_count(0)
    enter(page, "Undo")
    expect(page.get_by_role("heading", level=1)).to_have_text("Taken back")


def test_a_comment(room: Classroom, browse: Browse, via: str) -> None:
    post_id = room.post("sam")
    room.comment("sue", post_id, "Taken back.")
    page = browse("sue", via=via)
    page.goto(room.url(f"/posts/{post_id}"))
    enter(page, "Delete")
    expect(page.get_by_text("You can take it back.")).to_be_visible()
    if via == "htmx":
        expect(page.get_by_role("button", name="Delete")).to_be_focused()
        page.keyboard.press("Enter")
    else:
        enter(page, "Delete")
    expect(steps.notice(page)).to_contain_text("The comment is deleted.")
    enter(page, "Undo")
    expect(steps.own_words(page, "Taken back.")).to_be_visible()


def test_a_comment_that_a_teacher_hid(room: Classroom, browse: Browse, via: str) -> None:
    post_id = room.post("sam")
    comment_id = room.comment("sam", post_id, "Rude words.")
    ines, sue = browse("ines", via=via), browse("sue")
    ines.goto(room.url(f"/comments/{comment_id}/hiding"))
    ines.get_by_role("textbox", name="Reason").fill("Be kind.")
    ines.keyboard.press("Enter")
    expect(steps.notice(ines)).to_contain_text("The comment is hidden from the class.")
    sue.goto(room.url(f"/posts/{post_id}"))
    expect(sue.get_by_text("Rude words.")).to_have_count(0)
    enter(ines, "Undo")
    expect(steps.notice(ines)).to_have_text("The comment is shown to the class again.")
    sue.reload()
    expect(sue.get_by_text("Rude words.")).to_be_visible()


def test_the_offer_stays_until_it_is_used(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam")
    room.comment("sue", post_id, "Taken back.")
    page = browse("sue")
    page.clock.install()
    page.goto(room.url(f"/posts/{post_id}"))
    enter(page, "Delete")
    page.get_by_role("button", name="Delete").press("Enter")
    undo = steps.notice(page).get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    page.clock.fast_forward("10:00")
    expect(undo).to_be_visible()
    undo.press("Enter")
    expect(steps.own_words(page, "Taken back.")).to_be_visible()
    expect(steps.notice(page)).to_have_text("The comment is back.")
    page.clock.fast_forward("10:00")
    expect(steps.notice(page)).to_have_text("")
