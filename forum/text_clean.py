"""The one place that decides which HTML may stand in a page, and under which names."""

import html
import re
from collections.abc import Iterator, Set
from functools import lru_cache, partial
from typing import Any
from urllib.parse import unquote, urlsplit

from bleach.sanitizer import Cleaner

from forum.text_layout import HEADINGS, Stream, Token, let_scroll, let_turn, settle_headings, tag

_BLOCKS = {"blockquote", "br", "details", "div", "figcaption", "figure", "hr", "p", "pre", "summary"}
_LISTS = {"dd", "dl", "dt", "li", "ol", "ul"}
_TABLES = {"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
_MARKS = {"b", "del", "em", "i", "ins", "mark", "s", "small", "strong", "sub", "sup", "u"}
_PHRASES = {"a", "abbr", "cite", "code", "img", "kbd", "q", "span"}
TAGS = frozenset(_BLOCKS | _LISTS | HEADINGS | _TABLES | _MARKS | _PHRASES)
_ID_HOLDERS = HEADINGS | {"a", "dd", "dt", "li", "p", "sup", "td"}
LINK_SCHEMES = frozenset({"http", "https", "mailto"})
IMAGE_SCHEMES = frozenset({"http", "https"})
FOREIGN_LINK_REL = "nofollow noopener ugc"

_ID = re.compile(r"[\w:.\-]{1,80}")
_NUMBER = re.compile(r"[0-9]{1,4}")
_ANY = re.compile(r".*", re.DOTALL)
_SOME = re.compile(r".+", re.DOTALL)
_ALIGN = re.compile(r"left|right|center")
_ATTRIBUTES = {
    "a": {"title": _SOME},
    "abbr": {"title": _SOME},
    "details": {"open": re.compile(r"open|")},
    "img": {"alt": _ANY, "title": _SOME, "width": _NUMBER, "height": _NUMBER},
    "ol": {"start": _NUMBER},
    "td": {"align": _ALIGN, "colspan": _NUMBER, "rowspan": _NUMBER},
    "th": {"align": _ALIGN, "colspan": _NUMBER, "rowspan": _NUMBER},
}
_CALLOUTS = r"callout|note|tip|important|warning"
# Pygments' own names are short (`k`, `nf`, `s1`, `cpf`, `hll`); a full name would be one of the page's.
_MARKDOWN_CLASSES = {
    "a": re.compile(r"footnote-(ref|backref)|mention"),
    "details": re.compile(_CALLOUTS),
    "div": re.compile(rf"hl|footnote|poem|{_CALLOUTS}"),
    "p": re.compile(r"callout-title"),
    "span": re.compile(r"[a-z]{1,3}[0-9]?|filename|task|done|math|display"),
    "ol": re.compile(r"tasks"),
    "ul": re.compile(r"tasks"),
}
_IMPORTED_ALIGNMENT = re.compile(r"align(left|right|center)")
_IMPORTED_CLASSES = dict.fromkeys(("figure", "img", "div", "p"), _IMPORTED_ALIGNMENT)
_CLASSES = {"markdown": _MARKDOWN_CLASSES, "html": _IMPORTED_CLASSES}

_SCHEME = re.compile(r"([^/?#:]*):")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# Their content is no text of the author's, and bleach would leave it standing.
_UNREADABLE = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)


def clean(
    markup: str, *, format: str, anchor: str, site: str, heading: int, mentions: Set[str] = frozenset()
) -> str:
    """Return HTML with nothing in it but what is allowed.

    Every id and every link to a part of the same text gets `anchor` in front. `site` is our own host;
    links to any other get rel. The first heading becomes h<heading>, the others follow without a gap, down
    to h6. Only links to the addresses in `mentions` are shown as mentions. For one thread at a time.
    """
    cleaner = _cleaner(format)
    cleaner.filters = [
        partial(_narrow_classes, classes=_CLASSES[format]),
        partial(_check_mentions, addresses=mentions),
        partial(_prefix_ids, prefix=f"{anchor or 'text'}-"),
        partial(settle_headings, first=heading),
        partial(_link_pictures, site=site.lower()),
        partial(_settle_addresses, site=site.lower()),
        let_scroll,
        let_turn,
    ]
    cleaned: str = cleaner.clean(_UNREADABLE.sub("", markup) if format == "html" else markup)
    return cleaned


@lru_cache(maxsize=len(_CLASSES))
def _cleaner(format: str) -> Cleaner:
    """Return this process's cleaner for texts of a format: making one takes as long as cleaning a comment.

    It parses each text from the beginning (html5lib's parser resets itself).
    """
    return Cleaner(
        tags=TAGS,
        attributes=partial(_is_allowed, _CLASSES[format]),
        protocols=LINK_SCHEMES,
        strip=format == "html",
    )


def _is_allowed(classes: dict[str, re.Pattern[str]], tag: str, name: str, value: str) -> bool:
    """Decide about one attribute; bleach asks for each, with entities still in the value."""
    if name == "href":
        return tag == "a" and _has_scheme(_address(value), LINK_SCHEMES)
    if name == "src":
        return tag == "img" and _has_scheme(_address(value), IMAGE_SCHEMES)
    if name == "id" or (tag == "a" and name == "name"):
        return tag in _ID_HOLDERS and _ID.fullmatch(value) is not None
    if name == "class":
        return bool(_allowed_classes(classes, tag, value))
    allowed = _ATTRIBUTES.get(tag, {}).get(name)
    return allowed is not None and allowed.fullmatch(value) is not None


def _allowed_classes(classes: dict[str, re.Pattern[str]], tag: str, value: str) -> list[str]:
    allowed = classes.get(tag)
    return [name for name in value.split() if allowed and allowed.fullmatch(name)]


def _address(value: str) -> str:
    """Return the address as a browser will read it: entities resolved, control characters gone."""
    return _CONTROL.sub("", html.unescape(value)).strip()


def _has_scheme(address: str, schemes: frozenset[str]) -> bool:
    # bleach alone is not enough: it takes the digits of `javascript:123` for a port.
    scheme = _SCHEME.match(address)
    return scheme is None or scheme[1].lower() in schemes


def _opens(token: Token) -> bool:
    return token["type"] in ("StartTag", "EmptyTag")


def _narrow_classes(source: Stream, classes: dict[str, re.Pattern[str]]) -> Iterator[Token]:
    """Take the other names out of an attribute that has at least one allowed class."""
    for token in source:
        if _opens(token) and (None, "class") in token["data"]:
            kept = _allowed_classes(classes, token["name"], token["data"][None, "class"])
            token["data"][None, "class"] = " ".join(kept)
        yield token


def _check_mentions(source: Stream, addresses: Set[str]) -> Iterator[Token]:
    """Let nothing look like a mention that does not lead to one of these addresses, whoever wrote it."""
    for token in source:
        attributes = token["data"] if _opens(token) else {}
        called = "mention" in attributes.get((None, "class"), "").split()
        if called and html.unescape(attributes.get((None, "href"), "")) not in addresses:
            del attributes[None, "class"]
        yield token


def _prefix_ids(source: Stream, prefix: str) -> Iterator[Token]:
    """Keep the ids of each text apart from the page's and from any other text's; the first of two stays."""
    given: set[str] = set()
    for token in source:
        if _opens(token):
            attributes = token["data"]
            id, name = attributes.pop((None, "id"), ""), attributes.pop((None, "name"), "")
            own = id or name
            if own and own not in given:
                attributes[None, "id"] = prefix + own
                given.add(own)
            target = attributes.get((None, "href"), "")
            if target.startswith("#") and target != "#":
                attributes[None, "href"] = f"#{prefix}{target[1:]}"
        yield token


def _link_pictures(source: Stream, site: str) -> Iterator[Token]:
    """Turn pictures that stand elsewhere into links: loading one would tell its host who reads."""
    links = 0
    for token in source:
        if token.get("name") == "a":
            links += {"StartTag": 1, "EndTag": -1}.get(token["type"], 0)
        address = token["data"].get((None, "src")) if token.get("name") == "img" else None
        if address is None or not _is_foreign(_address(address), site):
            yield token
            continue
        words = {"type": "Characters", "data": _called(token["data"], address)}
        if links:
            yield words
        else:
            yield tag("StartTag", "a", {(None, "class"): "picture", (None, "href"): address})
            yield words
            yield tag("EndTag", "a", {})


def _called(attributes: dict[Any, str], address: str) -> str:
    """Return what a picture is called: its description, or the name of its file."""
    described = html.unescape(attributes.get((None, "alt"), "")).strip()
    path = _address(address).partition("?")[0].rstrip("/")
    return described or unquote(path.rpartition("/")[2]) or path


def _settle_addresses(source: Stream, site: str) -> Iterator[Token]:
    """Write each address the way it was checked, mark foreign links, and ask little of images' hosts."""
    for token in source:
        if _opens(token):
            attributes = token["data"]
            for name in {(None, "href"), (None, "src")} & attributes.keys():
                attributes[name] = _address(attributes[name]).replace("&", "&amp;")
            if _is_foreign(html.unescape(attributes.get((None, "href"), "")), site):
                attributes[None, "rel"] = FOREIGN_LINK_REL
            if token["name"] == "img":
                attributes.update({(None, "loading"): "lazy", (None, "referrerpolicy"): "no-referrer"})
        yield token


def _is_foreign(address: str, site: str) -> bool:
    """Tell whether a link may lead away; in doubt, as with a backslash, it does."""
    if "\\" in address or address.startswith("//"):
        return True
    scheme = _SCHEME.match(address)
    if scheme is None or scheme[1].lower() == "mailto":
        return False
    try:
        return urlsplit(address).netloc.lower() != site
    except ValueError:
        return True
