"""Chromium as a camera: it opens a page as somebody, poses it, and takes it in every look."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import steps
from tests.browser.server import Site
from tests.gallery.looks import HEIGHT, TALLEST, Look
from tests.gallery.pages import Scene
from tests.tools import chromium

PATIENCE = 20_000  # milliseconds
LETTERS = "size => document.documentElement.style.fontSize = size"
MARGINS = "size => document.body.style.padding = size"  # the paper's, which a window does not show
TALL = "() => document.documentElement.scrollHeight"
FONTS = "() => Promise.all([...document.fonts].map(font => font.load()))"
READY = """async () => {
  document.documentElement.style.caretColor = "transparent";  // it blinks
  await document.fonts.ready;
  scrollTo(0, 0);
}"""
SHARP = 76  # the quality of a WebP, of 100


@dataclass
class Camera:
    """A browser at a site, which remembers who signed in before."""

    browser: Browser
    site: Site
    things: dict[str, Any]
    windows: dict[str, BrowserContext] = field(default_factory=dict)

    @contextmanager
    def scene(self, scene: Scene) -> Iterator[Page]:
        """Open a page as its looker, ready to be photographed."""
        self.site.forget_haste()
        if scene.who not in self.windows:
            self.windows[scene.who] = self._arrive(scene.who)
        page = self.windows[scene.who].new_page()
        try:
            page.goto(self.site.url + scene.path.format_map(self.things))
            if scene.pose:
                scene.pose(page)
            yield page
        finally:
            page.close()

    def _arrive(self, name: str) -> BrowserContext:
        """Open somebody's browser; it has the fonts before the first picture, for a page does not wait."""
        context = self.browser.new_context(locale="en", timezone_id="Europe/Berlin")
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(f"{self.site.url}/sign-in")
        page.evaluate(FONTS)
        if name:
            steps.sign_in(page, self.site.url, name)
        page.close()
        return context


def look_at(page: Page, look: Look) -> None:
    """Show the page in this look."""
    page.emulate_media(**look.media)
    page.set_viewport_size({"width": look.width, "height": HEIGHT})
    page.evaluate(LETTERS, f"{look.letters}%" if look.letters != 100 else "")
    page.evaluate(MARGINS, "2cm 1.6cm" if look.printed else "")
    page.evaluate(READY)


def take(page: Page, look: Look, file: Path) -> None:
    """Photograph the whole page, of a very long one the beginning."""
    look_at(page, look)
    tall = max(HEIGHT, min(int(page.evaluate(TALL)), TALLEST))
    file.write_bytes(_captured(page, look.width, tall, format="png", optimizeForSpeed=True))


def take_small(page: Page, look: Look, file: Path, tall: int) -> None:
    """Photograph the upper part of a page into a small WebP, for the documents."""
    look_at(page, look)
    file.write_bytes(_captured(page, look.width, tall, format="webp", quality=SHARP))


def _captured(page: Page, width: int, tall: int, **options: Any) -> bytes:
    """Return a picture of the page from its top. Chromium itself does it in a third of Playwright's time."""
    clip = {"x": 0, "y": 0, "width": width, "height": tall, "scale": 1}
    session = page.context.new_cdp_session(page)
    taken = session.send("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip, **options})
    session.detach()
    return base64.b64decode(taken["data"])


@contextmanager
def at(site: Site, things: dict[str, Any]) -> Iterator[Camera]:
    """Start Chromium and yield a camera."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        program = {"executable_path": chromium.executable(), "args": chromium.arguments()}
        browser = playwright.chromium.launch(**program)  # type: ignore[arg-type]  # two kinds of value
        try:
            yield Camera(browser, site, things)
        finally:
            browser.close()
