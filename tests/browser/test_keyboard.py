"""Everything can be done with Tab and Enter, and it shows where one is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.console import Console
from tests.browser.keys import enter, tab_to
from tests.people import PASSWORD, email

# A complaint in the console fails the story: see the console of conftest.py.
GUARD = """document.addEventListener("htmx:after:swap", () => setTimeout(() => {
  if (document.activeElement === document.body) console.error("the focus is lost");
}));"""
OLDER = 21  # posts; a page holds 20


@pytest.fixture
def browse(browse: Browse) -> Browse:
    """Open browsers that complain when a change of a part of the page leaves the focus nowhere."""

    def guarded(name: str = "") -> Page:
        page = browse(name)
        page.add_init_script(GUARD)
        return page

    return guarded


def type_into(page: Page, words: str, text: str) -> None:
    tab_to(page, words)
    page.keyboard.type(text)


def said(page: Page, text: str) -> None:
    """The outcome was said in the live region; text that comes with a new page, once the page stands."""
    expect(page.locator("#notices[role=status][aria-live=polite] p")).to_have_text(text)


def heading(page: Page, text: str) -> Locator:
    return page.get_by_role("heading", level=1, name=text, exact=True)


def test_from_the_front_door_to_an_answer(room: Classroom, browse: Browse) -> None:
    room.joined_by("nils", called="Nils")
    for name in ("Field notes", "Readings", "Interviews"):
        room.category(name)
    page = browse()
    page.goto(room.site.url)
    enter(page, "Skip to the content")
    expect(page.locator("main")).to_be_focused()
    enter(page, "Sign in")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    page.keyboard.type(email("nils"))
    type_into(page, "Password", PASSWORD)
    page.keyboard.press("Enter")
    expect(heading(page, "Posts")).to_be_visible()

    enter(page, "Write a post")
    expect(page.get_by_label("Title")).to_be_focused()
    page.keyboard.type("By hand")
    type_into(page, "Text", "No mouse was here.")
    for name in ("Field notes", "Readings"):
        tab_to(page, name)
        page.keyboard.press("Space")
    enter(page, "Publish")
    expect(heading(page, "By hand")).to_be_visible()
    expect(page.locator("article.post")).to_contain_text("Filed under Field notes, Readings")
    said(page, "Your post is published.")

    enter(page, "Leave a comment")
    expect(page.get_by_role("textbox", name="Leave a comment")).to_be_focused()
    page.keyboard.type("A thought.")
    enter(page, "Comment")
    expect(page.locator("li.comment")).to_be_focused()
    said(page, "Your comment is posted.")
    enter(page, "Reply")
    expect(page.get_by_role("textbox", name="Reply to Nils")).to_be_focused()
    page.keyboard.type("And an answer.")
    enter(page, "Comment")
    answer = page.locator("li.comment li.comment")
    expect(answer).to_contain_text("And an answer.")
    expect(answer).to_be_focused()
    expect(answer.locator("> article")).to_have_css("outline-style", "solid")


def test_the_menu_opens_and_closes(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    page.goto(room.url())
    enter(page, "Your account")
    expect(page.get_by_role("link", name="Account settings")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Account settings")).to_be_hidden()
    expect(page.get_by_label("Your account")).to_be_focused()
    page.keyboard.press("Enter")
    enter(page, "Account settings")
    expect(heading(page, "Account settings")).to_be_visible()


def test_the_focus_survives_every_change_of_a_comment(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam")
    first = room.comment("sue", post_id, "A thought.")
    page = browse("sue")
    page.goto(room.url(f"/posts/{post_id}"))
    place = page.locator(f"#comment-{first}")
    enter(page, "Edit")
    expect(page.get_by_role("textbox", name="Edit the comment")).to_be_focused()
    enter(page, "Save")
    said(page, "Saved.")
    expect(place).to_be_focused()
    enter(page, "Edit")
    enter(page, "Cancel")
    expect(place).to_be_focused()
    enter(page, "Delete")
    expect(page.get_by_role("button", name="Delete")).to_be_focused()
    enter(page, "Keep it")
    expect(place).to_be_focused()
    enter(page, "Delete")
    expect(page.get_by_role("button", name="Delete")).to_be_focused()
    page.keyboard.press("Enter")
    expect(place).to_contain_text("This comment was deleted.")
    expect(place).to_be_focused()
    said(page, "The comment is deleted.")
    enter(page, "Undo")
    expect(place).to_contain_text("A thought.")
    expect(place).to_be_focused()
    said(page, "The comment is back.")


def test_a_post_is_edited_deleted_and_taken_back(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    page.goto(room.url(f"/posts/{room.post('sam', 'Before')}"))
    enter(page, "Edit")
    expect(heading(page, "Edit the post")).to_be_visible()
    type_into(page, "Title", "After")  # Tab selects what is in the field
    enter(page, "Save")
    expect(heading(page, "After")).to_be_visible()
    said(page, "Saved.")
    enter(page, "Delete")
    expect(heading(page, "Delete this post?")).to_be_visible()
    enter(page, "Delete")
    said(page, "The post is deleted.")
    enter(page, "Undo")
    expect(heading(page, "After")).to_be_visible()


def test_an_instructor_pins_and_orders(room: Classroom, browse: Browse) -> None:
    for title in ("First", "Second"):
        room.post("sam", title)
    page = browse("ines")
    page.goto(room.url())
    for title in ("First", "Second"):
        enter(page, f"Pin {title}")
        said(page, "Pinned to the top.")
        expect(page.get_by_role("button", name=f"Unpin {title}")).to_be_focused()
    page.reload()
    enter(page, "Move up First")
    expect(page.locator(".pins").get_by_role("heading")).to_have_text(["First", "Second"])
    expect(page.locator(".pins").get_by_role("article").first).to_be_focused()
    enter(page, "Unpin First")
    said(page, "No longer pinned.")
    expect(page.get_by_role("button", name="Pin First")).to_be_focused()


def test_older_posts_come_under_the_newer_ones(room: Classroom, browse: Browse) -> None:
    for number in range(OLDER):
        room.post("sam", f"Number {number}")
    page = browse("sue")
    page.goto(room.url())
    page.get_by_role("link", name="Number 1", exact=True).focus()
    enter(page, "Older posts")
    expect(page.get_by_role("link", name="Number 0", exact=True)).to_be_focused()
    expect(page.get_by_role("article")).to_have_count(OLDER)
    expect(page.get_by_role("link", name="Older posts")).to_have_count(0)


def test_a_refused_comment_keeps_the_focus_in_its_field(
    room: Classroom, browse: Browse, console: Console
) -> None:
    console.expect("422")
    page = browse("sue")
    page.goto(room.url(f"/posts/{room.post('sam')}"))
    enter(page, "Leave a comment")
    expect(steps.comment_box(page)).to_be_focused()
    page.keyboard.type(" ")
    enter(page, "Comment")
    expect(steps.comment_box(page)).to_have_accessible_description("Write something first.")
    expect(steps.comment_box(page)).to_be_focused()
