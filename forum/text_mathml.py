"""Which MathML may stand in a page. It comes into a text after the cleaning, so this is its only guard.

What math-core wrote is read as XML, looked at element by element, and written anew.
"""

import html
import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

DEPTH_LIMIT = 80  # elements in elements; browsers stop at 512, the page's own included
WIDE = 12  # characters from which a formula may be wider than a narrow screen

# Elements, and what each may say. Nothing here loads, links, or has an id.
_LENGTH = re.compile(r"-?[0-9](\.[0-9]{1,8})?(em|ex|rem)|0")
_YES_NO = re.compile(r"true|false")
_LEVEL = re.compile(r"[0-2]")
_STYLED = {"displaystyle": _YES_NO, "scriptlevel": _LEVEL}
_ELEMENTS: dict[str, dict[str, re.Pattern[str]]] = {
    "menclose": {},
    "mfrac": {**_STYLED, "linethickness": _LENGTH},
    "mi": {"mathvariant": re.compile(r"normal")},
    "mmultiscripts": {},
    "mn": {},
    "mo": {
        **dict.fromkeys(("lspace", "rspace", "minsize", "maxsize"), _LENGTH),
        **dict.fromkeys(("stretchy", "symmetric", "movablelimits", "largeop"), _YES_NO),
        "form": re.compile(r"prefix|infix|postfix"),
    },
    "mover": {"accent": _YES_NO},
    "mpadded": dict.fromkeys(("width", "height", "depth", "voffset"), _LENGTH),
    "mphantom": {},
    "mprescripts": {},
    "mroot": {},
    "mrow": {**_STYLED},
    "mspace": {"width": _LENGTH},
    "msqrt": {},
    "mstyle": {**_STYLED},
    "msub": {},
    "msubsup": {},
    "msup": {},
    "mtable": {**_STYLED},
    "mtd": {},
    "mtext": {},
    "mtr": {},
    "munder": {"accentunder": _YES_NO},
    "munderover": {"accent": _YES_NO, "accentunder": _YES_NO},
}
_TOKENS = {"mi", "mn", "mo", "mtext"}
# What math-core writes as styles, which the site's own rules for pages forbid, stands in app.css under these
# names. Any other style is left out.
_STYLES = {
    "text-align:right": "m-right",
    "text-align:left": "m-left",
    "padding-right:0": "m-close-right",
    "padding-left:0": "m-close-left",
    "padding-left:1em": "m-apart",
    "padding-top:0": "m-close-top",
    "padding-bottom:0": "m-close-bottom",
    "padding-top:0.1667em": "m-below",
    "padding-left:0.1em": "m-rim-left",
    "padding-right:0.1em": "m-rim-right",
    "border-top:0.05em solid currentcolor": "m-line-top",
    "border-right:0.05em solid currentcolor": "m-line-right",
    "border-left:0.05em solid currentcolor": "m-line-left",
    "border-top:0.05em dashed currentcolor": "m-dashes-top",
    "border-right:0.05em dashed currentcolor": "m-dashes-right",
    "border-left:0.05em dashed currentcolor": "m-dashes-left",
    "width:50%": "m-half",
    "width:7.5%": "m-edge",
    "margin-left:-0.16666667em": "m-back",
    "margin-left:-0.22222222em": "m-back-more",
    "margin-left:-0.2777778em": "m-back-most",
    "color:#FF0000": "m-red",
    "color:#0000FF": "m-blue",
    "color:#00FF00": "m-green",
    "color:#008000": "m-green",
    "color:#FF8000": "m-orange",
    "color:#FFA500": "m-orange",
    "color:#BF0040": "m-purple",
    "color:#800080": "m-purple",
    "color:#808080": "m-grey",
}
# How a word in a formula may look: math-core writes it as HTML, which has no place in one.
_LETTERING: dict[str, list[str]] = {
    "a": [],
    "b": ["m-bold"],
    "code": ["m-mono"],
    "em": ["m-italic"],
    "i": ["m-italic"],
    "s": ["m-struck"],
    "span": [],
    "u": ["m-underlined"],
}
_NOTATIONS = {"box": "m-box", "updiagonalstrike": "m-up", "downdiagonalstrike": "m-down"}
_NAMED = {"&ApplyFunction;": "\u2061", "&InvisibleTimes;": "\u2062"}


class Unfit(Exception):
    """What was made is no MathML that we know."""


def checked(mathml: str) -> Element:
    """Return what stands in a `math` element with nothing in it but what is allowed. Raises Unfit."""
    for name, character in _NAMED.items():
        mathml = mathml.replace(name, character)
    try:
        root = fromstring(mathml, forbid_dtd=True)
    except (ParseError, ValueError) as error:  # ValueError: what defusedxml forbids
        raise Unfit(str(error)) from error
    if root.tag != "math":
        raise Unfit(root.tag)
    row = Element("mrow")
    row.extend(_inside(root, 0))
    return row[0] if len(row) == 1 else row


def _inside(element: Element, depth: int) -> list[Element]:
    return [_allowed(child, depth + 1) for child in element if not _is_stroke(child)]


def _allowed(element: Element, depth: int) -> Element:
    attributes = _ELEMENTS.get(element.tag)
    if attributes is None or depth > DEPTH_LIMIT or (element.tail or "").strip():
        raise Unfit(element.tag)
    kept = Element(element.tag)
    classes = _classes(element)
    for name, value in element.items():
        if name in attributes and attributes[name].fullmatch(value):
            kept.set(name, value)
    if element.tag in _TOKENS:
        kept.text, lettering = _words(element)
        classes += lettering
    else:
        kept.extend(_inside(element, depth))
    if classes:
        kept.set("class", " ".join(classes))
    return kept


def _classes(element: Element) -> list[str]:
    """Return the names under which app.css has what the styles of an element say."""
    styles = (re.sub(r"\s*:\s*", ":", style.strip()) for style in element.get("style", "").split(";"))
    drawn = element.get("notation", "").split()
    return [_STYLES[each] for each in styles if each in _STYLES] + [
        _NOTATIONS[each] for each in drawn if each in _NOTATIONS
    ]


def _is_stroke(element: Element) -> bool:
    """Say whether this is there only to be drawn on; app.css draws on what it stands in."""
    return element.get("class", "").startswith("menclose-")


def _words(element: Element) -> tuple[str, list[str]]:
    """Return the text of an element, and how it looks, as far as all of it looks so."""
    if any(each.tag not in _LETTERING for each in element.iter() if each is not element):
        raise Unfit(element.tag)
    lettering, inner = [], element
    while len(inner) == 1 and not (inner.text or inner[0].tail):
        inner = inner[0]
        lettering += _LETTERING[inner.tag]
    return "".join(element.itertext()), lettering


def wide(formula: Element) -> bool:
    """Say whether a formula may be wider than a narrow screen; a guess, which is rather too often true."""
    return _width(formula) > WIDE


def _width(element: Element) -> float:
    space = re.sub(r"[a-z]+", "", element.get("width", "")) if element.tag == "mspace" else ""
    return 2 * float(space or 0) + len(element.text or "") + sum(map(_width, element))


def written(element: Element) -> str:
    """Return an element as HTML."""
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in element.items())
    inside = html.escape(element.text or "", quote=False) + "".join(map(written, element))
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>"
