"""Plain text out of rendered HTML: for excerpts, search, mail and word counts."""

import re
from html.parser import HTMLParser

EXCERPT_LIMIT = 280  # characters, the ellipsis included

_MARKS = {"b", "del", "em", "i", "ins", "mark", "s", "small", "strong", "sub", "sup", "u"}
_INLINE = _MARKS | {"a", "abbr", "cite", "code", "kbd", "q", "span"}
_VOID = frozenset({"br", "hr", "img"})
_ASIDES = frozenset({"footnote", "hl"})
_FOOTNOTE_LINKS = frozenset({"footnote-ref", "footnote-backref"})

_CUT_OFF = " ,;:.-\u2013\u2014"  # reads badly before an ellipsis

# Scripts written without spaces: kana, Han and its extensions.
_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+(?:['\u2019\-][^\W{_CJK}]+)*")

# As text_maths writes them.
_FORMULA = re.compile(
    r'<math(?: display="block")?><semantics>.*?<annotation encoding="application/x-tex">([^<]*)</annotation>'
    r"</semantics></math>",
    re.DOTALL,
)


class _Reader(HTMLParser):
    """Collects the text a reader would see, one space between blocks; asides are kept apart."""

    def __init__(self) -> None:
        super().__init__()
        self.everything: list[str] = []
        self.body: list[str] = []  # without code and footnotes
        self._depth_in_link = 0
        self._depth_in_aside = 0
        self._in_math = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._is_of_formula(tag, begins=True):
            return
        self._separate(tag)
        if tag in _VOID:
            return
        classes = (dict(attrs).get("class") or "").split()
        if self._depth_in_link or not _FOOTNOTE_LINKS.isdisjoint(classes):
            self._depth_in_link += 1
        if self._depth_in_aside or tag == "pre" or not _ASIDES.isdisjoint(classes):
            self._depth_in_aside += 1

    def handle_endtag(self, tag: str) -> None:
        if self._is_of_formula(tag, begins=False):
            return
        self._depth_in_link = max(self._depth_in_link - 1, 0)
        self._depth_in_aside = max(self._depth_in_aside - 1, 0)
        self._separate(tag)

    def handle_data(self, data: str) -> None:
        if self._depth_in_link or self._in_math:
            return
        self.everything.append(data)
        if not self._depth_in_aside:
            self.body.append(data)

    def _is_of_formula(self, tag: str, *, begins: bool) -> bool:
        """Say whether a tag is one of MathML. Of a formula its TeX is read, which stands in `annotation`."""
        if tag in ("math", "annotation"):
            self._in_math = begins == (tag == "math")
        return self._in_math or tag in ("math", "annotation")

    def _separate(self, tag: str) -> None:
        if tag not in _INLINE:
            self.everything.append(" ")
            self.body.append(" ")


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def _fold(parts: list[str]) -> str:
    return " ".join("".join(parts).split())


def plain(html: str) -> str:
    """Return the text of rendered HTML on one line, without the numbers and arrows of footnotes."""
    return _fold(_read(html).everything)


def summarize(html: str) -> tuple[str, int, str]:
    """Return the excerpt of rendered HTML, its number of words, and all of its text.

    The excerpt leaves out code blocks and footnotes, unless the text has nothing else.
    """
    text = _read(html)
    everything = _fold(text.everything)
    return cut(_fold(text.body) or everything), count_words(everything), everything


def cut(text: str, limit: int = EXCERPT_LIMIT) -> str:
    """Return the first words of a plain text, at most `limit` characters."""
    if len(text) <= limit:
        return text
    head = text[:limit].rpartition(" ")[0]
    # A text without spaces (Chinese, one long address) is cut in the middle rather than to nothing.
    kept = head if len(head) > limit // 2 else text[: limit - 1]
    return kept.rstrip(_CUT_OFF) + "\u2026"


def count_words(text: str) -> int:
    """Count the words of a plain text; where a script has no spaces each character is one."""
    return sum(1 for _ in _WORD.finditer(text))


def in_words(html: str) -> str:
    """Return stored HTML with each formula as its TeX, for mail programs and feed readers.

    Most of them take the elements of MathML away and leave the letters: a fraction would become a product.
    """
    return _FORMULA.sub(r"<code>\1</code>", html)
