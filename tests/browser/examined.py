"""What axe-core finds wrong with a page, at the widths and in the schemes that people have."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
WIDE, NARROW, HEIGHT = 1280, 320, 720
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL_RULES = {"runOnly": TAGS, "rules": {"target-size": {"enabled": True}}}
# The scheme changes colours and nothing else (a test sees to that): what axe says of all other things at a
# width, it says in both schemes.
COLOUR_RULES = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
LOOKS = (
    ("light", WIDE, ALL_RULES),
    ("dark", WIDE, COLOUR_RULES),
    ("dark", NARROW, ALL_RULES),
    ("light", NARROW, COLOUR_RULES),
)
# What axe could not decide counts as found, except colours whose ground it cannot see, or of a text that is
# too short or a mere sign: it decides them where nothing covers them, and test_contrast.py knows all colours.
ASK = """async (options) => {
  await document.fonts.ready;
  scrollTo(0, 0);  // where the header, which stays, covers nothing
  const kinds = ["violations", "incomplete"];
  const found = await axe.run(document, { ...options, preload: false, resultTypes: kinds });
  const unseen = ["bgOverlap", "elmPartiallyObscured", "elmPartiallyObscuring", "shortTextContent", "nonBmp",
                  "imgNode"];  // names in a drawing: test_participation.py
  const undecided = (node) => !unseen.includes(node.any[0]?.data?.messageKey);
  const said = (rule) => (node) => `${rule.id} at ${node.target}: ${node.failureSummary}`;
  return [...found.violations.flatMap((rule) => rule.nodes.map(said(rule))),
          ...found.incomplete.flatMap((rule) => rule.nodes.filter(undecided).map(said(rule)))];
}"""
STRUCTURE = """() => {
  const count = (what) => document.querySelectorAll(what).length;
  const root = document.documentElement;
  return { "h1": count("h1"), "main": count("main"), "header.top": count("header.top"),
           "px too wide": Math.max(0, root.scrollWidth - root.clientWidth) };
}"""
SOUND = {"h1": 1, "main": 1, "header.top": 1, "px too wide": 0}


def look(page: Page, scheme: Any = "light", width: int = WIDE) -> None:
    """Show a page in a scheme and at a width (CSS pixels), without loading it anew."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": HEIGHT})


def findings(page: Page, options: dict[str, Any] = ALL_RULES) -> list[str]:
    """Return what is wrong with the page as it is shown now, one line for each place; AXE is in it."""
    return [str(line) for line in page.evaluate(ASK, options)]


def examine(page: Page) -> list[str]:
    """Return what is wrong with the page in any look, each line beginning with the look."""
    found = []
    for scheme, width, rules in LOOKS:
        look(page, scheme, width)
        unsound = page.evaluate(STRUCTURE).items() - SOUND.items()
        found += [f"{scheme}, {width}: {line}" for line in [*map(str, unsound), *findings(page, rules)]]
    return found
