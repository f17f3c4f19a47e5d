"""From one term to the next: a class is closed, and copied by those who may and for those who may not."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse


def wish(room: Classroom, page: Page, title: str) -> None:
    """Fill the form for a copy, and go on to what will be copied."""
    page.goto(room.url("/settings"))
    page.get_by_role("link", name="Copy it for another term").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Short name").fill("")
    page.get_by_label("First day").fill("2027-09-06")
    page.get_by_role("button", name="See what will be copied").click()
    expect(page.get_by_role("heading", name="What will be copied")).to_be_visible()


@pytest.mark.parametrize("via", ["htmx", "plain"])
def test_an_instructor_asks_for_a_copy_and_an_admin_makes_it(
    room: Classroom, browse: Browse, via: str
) -> None:
    title = f"Harbours, Again {room.slug}"
    post_id = room.post("ines", "Welcome to all", "How we work.")
    room.category("Field notes")
    ines = browse("ines", via=via)
    ines.goto(room.url(f"/posts/{post_id}"))
    ines.get_by_role("button", name="Take along into the next term").click()
    expect(steps.notice(ines).filter(has_text="It goes along")).to_be_visible()
    wish(room, ines, title)
    expect(ines.get_by_text("34 weeks")).to_be_visible()
    expect(ines.get_by_role("heading", name="Welcome to all")).to_be_visible()
    expect(ines.get_by_text("Field notes, Uncategorized")).to_be_visible()
    ines.get_by_role("button", name="Ask for this class").click()
    expect(ines.get_by_text("Waits for an admin")).to_be_visible()
    adam = browse("adam", via=via)
    adam.goto(f"{room.site.url}/?all=1")
    adam.get_by_role("link", name=title).click()
    adam.get_by_role("button", name="Make this class").click()
    expect(steps.notice(adam).filter(has_text="The class is made")).to_be_visible()
    ines.reload()
    ines.get_by_role("link", name=title).click()
    expect(ines.get_by_role("link", name="Welcome to all")).to_be_visible()


def test_two_clicks_make_one_class(room: Classroom, browse: Browse) -> None:
    title = f"Twice {room.slug}"
    adam = browse("adam")
    wish(room, adam, title)
    adam.get_by_role("button", name="Make this class").dblclick()
    expect(adam.get_by_role("heading", name="Members")).to_be_visible()
    adam.goto(f"{room.site.url}/?all=1")
    expect(adam.get_by_role("link", name=re.compile(title))).to_have_count(1)


@pytest.mark.parametrize("via", ["htmx", "plain"])
def test_a_class_is_closed_and_that_is_taken_back(room: Classroom, browse: Browse, via: str) -> None:
    page = browse("ines", via=via)
    page.goto(room.url("/settings"))
    page.get_by_role("link", name="Close this class").click()
    page.get_by_role("button", name="Close this class").click()
    expect(page.get_by_text("This class has been closed since")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(steps.notice(page).filter(has_text="The class is open again.")).to_be_visible()
    expect(page.get_by_text("This class has been closed since")).to_have_count(0)
