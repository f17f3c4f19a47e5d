"""HTML as people leave it in a blog, cut into tags and text without losing a word.

Only what surely is a tag is taken for one: "a < b" and "<http://example.org>" stay text. The time it takes
grows with the length of the input and with nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

# A quoted value may hold a few "<", and a tag a few dozen attributes: without limits, a text of nothing but
# broken tags would be read to its end from each of them.
_TAG = re.compile(
    r"""<(?P<slash>/?)(?!https?:)(?P<name>[A-Za-z][\w:-]*+)(?=[\s/>])
        (?P<attributes>(?:[^'"<>]++ | "[^"<]*+(?:<[^"<]*+){0,5}" | '[^'<]*+(?:<[^'<]*+){0,5}'){0,80}+)>""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""([^\s=<>"'/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"']+))?""")

UNREADABLE = ("script", "style")  # left out up to their end tags


@dataclass(frozen=True, slots=True)
class Text:
    """Words between tags, entities resolved."""

    data: str


@dataclass(frozen=True, slots=True)
class Open:
    """A start tag; `source` is how it was written."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    """An end tag."""

    name: str
    source: str = ""


Token = Text | Open | Close


def tokens(html: str) -> Iterator[Token]:
    """Cut HTML without comments into tokens; scripts and styles are left out."""
    position = 0
    endless: set[str] = set()  # elements known to have no end tag from here on
    while tag := _TAG.search(html, position):
        if tag.start() > position:
            yield Text(unescape(html[position : tag.start()]))
        name, position = tag["name"].lower(), tag.end()
        if name not in UNREADABLE:
            yield _token(name, tag)
        elif name not in endless and not tag["slash"]:
            position = _after(name, html, position) or position
            if position == tag.end():
                endless.add(name)
    if position < len(html):
        yield Text(unescape(html[position:]))


def _after(name: str, html: str, position: int) -> int | None:
    end = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(html, position)
    return end.end() if end else None


def _token(name: str, found: re.Match[str]) -> Token:
    return Close(name, found[0]) if found["slash"] else Open(name, _attributes(found["attributes"]), found[0])


def _attributes(written: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(written):
        found.setdefault(name.lower(), unescape(value.strip("\"'")).strip())
    return found


def without_comments(html: str) -> str:
    """Remove HTML comments: block marks, <!--more-->, word processors' notes. Unfinished ones stay text."""
    kept = []
    position = 0
    while (start := html.find("<!--", position)) >= 0 and (end := html.find("-->", start + 4)) >= 0:
        kept.append(html[position:start])
        position = end + 3
    return "".join(kept) + html[position:].replace("<!--", "&lt;!--")
