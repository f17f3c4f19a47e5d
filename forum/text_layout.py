"""How a cleaned text lies in its page: filters over bleach's stream of tokens, which `text_clean` runs.

They add attributes and elements of our own, and let nothing in.
"""

from collections.abc import Iterable, Iterator
from typing import Any

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_SIDED = {"blockquote", "details", "dl", "ol", "table", "ul"}

Token = dict[str, Any]
Stream = Iterable[Token]


def tag(kind: str, name: str, attributes: dict[tuple[None, str], str]) -> Token:
    """Return the token of an element of our own."""
    return {"type": kind, "name": name, "namespace": None, "data": attributes}


def settle_headings(source: Stream, first: int) -> Iterator[Token]:
    """Let headings begin at the level `first` and leave out none, whatever levels their writer chose."""
    above: list[str] = []  # the headings that the latest one stands under, and itself, as they were written
    for token in source:
        if token.get("name") in HEADINGS:
            if token["type"] == "StartTag":
                above = [*(name for name in above if name < token["name"]), token["name"]]
            token["name"] = f"h{min(first + len(above) - 1, 6)}"
        yield token


def let_scroll(source: Stream) -> Iterator[Token]:
    """Let wide tables and code scroll by themselves, by keyboard as well."""
    depth = 0
    for token in source:
        kind, name = token["type"], token.get("name")
        if kind == "StartTag" and name == "pre":
            token["data"][None, "tabindex"] = "0"
        if kind == "StartTag" and name == "table":
            if not depth:
                yield tag("StartTag", "div", {(None, "class"): "scroll", (None, "tabindex"): "0"})
            depth += 1
        yield token
        if kind == "EndTag" and name == "table":
            depth -= 1
            if not depth:
                yield tag("EndTag", "div", {})


def let_turn(source: Stream) -> Iterator[Token]:
    """Let what has a side, for its marks or its border, turn by its own words; app.css turns the lines."""
    for token in source:
        callout = token["type"] == "StartTag" and "callout" in token["data"].get((None, "class"), "").split()
        if token["type"] == "StartTag" and (token["name"] in _SIDED or callout):
            token["data"][None, "dir"] = "auto"
        yield token
