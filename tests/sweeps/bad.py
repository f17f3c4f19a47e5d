"""What no honest browser sends, and how to tell that the answer to it is a clear one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cache
from html.parser import HTMLParser
from typing import Any

from werkzeug.test import TestResponse
from wtforms import Form
from wtforms.fields.core import UnboundField

from forum.config import HOME
from forum.forms import Form as OurForm
from tests.sweeps.roles import LINES, Line
from tests.sweeps.world import World

NOT_TEXT = ("%00", "%ED%A0%80", "%FF")  # a NUL, half of a surrogate pair, no UTF-8
IDS = ("9" * 30, "-1", "0000-01", "..%2f..%2fsettings", "x" * 3000)
STRANGE = "\u202e\ufeff\U0010ffff\x7f\x1b[31m {{7*7}} <script> '\" OR 1=1 --"
VALUES = ("9" * 30, STRANGE, "0000-00-00", "x" * 30_000)
QUERIES = (
    "&".join(f"a{n}=b" for n in range(1000)),
    "a[b][c][]=1&a.b.c=2&=&==&;;&%&" + "+" * 2000 + "&x=" + "%F0%9F%92%A5" * 300,
)
METHODS = ("TRACE", "BREW", "PUT")
HEADERS = {
    "Accept": "x" * 3000,
    "Accept-Language": "*;q=x, zz-ZZ;q=9, " + "a-" * 500,
    "Content-Length": "twelve",
    "HX-Current-URL": "javascript:alert(1)",
    "HX-Target": "<script>",
    "If-Modified-Since": "the day before yesterday",
    "If-None-Match": '"' * 99,
    "Range": "bytes=9999999999999999999-,-5",
    "Referer": "://\x7f",
    "User-Agent": "\x7f\xff" * 2000,
    "X-Forwarded-For": "' OR 1=1 --, ::::",
    "X-HTTP-Method-Override": "DELETE",
}
SENTENCE = re.compile(r"[A-Z][^<>.]{12,}\.")


def one_each(lines: Iterable[Line]) -> list[Line]:
    """Return the first line for each shape of address."""
    shapes: dict[tuple[str, str], Line] = {}
    for line in lines:
        shapes.setdefault((line.method, re.sub(r"\{\w+\}|\d+", "*", line.path)), line)
    return list(shapes.values())


EVERY = one_each(LINES)
READ = [line for line in EVERY if line.method == "GET"]
SENT = [line for line in EVERY if line.method == "POST"]


def ask(world: World, line: Line, query: str = "", data: Any = None, **more: Any) -> TestResponse:
    """Send what a line sends, as somebody who may, or other data."""
    return world.ask(line.doer, line.method, world.path(line.path) + query, data or line.form, **more)


ASKED = {"args": {"web.asked_id"}}


@cache
def names_read_from(source: str) -> frozenset[str]:
    """Return every name that the code reads with request.<source>.get("name"), or web.asked_id("name")."""
    readers, found = {f"request.{source}.get", *ASKED.get(source, ())}, set()
    for path in (HOME / "forum").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in readers:
                found |= {name.value for name in node.args[:1] if isinstance(name, ast.Constant)}
    return frozenset(found)


@cache
def field_names() -> frozenset[str]:
    """Return the name of every field of every form."""
    forms, found = [OurForm], set(names_read_from("form"))
    while forms:
        form: type[Form] = forms.pop()
        forms += form.__subclasses__()
        found |= {name for name in dir(form) if isinstance(getattr(form, name, None), UnboundField)}
    return frozenset(found - {"csrf_token"})


class Words(HTMLParser):
    """What a page says: the text of it, without its head."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.inside_head = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.inside_head = self.inside_head or tag == "head"

    def handle_endtag(self, tag: str) -> None:
        self.inside_head = self.inside_head and tag != "head"

    def handle_data(self, data: str) -> None:
        if not self.inside_head:
            self.said.append(data)


def says(answer: TestResponse) -> str:
    """Return the text of a page."""
    words = Words()
    words.feed(answer.text)
    return " ".join(" ".join(words.said).split())


def unclear(answer: TestResponse, *expected: int) -> str:
    """Return what is wrong with an answer to bad input, or "" where it is a clear one."""
    status = answer.status_code
    if status >= 500 or (expected and status not in expected):
        return f"{answer.request.method} {answer.request.path[:80]} is answered {answer.status}"
    if status < 400 or answer.request.method == "HEAD":
        return ""
    if answer.mimetype != "text/html" or not SENTENCE.search(says(answer)):
        return f"{answer.request.path[:80]} is answered {answer.status} without a sentence"
    return ""


def complaints(answers: Iterable[TestResponse], *expected: int) -> list[str]:
    """Return what is wrong with some answers."""
    return [wrong for answer in answers if (wrong := unclear(answer, *expected))]


def no_notice(answer: TestResponse) -> str:
    """Return what is wrong with an error that htmx gets, or "" where it is a notice or leads elsewhere."""
    if answer.headers.get("HX-Redirect"):
        return ""
    if answer.headers.get("HX-Retarget") != "#notices" or "<html" in answer.text:
        return f"{answer.request.path[:80]} is answered {answer.status} with more than a notice"
    return unclear(answer)
