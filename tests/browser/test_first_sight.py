"""What a page looks like when it first appears is how it stays: nothing moves, nothing waits for a font."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route

from tests.browser import classroom
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.server import Site

WATCH = """
window.shifts = [];
window.painted = new Promise((resolve) => {
  new PerformanceObserver(() => resolve(true)).observe({ type: "paint", buffered: true });
});
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) {
    window.shifts.push([shift.value, ...shift.sources.map((s) => s.node?.outerHTML?.slice(0, 80))]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
SETTLED = """async () => {
  await document.fonts.ready;
  for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame);
  return window.shifts;
}"""
BLOCKING = """() => performance.getEntriesByType("resource")
  .filter((file) => file.renderBlockingStatus === "blocking").map((file) => new URL(file.name).pathname)"""
WIDTHS = (320, 1280)


@pytest.fixture(scope="module")
def full(site: Site) -> tuple[Classroom, int]:
    """A public class, and a post in it that people discuss."""
    room = classroom.opened(site)
    room.change(visibility="public")
    words = "A paragraph with *emphasis* that goes on for some lines. " * 12
    for number in range(25):
        room.post("sam", f"What I read in week {number}, and what I made of it", words)
    post_id = room.post("sam", "A post that people discuss, with a title of two lines", f"{words}\n\n" * 4)
    for name in ("sue", "asa", "ines", "sam"):
        room.comment(name, post_id, words)
    return room, post_id


def shifts(page: Page, address: str) -> list[object]:
    """Return what moved on a page whose fonts came after it had been painted."""
    waiting: list[Route] = []
    page.route("**/*.woff2", lambda route: waiting.append(route))
    page.goto(address, wait_until="commit")
    assert page.evaluate("window.painted")
    page.wait_for_function("document.readyState !== 'loading'")
    assert waiting, "the page asks for its fonts"
    for route in waiting:
        route.continue_()
    page.unroute("**/*.woff2")
    return list(page.evaluate(SETTLED))


@pytest.mark.parametrize("reader", ["", "sam"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_moves_when_a_font_comes_late(
    full: tuple[Classroom, int], browse: Browse, width: int, reader: str
) -> None:
    room, post_id = full
    for path in ("/", f"/posts/{post_id}"):
        page = browse(reader, viewport={"width": width, "height": 800})
        page.add_init_script(WATCH)
        assert shifts(page, room.url(path)) == []


def test_nothing_but_the_style_sheet_is_waited_for(full: tuple[Classroom, int], browse: Browse) -> None:
    room, post_id = full
    page = browse()
    page.goto(room.url(f"/posts/{post_id}"))
    assert page.evaluate(BLOCKING) == ["/static/app.css"]
    assert page.evaluate("[...document.fonts].map((font) => font.display)") == ["optional", "optional"]


def test_the_fonts_are_used_once_they_are_there(full: tuple[Classroom, int], browse: Browse) -> None:
    room, _post_id = full
    page = browse()
    page.goto(room.url())
    ready(page)
    page.reload()
    ready(page)
    weights = page.evaluate("[...document.fonts].map((font) => [font.style, font.weight, font.status])")
    assert ["normal", "400 700", "loaded"] in weights


def ready(page: Page) -> None:
    page.evaluate("document.fonts.ready.then(() => true)")
