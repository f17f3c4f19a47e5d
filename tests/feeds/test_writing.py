"""Whatever people write, the document is XML; whatever HTML is stored, its addresses become whole."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from forum import text
from forum.feeds.absolute import absolute
from forum.feeds.atom import ATOM as MEDIA_TYPE
from forum.feeds.atom import Entry, Feed, Link, Person, fit, mark, write
from forum.text_clean import clean
from tests.feeds.reading import ATOM

AT = datetime(2026, 2, 3, tzinfo=UTC)
PAGE = "https://forum.example.org/c/x/posts/1"
ANYTHING = st.text(st.characters(exclude_categories=())) | st.sampled_from(
    ["]]>", "\x00", "\ud800", "\uffff", "&#0;"]
)


def feed(words: str) -> Feed:
    links = (Link("self", PAGE, MEDIA_TYPE, 3),)
    people = (Person(words, words), Person(words, words))
    entry = Entry(1, 1, words, words, people, AT, AT, links, words, ((words, words),))
    return Feed(words, "en", words, words, AT, links, (entry,))


@given(ANYTHING)
def test_any_words_make_a_document(words: str) -> None:
    root = fromstring(write(feed(words), {1: words}))
    read = root.findtext(f"{ATOM}entry/{ATOM}content") or ""
    assert read == fit(words).replace("\r\n", "\n").replace("\r", "\n")
    assert len(list(root)) in (6, 7)


@given(ANYTHING, ANYTHING)
def test_other_words_have_another_mark(one: str, other: str) -> None:
    assert (mark(feed(one)) == mark(feed(other))) == (one == other)


@pytest.mark.parametrize(
    ("stored", "whole"),
    [
        ('<a href="/c/y">', "https://forum.example.org/c/y"),
        ('<a class="footnote-ref" href="#t-fn:1">', f"{PAGE}#t-fn:1"),
        ('<a href="">', PAGE),
        ('<a href="?before=1&amp;x=2">', f"{PAGE}?before=1&x=2"),
        ('<a href="//example.org/">', "https://example.org/"),
        ("""<a title='say "href"' href='/c/y'>""", "https://forum.example.org/c/y"),
        ('<a href="mailto:a@b.example">', "mailto:a@b.example"),
        ('<a href="http://[broken">', "http://[broken"),
        ('<img alt="" src="/p.png">', "https://forum.example.org/p.png"),
    ],
)
def test_an_address_becomes_whole(stored: str, whole: str) -> None:
    assert Addresses.of(absolute(stored, PAGE)) == [whole]


def test_a_formula_is_given_as_its_tex() -> None:
    stored = text.render("So $a<b$ here.").html
    assert "<math" in stored
    assert absolute(stored, PAGE) == "<p>So <code>a&lt;b</code> here.</p>"


def test_what_only_looks_like_an_address_stays() -> None:
    for stored in (
        '<p title="href=/x">href="/x"</p>',
        '<pre>&lt;a href="/x"&gt;</pre>',
        '<a title=" href=/x">',
    ):
        assert absolute(stored, PAGE) == stored


@given(st.text(alphabet="<>\"'=/#a hrefsrc&;[]()!.:\n`"))
def test_nothing_but_addresses_changes(source: str) -> None:
    stored = clean(source, format="html", anchor="", site="localhost", heading=2)
    before, after = Addresses(), Addresses()
    before.feed(stored)
    after.feed(absolute(stored, PAGE))
    assert before.rest == after.rest
    assert len(before.found) == len(after.found)


class Addresses(HTMLParser):
    """Parts HTML into its addresses and all the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.rest: list[object] = []

    @classmethod
    def of(cls, markup: str) -> list[str]:
        parser = cls()
        parser.feed(markup)
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src")]
        self.rest.append((tag, [pair for pair in attrs if pair[0] not in ("href", "src")]))

    def handle_data(self, data: str) -> None:
        self.rest.append(data)
