"""Where a body points to: links, pictures and players, all as links to where they were."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import unquote, urljoin, urlsplit

PLAYERS = {"audio": "src", "embed": "src", "iframe": "src", "object": "data", "source": "src", "video": "src"}

_URL = re.compile(r"(?<![\w/@])https?://[^\s<>\"“”«»]+")
_TARGET = re.compile(r"""href\s*=\s*["']?#([^"'\s<>]+)""", re.IGNORECASE)
_PICTURE_FILE = re.compile(r"\.(?:avif|bmp|gif|jpe?g|png|svg|tiff?|webp)$", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,4}")
_ALIGNMENT = re.compile(r"left|right|center")
_KEPT = {
    "a": {"title": re.compile(r".+", re.DOTALL)},
    "abbr": {"title": re.compile(r".+", re.DOTALL)},
    "ol": {"start": _NUMBER},
    "td": {"align": _ALIGNMENT, "colspan": _NUMBER, "rowspan": _NUMBER},
    "th": {"align": _ALIGNMENT, "colspan": _NUMBER, "rowspan": _NUMBER},
}
_PAIRS = {")": "(", "]": "[", "}": "{"}


class Links:
    """The links of one body; `base` is the address that relative ones start from."""

    def __init__(self, base: str, html: str) -> None:
        self.base = base
        self.targets = set(_TARGET.findall(html))  # the ids that a link in the same body leads to

    def attributes(self, tag: str, written: dict[str, str]) -> str:
        """Write out the attributes that mean something."""
        rules = _KEPT.get(tag, {})
        kept = {name: value for name, rule in rules.items() if rule.fullmatch(value := written.get(name, ""))}
        if tag == "a" and written.get("href"):
            kept = {"href": self.address(written["href"])} | kept
        target = written.get("id") or (written.get("name", "") if tag == "a" else "")
        if target in self.targets:
            kept["id"] = target
        return "".join(f' {name}="{escape(value)}"' for name, value in kept.items())

    def address(self, written: str) -> str:
        """Make a relative address absolute, and leave alone none and one that leads into the same body."""
        tidy = "".join(written.split("\n")).strip().replace(" ", "%20")
        if not tidy or tidy.startswith("#"):
            return tidy
        try:
            return urljoin(self.base, tidy)
        except ValueError:  # not an address, yet what stood there
            return tidy


def link(address: str, label: str) -> str:
    """Write a link."""
    return f'<a href="{escape(address)}">{escape(label, quote=False)}</a>'


def linked(text: str) -> str:
    """Escape a text and make links of the addresses in it."""
    parts = []
    position = 0
    for found in _URL.finditer(text):
        address = _without_punctuation(found[0])
        parts += [escape(text[position : found.start()], quote=False), link(address, address)]
        position = found.start() + len(address)
    return "".join(parts) + escape(text[position:], quote=False)


def _without_punctuation(address: str) -> str:
    """Leave to the sentence what is its own: a final full stop, a bracket that opened before the address."""
    while address[-1] in ".,;:!?'\u2019*_" or (address[-1] in _PAIRS and _is_unpaired(address)):
        address = address[:-1]
    return address


def _is_unpaired(address: str) -> bool:
    return address.count(_PAIRS[address[-1]]) < address.count(address[-1])


def picture_label(address: str, alternative: str) -> str:
    """Say which picture a link leads to: its alternative text and its file name."""
    name = file_name(address)
    if not name or name in alternative:
        return alternative or address
    return f"{alternative} ({name})" if alternative else name


def file_name(address: str) -> str:
    """Return the name of the picture's file, "" where the address has none."""
    try:
        name = unquote(urlsplit(address).path).rpartition("/")[2]
    except ValueError:
        return ""
    return name if _PICTURE_FILE.search(name) else ""
