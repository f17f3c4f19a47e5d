"""One paragraph in the making: words, line breaks, and the inline tags around them."""

from __future__ import annotations

from typing import NamedTuple

DEPTH = 10  # inline tags open at once; each paragraph repeats all of them


class Bit(NamedTuple):
    """A part of a paragraph: "text", "space", a break ("br" by a tag, "newline"), "open" or "close"."""

    kind: str
    html: str
    tag: str = ""


BREAKS = ("br", "newline")
SPACES = ("space", *BREAKS)


class Paragraph:
    """Gathers inline content. Tags that are still open at its end go on in the next paragraph."""

    def __init__(self) -> None:
        self.opened: list[Bit] = []
        self.start()

    def start(self) -> None:
        """Begin a paragraph inside the tags that are open."""
        self.bits = list(self.opened)
        self.last = ""  # the kind of the last bit that is no tag

    def add(self, kind: str, html: str) -> None:
        """Add a bit that is no tag; spaces and breaks go before tags that open here."""
        place = len(self.bits)
        while kind != "text" and place and self.bits[place - 1].kind == "open":
            place -= 1
        self.bits.insert(place, Bit(kind, html))
        self.last = kind

    def space(self) -> None:
        """Add a space where one can be seen."""
        if self.last == "text":
            self.add("space", " ")

    def open(self, tag: str, attributes: str) -> None:
        """Open an inline tag."""
        if len(self.opened) < DEPTH:
            self.opened.append(Bit("open", f"<{tag}{attributes}>", tag))
            self.bits.append(self.opened[-1])

    def is_in(self, *tags: str) -> bool:
        """Tell whether any of these tags is open."""
        return any(bit.tag in tags for bit in self.opened)

    def close(self, tag: str) -> None:
        """Close an inline tag, if it is open; what was opened after it goes on behind it."""
        if not self.is_in(tag):
            return
        others = []
        while (bit := self.opened.pop()).tag != tag:
            self._close(bit)
            others.append(bit)
        self._close(bit)
        self.opened += reversed(others)
        self.bits += reversed(others)

    def _close(self, bit: Bit) -> None:
        behind = []  # spaces and breaks go behind tags that close here
        while self.bits and self.bits[-1].kind in SPACES:
            behind.append(self.bits.pop())
        if not self.bits or self.bits[-1] is not bit:
            self.bits.append(Bit("close", f"</{bit.tag}>", bit.tag))
        else:
            self._drop_empty(self.bits.pop())
        self.bits += reversed(behind)

    def _drop_empty(self, bit: Bit) -> None:
        if ' id="' in bit.html:  # a link leads here
            self.add("text", f"{bit.html}</{bit.tag}>")

    def html(self) -> str:
        """Write it out without the breaks and spaces at its end; "" if it has no text."""
        return self._written(self._end()) if self._end() else ""

    def verbatim(self) -> str:
        """Write out everything but the lines before the first and after the last word."""
        return self._written(self._end()).strip("\n").rstrip()

    def _end(self) -> int:
        return max((place for place, bit in enumerate(self.bits, start=1) if bit.kind == "text"), default=0)

    def _written(self, end: int) -> str:
        unclosed: list[str] = []
        for bit in self.bits[:end]:
            if bit.kind == "open":
                unclosed.append(f"</{bit.tag}>")
            elif bit.kind == "close":
                unclosed.pop()
        return "".join(bit.html for bit in self.bits[:end]) + "".join(reversed(unclosed))
