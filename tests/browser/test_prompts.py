"""Prompts in a browser: set without JavaScript, a board that stays up to date, more time by the keyboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from forum import clock
from forum.extensions import db
from forum.posts.models import Post
from forum.prompts import actions
from forum.prompts.asked import Asked
from tests import factories
from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.console import Console
from tests.browser.test_news import SOON, open_with_a_clock


def prompt(room: Classroom, **asked: object) -> int:
    with room.member("ines") as ines:
        due = clock.now() + timedelta(days=3)
        return actions.write(Asked("Week 7", "What did it find?", posts_due_at=due, **asked), by=ines)


def answer(room: Classroom, name: str, prompt_id: int) -> int:
    with room.member(name) as member:
        post_id = factories.post(member, f"Answer of {name}", "A few words of mine.")
        db.session.execute(update(Post).where(Post.id == post_id).values(prompt_id=prompt_id))
        db.session.commit()
        return post_id


def tally(page: Page, name: str) -> str:
    return page.locator(".tallies > div").filter(has_text=name).locator("dd").inner_text()


@pytest.mark.parametrize("via", ["htmx", "plain"])
def test_setting_a_prompt_and_changing_it(
    room: Classroom, browse: Browse, console: Console, via: str
) -> None:
    console.expect("422")
    page = browse("ines", via=via)
    page.goto(room.url("/prompts"))
    page.get_by_role("link", name="Set a prompt").click()
    page.get_by_label("Title").fill("Week 7")
    page.get_by_label("What you ask for").fill("What did the *audit* find?")
    page.get_by_label("Replies of each").fill("2")
    page.get_by_label("Posts are due on").fill("2027-10-18T23:59")
    page.get_by_label("Replies are due on").fill("2027-10-16T23:59")
    page.get_by_role("button", name="Set the prompt").click()
    wrong = page.get_by_text("Replies cannot be due before the posts that they answer.")
    expect(wrong).to_be_visible()
    expect(page.get_by_label("Replies are due on")).to_be_focused()
    expect(page.get_by_label("What you ask for")).to_have_value("What did the *audit* find?")
    page.get_by_label("Replies are due on").fill("2027-10-20T23:59")
    page.get_by_role("button", name="Set the prompt").click()
    expect(page.get_by_role("heading", name="Week 7")).to_be_visible()
    expect(steps.notice(page)).to_contain_text("The prompt is set.")
    page.get_by_role("link", name="Edit", exact=True).click()
    expect(page.get_by_label("Posts are due on")).to_have_value("2027-10-18T23:59")


def test_the_way_from_an_answer_that_is_too_short_and_back(room: Classroom, browse: Browse) -> None:
    prompt_id, page = prompt(room, post_words=7), browse("sam")
    answer(room, "sam", prompt_id)
    page.goto(room.url(f"/prompts/{prompt_id}"))
    expect(page.locator(".owing")).to_contain_text("Your answer has 5 of 7 words: it does not count yet.")
    page.get_by_role("link", name="Write your answer").click()
    expect(page.locator(".count")).to_have_text("Words: 5 of 7")
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("heading", name="Week 7")).to_be_visible()
    page.get_by_role("link", name="Write your answer").click()
    page.get_by_label("Text", exact=True).fill("[Seven](https://e.org/a) words are what is asked here.")
    expect(page.locator(".count")).to_have_text("Words: 7 of 7")
    page.get_by_role("button", name="Save").click()
    page.goto(room.url(f"/prompts/{prompt_id}"))
    expect(page.locator(".owing")).to_contain_text("Done.")


def test_the_board_keeps_itself_up_to_date_and_the_focus(room: Classroom, browse: Browse) -> None:
    prompt_id, page = prompt(room), browse("ines")
    open_with_a_clock(page, room.url(f"/prompts/{prompt_id}/board"))
    steps.mark(page)
    assert (tally(page, "done"), tally(page, "not yet")) == ("0", "2")
    focused = page.get_by_role("link", name="More time Sue")
    focused.focus()
    page.clock.fast_forward(SOON)
    answer(room, "sam", prompt_id)
    page.clock.fast_forward(SOON)
    expect(page.locator(".tallies .done dd")).to_have_text("1")
    expect(focused).to_be_focused()
    answer(room, "sue", prompt_id)
    page.clock.fast_forward(SOON)
    expect(page.locator(".tallies .done dd")).to_have_text("2")
    expect(page.get_by_role("link", name="Write to those who are missing")).to_have_count(0)
    assert steps.unmoved(page)


def test_more_time_by_the_keyboard(room: Classroom, browse: Browse) -> None:
    prompt_id, page = prompt(room), browse("ines")
    page.goto(room.url(f"/prompts/{prompt_id}/board"))
    page.get_by_role("link", name="More time Sam").press("Enter")
    expect(page.get_by_label("Posts are due on")).to_be_focused()
    page.get_by_label("Posts are due on").fill("2027-12-18T23:59")
    page.get_by_label("Why").press("Enter")
    expect(steps.notice(page)).to_contain_text("Sam has more time.")
    expect(page.get_by_role("row", name="Sam")).to_contain_text("until Sat, Dec 18, 2027")
    page.get_by_role("button", name="Undo").press("Enter")
    expect(steps.notice(page)).to_contain_text("It is as it was.")
    expect(page.get_by_role("row", name="Sam")).not_to_contain_text("until")


def test_an_excuse_leaves_the_board_where_it_is(room: Classroom, browse: Browse, via: str) -> None:
    for number in range(12):
        room.joined_by(f"ann-{via}-{number}")
    prompt_id, page = prompt(room), browse("ines", via=via)
    section_id = room.section("Tuesday", "sam", "sue")
    url = room.url(f"/prompts/{prompt_id}/board")
    page.goto(url)
    steps.mark(page)
    page.get_by_role("button", name="Excuse Sue").press("Enter")
    expect(page.get_by_role("row", name="Sue")).to_contain_text("excused")
    expect(page.get_by_role("row", name="Sue")).to_be_in_viewport()
    if via == "htmx":
        expect(page.get_by_role("button", name="Do not excuse Sue")).to_be_focused()
        expect(steps.notice(page)).to_contain_text("Sue is excused.")
        assert steps.unmoved(page)
    else:
        expect(page.get_by_role("row", name="Sue")).to_be_focused()
    page.goto(f"{url}?section={section_id}")
    for name in ("Do not excuse Sue", "Excuse Tuesday", "Do not excuse Tuesday"):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
        expect(page.get_by_role("link", name="Tuesday", exact=True)).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="More time Sam").click()
    page.get_by_label("Posts are due on").fill("2027-12-18T23:59")
    page.get_by_role("button", name="Give more time").click()
    expect(page.get_by_role("row", name="Sam")).to_be_focused()
    expect(page.get_by_role("link", name="Tuesday", exact=True)).to_have_attribute("aria-current", "page")
    page.get_by_role("button", name="Take back Sam").click()
    expect(page.get_by_role("button", name="Take back Sam")).to_have_count(0)
    expect(page.get_by_role("row", name="Sam")).to_be_focused()


@pytest.mark.parametrize("width", [1280, 768, 320])
def test_times_have_room_for_their_last_letters(room: Classroom, browse: Browse, width: int) -> None:
    page = browse("ines", viewport={"width": width, "height": 720})
    page.goto(room.url("/prompts/new"))
    for label in ("Opens on", "Posts are due on", "Replies are due on"):
        box = page.get_by_label(label).bounding_box()
        assert box
        assert box["width"] > min(250, width - 80), label
    assert page.evaluate("document.documentElement.scrollWidth") == width


LONG = "SOC-4410-001 Upgrading in Global Supply Chains Tuesday 14:15-15:45"


def test_the_names_of_sections_break_where_the_board_has_no_room(room: Classroom, browse: Browse) -> None:
    prompt_id, page = prompt(room), browse("ines", viewport={"width": 320, "height": 720})
    section_id = room.section(LONG, "sam", "sue")
    for query in ("", f"?section={section_id}"):
        page.goto(room.url(f"/prompts/{prompt_id}/board{query}"))
        assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_board_says_that_it_keeps_itself_up_to_date_only_where_it_does(
    room: Classroom, browse: Browse, via: str
) -> None:
    prompt_id, page = prompt(room), browse("ines", via=via)
    page.goto(room.url(f"/prompts/{prompt_id}/board"))
    said = page.get_by_text("This page keeps itself up to date.")
    expect(said).to_be_visible(visible=via == "htmx")
    page.emulate_media(media="print")
    expect(said).to_be_hidden()
    expect(page.get_by_role("row", name="Sam")).to_be_visible()


def test_writing_to_those_who_are_missing(room: Classroom, browse: Browse, console: Console) -> None:
    console.expect("422")
    prompt_id, page = prompt(room), browse("ines")
    answer(room, "sue", prompt_id)
    page.goto(room.url(f"/prompts/{prompt_id}/board"))
    page.get_by_role("link", name="Write to those who are missing").click()
    expect(page.get_by_role("checkbox", name="Sam")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Sue")).to_have_count(0)
    page.get_by_role("checkbox", name="Sam").uncheck()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("Choose at least one of them.")).to_be_visible()
    page.get_by_role("checkbox", name="Sam").check()
    page.get_by_role("button", name="Send it").click()
    expect(steps.notice(page)).to_contain_text("on its way to 1 student.")
