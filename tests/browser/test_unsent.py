"""Nothing that is typed is lost: whatever happens to the page, the session, the site or the network."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.console import Console
from tests.browser.test_prompts import prompt

WORDS = "Three paragraphs, none of which I want to write again."
SAVED = "Draft saved"


def editor(room: Classroom, page: Page) -> Locator:
    page.goto(room.url("/posts/new"))
    return page.get_by_label("Text", exact=True)


def saved(page: Page) -> Locator:
    return page.locator(".saved").first


def open_comment(room: Classroom, page: Page, post_id: int) -> Locator:
    page.goto(room.url(f"/posts/{post_id}"))
    page.get_by_role("link", name="Leave a comment").click()
    expect(steps.comment_box(page)).to_be_focused()
    return steps.comment_box(page)


def test_a_post_comes_back_on_another_device(room: Classroom, browse: Browse) -> None:
    room.category("Field notes")
    page, phone = browse("sam"), browse("sam", viewport={"width": 320, "height": 640})
    page.goto(room.url("/posts/new"))
    page.get_by_label("Title").fill("A long one")
    page.get_by_role("checkbox", name="Field notes").check()
    page.get_by_label("Text", exact=True).press_sequentially(WORDS)
    expect(saved(page)).to_contain_text(SAVED)

    expect(editor(room, phone)).to_have_value(WORDS)
    expect(phone.get_by_label("Title")).to_have_value("A long one")
    expect(phone.get_by_role("checkbox", name="Field notes")).to_be_checked()
    expect(saved(phone)).to_contain_text("not sent yet")
    phone.get_by_role("button", name="Publish").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("A long one")
    expect(editor(room, page)).to_have_value("")


def test_a_letter_comes_back_on_another_device_until_it_is_sent(room: Classroom, browse: Browse) -> None:
    page, phone = browse("ines"), browse("ines", viewport={"width": 320, "height": 640})
    address = room.url(f"/prompts/{prompt(room)}/board/messages")
    page.goto(address)
    page.get_by_role("checkbox", name="Sam").uncheck()
    page.get_by_label("Text", exact=True).fill(WORDS)
    expect(page.get_by_role("button", name="Preview")).to_have_count(0)
    expect(saved(page)).to_contain_text(SAVED)

    phone.goto(address)
    expect(phone.get_by_label("Text", exact=True)).to_have_value(WORDS)
    expect(phone.get_by_role("checkbox", name="Sam")).not_to_be_checked()
    phone.get_by_role("button", name="Send it").click()
    expect(steps.notice(phone)).to_contain_text("on its way to 1 student")
    page.goto(address)
    expect(page.get_by_label("Text", exact=True)).to_have_value(re.compile("^Hello"))
    page.goto(room.url("/drafts"))
    expect(page.get_by_text("You have no drafts in this class.")).to_be_visible()


def test_comments_and_replies_come_back_in_their_places(room: Classroom, browse: Browse) -> None:
    post_id = room.post("ines")
    room.comment("sue", post_id, "What sue said")
    page = browse("sam")
    open_comment(room, page, post_id).press_sequentially("My comment")
    expect(page.locator("#comment-form .saved")).to_contain_text(SAVED)
    steps.said(page, "What sue said").get_by_role("link", name="Reply").click()
    answer = page.get_by_role("textbox", name="Reply to Sue")
    answer.press_sequentially("My answer")
    expect(page.locator(".comment .saved")).to_contain_text(SAVED)

    page.goto(room.url("/"))
    page.goto(room.url(f"/posts/{post_id}"))
    expect(steps.comment_box(page)).to_have_value("My comment")
    expect(answer).to_have_value("My answer")
    expect(page.get_by_role("main")).to_be_visible()
    expect(steps.comment_box(page)).not_to_be_focused()
    expect(page.locator(".waiting")).to_be_hidden()

    page.locator(".comment").get_by_role("button", name="Comment").click()
    expect(steps.own_words(page, "My answer")).to_have_count(1)
    page.reload()
    expect(steps.comment_box(page)).to_have_value("My comment")
    expect(answer).to_have_count(0)


def test_who_leaves_at_once_loses_nothing(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    editor(room, page).fill(WORDS)
    page.goto(room.url("/"))  # before anything was saved
    expect(editor(room, page)).to_have_value(WORDS)
    expect(saved(page)).to_contain_text(re.compile("Draft saved|not sent yet"))
    expect(editor(room, browse("sam"))).to_have_value(WORDS)


def test_a_site_that_is_away(room: Classroom, browse: Browse, console: Console) -> None:
    console.expect("ERR_CONNECTION_")
    page = browse("sam")
    box = editor(room, page)
    box.fill("Begun")
    expect(saved(page)).to_contain_text(SAVED)
    room.site.kill()
    try:
        box.fill(WORDS)
        expect(saved(page)).to_contain_text("kept in this browser")
    finally:
        room.site.start()
    page.evaluate("dispatchEvent(new Event('online'))")  # as a browser says when the network is back
    expect(saved(page)).to_contain_text(SAVED)
    expect(editor(room, browse("sam"))).to_have_value(WORDS)


def test_a_site_that_dies_while_the_post_is_sent(room: Classroom, browse: Browse, console: Console) -> None:
    console.expect("ERR_CONNECTION_")
    page = browse("sam")
    box = editor(room, page)
    page.get_by_label("Title").fill("A long one")
    box.fill(WORDS)
    room.site.kill()
    try:
        page.get_by_role("button", name="Publish").click()
        page.wait_for_url("chrome-error://**")
    finally:
        room.site.start()
    expect(editor(room, page)).to_have_value(WORDS)
    expect(page.get_by_label("Title")).to_have_value("A long one")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A long one")
    page.goto(room.url("/drafts"))
    expect(page.get_by_text("You have no drafts in this class.")).to_be_visible()


def test_signed_out_in_another_tab(room: Classroom, browse: Browse, console: Console) -> None:
    console.expect("401", "400")
    room.joined_by("nadia")
    page, elsewhere = browse("nadia"), browse("nadia")
    box = editor(room, page)
    steps.sign_out_everywhere(elsewhere, room.site.url)
    box.press_sequentially(WORDS)
    expect(saved(page)).to_contain_text("kept in this browser")

    steps.sign_in(page, room.site.url, "nadia")
    expect(editor(room, page)).to_have_value(WORDS)


def test_nobody_else_at_this_browser_is_offered_the_words(
    room: Classroom, browse: Browse, console: Console
) -> None:
    console.expect("401", "400")
    room.joined_by("noor")
    room.joined_by("nuria")
    page, elsewhere = browse("noor"), browse("noor")
    box = editor(room, page)
    steps.sign_out_everywhere(elsewhere, room.site.url)
    box.press_sequentially(WORDS)
    expect(saved(page)).to_contain_text("kept in this browser")
    steps.sign_in(page, room.site.url, "nuria")
    expect(editor(room, page)).to_have_value("")
    page.goto(f"{room.site.url}/drafts")
    expect(page.get_by_text("You have sent everything that you wrote.")).to_be_visible()


def test_two_windows_with_one_draft(room: Classroom, browse: Browse, console: Console) -> None:
    console.expect("409")
    one, two = browse("sam"), browse("sam")
    editor(room, one).fill("Begun")
    expect(saved(one)).to_contain_text(SAVED)
    other = editor(room, two)
    expect(other).to_have_value("Begun")
    one.get_by_label("Text", exact=True).fill("Begun, and gone on with in the first")
    expect(saved(one)).to_contain_text(SAVED)
    expect(one.locator("[name=saves]")).to_have_value("2")
    other.fill("Begun, and gone on with in the second")
    expect(saved(two)).to_contain_text("Both are kept")
    two.goto(room.url("/drafts"))
    for which in ("first", "second"):
        expect(two.get_by_text(f"gone on with in the {which}")).to_be_visible()


def test_a_class_that_was_closed_meanwhile(room: Classroom, browse: Browse, console: Console) -> None:
    console.expect("403")
    post_id = room.post("ines")
    page = browse("sam")
    open_comment(room, page, post_id).fill(WORDS)
    room.change(is_open=False)
    page.get_by_role("button", name="Comment").click()
    expect(page.get_by_role("alert")).to_contain_text("closed")
    expect(steps.comment_box(page)).to_have_value(WORDS)
    expect(page.locator("#comment-form .saved")).to_contain_text(SAVED)
    page.goto(f"{room.site.url}/drafts")
    page.get_by_role("link", name="Comment").first.click()
    expect(page.get_by_label("What you wrote")).to_have_value(WORDS)


def test_back_and_forward_after_posting_bring_nothing_twice(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    box = editor(room, page)
    page.get_by_label("Title").fill("Once")
    box.press_sequentially(WORDS)
    expect(saved(page)).to_contain_text(SAVED)
    page.get_by_role("button", name="Publish").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Once")
    page.go_back()
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text("Once")
    page.goto(room.url("/"))
    expect(page.locator(".entry")).to_have_count(1)
    page.goto(room.url("/drafts"))
    expect(page.get_by_text("You have no drafts in this class.")).to_be_visible()


def test_drafts_are_listed_thrown_away_and_brought_back(room: Classroom, browse: Browse, via: str) -> None:
    writer, page = browse("sam"), browse("sam", via=via)
    writer.goto(room.url("/posts/new"))
    writer.get_by_label("Title").fill("A long one")
    writer.get_by_label("Text", exact=True).press_sequentially("Words")
    expect(saved(writer)).to_contain_text(SAVED)
    page.goto(room.url("/drafts"))
    page.get_by_role("button", name="Throw away").click()
    expect(page.get_by_text("You have no drafts in this class.")).to_be_visible()
    steps.notice(page).get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="A long one")).to_be_visible()
