"""Reading pages as a browser does: is every tag closed, is every id there once, where do links lead?"""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

from werkzeug.test import TestResponse

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
ENDS_PARAGRAPH = {"article", "aside", "blockquote", "div", "fieldset", "form", "h1", "h2", "h3", "ol", "p"}
ENDS_PARAGRAPH |= {"pre", "section", "table", "ul"}
NEVER_INSIDE_ITSELF = {"a", "button", "form", "label"}
REFERS = ("for", "aria-describedby", "aria-labelledby")
ENTRY = re.compile(r'<article class="(?:entry|pin)[^"]*" id="post-(\d+)"')


class Page(HTMLParser):
    """What a page is made of, and what is wrong with it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.refers: set[str] = set()
        self.links: list[str] = []
        self.posts_to: list[str] = []
        self.problems: list[str] = []
        self.feed(html)
        self.close()
        self.problems += [f"<{tag}> is not closed" for tag in self.open]
        self.problems += [f"{count} elements are #{id}" for id, count in self.ids.items() if count > 1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, dict(attrs))
        if tag in ENDS_PARAGRAPH and "p" in self.open:
            self.problems.append(f"<{tag}> inside <p>")
        if tag in NEVER_INSIDE_ITSELF and tag in self.open:
            self.problems.append(f"<{tag}> inside <{tag}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing, at {self.getpos()}")

    def _note(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.ids.update([attributes["id"] or ""] if "id" in attributes else [])
        for name in REFERS:
            self.refers.update((attributes.get(name) or "").split())
        if tag == "a":
            self.links += [url for url in (attributes.get("href"), attributes.get("hx-get")) if url]
        if tag == "form":
            self._note_form(attributes)
        if tag == "button" and "form" in attributes:
            self._note_button(attributes)

    def _note_form(self, attributes: dict[str, str | None]) -> None:
        method = attributes.get("method")
        action, again = attributes.get("action"), attributes.get(f"hx-{method}")
        if method not in ("get", "post") or not action:
            self.problems.append(f"a form without method and action: {attributes}")
        if again and again != action:
            self.problems.append(f"a form with two addresses: {action}, {again}")
        if method == "post":
            self.posts_to.append(action or "")

    def _note_button(self, attributes: dict[str, str | None]) -> None:
        """A button may send a form that stands elsewhere, and to an address of its own."""
        self.refers.add(attributes["form"] or "")
        action, again = attributes.get("formaction"), attributes.get("hx-post")
        if again and again != action:
            self.problems.append(f"a button with two addresses: {action}, {again}")
        if action:
            self.posts_to.append(action)

    @property
    def dangling(self) -> set[str]:
        """The ids that something refers to and that the page does not have."""
        return self.refers - set(self.ids)


def sound(answer: TestResponse) -> Page:
    """Return what a page is made of, once it is sure that nothing is wrong with it."""
    page = Page(answer.text)
    whole = answer.text.lstrip().startswith("<!doctype html>")
    assert page.problems == [], (answer.request.path, page.problems)
    assert not whole or not page.dangling, (answer.request.path, page.dangling)
    return page


def entries(answer: TestResponse) -> list[int]:
    """Return the ids of the posts that a page lists, in its order."""
    return [int(found) for found in ENTRY.findall(answer.text)]


def older(answer: TestResponse) -> str:
    """Return the cursor of the page's link to older posts; "" where there is none."""
    found = re.search(r'id="older" href="\?before=([\d-]+)"', answer.text)
    return found.group(1) if found else ""
