"""Forms of writing that plain Markdown lacks: poems, call-outs, parts to be opened, raised words."""

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor, BlockQuoteProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER
from pymdownx.details import DetailsProcessor

from forum.text_formulas import formula

# One word with its signs, directly after another: x^2^, H~2~O, 10^-3^. Not x^2+y^2, and not ~5 or ~6.
_RAISED = r"(?<=[\w)\]\x03])(?P<sign>[\^~])(?P<word>[+\u2212-]?\w{1,40}[+\u2212-]?)(?P=sign)(?!(?P=sign))"
_RAISED_TAGS = {"^": "sup", "~": "sub"}

# > [!NOTE] or > [!tip] Title, as other sites have it; a minus or plus behind it makes it one to be opened.
_CALLOUT = re.compile(r"\[!(?P<word>[^\]\n]{1,40})\](?P<fold>[+-]?)[ \t]*(?P<title>[^\n]*)(?:\n|$)")
_LOOKS = {
    "tip": {"tip", "hint", "success", "check", "done"},
    "important": {"important", "question", "help", "faq"},
    "warning": {"warning", "caution", "attention", "danger", "error", "bug", "failure"},
}

# Raw HTML is off, so only fences are put aside.
_FENCE = re.compile(rf"(?:^|\n) {{0,3}}(?P<mark>{HTML_PLACEHOLDER % '(?P<number>[0-9]+)'}) *(?:\n|$)")


class _Raised(InlineProcessor):
    """Raises what stands between ^ and ^, lowers what stands between ~ and ~."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:
        element = Element(_RAISED_TAGS[m["sign"]])
        element.text = m["word"]
        return element, m.start(), m.end()


class _Quotations(BlockQuoteProcessor):
    """Lets a blank line end a quotation: what is quoted below it is another one."""

    def lastChild(self, parent: Element) -> None:
        return None


class _Callouts(Treeprocessor):
    """Makes call-outs of the quotations that begin with [!word].

    The title is what the writer typed, or else the word itself: so nothing has to be translated, and any
    word of any language will do.
    """

    def run(self, root: Element) -> None:
        for quote in root.iter("blockquote"):
            first = quote[0] if len(quote) and quote[0].tag == "p" else None
            begins = _CALLOUT.match(first.text or "") if first is not None else None
            if first is not None and begins is not None:
                self._change(quote, first, begins)

    def _change(self, quote: Element, first: Element, begins: re.Match[str]) -> None:
        folds = begins["fold"]
        quote.tag = "details" if folds else "div"
        quote.set("class", f"callout {_look(begins['word'])}")
        if folds == "+":
            quote.set("open", "open")
        title = Element("summary", {}) if folds else Element("p", {"class": "callout-title"})
        title.text = begins["title"].strip() or _capitalized(begins["word"].strip())
        first.text = (first.text or "")[begins.end() :]
        if not first.text.strip() and not len(first):
            quote.remove(first)
        quote.insert(0, title)


def _look(word: str) -> str:
    return next((look for look, words in _LOOKS.items() if word.strip().lower() in words), "note")


def _capitalized(word: str) -> str:
    return word.capitalize() if word.isupper() or word.islower() else word


class _Details(DetailsProcessor):
    """`??? "Title"` with indented lines below it; the title is a must, or "??? really" would be one."""

    START = re.compile(r'(?:^|\n)\?{3}(\+)?() *"([^\n]+)"() *(?:\n|$)')


class Poem(str):
    """What stands in a fence ```poem."""

    __slots__ = ()


class Formula(str):
    """What stands in a fence ```math."""

    __slots__ = ()


class _Fences(BlockProcessor):
    """Lets a fence end the paragraph above it. Poems and formulas are text: they go where they stood."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md.parser)
        self._stash = md.htmlStash

    def test(self, parent: Element, block: str) -> bool:
        return _FENCE.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        found = _FENCE.search(blocks[0])
        if found is None:
            return False
        block = blocks.pop(0)
        if before := block[: found.start()]:
            self.parser.parseBlocks(parent, [before])
        self._place(parent, int(found["number"]), found["mark"])
        if after := block[found.end() :]:
            blocks.insert(0, after)
        return None

    def _place(self, parent: Element, number: int, mark: str) -> None:
        written = self._stash.rawHtmlBlocks[number]
        if isinstance(written, Poem):
            _stanzas(parent, written)
        elif isinstance(written, Formula):
            SubElement(parent, "p").append(formula(f"$${written}$$", display=True))
        else:
            SubElement(parent, "p").text = mark


def _stanzas(parent: Element, poem: str) -> None:
    """Write a poem: its lines end where they end, and begin where they begin, in every program."""
    holder = SubElement(parent, "div", {"class": "poem"})
    for stanza in re.split(r"\n(?:[ \t]*\n)+", poem.strip("\n").expandtabs(4)):
        lines = [line.rstrip() for line in stanza.split("\n")]
        SubElement(holder, "p").text = "\n".join(
            "\u00a0" * (len(line) - len(line.lstrip(" "))) + line.lstrip(" ") for line in lines
        )


def _fence(kind: type[str]) -> Any:
    def keep(source: str, *_: Any, **__: Any) -> str:
        return kind(source)

    return keep


FENCES = [
    {"name": "poem", "class": "poem", "format": _fence(Poem)},
    {"name": "math", "class": "math", "format": _fence(Formula)},
]


class FormsExtension(Extension):
    """All of them."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.parser.blockprocessors.register(_Details(md.parser), "details", 105)
        md.parser.blockprocessors.register(_Quotations(md.parser), "quote", 20)  # in the place of Markdown's
        # Above code's 80.
        md.parser.blockprocessors.register(_Fences(md), "text-fences", 84)
        # Above the inline patterns' 20: the brackets are still text.
        md.treeprocessors.register(_Callouts(md), "callouts", 26)
        # Below links and code, and below struck words' 65, which have two of the signs.
        md.inlinePatterns.register(_Raised(_RAISED, md), "raised", 60)
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "^", ":", "?"]
