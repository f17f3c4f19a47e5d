"""What a mail says, part by part: its words in the charset that they are in, and the files beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from email.utils import collapse_rfc2231_value
from typing import Any, TypeAlias

from bs4 import Tag

from forum import text
from forum.exchange.editable import Markdown
from forum.notify import wrapping

LOGO = 20_000  # bytes; a smaller picture with a name that a program gave belongs to a signature
LONGEST_HTML = 1_000_000  # characters
FILE_NAME = 100  # characters of a name that are told

Part: TypeAlias = "Message[Any, Any]"

_NAMED_BY_PROGRAM = re.compile(
    r"(?:(?:image|img|logo|icon|unnamed|att)[\W_]*\d*|outlook-\w+|[\W\d_]*|[\da-f-]{16,})(?:\.\w{2,4})?",
    re.IGNORECASE,
)
_SIGNATURES = {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
_PICTURE = re.compile(r"<img\b[^>]{0,5000}>", re.IGNORECASE)
_NOT_RENDERED = '<pre class="as-written"'
# What Python takes for charsets and no mail is written in.
_NO_CHARSETS = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"}
# What a name really means, as browsers have found: programs write more than the charset has that they name.
_WIDER = {"iso_8859_1": "cp1252", "gb2312": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}
_VAGUE = {"", "us_ascii", "iso_8859_1"}  # what programs say that do not know


class Unreadable(ValueError):
    """A mail that cannot be taken apart."""


@dataclass(slots=True)
class Words:
    """The text of a mail, whether its lines may have been broken by a program, and names of files."""

    text: str
    may_be_wrapped: bool
    files: list[str]


def words(message: Part) -> Words:
    """Return all that a mail says, whatever it is made of. Raises Unreadable, and more for a broken mail."""
    texts: list[str] = []
    wrapped: list[bool] = []
    files: list[str] = []
    for part in _said(message):
        kind = _kind(part)
        if _is_file(part, kind):
            files += _named(part, kind)
            continue
        said = _html(part) if kind == "text/html" else _plain(part)
        texts.append(text.printable(said).strip("\n\ufeff"))
        wrapped.append(kind == "text/plain" and not _is_flowed(part))
    return Words("\n\n".join(filter(None, texts)), all(wrapped), files)


def _kind(part: Part) -> str:
    """Return what a part is; what says that it has parts and has none is a text."""
    kind = part.get_content_type()
    return "text/plain" if kind.startswith("multipart/") and not part.is_multipart() else kind


def _said(part: Part) -> Iterator[Part]:
    """Yield the parts of a mail in their order; of alternatives, the plain text, or else the HTML."""
    kind = part.get_content_type()
    if not part.is_multipart() or kind.startswith("message/"):
        yield part
        return
    inside: list[Part] = part.get_payload()  # type: ignore[assignment]  # a list, since it is_multipart
    if kind == "multipart/alternative":
        inside = _chosen(inside)
    for each in inside:
        yield from _said(each)


def _chosen(alternatives: list[Part]) -> list[Part]:
    for part in alternatives:
        if part.get_content_type() == "text/plain" and _plain(part).strip():
            return [part]
    others = [part for part in alternatives if part.get_content_type() not in ("text/plain", "text/calendar")]
    return others[:1]


def _is_file(part: Part, kind: str) -> bool:
    if kind not in ("text/plain", "text/html"):
        return True
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _named(part: Part, kind: str) -> list[str]:
    """Return the name of a file that its sender may miss; none for a logo, or a signature of the mail."""
    if kind in _SIGNATURES:
        return []
    name = _file_name(part)
    is_inline = part.get_content_disposition() == "inline" or part["Content-ID"] is not None
    is_small = kind.startswith("image/") and len(_bytes(part)) < LOGO
    if is_inline and is_small and _NAMED_BY_PROGRAM.fullmatch(name):
        return []
    return [name or kind]


def _file_name(part: Part) -> str:
    name = part.get_filename() or ""
    with suppress(LookupError, ValueError):  # a charset that is none, or words that are not in it
        name = str(make_header(decode_header(name)))
    return " ".join(text.printable(name).split())[:FILE_NAME]


def _plain(part: Part) -> str:
    said = _decoded(part).replace("\r\n", "\n")
    if _is_flowed(part):
        return wrapping.unflow(said, delete_space=_parameter(part, "delsp") == "yes")
    return said


def _is_flowed(part: Part) -> bool:
    return _parameter(part, "format") == "flowed"


def _html(part: Part) -> str:
    """Return HTML as Markdown: cleaned like imported posts, by the render child with its deadline."""
    source = _decoded(part)
    if len(source) > LONGEST_HTML:
        raise Unreadable
    clean = text.render(_PICTURE.sub("", source), format="html").html
    if clean.startswith(_NOT_RENDERED):
        raise Unreadable
    return _Markdown().convert(clean.replace("<br>\n", "<br>"))


class _Markdown(Markdown):
    """The same, for links from which the cleaning has left the words."""

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return super().convert_a(el, text, parent_tags) if el.get("href") else text


def _decoded(part: Part) -> str:
    """Return the text of a part, in the charset that it names; else in one that can be read."""
    data, named = _bytes(part), _parameter(part, "charset").replace("-", "_")
    meant = "utf_8" if named in _NO_CHARSETS else _WIDER.get(named, named)
    for charset in ("utf_8", meant) if named in _VAGUE else (meant, "utf_8"):
        try:
            return data.decode(charset or "ascii")
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", errors="replace")


def _parameter(part: Part, name: str) -> str:
    return collapse_rfc2231_value(part.get_param(name, "")).strip().lower()


def _bytes(part: Part) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""
