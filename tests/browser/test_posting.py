"""A class signs in, writes, reads, edits and takes back."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.console import Console


def write(page: Page, title: str, body: str, *categories: str) -> None:
    page.get_by_role("link", name="Write a post").first.click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Text", exact=True).fill(body)
    for category in categories:
        page.get_by_role("checkbox", name=category).check()
    page.get_by_role("button", name="Publish").click()


def test_a_member_of_one_class_lands_in_it(room: Classroom, browse: Browse, via: str) -> None:
    room.joined_by(f"nina-{via}", called="Nina")
    page = browse(via=via)
    page.goto(room.site.url)
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    expect(page.get_by_label("E-mail address")).to_be_focused()
    steps.fill_sign_in(page, f"nina-{via}")
    expect(page).to_have_url(room.url())
    expect(page.get_by_role("heading", level=1)).to_have_text("Posts")


def test_a_wrong_password_keeps_the_address(room: Classroom, browse: Browse, console: Console) -> None:
    console.expect("422")
    page = browse(via="plain")
    page.goto(f"{room.site.url}/sign-in")
    page.get_by_label("E-mail address").fill("sam@example.org")
    page.get_by_label("Password").fill("something else")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.locator(".error")).to_be_visible()
    expect(page.get_by_label("Password")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Password")).to_be_focused()
    expect(page.get_by_label("E-mail address")).to_have_value("sam@example.org")


def test_a_post_reaches_the_others(room: Classroom, browse: Browse, via: str) -> None:
    room.category("Field notes")
    room.category("Reading")
    sam, ines = browse("sam", via=via), browse("ines", via=via)
    sam.goto(room.url())
    write(sam, "What the tannery said", "They *did* say it.", "Field notes", "Reading")
    expect(steps.notice(sam)).to_have_text("Your post is published.")
    expect(sam.get_by_role("heading", level=1)).to_have_text("What the tannery said")
    expect(sam.locator(".prose em")).to_have_text("did")

    ines.goto(room.url())
    entry = ines.get_by_role("article").filter(has_text="What the tannery said")
    expect(entry).to_contain_text("Sam")
    expect(entry).to_contain_text("Filed under Field notes, Reading")
    expect(entry.get_by_role("link", name="Leave a comment")).to_be_visible()
    entry.get_by_role("link", name="Field notes").click()
    expect(ines.get_by_role("heading", level=1)).to_have_text("Field notes")
    expect(ines.get_by_role("article")).to_contain_text("What the tannery said")


def test_who_edited_stands_on_the_post(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam", "Before", "Old words.")
    ines, sam = browse("ines"), browse("sam")
    ines.goto(room.url(f"/posts/{post_id}"))
    ines.get_by_role("link", name="Edit", exact=True).click()
    expect(ines.get_by_label("Text", exact=True)).to_have_value("Old words.")
    ines.get_by_label("Title").fill("After")
    ines.get_by_role("button", name="Save").click()
    sam.goto(room.url(f"/posts/{post_id}"))
    expect(sam.get_by_role("heading", level=1)).to_have_text("After")
    expect(sam.locator("article.post")).to_contain_text("edited by Ines")


def test_a_deleted_post_comes_back(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam", "Taken back")
    sam, sue = browse("sam", via="plain"), browse("sue", via="plain")
    sam.goto(room.url(f"/posts/{post_id}"))
    sam.get_by_role("link", name="Delete").click()
    expect(sam.get_by_role("heading", level=1)).to_have_text("Delete this post?")
    sam.get_by_role("button", name="Delete").click()
    expect(steps.notice(sam)).to_contain_text("deleted")
    sue.goto(room.url())
    expect(sue.get_by_role("link", name="Taken back")).to_have_count(0)

    steps.notice(sam).get_by_role("button", name="Undo").click()
    expect(sam.get_by_role("heading", level=1)).to_have_text("Taken back")
    sue.reload()
    expect(sue.get_by_role("link", name="Taken back")).to_be_visible()


def test_a_post_without_words_is_not_lost(room: Classroom, browse: Browse, console: Console) -> None:
    console.expect("422")
    page = browse("sam")
    page.goto(room.url("/posts/new"))
    page.get_by_label("Title").fill(" ")
    page.get_by_label("Text", exact=True).fill("Many words.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_label("Title")).to_be_focused()
    expect(page.get_by_label("Title")).to_have_accessible_description("Give it a title.")
    expect(page.get_by_label("Text", exact=True)).to_have_value("Many words.")
