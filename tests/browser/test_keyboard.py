"""Everything can be done with Tab and Enter, and it shows where one is."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.people import PASSWORD, email

FAR = 60  # presses of Tab; no page of these stories has more stops
HERE = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  const around = getComputedStyle(at.closest(".composer") ?? at);
  const words = at.labels?.[0]?.textContent || at.ariaLabel || at.textContent;
  return { words: words.trim().replace(/\\s+/g, " "), tag: at.tagName,
           ring: style.outlineStyle !== "none" || around.boxShadow !== "none" };
}"""


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus is on what is called so; at each stop it must be seen where it is."""
    for _stop in range(FAR):
        page.keyboard.press("Tab")
        at = page.evaluate(HERE)
        assert at["tag"] == "BODY" or at["ring"], f"nothing shows that the focus is on {at}"
        if at["words"] == words:
            return
    raise AssertionError(f"Tab never came to {words!r}")


def enter(page: Page, words: str) -> None:
    tab_to(page, words)
    page.keyboard.press("Enter")


def type_into(page: Page, words: str, text: str) -> None:
    tab_to(page, words)
    page.keyboard.type(text)


def heading(page: Page, text: str) -> Locator:
    return page.get_by_role("heading", level=1, name=text, exact=True)


def test_from_the_front_door_to_an_answer(room: Classroom, browse: Browse) -> None:
    room.joined_by("nils", called="Nils")
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
    enter(page, "Publish")
    expect(heading(page, "By hand")).to_be_visible()

    enter(page, "Leave a comment")
    expect(page.get_by_role("textbox", name="Leave a comment")).to_be_focused()
    page.keyboard.type("A thought.")
    enter(page, "Comment")
    expect(page.locator("li.comment")).to_be_focused()
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
    expect(page.get_by_role("status")).to_have_text("Saved.")
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
    enter(page, "Undo")
    expect(place).to_contain_text("A thought.")
    expect(place).to_be_focused()
