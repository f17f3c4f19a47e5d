"""What members write looks like what they meant: formulas, call-outs, poems, and every script its own way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse

WIDE = " + ".join(f"a_{{{number}}}" for number in range(30))
FORMULAS = rf"""So $x^2$ and $\frac{{a}}{{b}}$, but not $\nothing$.

$${WIDE}$$

Among words ${WIDE}$ it scrolls as well.
"""
SCRIPTS = """An English paragraph.

\u05e4\u05e1\u05e7\u05d4 \u05d1\u05e2\u05d1\u05e8\u05d9\u05ea with English.

- \u0642\u0627\u0626\u0645\u0629

> \u05e6\u05d9\u05d8\u05d5\u05d8

- a list

> A quotation.

> [!\u05d4\u05e2\u05e8\u05d4]
> \u05d8\u05e7\u05e1\u05d8 $a+b$
"""
# On which side of its room a text begins.
SIDE = """(element) => {
  const words = document.createRange();
  words.selectNodeContents(element);
  const [text, room] = [words.getBoundingClientRect(), element.getBoundingClientRect()];
  return text.left - room.left < room.right - text.right ? "left" : "right";
}"""
BORDERS = """(element) => {
  const drawn = getComputedStyle(element);
  return [drawn.borderLeftWidth, drawn.borderRightWidth].map(parseFloat);
}"""


def opened(room: Classroom, page: Page, body: str) -> Page:
    page.goto(room.url(f"/posts/{room.post('sam', 'A title', body)}"))
    return page


@pytest.mark.parametrize("via", ["htmx", "plain"])
def test_formulas_are_laid_out_and_wide_ones_scroll(room: Classroom, browse: Browse, via: str) -> None:
    page = opened(room, browse("sue", via=via, viewport={"width": 320, "height": 700}), FORMULAS)
    fraction = page.locator("mfrac")
    above, below = fraction.locator("mi").first.bounding_box(), fraction.locator("mi").last.bounding_box()
    assert above
    assert below
    assert above["y"] + above["height"] / 2 < below["y"]
    expect(page.locator("annotation").first).to_be_hidden()
    expect(page.locator("code.math-source")).to_have_text(r"$\nothing$")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.locator(".math[tabindex]").count() == 2


@pytest.mark.parametrize("number", [0, 1])
def test_a_wide_formula_is_scrolled_by_keyboard(room: Classroom, browse: Browse, number: int) -> None:
    page = opened(room, browse("sue", viewport={"width": 320, "height": 700}), FORMULAS)
    formula = page.locator(".math.wide").nth(number)
    formula.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("e => e.scrollLeft > 0", arg=formula.element_handle())


def test_every_block_runs_in_the_direction_of_its_script(room: Classroom, browse: Browse) -> None:
    page = opened(room, browse("sue"), SCRIPTS)
    prose = page.locator(".post .prose")
    assert [each.evaluate(SIDE) for each in prose.locator("> p").all()] == ["left", "right"]
    lists = prose.locator("ul").all()
    assert [each.evaluate("e => getComputedStyle(e).direction") for each in lists] == ["rtl", "ltr"]
    quotations = [each.evaluate(BORDERS) for each in prose.locator("blockquote, .callout").all()]
    assert [left > right for left, right in quotations] == [False, True, False]
    assert prose.locator("math").evaluate("e => getComputedStyle(e).direction") == "ltr"


def test_what_is_to_be_opened_opens_without_a_script(room: Classroom, browse: Browse) -> None:
    page = opened(room, browse("sue", via="plain"), '??? "The answer"\n    It is 42.')
    expect(page.get_by_text("It is 42.")).to_be_hidden()
    page.locator(".prose summary").click()
    expect(page.get_by_text("It is 42.")).to_be_visible()


def test_the_editor_says_how_texts_are_written(room: Classroom, browse: Browse) -> None:
    page = browse("sam", via="plain")
    page.goto(room.url("/posts/new"))
    page.get_by_text("How to write it").click()
    expect(page.get_by_text("formulas in TeX")).to_be_visible()
