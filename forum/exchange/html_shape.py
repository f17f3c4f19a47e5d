"""What counts in rendered HTML, for telling whether two texts show the same."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_UNSEEN = frozenset({"div", "span"})
_INLINE_TAGS = "a abbr b code del em i img ins kbd mark q s small strong sub sup u"
_INLINE = frozenset(_INLINE_TAGS.split())
_SEEN_ATTRIBUTES = frozenset({"align", "alt", "colspan", "href", "rowspan", "src", "start", "title"})
_SPACES = re.compile(r"\s+")
_AROUND_BLOCKS = re.compile(r" *\n[ \n]*")
_KEPT_SPACES = str.maketrans({" ": "\x01", "\n": "\x02"})
_END_OF_LISTING = re.compile("\x02+(?=\x00/code)")


def shape(html: str) -> str:
    """Reduce rendered HTML to its words, its blocks and emphasis, and where its links and pictures lead.

    Two texts of the same shape look the same; ids, classes and the spaces between blocks do not count.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _END_OF_LISTING.sub("", _AROUND_BLOCKS.sub("\n", "".join(reader.parts)).strip())


class _Reader(HTMLParser):
    """Writes tags between NULs, which no text holds, and blocks on lines of their own, which no text has."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.verbatim = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        seen = sorted(f" {name}={value}" for name, value in attrs if _is_seen(tag, name))
        self._add(tag, f"{tag}{''.join(seen)}")
        self.verbatim |= tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        self._add(tag, f"/{tag}")
        self.verbatim &= tag != "pre"

    def handle_data(self, data: str) -> None:
        self.parts.append(data.translate(_KEPT_SPACES) if self.verbatim else _SPACES.sub(" ", data))

    def _add(self, tag: str, mark: str) -> None:
        if tag in _INLINE:
            self.parts.append(f"\x00{mark}\x00")
        elif tag not in _UNSEEN:
            self.parts.append(f"\n\x00{mark}\x00\n")


def _is_seen(tag: str, attribute: str) -> bool:
    return attribute in _SEEN_ATTRIBUTES or (attribute == "id" and tag == "a")
