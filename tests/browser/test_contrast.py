"""Every colour of app.css stands out from its ground, in every class's colour and in both schemes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from forum.courses.models import Colour
from forum.views import HUES
from tests.browser.server import Site

# WCAG 2.2, success criteria 1.4.3 and 1.4.11.
TEXT, PARTS = 4.5, 3.0
# Tokens of app.css: what is written in a colour, and on which grounds.
WORDS = {
    "ink": ("paper", "sheet", "tint", "wrong-tint", "code"),
    "muted": ("paper", "sheet", "tint", "code"),
    "accent": ("paper", "sheet", "tint"),
    "on-accent": ("accent",),
    "wrong": ("paper", "sheet", "wrong-tint", "code"),
    "paper": ("ink", "wrong"),
}
# Borders of controls, the focus ring, check boxes, a field that is wrong.
DRAWN = {"line": ("paper", "sheet"), "accent": ("paper", "sheet", "tint"), "wrong": ("paper", "sheet")}
MIX = "color-mix(in oklab, var(--ink) 82%, var(--tint))"  # the excerpt of a pinned post

# Each colour is painted and read back: the numbers are those of the screen.
READ = """([classes, colours]) => {
  const probe = document.body.appendChild(document.createElement("span"));
  const paint = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  probe.className = classes;
  const read = (colour) => {
    probe.style.color = colour;
    paint.fillStyle = getComputedStyle(probe).color;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const values = Object.fromEntries(colours.map((colour) => [colour, read(colour)]));
  probe.style.color = "";
  const own = getComputedStyle(probe);
  const [fore, back] = [own.color, own.backgroundColor];
  const result = { ...values, fore: read(fore), back: read(back) };
  probe.remove();
  return result;
}"""
OF_CODE = """() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
  .filter((rule) => rule.selectorText?.startsWith(".hl ")).map((rule) => rule.style.color).filter(Boolean)"""


@pytest.fixture(scope="module", params=["light", "dark"])
def page(request: pytest.FixtureRequest, site: Site, browser: Browser) -> Iterator[Page]:
    """One page for all colours of a scheme: they are read from it, and it stays as it is."""
    with browser.new_context(color_scheme=request.param) as context:
        page = context.new_page()
        page.goto(f"{site.url}/sign-in")
        yield page


def read(page: Page, classes: str, *colours: str) -> dict[str, Any]:
    """Return the red, green and blue (0 to 255) of colours, as an element with these classes has them."""
    return dict(page.evaluate(READ, [classes, colours]))


def contrast(one: list[int], other: list[int]) -> float:
    """Return the contrast ratio, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(rgb: list[int]) -> float:
    """Return the relative luminance, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    shares = (value / 255 for value in rgb)
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def weak(page: Page, classes: str, pairs: dict[str, tuple[str, ...]], least: float) -> list[str]:
    """Return the pairs of tokens that are told apart too badly."""
    names = sorted({*pairs, *(ground for grounds in pairs.values() for ground in grounds)})
    seen = read(page, classes, *(f"var(--{name})" for name in names))
    ratios = {
        f"{fore} on {ground}": contrast(seen[f"var(--{fore})"], seen[f"var(--{ground})"])
        for fore, grounds in pairs.items()
        for ground in grounds
    }
    return [f"{pair}: {ratio:.2f}" for pair, ratio in ratios.items() if ratio < least]


def test_the_formula_is_that_of_the_standard() -> None:
    assert contrast([0, 0, 0], [255, 255, 255]) == pytest.approx(21)
    assert contrast([119, 119, 119], [255, 255, 255]) == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("colour", Colour)
def test_a_class_of_any_colour_can_be_read(page: Page, colour: Colour) -> None:
    classes = f"colour-{colour}"
    assert weak(page, classes, WORDS, TEXT) == []
    assert weak(page, classes, DRAWN, PARTS) == []
    seen = read(page, classes, MIX, "var(--tint)")
    assert contrast(seen[MIX], seen["var(--tint)"]) >= TEXT


def test_colours_differ_from_class_to_class(page: Page) -> None:
    shown = {tuple(read(page, f"colour-{colour}", "var(--accent)")["var(--accent)"]) for colour in Colour}
    assert len(shown) == len(Colour)


def test_initials_can_be_read_on_every_avatar(page: Page) -> None:
    seen = {hue: read(page, f"avatar hue-{hue}") for hue in range(HUES)}
    ratios = {hue: contrast(found["fore"], found["back"]) for hue, found in seen.items()}
    assert {hue: ratio for hue, ratio in ratios.items() if ratio < TEXT} == {}
    assert len({tuple(found["back"]) for found in seen.values()}) == HUES


@pytest.mark.parametrize("look", ["note", "tip", "important", "warning"])
def test_callouts_can_be_read(page: Page, look: str) -> None:
    for colour in Colour:
        seen = read(page, f"colour-{colour} callout {look}", "var(--look)", "var(--ink)", "var(--accent)")
        assert contrast(seen["var(--look)"], seen["back"]) >= TEXT
        assert contrast(seen["var(--ink)"], seen["back"]) >= TEXT
        assert contrast(seen["var(--accent)"], seen["back"]) >= TEXT


@pytest.mark.parametrize("name", ["red", "blue", "green", "orange", "purple", "grey"])
def test_colours_in_formulas_can_be_read(page: Page, name: str) -> None:
    grounds = ("var(--paper)", "var(--sheet)", "var(--tint)")
    seen = read(page, f"m-{name}", *grounds)
    assert {ground for ground in grounds if contrast(seen["fore"], seen[ground]) < TEXT} == set()


def test_code_can_be_read(page: Page) -> None:
    colours = page.evaluate(OF_CODE)
    assert len(colours) >= 8
    seen = read(page, "", "var(--code)", *colours)
    ratios = {colour: contrast(seen[colour], seen["var(--code)"]) for colour in colours}
    assert {colour: ratio for colour, ratio in ratios.items() if ratio < TEXT} == {}
