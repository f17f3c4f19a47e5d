"""Reading the comments off a page: which, in what order, how deep."""

from __future__ import annotations

from html.parser import HTMLParser

from werkzeug.test import TestResponse


class Comments(HTMLParser):
    """The comments of a page: their ids in order, and how many others each is drawn inside of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.items: list[bool] = []  # the <li> that are open: is each a comment?
        self.found: list[tuple[int, int]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag != "li":
            return
        is_comment = (attributes.get("class") or "").split()[:1] == ["comment"]
        if is_comment:
            self.found.append((int((attributes["id"] or "").removeprefix("comment-")), sum(self.items)))
        self.items.append(is_comment)

    def handle_endtag(self, tag: str) -> None:
        if tag == "li":
            self.items.pop()


def drawn(answer: TestResponse) -> list[tuple[int, int]]:
    """Return the comments of a page in order: (id, depth)."""
    return Comments(answer.text).found


def ids(answer: TestResponse) -> list[int]:
    """Return the ids of a page's comments in order."""
    return [found for found, _depth in drawn(answer)]
