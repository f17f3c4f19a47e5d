"""A class's colour is in its name, in the icon of its tab, and in the frame that a browser draws."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from forum.courses.models import Colour
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.server import Site

SRGB = """(name) => {
  const context = document.createElement("canvas").getContext("2d");
  const probe = document.querySelector(".brand").appendChild(document.createElement("i"));
  probe.style.color = `var(${name})`;
  context.fillStyle = getComputedStyle(probe).color;
  context.fillRect(0, 0, 1, 1);
  probe.remove();
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""
DROP = "e => getComputedStyle(e, '::before').backgroundColor"
FRAME = """() => [...document.querySelectorAll("meta[name='theme-color']")]
  .find((meta) => !meta.media || matchMedia(meta.media).matches).content"""


def near(hexadecimal: str, srgb: list[int]) -> bool:
    """Say whether two colours are the same but for rounding."""
    return all(abs(a - b) <= 2 for a, b in zip(bytes.fromhex(hexadecimal[1:]), srgb, strict=True))


def icon(page: Page) -> str:
    """Return the icon of the page's tab as the browser gets it."""
    address = page.locator("link[rel=icon]").get_attribute("href")
    answer = page.request.get(urljoin(page.url, address))
    assert (answer.status, answer.headers["content-type"]) == (200, "image/svg+xml")
    return answer.text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_class_is_in_its_colour(room: Classroom, browse: Browse, scheme: str) -> None:
    page = browse("sam", color_scheme=scheme)
    icons = set()
    for colour in Colour:
        room.change(colour=str(colour))
        page.goto(room.url())
        assert near(page.evaluate(FRAME), page.evaluate(SRGB, "--accent" if scheme == "light" else "--tint"))
        brand = page.locator(".brand")
        expect(brand).to_have_css("color", brand.evaluate(DROP))
        icons.add(icon(page))
    assert len(icons) == len(Colour)


def test_outside_of_classes_it_is_the_sites_own(site: Site, browse: Browse) -> None:
    page = browse()
    page.goto(f"{site.url}/sign-in")
    assert "<svg" in icon(page)
    assert page.locator("[class*='colour-']").count() == 0
    assert near(page.evaluate(FRAME), page.evaluate(SRGB, "--accent"))
