"""No page is wider than its window, whatever people are called and whatever they write."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.console import Console
from tests.browser.crowded import Crowded, crowded
from tests.browser.server import Site

WIDTHS = (1280, 768, 320)
HEIGHT = 720
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  return [...document.querySelectorAll("body *")]
    .filter(e => e.getBoundingClientRect().right > room + 1 || e.getBoundingClientRect().left < -1)
    .map(e => `${e.tagName.toLowerCase()}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`);
}"""
SAME_LINE = 7  # pixels between the middles of what stands in a line, in letters of two sizes
LINES = "e => e.clientHeight / parseFloat(getComputedStyle(e).lineHeight)"
OF_STUDENTS = (
    "/", "/posts/new", "/drafts", "/members", "/posts/{post}", "/posts/{post}/edit",
    "/posts/{post}/deletion", "/posts/{post}/comments/new", "/posts/{post}/comments/new?parent={comment}",
    "/comments/{comment}/replies", "/categories/{slug}", "/months/{month}", "/authors/{author}",
    "/feeds", "/prompts", "/calendar", "/participation/me", "/participation/definitions",
    "/search?author={author}", "/search?q=nowhere",
)  # fmt: skip
OF_INSTRUCTORS = (
    "/", "/posts/new", "/posts/{post}", "/posts/{post}/hiding", "/comments/{comment}/hiding", "/categories",
    "/categories/{category}/edit", "/categories/{category}/deletion", "/members", "/members/new",
    "/members/{author}", "/prompts", "/prompts/new",
    "/participation", "/participation?view=numbers&since=2027-01-11",
    "/participation/answers", "/participation/silent", "/participation/messages", "/participation/{author}",
    "/invitations", "/invitations/new", "/invitations/mail", "/settings", "/sections",
    "/members/roster",
    "/settings/copy", "/settings/closing", "/settings/retention",
    "/settings/copy/preview?title=T&first_day=2027-09-06&weeks=14&colour=teal",
)  # fmt: skip
OF_THE_SITE = ("/?all=1", "/settings", "/courses/new", "/no-such-page")
OF_STRANGERS = (
    "/",
    "/sign-in?next=/c/nowhere/",
    "/reset",
    "/reset/sent",
    "/reset/no-such-link",
    "/no-such-page",
)


@pytest.fixture(scope="module")
def full(site: Site) -> Crowded:
    return crowded(site)


def fits(page: Page) -> None:
    """The page fits into windows of all widths, and into a narrow one with letters of twice the size."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        assert page.evaluate(TOO_WIDE) == [], f"{page.url} at {width}"
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(TOO_WIDE) == [], f"{page.url} at 320 with letters of twice the size"
    page.evaluate("document.documentElement.style.fontSize = ''")


def visit(page: Page, address: str) -> None:
    answer = page.goto(address)
    assert answer
    assert answer.status == 200, address


def addresses(full: Crowded, paths: tuple[str, ...]) -> list[str]:
    names = {
        "post": full.post_id, "comment": full.comment_id, "category": full.category_id,
        "slug": full.category_slug, "month": full.month, "author": full.reader_id,
    }  # fmt: skip
    return [full.room.url(path.format(**names)) for path in paths]


def test_what_students_see(full: Crowded, browse: Browse) -> None:
    page = browse("liesl", color_scheme="light")
    for address in addresses(full, OF_STUDENTS):
        visit(page, address)
        fits(page)


def test_what_instructors_see(full: Crowded, browse: Browse) -> None:
    page = browse("ines", color_scheme="dark")
    for address in addresses(full, OF_INSTRUCTORS):
        visit(page, address)
        fits(page)


def test_what_stands_outside_of_classes(site: Site, full: Crowded, browse: Browse, console: Console) -> None:
    console.expect("404")
    for name, paths in (("adam", OF_THE_SITE), ("liesl", OF_THE_SITE[:2]), ("", OF_STRANGERS)):
        page = browse(name)
        for path in paths:
            page.goto(f"{site.url}{path}")
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            fits(page)


def test_what_opens_in_place(full: Crowded, browse: Browse, console: Console) -> None:
    console.expect("422")
    page = browse("liesl")
    page.goto(full.room.url(f"/posts/{full.post_id}"))
    page.get_by_label("Your account").click()
    fits(page)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Leave a comment").click()
    steps.comment_box(page).fill(" ")
    page.get_by_role("button", name="Comment").click()
    expect(page.locator(".error")).to_be_visible()
    page.locator("li.comment").last.get_by_role("link", name="Reply").click()
    expect(page.get_by_role("textbox", name="Reply to")).to_be_focused()
    page.locator("li.comment li.comment").first.get_by_role("link", name="Edit").first.click()
    expect(page.get_by_role("textbox", name="Edit the comment")).to_be_focused()
    fits(page)


def test_a_long_title_takes_two_lines(full: Crowded, browse: Browse) -> None:
    page = browse("liesl")
    visit(page, full.room.url("/members"))
    title = page.locator(".brand")
    for letters in ("", "200%"):
        page.evaluate("size => document.documentElement.style.fontSize = size", letters)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            assert title.evaluate(LINES) == pytest.approx(2, abs=0.05), f"{width} {letters}"
    expect(title).to_have_attribute("title", full.room.title)
    expect(page).to_have_title(re.compile(re.escape(full.room.title)))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(title).to_be_focused()
    assert title.evaluate(LINES) > 2, "by keyboard, the title is there as a whole"


def test_members_are_cards_on_a_telephone_and_a_table_still(room: Classroom, browse: Browse) -> None:
    page = browse("ines", viewport={"width": 320, "height": HEIGHT})
    visit(page, room.url("/members"))
    heads = page.get_by_role("table").get_by_role("columnheader")
    expect(heads).to_have_text(["Member", "Role", "E-mail", "Joined", "Posts", "Comments", "Change"])
    row = page.get_by_role("row").filter(has_text="sam@")
    expect(row.get_by_role("cell")).to_have_count(7)
    name, role, address, joined, change = (middle(row.get_by_role("cell").nth(n)) for n in (0, 1, 2, 3, 6))
    assert role == pytest.approx(name, abs=SAME_LINE)
    assert change == pytest.approx(joined, abs=SAME_LINE)
    assert name < address < joined


def middle(what: Locator) -> float:
    """Return how far below the top of the window the middle of something is, in pixels."""
    box = what.bounding_box()
    assert box
    return box["y"] + box["height"] / 2


def test_dark_is_dark(full: Crowded, browse: Browse) -> None:
    light, dark = (lightness(browse("liesl", color_scheme=s), full.room.url()) for s in ("light", "dark"))
    assert light > 0.9
    assert dark < 0.3


def lightness(page: Page, address: str) -> float:
    """Return how light the ground of the page is, from 0 to 1."""
    page.goto(address)
    return float(page.evaluate("parseFloat(getComputedStyle(document.body).backgroundColor.split('(')[1])"))
