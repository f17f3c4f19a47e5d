"""An instructor brings the class from a file, deals groups, and moves people; with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse


def a_list(room: Classroom) -> str:
    people = (f"s{n}@{room.slug}.example;Student {n};Section {'AB'[n % 2]}" for n in range(14))
    return "\n".join(["E-Mail;Name;Section", *people, "nobody;Nobody;"])


def bring(page: Page, room: Classroom) -> None:
    """Send a file and look at what would happen, by keyboard and from the list of members."""
    page.goto(room.url("/members"))
    page.get_by_role("link", name="From a file").press("Enter")
    list_of = {"name": "list.csv", "mimeType": "text/csv", "buffer": a_list(room).encode("cp1252")}
    page.get_by_label("File", exact=True).set_input_files(list_of)  # type: ignore[arg-type]
    page.get_by_role("button", name="See what would happen").press("Enter")


@pytest.mark.parametrize("via", ["plain", "htmx"])
def test_from_the_file_to_the_groups(room: Classroom, browse: Browse, via: str) -> None:
    page = browse("ines", via=via)
    bring(page, room)
    expect(page.get_by_role("heading", level=1)).to_have_text("What would happen")
    expect(page.get_by_role("row").filter(has_text="Student 13")).to_contain_text("into Section B")
    page.get_by_role("link", name="Faulty 1").click()
    expect(page.get_by_role("row").filter(has_text="nobody")).to_contain_text("no e-mail address")
    page.get_by_role("button", name="Do it: 14 new").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("14 people came.")
    expect(page.get_by_role("main")).to_contain_text("14 welcome mails are on their way.")
    page.get_by_role("link", name="To the members").click()
    page.get_by_label("Show").select_option("Section A")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("row")).to_have_count(8)

    page.get_by_role("link", name="Sections and groups", exact=True).click()
    page.get_by_label("How many groups").fill("4")
    page.get_by_role("button", name="Deal the rest to groups").click()
    expect(steps.notice(page)).to_contain_text("16 students are in groups now, by lot.")
    expect(page.get_by_role("listitem").filter(has_text="Group 4")).to_contain_text("4 people")

    page.get_by_role("link", name="Section B", exact=True).click()
    page.get_by_label("Student 13").check()
    page.get_by_label("They go to").select_option("Section A")
    page.get_by_role("button", name="Move those who are ticked").click()
    expect(page.locator("#notices")).to_contain_text("1 person is in Section A now.")
    expect(page.get_by_role("main")).to_contain_text("6 people")


def test_of_many_people_those_stay_who_are_called_as_one_types(room: Classroom, browse: Browse) -> None:
    page = browse("ines")
    bring(page, room)
    page.get_by_role("button", name="Do it: 14 new").click()
    expect(page.get_by_role("main")).to_contain_text("14 people came.")
    page.goto(room.url("/sections"))
    page.get_by_label("Name").fill("Section C")
    page.get_by_role("button", name="Make it").click()
    page.get_by_label("Find somebody").fill("dent 7")
    expect(page.get_by_role("checkbox", name="Student 7")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Student 8")).to_be_hidden()
    page.get_by_role("checkbox", name="Student 7").check()
    page.get_by_role("button", name="Put those in who are ticked").click()
    expect(page.locator("#notices")).to_contain_text("1 person came to Section C.")
    page.goto(room.url("/members"))
    expect(page.get_by_role("row").filter(has_text="Student 7")).to_contain_text("Section C")


@pytest.mark.parametrize("place", ["categories", "sections"])
def test_what_moves_up_keeps_the_focus_and_the_page_stays(
    room: Classroom, browse: Browse, place: str, via: str
) -> None:
    make = {"categories": room.category, "sections": room.section}[place]
    for number in range(20):
        make(f"Number {number}.")
    page = browse("ines", via=via, viewport={"width": 1000, "height": 500})
    page.goto(room.url(f"/{place}"))
    mine = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Number 15."))
    button = mine.get_by_role("button", name="Move up")
    button.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    assert before > 300
    button.press("Enter")
    expect(mine.locator("xpath=following-sibling::li[1]")).to_contain_text("Number 14.")
    expect(mine).to_be_in_viewport()
    if via == "htmx":
        expect(button).to_be_focused()
        assert page.evaluate("scrollY") == before
    else:
        expect(mine).to_be_focused()
    page.goto(room.url(f"/{place}"))
    second = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Number 1."))
    second.get_by_role("button", name="Move up").press("Enter")
    expect(second.get_by_role("button", name="Move up")).to_have_count(0)
    expect(second).to_be_focused()
