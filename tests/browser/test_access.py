"""axe-core finds nothing wrong with any page in any state, in either scheme, wide or narrow."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page

from forum.config import HOME
from tests.browser.conftest import Window
from tests.browser.console import Console
from tests.browser.examined import examine, findings, look
from tests.browser.furnished import Furnished
from tests.browser.sights import NOT_SEEN, OTHER_CLASSES, REFUSALS, Sight, pages
from tests.browser.states import STATES

SIGHTS = [*pages(), *OTHER_CLASSES, *REFUSALS, *STATES]


def visit(page: Page, sight: Sight, school: Furnished) -> None:
    look(page)
    answer = page.goto(school.url(sight.path))
    assert answer
    assert answer.status == sight.status
    if sight.act:
        sight.act(page, school)


@pytest.mark.parametrize("sight", SIGHTS, ids=str)
def test_nothing_is_wrong_with(sight: Sight, school: Furnished, window: Window, heard: Console) -> None:
    page = window(sight.who)
    school.site.forget_haste()
    heard.said.clear()
    heard.expected = [*sight.console, *([str(sight.status)] if sight.status >= 400 else [])]
    visit(page, sight, school)
    wrong = examine(page)
    assert not wrong, "\n".join(wrong)
    assert heard.unexpected() == []


def test_every_address_that_shows_a_page_was_seen(school: Furnished) -> None:
    shown = {rule.endpoint for rule in school.site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    seen = {endpoint(school.site.app, school.url(sight.path)) for sight in SIGHTS if sight.status == 200}
    assert shown - seen == NOT_SEEN.keys()


def endpoint(app: Flask, url: str) -> str:
    path = url.split("/", 3)[3].partition("?")[0]
    return str(app.url_map.bind("localhost").match(f"/{path}")[0])


BAD = """() => {
  const add = (tag, textContent, style = "") =>
    document.querySelector("main").append(Object.assign(document.createElement(tag), { textContent, style }));
  add("h6", "A heading far below");
  add("p", "Hard to read", "color: #888; background: #999");
  for (const name of "xyz") add("button", name, "font-size: 8px; padding: 0; border: 0; inline-size: 9px");
}"""


def test_what_is_wrong_is_found(school: Furnished, window: Window) -> None:
    page = window("vera")
    look(page)
    page.goto(school.url("/sign-in"))
    page.evaluate(BAD)
    rules = {line.partition(" ")[0] for line in findings(page)}
    assert rules == {"color-contrast", "target-size", "heading-order"}
    page.evaluate("document.querySelector('main').style.minInlineSize = '1400px'")
    page.evaluate("document.querySelector('header').append(document.createElement('h1'))")
    wrong = examine(page)
    assert "light, 1280: ('h1', 2)" in wrong
    assert any("px too wide" in line for line in wrong)


def test_the_scheme_changes_colours_and_nothing_else() -> None:
    """CSS lets light-dark() stand for a colour only; so half of the looks are asked about colours alone."""
    ours = [path for kind in ("*.css", "*.js") for path in (HOME / "static").glob(kind)]
    assert "light-dark(" in (HOME / "static" / "app.css").read_text("utf-8")
    assert [path.name for path in ours if "prefers-color-scheme" in path.read_text("utf-8")] == []
