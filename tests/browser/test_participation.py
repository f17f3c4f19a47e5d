"""The report in a browser: sorted by mouse and keyboard, narrow, printed, without JavaScript."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse

PAGES = re.compile(rb"/Type\s*/Page\b")
FILL = "square => getComputedStyle(square).fill"
NAMED = "(rows) => rows.map(row => row.querySelector('th b').textContent)"


@pytest.fixture
def lively(room: Classroom) -> Classroom:
    """Let sam have written twice, sue once, and answered him; three others joined and wrote nothing."""
    first = room.post("sam", "One")
    room.post("sam", "Two")
    room.post("sue", "Three")
    room.comment("sue", first)
    for n, name in enumerate(("Anna", "Bela", "Cora")):
        room.joined_by(f"{name.lower()}-{room.slug}-{n}", name)
    return room


def names(page: Page) -> list[str]:
    return list(page.locator("#students tbody tr").evaluate_all(NAMED))


@pytest.mark.parametrize("via", ["htmx", "plain"])
def test_a_column_sorts_and_turns_round(lively: Classroom, browse: Browse, via: str) -> None:
    page = browse("ines", via=via)
    page.goto(lively.url("/participation"))
    assert names(page) == ["Anna", "Bela", "Cora", "Sam", "Sue"]
    head = page.get_by_role("columnheader", name="Posts")
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert names(page) == ["Sam", "Sue", "Anna", "Bela", "Cora"]
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert names(page) == ["Anna", "Bela", "Cora", "Sue", "Sam"]


def test_all_of_it_by_keyboard(lively: Classroom, browse: Browse) -> None:
    page = browse("ines")
    page.goto(lively.url("/participation"))
    page.get_by_label("From").focus()
    for _field in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Show":
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/participation\?"))
    page.get_by_role("link", name="Replies given").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Replies given")).to_have_attribute(
        "aria-sort", "descending"
    )
    assert names(page)[0] == "Sue"


def test_the_picture_has_words_and_a_twin_of_numbers(lively: Classroom, browse: Browse) -> None:
    page = browse("ines")
    page.goto(lively.url("/participation"))
    row = page.get_by_role("row").filter(has_text="Sam")
    picture = row.get_by_role("img")
    said = picture.get_attribute("aria-label") or ""
    assert "2" in said.split(", ")
    nobodys = page.get_by_role("row").filter(has_text="Anna").locator("rect:not(.ahead)").first
    assert picture.locator("rect:not(.ahead)").first.evaluate(FILL) != nobodys.evaluate(FILL)
    page.get_by_role("link", name="Weeks as numbers").click()
    assert "2" in row.get_by_role("cell").all_inner_texts()
    page.get_by_role("link", name="Weeks as a picture").click()
    expect(row.get_by_role("img")).to_be_visible()


def test_on_a_telephone_it_is_cards_and_a_table_still(lively: Classroom, browse: Browse) -> None:
    page = browse("ines", viewport={"width": 320, "height": 720})
    page.goto(lively.url("/participation"))
    expect(page.get_by_role("table").get_by_role("columnheader")).to_have_count(8)
    page.get_by_role("columnheader", name="Words").get_by_role("link").click()
    assert names(page)[0] in ("Sam", "Sue")
    expect(page.get_by_role("row").filter(has_text="Sam").get_by_role("img")).to_be_visible()


def test_it_is_printed_on_one_sheet_across_with_shades_of_grey(lively: Classroom, browse: Browse) -> None:
    page = browse("ines", color_scheme="dark")
    page.goto(lively.url("/participation"))
    page.emulate_media(media="print")
    for gone in (".span", ".top", ".btn"):
        for element in page.locator(gone).all():
            expect(element).to_be_hidden()
    assert (
        page.locator("#students thead").evaluate("head => getComputedStyle(head).display")
        == "table-header-group"
    )
    darkest, none = (page.locator(f".legend .shade-{n}").evaluate(FILL) for n in (4, 0))
    assert darkest != none
    paper = page.pdf(prefer_css_page_size=True)
    assert len(PAGES.findall(paper)) == 1
    assert re.search(rb"/MediaBox\s*\[0 0 84\d", paper), "across"


def test_files_are_downloaded(lively: Classroom, browse: Browse, tmp_path: Path) -> None:
    page = browse("ines")
    page.goto(lively.url("/participation?sort=posts"))
    for kind in ("CSV", "XLSX"):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=f"Download {kind}").click()
        waiting.value.save_as(tmp_path / kind)
        assert waiting.value.suggested_filename.endswith(f".{kind.lower()}")
    lines = (tmp_path / "CSV").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["Student", "Sam", "Sue", "Anna", "Bela", "Cora"]


def test_who_answers_whom_is_a_graph_and_a_matrix(lively: Classroom, browse: Browse) -> None:
    page = browse("ines")
    page.goto(lively.url("/participation/answers"))
    expect(page.get_by_role("img", name="as a graph")).to_be_visible()
    expect(page.locator(".graph .line title")).to_have_text(["Sue → Sam: 1"])
    sue = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Sue"))
    expect(sue.get_by_role("cell").nth(3)).to_have_text("1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_names_in_the_graph_have_the_colours_of_text(lively: Classroom, browse: Browse, scheme: str) -> None:
    page = browse("ines", color_scheme=scheme)
    page.goto(lively.url("/participation/answers"))
    ink = page.locator("body").evaluate("body => getComputedStyle(body).color")
    assert {label.evaluate(FILL) for label in page.locator(".graph .label").all()} == {ink}
    for node in page.locator(".graph g g").all():
        of_avatar = "svg => getComputedStyle(svg).fill"
        assert node.locator("circle").evaluate(of_avatar) != node.locator(".letters").evaluate(of_avatar)


def test_from_the_report_to_a_letter(lively: Classroom, browse: Browse) -> None:
    lively.began(30)
    page = browse("ines")
    page.goto(lively.url("/"))
    page.get_by_role("link", name="Participation").click()
    page.get_by_role("link", name="Silent for two weeks").click()
    expect(page.locator(".silent li")).to_have_count(3)
    page.get_by_role("link", name="Write to them").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Write to")


def test_a_student_finds_their_own_part(lively: Classroom, browse: Browse) -> None:
    page = browse("sam")
    page.goto(lively.url("/"))
    page.get_by_label("Your account").click()
    page.get_by_role("link", name="My part").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My part")
    expect(page.locator(".compared div").first).to_contain_text("2 class median 0")
    page.get_by_text("Weeks as numbers").click()
    expect(page.get_by_role("columnheader", name="Class median")).to_be_visible()
    page.get_by_role("link", name="What the numbers mean").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What the numbers mean")


def test_a_drawing_that_goes_on_beyond_the_edge_shows_it(lively: Classroom, browse: Browse) -> None:
    page = browse("ines", viewport={"width": 320, "height": 640})
    page.goto(lively.url("/participation/answers"))
    drawing = page.get_by_role("region", name="Graph")
    assert drawing.evaluate("e => e.scrollWidth > e.clientWidth")
    assert drawing.evaluate("e => getComputedStyle(e).backgroundAttachment") == "local, local, scroll, scroll"
