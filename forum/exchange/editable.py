"""What an imported text is edited as: Markdown where that says all that the HTML says, else the HTML itself.

Why: docs/decisions/imported-posts.md.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Protocol

from bs4 import Tag
from markdownify import MarkdownConverter

from forum.exchange.html_shape import shape
from forum.text import POST_LIMIT, Rendered

LONGEST = 4 * POST_LIMIT  # characters; what is longer takes long to compare

_ENTITY = re.compile(r"&(?=#?\w+;)")
_SPECIAL = re.compile(r"[][\\`*_{}~|^$]")
_AT_LINE_START = re.compile(r"^(\s*(?:[0-9]{1,9}(?=\.\s))?)([.#>+:?-])", re.MULTILINE)


class Render(Protocol):
    """text.render, as far as it is needed here."""

    def __call__(self, source: str, *, format: str) -> Rendered: ...


def to_source(html: str, render: Render) -> tuple[str, str]:
    """Return the text to edit and its format: "markdown" if that shows the same as the HTML, else "html".

    `html` is what wordpress_html made, `render` is text.render.
    """
    if len(html) > LONGEST:
        return html, "html"
    wanted = shape(render(html, format="html").html)
    for converter in (Markdown(), _EscapedMarkdown()):
        markdown = converter.convert(html.replace("<br>\n", "<br>"))
        if shape(render(markdown, format="markdown").html) == wanted:
            return markdown, "markdown"
    return html, "html"


class Markdown(MarkdownConverter):
    """The dialect of forum.text: new lines break the line, addresses are links, four spaces nest a list."""

    def __init__(self) -> None:
        super().__init__(heading_style="atx", sub_symbol="~", sup_symbol="^")
        self.items: Counter[int] = Counter()  # written so far, by the id of their list

    def escape(self, text: str, parent_tags: set[str]) -> str:
        return _ENTITY.sub("&amp;", text)

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "\n"

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        address, title = str(el.get("href", "")), str(el.get("title", ""))
        if el.get_text() == address and not title:
            return address
        return f'[{text}]({address} "{title}")' if title else f"[{text}]({address})"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        mark = f"{self._next_number(el.parent)}." if el.parent and el.parent.name == "ol" else "-"
        return re.sub(r"\n(?=.)", "\n    ", f"{mark} {text.strip()}") + "\n"

    def _next_number(self, items: Tag) -> int:
        start = str(items.get("start", ""))
        self.items[id(items)] += 1
        return (int(start) if start.isdecimal() else 1) + self.items[id(items)] - 1

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f" {text.strip()} |"

    convert_th = convert_td


class _EscapedMarkdown(Markdown):
    """The same, with everything escaped that might mean something in Markdown."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        escaped = _SPECIAL.sub(r"\\\g<0>", super().escape(text, parent_tags))
        return _AT_LINE_START.sub(r"\1\\\2", escaped)
