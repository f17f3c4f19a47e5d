"""The blocks of a body as a small tree: what may stand where, and how it is written out."""

from __future__ import annotations

from dataclasses import dataclass, field

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CELLS = frozenset({"td", "th", "caption"})
_SECTIONS = frozenset({"thead", "tbody", "tfoot"})
# Where each of these may stand; anywhere else its content dissolves into the text around it.
_PARENTS = {
    "li": frozenset({"ul", "ol"}),
    "dt": frozenset({"dl"}),
    "dd": frozenset({"dl"}),
    "caption": frozenset({"table"}),
    "thead": frozenset({"table"}),
    "tbody": frozenset({"table"}),
    "tfoot": frozenset({"table"}),
    "tr": _SECTIONS | {"table"},
    "td": frozenset({"tr"}),
    "th": frozenset({"tr"}),
}
# The open blocks that a start tag ends, where their end tags are missing.
_ENDS = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "td": _CELLS,
    "th": _CELLS,
    "tr": _CELLS | {"tr"},
    **dict.fromkeys(_SECTIONS, _CELLS | _SECTIONS | {"tr"}),
}
REAL = HEADINGS | _PARENTS.keys() | {"blockquote", "dl", "ol", "pre", "table", "ul"}
# Boxes that dissolve into the paragraphs they hold.
_BOXES = (
    "address article aside center details dialog dir div fieldset figcaption figure footer form header hgroup"
    " legend main menu nav p search section summary"
)
BOXES = frozenset(_BOXES.split())

# How loose text is wrapped: always, never, and in all other blocks only if it is more than one paragraph.
_WRAPPED = {
    "": "<p>{}</p>",
    "blockquote": "<p>{}</p>",
    "dl": "<dd>{}</dd>",
    "ol": "<li>{}</li>",
    "ul": "<li>{}</li>",
    "tr": "<td>{}</td>",
    **dict.fromkeys(_SECTIONS | {"table"}, "<tr>\n<td>{}</td>\n</tr>"),
    **dict.fromkeys(HEADINGS | {"pre"}, "{}"),
}
_MAY_BE_EMPTY = frozenset({"td", "th"})
_ON_LINES_OF_ITS_OWN = _SECTIONS | {"blockquote", "dl", "ol", "table", "tr", "ul"}


@dataclass(slots=True)
class Block:
    """A block element: `pieces` are blocks and paragraphs' inner HTML, `inlines` tags were open around it."""

    tag: str
    attributes: str = ""
    inlines: int = 0
    pieces: list[Block | str] = field(default_factory=list)


def ends(opening: str, tag: str) -> bool:
    """Tell whether the start tag of the block `opening` ends an open block `tag`."""
    return tag in HEADINGS or tag in _ENDS.get(opening, ())


def fits(tag: str, parent: str) -> bool:
    """Tell whether a block may stand directly inside that parent ("" is the body)."""
    return tag not in _PARENTS or parent in _PARENTS[tag]


def closing(tag: str, stack: list[Block]) -> int:
    """Count the blocks at the top of the stack that an end tag closes; 0 if it belongs to none of them."""
    for count, block in enumerate(reversed(stack), start=1):
        if block.tag == tag:
            return count
        if block.tag in _CELLS and tag not in _PARENTS and tag != "table":
            return 0  # what is open outside a table cannot be closed from within
    return 0


def written(block: Block) -> str:
    """Write a block out, leaving out the paragraphs and blocks that hold nothing."""
    if block.tag == "hr":
        return "<hr>"
    inner = _inner(block)
    if not block.tag:
        return inner
    if not inner and block.tag not in _MAY_BE_EMPTY:
        return ""
    if block.tag in _ON_LINES_OF_ITS_OWN:
        inner = f"\n{inner}\n"
    return f"<{block.tag}{block.attributes}>{inner}</{block.tag}>"


def _inner(block: Block) -> str:
    loose = sum(isinstance(piece, str) for piece in block.pieces)
    wrapper = _WRAPPED.get(block.tag, "<p>{}</p>" if loose > 1 else "{}")
    parts = [written(piece) if isinstance(piece, Block) else wrapper.format(piece) for piece in block.pieces]
    return _separator(block.tag).join(part for part in parts if part)


def _separator(tag: str) -> str:
    if not tag:
        return "\n\n"
    return "<br>\n" if tag in HEADINGS else "\n"
