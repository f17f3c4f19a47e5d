r"""Formulas in Markdown: where one begins and ends. They leave here as text, for `text_mathml` to set.

`$..$` and `\(..\)` stand in a line; `$$..$$` stands by itself, and so does `\[..\]` on lines of its own:
anywhere else it means brackets.
"""

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString

# Characters up to which the end of a formula is looked for: some more than one may have, so that a formula
# that is too long is told as one.
REACH = 3000

# \x02 and \x03 stand around what Markdown has put aside, as code; \x10 around our own numbers.
_IN_DOLLARS = rf"(?:\\[^\x02\x03]|[^\\$\x02\x03]){{1,{REACH}}}?"
_IN_BRACKETS = rf"(?:\\[^()\x02\x03]|[^\\\x02\x03]){{1,{REACH}}}?"
# A single dollar is a sign of money as well: no letter or digit touches a formula's from outside, no space
# from inside.
_INLINE = rf"""(?x:
      \x10(?P<mark>\d+)\x10\n?
    | (?<![\\$])\$\$(?!\$)(?P<display>{_IN_DOLLARS})\$\$(?!\$)\n?
    | (?<![\\$\w])\$(?![\s$])(?P<dollars>{_IN_DOLLARS})(?<!\s)\$(?![\w$])
    | (?<!\\)\\\((?P<round>{_IN_BRACKETS})\\\)
)"""
_PRICE = re.compile(r"\d[^\\^_={}]*?(?<![^\W\d_])[^\W\d_]{2,}[^\\^_={}]*")

_NO_BLANK_LINE = r"\n(?![> \t]*(?:\n|\Z))"
_BY_ITSELF = re.compile(
    rf"""(?mx)
    ^(?P<lead>(?:>[ ]?)*[ ]{{0,3}})
    (?P<written>
        \$\$(?!\$)(?:\\[^\n]|[^\\$\n]|{_NO_BLANK_LINE}){{1,{REACH}}}?\$\$
      | \\\[(?P<square>(?:\\[^\n\[\]]|[^\\\n]|{_NO_BLANK_LINE}){{1,{REACH}}}?)\\\]
    )[ \t]*$"""
)
# \[sic\] is what programs and careful people write for brackets that are to stay brackets.
_LOOKS_LIKE_TEX = re.compile(r"\\[A-Za-z]|(?<!\\)[_^]|[=+<>\n]")
_QUOTE_MARKS = re.compile(r"\n[> ]*")
_MARK = re.compile(r"\x10(\d+)\x10")


def formula(written: str, *, display: bool) -> Element:
    """Return the element that stands for a formula until it is set."""
    element = Element("span", {"class": "math display" if display else "math"})
    element.text = AtomicString(written)
    return element


class _ByItself(Preprocessor):
    """Puts aside the formulas that have lines of their own, which might look like lists or headings."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.put_aside: list[str] = []  # of the present text

    def run(self, lines: list[str]) -> list[str]:
        self.put_aside = []
        return _BY_ITSELF.sub(self._mark, "\n".join(lines).replace("\x10", "")).split("\n")

    def _mark(self, found: re.Match[str]) -> str:
        if found["square"] and not _LOOKS_LIKE_TEX.search(found["square"]):
            return found[0]
        quoted = ">" in found["lead"]
        self.put_aside.append(_QUOTE_MARKS.sub("\n", found["written"]) if quoted else found["written"])
        return f"{found['lead']}\x10{len(self.put_aside) - 1}\x10"

    def written(self, mark: re.Match[str]) -> str:
        """Return what a mark stands for."""
        return self.put_aside[int(mark[1])]


class _Inline(InlineProcessor):
    """Makes an element of each formula."""

    def __init__(self, md: Markdown, by_itself: _ByItself) -> None:
        super().__init__(_INLINE, md)
        self._by_itself = by_itself

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int] | tuple[None, None, None]:
        if m["dollars"] and _PRICE.fullmatch(m["dollars"]):
            return None, None, None
        written = self._by_itself.put_aside[int(m["mark"])] if m["mark"] else m[0].rstrip("\n")
        return formula(written, display=bool(m["mark"] or m["display"])), m.start(), m.end()


class _PutBack(Postprocessor):
    """Gives back what was put aside and is no formula after all, as in code."""

    def __init__(self, md: Markdown, by_itself: _ByItself) -> None:
        super().__init__(md)
        self._by_itself = by_itself

    def run(self, text: str) -> str:
        return _MARK.sub(self._escaped, text)

    def _escaped(self, mark: re.Match[str]) -> str:
        return self._by_itself.written(mark).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class FormulaExtension(Extension):
    """Finds formulas."""

    def extendMarkdown(self, md: Markdown) -> None:
        by_itself = _ByItself(md)
        # Below the fences' 25 (no formulas in code), above the rules about lists.
        md.preprocessors.register(by_itself, "formulas-by-themselves", 22)
        # Below code's 190, above the escapes' 180: backslashes are for TeX.
        md.inlinePatterns.register(_Inline(md, by_itself), "formulas", 189)
        # Below raw HTML's 30, which puts back the code.
        md.postprocessors.register(_PutBack(md, by_itself), "formulas-put-back", 5)
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "$"]
