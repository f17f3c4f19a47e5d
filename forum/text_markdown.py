"""Markdown -> HTML that nobody has cleaned yet: only `text_clean` may make it fit to show."""

import re
from collections.abc import Mapping
from functools import lru_cache
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.nl2br import Nl2BrExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension, slugify_unicode
from markdown.inlinepatterns import AutomailInlineProcessor, InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.betterem import BetterEmExtension
from pymdownx.highlight import HighlightExtension
from pymdownx.magiclink import MagiclinkExtension
from pymdownx.superfences import SuperFencesCodeExtension
from pymdownx.tilde import DeleteSubExtension

from forum.text_forms import FENCES, FormsExtension
from forum.text_formulas import FormulaExtension
from forum.text_mentions import MENTION, folded

SLUG_LIMIT = 60  # characters of a heading's id

_HEADING = re.compile(
    r"(?:^|\n)(?P<level>#{1,6})(?P<header>[ \t](?:\\.|[^\\\n])*?)(?:[ \t]#+)?[ \t]*(?:\n|$)"
)
_LIST_ITEM = re.compile(r" {0,3}(?:[*+-]|1\.)[ \t]+(?=[^|]*\w)[^|]*$")
_QUOTE_MARKS = re.compile(r"(?: {0,3}> ?)*")
_MAIL_ADDRESS = r"<([\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+)>"
_TASK = re.compile(r"\s*\[(?P<mark>[ xX])\]\s+(?P<rest>.*)", re.DOTALL)


class _Footnotes(FootnoteExtension):
    """Footnotes numbered as they are read, with numbers in their ids: a label may contain anything."""

    def extendMarkdown(self, md: Markdown) -> None:
        super().extendMarkdown(md)
        # The library's own reordering looks for labels in ids, and fails on an empty footnote.
        md.treeprocessors.deregister("footnote-reorder")
        # Below the inline patterns' 20, which find out in what order the footnotes are read.
        md.treeprocessors.register(_FootnotesAsRead(self), "footnotes-as-read", 19)

    def makeFootnoteId(self, id: str) -> str:
        return f"fn:{self._number(id)}"

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:
        reference: str = self.unique_ref(f"fnref:{self._number(id)}", found)
        return reference

    def ids_as_read(self) -> list[str]:
        """Return the ids of the footnotes that the text refers to, first read first."""
        return [self.makeFootnoteId(label) for label in self.footnote_order]

    def _number(self, label: str) -> int:
        return list(self.footnotes).index(label) + 1


class _FootnotesAsRead(Treeprocessor):
    """Puts the footnotes into the order in which the text refers to them, unused ones last."""

    def __init__(self, footnotes: _Footnotes) -> None:
        super().__init__()
        self._footnotes = footnotes

    def run(self, root: Element) -> None:
        place = {id: number for number, id in enumerate(self._footnotes.ids_as_read())}
        for notes in root.findall(".//div[@class='footnote']/ol"):
            notes[:] = sorted(notes, key=lambda note: place.get(note.get("id", ""), len(place)))


class _ListsNeedNoBlankLine(Preprocessor):
    """Puts in the blank line that people leave out between a sentence and its list."""

    def run(self, lines: list[str]) -> list[str]:
        spaced: list[str] = []
        inside, depth = "", 0
        for line in lines:
            marks, bare = self._marks_and_words(line)
            # A quotation within is a beginning; with fewer marks the words before it may still go on.
            inside, depth = ("" if marks.count(">") > depth else inside), marks.count(">")
            is_item = _LIST_ITEM.match(bare) is not None
            if is_item and inside == "paragraph":
                spaced.append(marks.rstrip())
            inside = self._inside_after(bare, is_item, inside)
            spaced.append(line)
        return spaced

    def _marks_and_words(self, line: str) -> tuple[str, str]:
        marks = _QUOTE_MARKS.match(line)
        end = marks.end() if marks else 0
        return line[:end], line[end:]

    def _inside_after(self, line: str, is_item: bool, inside: str) -> str:
        if not line.strip():
            return ""
        if is_item:
            return "list"
        if inside:
            return inside
        # An indented line goes on with a list from before the blank line, or is code.
        return "list" if line.startswith(("    ", "\t")) else "paragraph"


class _TaskBoxes(Treeprocessor):
    """Draws `[ ]` and `[x]` at the start of a list item as characters, not as form fields.

    A character is read aloud in the reader's own language, and survives feeds, mails and exports.
    """

    def run(self, root: Element) -> None:
        for items in root.iter():
            boxes = [self._draw_box(item) for item in items if item.tag == "li"]
            if any(boxes):
                items.set("class", "tasks")

    def _draw_box(self, item: Element) -> bool:
        holder = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
        task = _TASK.match(holder.text or "")
        if task is None:
            return False
        done = task["mark"] != " "
        box = Element("span", {"class": "task done" if done else "task"})
        box.text = AtomicString("\u2611" if done else "\u2610")
        box.tail = f" {task['rest']}"
        holder.text = ""
        holder.insert(0, box)
        return True


class _Mentions(InlineProcessor):
    """Makes a link of each @handle that leads somewhere, but for what is a link already."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, md: Markdown) -> None:
        super().__init__(MENTION, md)
        self.lead_to: Mapping[str, str] = {}  # of the present text

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int] | tuple[None, None, None]:
        address = self.lead_to.get(folded(m["handle"]))
        if address is None:
            return None, None, None
        link = Element("a", {"class": "mention", "href": address})
        link.text = AtomicString(m[0])
        return link, m.start(), m.end()


class _ClassroomRules(Extension):
    """What differs from plain Markdown: no raw HTML, kinder lists, no heading `#1`, task boxes, mentions."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.parser.blockprocessors["hashheader"].RE = _HEADING
        # Below the fences' 25: by then the code is out of the way.
        md.preprocessors.register(_ListsNeedNoBlankLine(md), "lists-need-no-blank-line", 20)
        # Above the inline patterns' 20: the brackets are still text.
        md.treeprocessors.register(_TaskBoxes(md), "task-boxes", 25)
        # Below code, links and the mail addresses' 84.9; above emphasis, which may stand around a mention.
        md.inlinePatterns.register(_Mentions(md), "mentions", 75)
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "@"]
        # In the place of Markdown's own, which takes anything around an @, new lines as well.
        md.inlinePatterns.register(AutomailInlineProcessor(_MAIL_ADDRESS, md), "automail", 110)


def _slug(heading: str, separator: str) -> str:
    return str(slugify_unicode(heading, separator))[:SLUG_LIMIT] or "section"


def _extensions() -> list[Extension]:
    return [
        TableExtension(use_align_attribute=True),
        SaneListExtension(),
        DefListExtension(),
        Nl2BrExtension(),
        TocExtension(marker="", slugify=_slug),
        _Footnotes(BACKLINK_TITLE="", BACKLINK_TEXT="&#8617;&#65038;", USE_DEFINITION_ORDER=False),
        HighlightExtension(css_class="hl", guess_lang=False, linenums=False),
        SuperFencesCodeExtension(relaxed_headers=True, custom_fences=FENCES),
        BetterEmExtension(),
        DeleteSubExtension(subscript=False),
        MagiclinkExtension(),
        FormulaExtension(),
        FormsExtension(),
        _ClassroomRules(),
    ]


@lru_cache(maxsize=1)
def _converter() -> Markdown:
    """Return this process's converter. Making one takes longer than converting a comment with it."""
    return Markdown(extensions=_extensions(), output_format="html")


def to_html(source: str, mentions: Mapping[str, str]) -> str:
    """Turn Markdown into HTML; not safe to show before it was cleaned. For one thread at a time.

    `mentions` says where each handle leads, by its folded name.
    """
    try:
        # Before each text: a used converter counts its footnotes on, and knows the last text's links.
        converter = _converter().reset()
        converter.inlinePatterns["mentions"].lead_to = mentions
        html: str = converter.convert(source)
    except BaseException:
        _converter.cache_clear()  # who knows what state it was left in
        raise
    return html
