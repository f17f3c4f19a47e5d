"""WordPress shortcodes reduced to what they hold: [caption ...]picture and text[/caption] and the like.

Brackets in prose stay: [sic], [1], [see below], [...]. A bracket is taken for a shortcode if it has quoted
attributes (name="value"), if a closing bracket of its name follows, or if it has one of WordPress's own names
and either attributes or no need of them. Addresses that a shortcode names stay as links.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape, unescape
from typing import NamedTuple

from forum.exchange.html_links import link

Pictures = Callable[[tuple[int, ...]], Iterable[tuple[str, str]]]
"""Given the ids of attachments (none: all of the post at hand), their titles and addresses."""

# Shortcodes of WordPress itself, of WordPress.com and of Jetpack.
_KNOWN = (
    "archives audio blip.tv caption code contact-field contact-form contact-form-7 dailymotion embed"
    " facebook flickr gallery gist googleapps googlemaps googlevideo instagram"
    " jetpack_subscription_form jwplayer kaltura-widget latex office playlist poll polldaddy recipe"
    " rss scribd sharedaddy sitemap slideshare slideshow soundcloud sourcecode spotify ted tumblr"
    " tweet twitter-timeline video videopress vimeo vine vr wpvideo wp_caption youtube"
)
KNOWN = frozenset(_KNOWN.split())
COMPLETE = frozenset({"archives", "contact-form", "gallery", "playlist", "sitemap"})  # without attributes
CAPTIONS = frozenset({"caption", "wp_caption"})
GALLERIES = frozenset({"gallery", "playlist", "slideshow"})
LISTINGS = frozenset({"code", "sourcecode"})
BY_ID = {"vimeo": "https://vimeo.com/", "youtube": "https://www.youtube.com/watch?v="}
NESTING = 20  # shortcodes in shortcodes; deeper ones stay as they were typed

# Quoted values may hold a few brackets and a shortcode a few dozen values: without limits, a text of nothing
# but broken shortcodes would be read to its end from each of them.
_SHORTCODE = re.compile(
    r"""\[(?P<slash>/?)(?P<name>[A-Za-z][\w.-]*+)
        (?P<attributes>
            (?:[\s=/|](?:[^][<>"']++ | "[^"[]*+(?:\[[^"[]*+){0,3}" | '[^'[]*+(?:\[[^'[]*+){0,3}'){0,80}+)?
        )\]""",
    re.VERBOSE,
)
_CLOSING = re.compile(r"\[/([A-Za-z][\w.-]*)\s*\]")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")
_QUOTED = re.compile(r"""\s[\w-]+\s*=\s*["']""")
_ADDRESS = re.compile(r"""https?://[^][\s"'<>|]+""")
_ID = re.compile(r"[\w-]+")
_NUMBER = re.compile(r"[0-9]{1,18}")
_PICTURE = re.compile(r"\s*((?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?)\s*(.*)", re.DOTALL | re.IGNORECASE)


class _Shortcode(NamedTuple):
    name: str
    attributes: str
    content: str

    def value(self, name: str) -> str:
        """Return the attribute of that name, "" if there is none."""
        for key, *spellings in _ATTRIBUTE.findall(self.attributes):
            if key.lower() == name:
                return "".join(spellings)
        return ""


def without_shortcodes(text: str, pictures: Pictures) -> str:
    """Reduce every shortcode in a body to its content and its links; galleries become lists of links."""
    return _reduced(text, pictures, NESTING)


def _reduced(text: str, pictures: Pictures, nesting: int) -> str:
    last_closing = {found[1].lower(): found.start() for found in _CLOSING.finditer(text)}
    parts = []
    position = 0
    while nesting and (found := _SHORTCODE.search(text, position)):
        parts.append(text[position : found.start()])
        if _is_escaped(found, text):
            parts[-1] = parts[-1][:-1]
            parts.append(found[0])
            position = found.end() + 1
            continue
        content, position = _content(found, text, last_closing)
        parts.append(_result(found, content, pictures, nesting))
    return "".join(parts) + text[position:]


def _is_escaped(found: re.Match[str], text: str) -> bool:
    """WordPress shows [[name]] as [name]."""
    return text[found.start() - 1 : found.start()] == "[" and text[found.end() : found.end() + 1] == "]"


def _content(found: re.Match[str], text: str, last_closing: dict[str, int]) -> tuple[str | None, int]:
    """Return what stands before the closing bracket (None without one), and where to go on."""
    name = found["name"].lower()
    if found["slash"] or found["attributes"].endswith("/") or last_closing.get(name, -1) < found.end():
        return None, found.end()
    for closing in _CLOSING.finditer(text, found.end()):
        if closing[1].lower() == name:
            return text[found.end() : closing.start()], closing.end()
    return None, found.end()


def _result(found: re.Match[str], content: str | None, pictures: Pictures, nesting: int) -> str:
    name, attributes = found["name"].lower(), found["attributes"]
    if found["slash"]:
        return "" if name in KNOWN else found[0]
    if not _is_shortcode(name, attributes, content):
        return found[0]
    inner = content or ""
    if name not in LISTINGS:
        inner = _reduced(inner, pictures, nesting - 1)
    return _shown(_Shortcode(name, attributes, inner), pictures)


def _is_shortcode(name: str, attributes: str, content: str | None) -> bool:
    if content is not None or _QUOTED.search(attributes):
        return True
    return name in COMPLETE or (name in KNOWN and bool(attributes.strip()))


def _shown(shortcode: _Shortcode, pictures: Pictures) -> str:
    if shortcode.name in CAPTIONS:
        return _caption(shortcode)
    if shortcode.name in GALLERIES:
        return _gallery(shortcode, pictures)
    if shortcode.name in LISTINGS:
        listing = escape(unescape(shortcode.content.strip("\n")), quote=False)
        return f"\n\n<pre><code>{listing}</code></pre>\n\n"
    if shortcode.name == "embed":
        return f"\n\n{shortcode.content}\n\n"
    return _with_addresses(shortcode)


def _caption(shortcode: _Shortcode) -> str:
    """Put the caption under its picture; before WordPress 3.4 it was an attribute."""
    found = _PICTURE.fullmatch(shortcode.content)
    picture, text = found.groups() if found else (shortcode.content, "")
    lines = [line for line in (picture.strip(), text.strip(), shortcode.value("caption")) if line]
    return "\n\n" + "<br>".join(lines) + "\n\n"


def _gallery(shortcode: _Shortcode, pictures: Pictures) -> str:
    numbers = _NUMBER.findall(shortcode.value("ids") or shortcode.value("include"))
    links = [link(address, title or address) for title, address in pictures(tuple(map(int, numbers)))]
    return "\n\n" + "<br>".join(links) + "\n\n"


def _with_addresses(shortcode: _Shortcode) -> str:
    addresses = [address for address in _addresses(shortcode) if address not in shortcode.content]
    if len(addresses) == 1 and shortcode.content.strip() and "<a" not in shortcode.content:
        return f'<a href="{addresses[0]}">{shortcode.content}</a>'
    return shortcode.content + "".join(f"\n\n{address}\n\n" for address in addresses)


def _addresses(shortcode: _Shortcode) -> list[str]:
    own = shortcode.attributes.strip(" =/")
    if shortcode.name in BY_ID and _ID.fullmatch(own):
        return [BY_ID[shortcode.name] + own]
    poster = shortcode.value("poster")
    return [address for address in dict.fromkeys(_ADDRESS.findall(shortcode.attributes)) if address != poster]
