"""What a page becomes when somebody clicks in it: opened, refused, changed in place, broken."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from forum.comments.queries import TOP_PAGE
from tests.browser import steps
from tests.browser.furnished import THREADS, Furnished

EMPTY = """form => {
  for (const box of form.querySelectorAll("input:not([type=hidden]):not([readonly]), textarea")) {
    box.type === "checkbox" || box.type === "radio" ? box.checked = false : box.value = "";
  }
  form.noValidate = true;
}"""


def send_empty(page: Page, number: int = 0) -> None:
    """Send a form of the page with nothing in it, past what the browser itself would refuse."""
    form = page.locator("main form:has(.field, textarea)").nth(number)
    form.evaluate(EMPTY)
    for folded in form.locator("xpath=ancestor::details[not(@open)]/summary").all():
        folded.click()
    with page.expect_navigation():
        form.locator("button:not([type=button], [data-preview])").first.click()
    expect(page.locator(".error").first).to_be_visible()


def refused(page: Page, _school: Furnished) -> None:
    send_empty(page)


def second_refused(page: Page, _school: Furnished) -> None:
    send_empty(page, 1)


def third_refused(page: Page, _school: Furnished) -> None:
    send_empty(page, 2)


def fourth_refused(page: Page, _school: Furnished) -> None:
    send_empty(page, 3)


def mentioning(page: Page, school: Furnished) -> None:
    """Begin a handle in a comment, and look at the people whom it may be the handle of."""
    composer_open(page, school)
    page.keyboard.type("As said by @s")
    expect(page.get_by_role("option").first).to_be_visible()


def edited_meanwhile(page: Page, _school: Furnished) -> None:
    page.locator("input[name=seen]").evaluate("box => { box.value = '1'; }")
    page.get_by_label("Text").fill("Words that nobody has seen yet.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Two versions")).to_be_visible()
    page.locator("summary", has_text="Take ").click()


def stale(page: Page, _school: Furnished) -> None:
    page.locator("main input[name=csrf_token]").evaluate("box => { box.value = 'stale'; }")
    page.get_by_label("E-mail address").fill("somebody@students.of-some-university.example")
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_label("What you wrote, to copy")).to_be_visible()


def too_often(page: Page, _school: Furnished) -> None:
    """Send empty posts until that is too often; the last one through the form."""
    token = page.locator("input[name=csrf_token]").first.input_value()
    for _time in range(10):
        page.request.post(page.url.removesuffix("/new"), form={"csrf_token": token})
    page.get_by_label("Title").fill("Too often")
    page.get_by_label("Text", exact=True).fill("Words that are shown, to be copied.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Too many attempts")


def wrong_too_often(page: Page, _school: Furnished) -> None:
    wrong = {"email": "olga@example.org", "password": "wrong"}
    token = page.locator("main input[name=csrf_token]").input_value()
    for _time in range(10):
        page.request.post(page.url, form={"csrf_token": token, **wrong})
    page.get_by_label("E-mail address").fill(wrong["email"])
    page.get_by_label("Password").fill(wrong["password"])
    page.get_by_role("main").get_by_role("button").click()
    expect(page.locator(".error")).to_contain_text("Come back in")


def broken(page: Page, school: Furnished) -> None:
    school.lose_table("category")
    try:
        page.reload()
    finally:
        school.lose_table("category", found=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Something broke on our side")


def menu_open(page: Page, _school: Furnished) -> None:
    page.get_by_label("Your account").click()
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()


def skip_link(page: Page, _school: Furnished) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()


# --- In a thread ----------------------------------------------------------------------------------------


def composer_open(page: Page, _school: Furnished) -> None:
    page.get_by_role("link", name="Leave a comment").click()
    expect(steps.comment_box(page)).to_be_focused()


def composer_refused(page: Page, school: Furnished) -> None:
    composer_open(page, school)
    steps.comment_box(page).fill(" ")
    page.get_by_role("button", name="Comment").click()
    expect(page.locator(".error")).to_be_visible()


def commented(page: Page, school: Furnished) -> None:
    composer_open(page, school)
    steps.comment_box(page).fill("Said just now.")
    page.get_by_role("button", name="Comment").click()
    expect(steps.said(page, "Said just now.")).to_be_focused()


def click_beside(page: Page, comment: str, link: str) -> None:
    steps.own_words(page, f"Said by Sue, {comment}.").get_by_role("link", name=link).click()


def reply_open(page: Page, _school: Furnished) -> None:
    click_beside(page, "kept", "Reply")
    expect(page.get_by_role("textbox", name="Reply to Sue")).to_be_focused()


def open_edit(page: Page, comment: str) -> None:
    click_beside(page, comment, "Edit")
    expect(page.get_by_role("textbox", name="Edit the comment")).to_be_focused()


def edit_open(page: Page, _school: Furnished) -> None:
    open_edit(page, "kept")


def edit_refused(page: Page, _school: Furnished) -> None:
    open_edit(page, "kept")
    page.get_by_role("textbox", name="Edit the comment").fill(" ")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".error")).to_be_visible()


def edit_raced(page: Page, _school: Furnished) -> None:
    """Save a comment that somebody else has saved meanwhile."""
    open_edit(page, "kept")
    page.locator("input[name=seen]").evaluate("box => { box.value = '1'; }")
    page.get_by_role("textbox", name="Edit the comment").fill("Words that nobody has seen yet.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Two versions")).to_be_visible()


def edited(page: Page, _school: Furnished) -> None:
    open_edit(page, "edited")
    page.keyboard.type(" More.")
    page.get_by_role("button", name="Save").click()
    expect(steps.notice(page)).to_have_text("Saved.")


def ask_to_delete(page: Page, comment: str) -> None:
    click_beside(page, comment, "Delete")
    expect(page.get_by_role("button", name="Delete")).to_be_focused()


def deletion_asked(page: Page, _school: Furnished) -> None:
    ask_to_delete(page, "kept")


def deleted(page: Page, _school: Furnished) -> None:
    ask_to_delete(page, "deleted")
    page.get_by_role("button", name="Delete").click()
    expect(steps.notice(page)).to_contain_text("The comment is deleted.")


def vanished(page: Page, school: Furnished) -> None:
    """Click on what is no longer there; the error is said in place."""
    school.take_back("sues_vanished")
    click_beside(page, "vanished", "Edit")
    expect(page.get_by_role("alert")).to_be_visible()


def unreachable(page: Page, _school: Furnished) -> None:
    page.route("**/comments/new?*", lambda route: route.abort(), times=1)
    click_beside(page, "kept", "Reply")
    expect(page.get_by_role("alert")).to_contain_text("could not be reached")


def ask_to_hide(page: Page, comment: str) -> None:
    click_beside(page, comment, "Hide")
    expect(page.get_by_role("textbox", name="Reason")).to_be_focused()


def hiding_asked(page: Page, _school: Furnished) -> None:
    ask_to_hide(page, "kept")


def hiding_refused(page: Page, school: Furnished) -> None:
    hiding_asked(page, school)
    page.get_by_role("textbox", name="Reason").fill(" ")
    page.get_by_role("button", name="Hide").click()
    expect(page.locator(".error")).to_be_visible()


def hidden(page: Page, _school: Furnished) -> None:
    ask_to_hide(page, "hidden_later")
    page.get_by_role("textbox", name="Reason").fill("It names somebody.")
    page.get_by_role("button", name="Hide").click()
    expect(steps.notice(page)).to_contain_text("hidden")


def more_comments(page: Page, _school: Furnished) -> None:
    page.get_by_role("link", name="More comments").click()
    expect(page.locator("#comment-list > li.comment")).to_have_count(2 * TOP_PAGE)


def later_page(page: Page, _school: Furnished) -> None:
    page.goto(page.get_by_role("link", name="More comments").evaluate("link => link.href"))
    expect(page.get_by_role("link", name="From the first comment on")).to_be_visible()


def more_replies(page: Page, _school: Furnished) -> None:
    more = page.get_by_role("link", name=re.compile("more repl"))
    more.first.click()
    expect(more).to_have_count(THREADS - 1)


# --- In lists ---------------------------------------------------------------------------------------------


def older_posts(page: Page, _school: Furnished) -> None:
    page.get_by_role("link", name="Older posts").click()
    expect(page.get_by_role("link", name="Number 0")).to_be_visible()


def moved_up(page: Page, _school: Furnished) -> None:
    page.locator(".pins").get_by_role("button", name=re.compile("Move up")).click()
    expect(steps.notice(page)).not_to_be_empty()


def mailed(page: Page, _school: Furnished) -> None:
    page.get_by_label("E-mail address").fill("newcomer@example.org")
    page.get_by_role("button", name="Mail me the link").click()
    expect(page.get_by_role("link", name="Back to the invitation")).to_be_visible()


def published(page: Page, _school: Furnished) -> None:
    page.get_by_label("Title").fill("Just published")
    page.get_by_label("Text", exact=True).fill("Its words.")
    page.get_by_role("button", name="Publish").click()
    expect(steps.notice(page)).to_have_text("Your post is published.")


def hearted(page: Page, _school: Furnished) -> None:
    """Give a heart to the post and keep a bookmark of it."""
    bar = page.locator(".bar")
    for name in ("Worth reading", "Bookmark"):
        bar.get_by_role("button", name=name).click()
        expect(bar.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")


def names_shown(page: Page, _school: Furnished) -> None:
    """Rest on the number of hearts until the names are there."""
    page.locator(".bar .heart > a").focus()
    expect(page.locator(".heart .who")).to_contain_text("Sue")


def searched(page: Page, _school: Furnished) -> None:
    page.get_by_label("Words").fill("number")
    expect(page.locator(".found > li")).to_have_count(20)
    page.get_by_text("Filters and order").click()
