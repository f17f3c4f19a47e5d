"""Going through a page with Tab and Enter, and seeing at each stop where one is."""

from __future__ import annotations

from playwright.sync_api import Page

FAR = 60  # presses of Tab; no page of these stories has more stops
HERE = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  const around = getComputedStyle(at.closest(".composer, .field > .writing") ?? at);
  const words = at.labels?.[0]?.textContent || at.ariaLabel || at.textContent;
  return { words: words.trim().replace(/\\s+/g, " "), tag: at.tagName,
           ring: style.outlineStyle !== "none" || around.boxShadow !== "none" };
}"""


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus is on what is called so; at each stop it must be seen where it is."""
    for _stop in range(FAR):
        page.keyboard.press("Tab")
        at = page.evaluate(HERE)
        assert at["tag"] == "BODY" or at["ring"], f"nothing shows that the focus is on {at}"
        if at["words"] == words:
            return
    raise AssertionError(f"Tab never came to {words!r}")


def enter(page: Page, words: str) -> None:
    tab_to(page, words)
    page.keyboard.press("Enter")
