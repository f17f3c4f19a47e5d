"""What somebody types is not lost, whatever happens to their session or to the server."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.console import Console

WORDS = "Three paragraphs,\n\nnone of which I want to write again."


def type_comment(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Leave a comment").click()
    steps.comment_box(page).fill(WORDS)


def test_a_session_that_ended_meanwhile(room: Classroom, browse: Browse, console: Console, via: str) -> None:
    console.expect("401")
    name = f"nora-{via}"
    room.joined_by(name)
    post_id = room.post("sam")
    here, elsewhere = browse(name, via=via), browse(name, via=via)
    type_comment(here, room.url(f"/posts/{post_id}"))

    steps.sign_out_everywhere(elsewhere, room.site.url)

    here.get_by_role("button", name="Comment").click()
    expect(here.get_by_role("main")).to_contain_text("What you wrote is kept")
    steps.fill_sign_in(here, name)
    expect(here.get_by_role("heading", level=1)).to_have_text("What you wrote is kept")
    expect(here.get_by_label("Text")).to_have_value(WORDS)
    here.get_by_role("button", name="Send it now").click()
    expect(here.locator("li.comment:target")).to_contain_text("none of which I want to write again.")

    here.goto(f"{room.site.url}/kept")
    expect(here.get_by_text("What you wrote is kept")).to_have_count(0)


def test_a_post_with_its_categories(room: Classroom, browse: Browse) -> None:
    name = "nelly"
    room.joined_by(name)
    room.category("Field notes")
    page, elsewhere = browse(name), browse(name)
    page.goto(room.url("/posts/new"))
    page.get_by_label("Title").fill("A long one")
    page.get_by_label("Text", exact=True).fill(WORDS)
    page.get_by_role("checkbox", name="Field notes").check()
    steps.sign_out_everywhere(elsewhere, room.site.url)

    page.get_by_role("button", name="Publish").click()
    steps.fill_sign_in(page, name)
    expect(page.get_by_label("Title")).to_have_value("A long one")
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A long one")
    expect(page.locator("article.post")).to_contain_text("Filed under Field notes")


def test_a_button_of_a_page_that_is_too_old(room: Classroom, browse: Browse, console: Console) -> None:
    console.expect("400")
    post_id = room.post("sam")
    page, elsewhere = browse("sue"), browse()
    steps.sign_in(elsewhere, room.site.url, "sue")
    page.goto(room.url(f"/posts/{post_id}"))
    page.context.clear_cookies()
    anew = [(cookie["name"], cookie["value"]) for cookie in elsewhere.context.cookies()]
    page.context.add_cookies([{"name": name, "value": value, "url": room.site.url} for name, value in anew])
    button = page.locator(f"#bookmark-post-{post_id}")
    button.click()
    expect(page.get_by_role("alert")).to_contain_text("This page was open too long")
    expect(button).to_have_text("Bookmark")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    page.get_by_role("link", name="Reload the page").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")


def test_words_of_a_browser_that_has_forgotten_who_it_is(
    room: Classroom, browse: Browse, console: Console
) -> None:
    console.expect("400")
    post_id = room.post("sam")
    page = browse("sue")
    type_comment(page, room.url(f"/posts/{post_id}"))
    page.context.clear_cookies()
    page.get_by_role("button", name="Comment").click()
    expect(page.get_by_role("alert")).to_contain_text("You are signed out")
    expect(steps.comment_box(page)).to_have_value(WORDS)
    with page.expect_popup() as opened:
        page.get_by_role("alert").get_by_role("link", name="Sign in").click()
    steps.fill_sign_in(opened.value, "sue")
    expect(opened.value.get_by_label("Your account")).to_be_visible()
    page.get_by_role("button", name="Comment").click()
    expect(page.get_by_label("Text")).to_have_value(WORDS)
    page.get_by_role("button", name="Send it now").click()
    expect(page.locator("li.comment:target")).to_contain_text("none of which I want to write again.")


def test_a_server_that_is_gone(room: Classroom, browse: Browse, console: Console) -> None:
    console.expect("ERR_CONNECTION_", "Failed to fetch")
    post_id = room.post("sam")
    page = browse("sue")
    type_comment(page, room.url(f"/posts/{post_id}"))
    steps.mark(page)
    room.site.kill()
    try:
        page.get_by_role("button", name="Comment").click()
        expect(page.get_by_role("alert")).to_have_text(
            "The site could not be reached. What you typed is still here: try again."
        )
        expect(steps.comment_box(page)).to_have_value(WORDS)
        expect(page.get_by_role("button", name="Comment")).to_be_enabled()
    finally:
        room.site.start()
    page.get_by_role("button", name="Comment").click()
    expect(steps.said(page, "none of which I want to write again.")).to_be_focused()
    expect(page.locator("li.comment")).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert steps.unmoved(page)


def test_a_server_that_stumbles(room: Classroom, browse: Browse, console: Console) -> None:
    console.expect("503")
    post_id = room.post("sam")
    page = browse("sue")
    type_comment(page, room.url(f"/posts/{post_id}"))
    page.route("**/comments", lambda route: route.fulfill(status=503, body="Overloaded"), times=1)
    page.get_by_role("button", name="Comment").click()
    expect(page.get_by_role("alert")).to_contain_text("Something broke on our side.")
    expect(steps.comment_box(page)).to_have_value(WORDS)
    page.get_by_role("button", name="Comment").click()
    expect(steps.own_words(page, "none of which I want to write again.")).to_be_visible()
