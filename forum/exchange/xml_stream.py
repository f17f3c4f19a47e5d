"""A big RSS file as a stream of small trees, with everything refused that an attack would need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers.expat import ErrorString, errors

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from flask_babel import gettext as _

CHUNK = 64 * 1024  # bytes
CHANNEL_DEPTH = 2  # rss > channel > the branches that we hand over

BAD_CHARACTER = errors.codes[errors.XML_ERROR_INVALID_TOKEN]
NO_XML = errors.codes[errors.XML_ERROR_SYNTAX]
NOT_AT_START = errors.codes[errors.XML_ERROR_MISPLACED_XML_PI]
TOO_SHORT = frozenset(
    errors.codes[name]
    for name in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)


class BrokenExport(Exception):
    """The file cannot be read. The message is for a person; `line` (from 1) is where reading stopped."""

    def __init__(self, sentence: str, line: int) -> None:
        super().__init__(_("Line %(line)d: %(sentence)s", line=line, sentence=sentence))
        self.line = line


class RefusedExport(BrokenExport):
    """The file declares a document type or entities, which no WordPress writes and an attack needs."""


class NotAnExport(BrokenExport):
    """The file is no WordPress export."""


class Readable(Protocol):
    """A binary file, as far as it is needed here."""

    def read(self, size: int, /) -> bytes:
        """Return at most that many bytes; none at the end."""


def branches(stream: Readable) -> Iterator[tuple[int, Element]]:
    """Yield each child of rss > channel with the line it starts at, holding one of them in memory at a time.

    Raises BrokenExport where the XML breaks, RefusedExport at a document type, NotAnExport at any other root.
    """
    reading = _Reading()
    while chunk := stream.read(CHUNK):
        reading.feed(chunk)
        yield from reading.taken()
    reading.end()
    yield from reading.taken()


class _Reading:
    """The parser, and what it tells when something goes wrong."""

    def __init__(self) -> None:
        self.branches = _Branches(self)
        self.parser = DefusedXMLParser(target=self.branches, forbid_dtd=True)

    @property
    def line(self) -> int:
        return int(self.parser.parser.CurrentLineNumber)

    def feed(self, chunk: bytes) -> None:
        try:
            self.parser.feed(chunk)
        except ParseError as error:
            raise _in_words(error) from error
        except DefusedXmlException as error:
            raise RefusedExport(_refusal(), self.line) from error
        except (LookupError, ValueError) as error:  # what expat raises for an encoding that Python cannot map
            raise BrokenExport(_("The encoding that the file names is unknown."), self.line) from error

    def end(self) -> None:
        try:
            self.parser.close()
        except ParseError as error:
            raise _in_words(error) from error

    def taken(self) -> Iterator[tuple[int, Element]]:
        ready, self.branches.ready = self.branches.ready, []
        yield from ready


class _Branches:
    """Parser target that builds a tree for each child of the channel and knows nothing of the rest."""

    def __init__(self, reading: _Reading) -> None:
        self.reading = reading
        self.depth = 0
        self.ready: list[tuple[int, Element]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.depth < CHANNEL_DEPTH:
            self._expect(("rss", "channel")[self.depth], tag)
        elif self.depth == CHANNEL_DEPTH:
            self.builder = TreeBuilder()
            self.line = self.reading.line
        if self.depth >= CHANNEL_DEPTH:
            self.builder.start(tag, attributes)
        self.depth += 1

    def _expect(self, wanted: str, tag: str) -> None:
        if tag != wanted:
            raise NotAnExport(_not_wordpress(), self.reading.line)

    def data(self, text: str) -> None:
        if self.depth > CHANNEL_DEPTH:
            self.builder.data(text)

    def end(self, tag: str) -> None:
        self.depth -= 1
        if self.depth >= CHANNEL_DEPTH:
            self.builder.end(tag)
        if self.depth == CHANNEL_DEPTH:
            self.ready.append((self.line, self.builder.close()))

    def close(self) -> None:
        """Nothing is left to hand over."""


def _in_words(error: ParseError) -> BrokenExport:
    line = error.position[0]
    if error.code == BAD_CHARACTER:
        return BrokenExport(_bad_character(), line)
    if error.code in TOO_SHORT:
        return BrokenExport(_("The file ends in the middle. Export or download it once more."), line)
    if error.code == NO_XML:
        return NotAnExport(_not_wordpress(), line)
    if error.code == NOT_AT_START:
        return BrokenExport(
            _("Something stands before the <?xml line, often an empty line. Remove it."), line
        )
    return BrokenExport(_("The XML is broken (%(reason)s).", reason=ErrorString(error.code)), line)


def _bad_character() -> str:
    return _(
        "A character stands here that XML does not allow: a control character, a byte that is not in the "
        "encoding of the file, or a bare < or &. Remove it and try again."
    )


def _refusal() -> str:
    return _("The file declares a document type or entities. No WordPress export does, so it is refused.")


def _not_wordpress() -> str:
    return _("This is no WordPress export. In WordPress, make one under Tools > Export.")
