"""A post prints like a paper: nothing of the site around it, and its links where a reader can follow them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse

ACCORD, REGISTER = "https://example.org/accord", "https://example.org/register?year=2026&all=1"
BODY = f"""Compare [the accord]({ACCORD}) with [the *register*]({REGISTER} "of factories").[^1]

Write to [the office](mailto:office@example.org), or read [our rules](/c/rules/) and [it]({ACCORD}) again.

| Year | Findings |
|---|--:|
| 2026 | 118 |

[^1]: Both are [public]({ACCORD}).
"""
CHROME = (
    "header",
    "nav",
    ".rail",
    "form",
    "button",
    ".tools",
    ".acts",
    ".btn",
    ".avatar",
    "#leave",
    "#notices",
)
MARKS = (
    """links => links.map(link => getComputedStyle(link, "::after").content).filter(text => text != "none")"""
)
LIGHTNESS = """element => {
  const colour = getComputedStyle(element);
  return [colour.color, getComputedStyle(document.body).backgroundColor, colour.fontFamily];
}"""
PAGES = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture
def paper(room: Classroom, browse: Browse) -> Page:
    """A post of sam's with a comment, open in the dark window of somebody who teaches, as on paper."""
    post_id = room.post("sam", "Teaching or sorting", BODY)
    room.comment("sue", post_id, f"I read it [there]({REGISTER}).")
    page = browse("ines", color_scheme="dark")
    page.goto(room.url(f"/posts/{post_id}"))
    expect(listed(page)).to_be_hidden()
    page.emulate_media(media="print")
    return page


def test_a_history_on_paper_has_its_dates_and_nothing_to_click(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam", "The port", "We saw five ships.")
    page = browse("sam")
    page.goto(room.url(f"/posts/{post_id}/edit"))
    page.get_by_label("Text", exact=True).fill("We saw six ships.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="edited by Sam").click()
    expect(page.get_by_role("link", name="Side by side")).to_be_visible()
    page.emulate_media(media="print")
    for name in ("Side by side", "What changed", "How it began"):
        expect(page.get_by_role("link", name=name)).to_have_count(0)
    moment = page.locator("main time").first
    assert moment.evaluate("time => getComputedStyle(time).fontSize") == "0px"
    exact = moment.evaluate("time => getComputedStyle(time, '::after').content")
    assert exact == f'"{moment.get_attribute("title")}"'


def listed(page: Page) -> Locator:
    """Return the list of links that only paper shows."""
    return page.locator(".post .printed")


def test_the_site_stays_behind(paper: Page) -> None:
    for kind in CHROME:
        for element in paper.locator(kind).all():
            expect(element).to_be_hidden()
    expect(paper.get_by_role("heading", name="Teaching or sorting")).to_be_visible()
    expect(paper.locator(".post .by")).to_contain_text("Sam")
    expect(paper.locator("li.comment .body")).to_have_text("I read it there.")


def test_it_is_black_on_white_and_in_the_reading_letter(paper: Page) -> None:
    ink, ground, letter = paper.locator(".post .prose p").first.evaluate(LIGHTNESS)
    assert (ink, ground) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    assert letter.startswith("Reading")


def test_links_are_numbered_and_listed(paper: Page) -> None:
    marks = paper.locator(".post .prose a").evaluate_all(MARKS)
    assert marks == ['"[" counter(link) "]"'] * 4
    expect(listed(paper).get_by_role("listitem")).to_have_text([ACCORD, REGISTER, ACCORD, ACCORD])
    assert paper.locator(".post").evaluate("post => getComputedStyle(post).counterReset") == "link 0"


def test_what_a_comment_links_to_stands_beside_it(paper: Page) -> None:
    marks = paper.locator(".comment .body a").evaluate_all(MARKS)
    assert marks == [f'" <{REGISTER}>"']


def test_the_day_is_printed_and_not_how_long_ago_it_is(paper: Page) -> None:
    moment = paper.locator(".post .by time")
    assert moment.evaluate("time => getComputedStyle(time).fontSize") == "0px"
    exact = moment.evaluate("time => getComputedStyle(time, '::after').content")
    assert exact == f'"{moment.get_attribute("title")}"'


def test_a_short_post_takes_one_sheet(paper: Page) -> None:
    assert len(PAGES.findall(paper.pdf(format="A4"))) == 1


def test_a_post_without_links_has_no_list(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam", "No links", "Not [one](/c/rules/), not by [mail](mailto:a@example.org).")
    page = browse("sue")
    page.goto(room.url(f"/posts/{post_id}"))
    expect(listed(page)).to_have_count(0)
