"""Paragraphs the way WordPress shows them: an empty line ends one, a single new line breaks the line.

Written from what WordPress's filter `wpautop` does, not from its code: a body becomes a small tree of blocks
in which loose text is gathered into paragraphs. Boxes that only serve the look (div, figure) dissolve
into the paragraphs they hold. Colours, sizes and alignment go; words, links, pictures and structure stay.
"""

from __future__ import annotations

import re
from html import escape, unescape

from forum.exchange.html_blocks import BOXES, REAL, Block, closing, ends, fits, written
from forum.exchange.html_inline import BREAKS, Paragraph
from forum.exchange.html_links import PLAYERS, Links, file_name, link, linked, picture_label
from forum.exchange.html_tokens import Open, Text, Token, tokens

_INLINE = "a abbr code del em ins kbd mark q s small strong sub sup u"
INLINE = frozenset(_INLINE.split())
SAME = {
    "acronym": "abbr",
    "b": "strong",
    "cite": "em",
    "dfn": "em",
    "i": "em",
    "samp": "code",
    "strike": "del",
    "tt": "code",
    "var": "em",
}
# Elements that mean nothing here; their content stays. What is in none of these lists is no HTML but
# something else in angle brackets, and stays as it was typed.
_PLAIN = (
    "applet base basefont bdi bdo big blink body button canvas col colgroup data datalist font frame frameset"
    " head html input label link map marquee math meta meter nobr noembed noframes noscript optgroup option"
    " output param picture progress rb rp rt rtc ruby select slot span svg template textarea time title track"
    " wbr"
)
PLAIN = frozenset(_PLAIN.split())
KNOWN = INLINE | REAL | BOXES | PLAYERS.keys() | {"br", "hr", "img"}
DEPTH = 40  # blocks in blocks; deeper ones dissolve

_SPACES = re.compile(r"[ \t\r\f\v]+")
_NEWLINES = re.compile(r"( ?\n[ \n]*)")


def paragraphs(html: str, *, breaks: bool, base: str = "") -> str:
    """Turn a body without comments and shortcodes into clean HTML.

    `breaks` says whether single new lines are line breaks (in bodies of the block editor they are not);
    `base` is the address that relative links start from. What comes out is well formed, but no safer than
    what came in.
    """
    body = _Body(breaks, Links(base, html))
    for token in tokens(html):
        body.take(token)
    return body.end()


class _Body:
    """The tree of blocks so far, and the paragraph that is being gathered."""

    def __init__(self, breaks: bool, links: Links) -> None:
        self.breaks = breaks
        self.links = links
        self.stack = [Block("")]
        self.paragraph = Paragraph()
        self.href = ""  # of the last link
        self.pictures: list[str] = []  # those inside a link, which get one of their own behind it
        self.played: set[str] = set()

    def take(self, token: Token) -> None:
        if isinstance(token, Text):
            self.text(token.data)
            return
        name = SAME.get(token.name, token.name)
        is_known = self.opens(name, token.attributes) if isinstance(token, Open) else self.closes(name)
        if not is_known and name not in PLAIN and ":" not in name:
            self.text(unescape(token.source))

    def end(self) -> str:
        self.leave(len(self.stack) - 1)
        self.closes("a")
        self.flush()
        return written(self.stack[0])

    def is_verbatim(self) -> bool:
        return self.stack[-1].tag == "pre"

    # Words and lines

    def text(self, data: str) -> None:
        if self.is_verbatim():
            self.paragraph.add("text", escape(data, quote=False))
            return
        for place, part in enumerate(_NEWLINES.split(_SPACES.sub(" ", data))):
            if place % 2:
                self.new_lines(part.count("\n"))
            elif part:
                self.words(part)

    def words(self, words: str) -> None:
        bare = words.strip(" ") if words.strip() else ""  # editors leave no-break spaces in empty paragraphs
        if words[0] != bare[:1]:
            self.paragraph.space()
        if bare:
            is_linked = self.paragraph.is_in("a", "code")
            self.paragraph.add("text", escape(bare, quote=False) if is_linked else linked(bare))
            if words[-1] != bare[-1]:
                self.paragraph.space()

    def new_lines(self, count: int) -> None:
        if count > 1:
            self.flush()
        elif self.breaks:
            self.line_break("newline")
        else:
            self.paragraph.space()

    def line_break(self, kind: str) -> None:
        """Break the line; a second break ends the paragraph, a new line after <br> is nothing more."""
        if self.is_verbatim():
            self.paragraph.add("text", "\n")
        elif self.paragraph.last in BREAKS:
            if kind == "br" or self.paragraph.last == "newline":
                self.flush()
        elif self.paragraph.last:
            self.paragraph.add(kind, "<br>\n")

    def flush(self) -> None:
        """End the paragraph."""
        html = self.paragraph.verbatim() if self.is_verbatim() else self.paragraph.html()
        if html:
            self.stack[-1].pieces.append(html)
        self.paragraph.start()

    # Tags

    def opens(self, name: str, attributes: dict[str, str]) -> bool:
        """Take a start tag; False if it is of no known kind."""
        if name == "br":
            self.line_break("br")
        elif name in INLINE:
            self.inline(name, attributes)
        elif name == "img":
            self.picture(attributes)
        elif name in PLAYERS:
            self.player(attributes.get(PLAYERS[name], ""))
        elif name in BOXES or name in REAL or name == "hr":
            self.boundary(name, attributes)
        else:
            return False
        return True

    def inline(self, name: str, attributes: dict[str, str]) -> None:
        written_out = self.links.attributes(name, attributes)
        if name == "a":
            self.closes("a")  # links do not nest
            self.href = self.links.address(attributes.get("href", ""))
        if name != "a" or written_out:
            self.paragraph.open(name, written_out)

    def boundary(self, name: str, attributes: dict[str, str]) -> None:
        if self.is_verbatim():
            return
        self.flush()
        if name == "hr":
            self.stack[-1].pieces.append(Block("hr"))
        elif name in REAL:
            self.enter(name, self.links.attributes(name, attributes))

    def enter(self, name: str, attributes: str) -> None:
        while ends(name, self.stack[-1].tag):
            self.leave(1)
        if fits(name, self.stack[-1].tag) and len(self.stack) <= DEPTH:
            block = Block(name, attributes, len(self.paragraph.opened))
            self.stack[-1].pieces.append(block)
            self.stack.append(block)

    def closes(self, name: str) -> bool:
        """Take an end tag; False if it is of no known kind."""
        if name in INLINE:
            self.paragraph.close(name)
            if name == "a":
                self.show_pictures()
        elif name in REAL:
            self.close_block(name)
        elif name in BOXES:
            self.boundary(name, {})
        return name in KNOWN

    def close_block(self, name: str) -> None:
        count = closing(name, self.stack)
        if count or not self.is_verbatim():
            self.leave(count)

    def leave(self, count: int) -> None:
        """End the paragraph and that many blocks, with the inline tags opened inside them."""
        self.flush()
        for _block in range(count):
            block = self.stack.pop()
            del self.paragraph.opened[block.inlines :]
        self.paragraph.start()
        if not self.paragraph.is_in("a"):
            self.show_pictures()

    # Pictures and players

    def picture(self, attributes: dict[str, str]) -> None:
        """Show a picture as a link to where it is: a page that loaded it would tell its host who reads."""
        address = self.links.address(attributes.get("src", ""))
        label = picture_label(address, attributes.get("alt", "").strip())
        if address and not self.paragraph.is_in("a"):
            self.paragraph.add("text", link(address, label))
            return
        self.paragraph.add("text", escape(label, quote=False))
        if address and not file_name(self.href):  # a link to a picture leads to the same one in large
            self.pictures.append(address)

    def show_pictures(self) -> None:
        for address in self.pictures:
            self.paragraph.space()
            self.paragraph.add("text", link(address, file_name(address) or address))
        self.pictures.clear()

    def player(self, source: str) -> None:
        """Show a video, a recording or a page in a frame as a link, once where several players name it."""
        address = self.links.address(source)
        if source and address not in self.played:
            self.played.add(address)
            self.paragraph.space()
            shown = escape(address) if self.paragraph.is_in("a") else link(address, address)
            self.paragraph.add("text", shown)
