"""Bodies made to break the reader: each is as long as a long post, and none may blow up or lose its words."""

from __future__ import annotations

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from forum.exchange.editable import to_source
from forum.exchange.wordpress_html import comment_html, to_html
from forum.text import Rendered, plain, render

LENGTH = 100_000  # characters
PIECES = [
    "<", "<a ", '<a "', "<a '\"", "<b>", "</b>", "<em>x\n\n", "<li>", "<ul><li>", "<table><tr><td>", "<h2>",
    "<script>", "<style", "<!--", "<pre>", "<a href=x><img src=y>", '<a href="#x">', "<br>", "\n", " ",
    "\n \n", "&", "http://a)", "[", "[a ", "[a]", '[a b="', "[a]b[/a]", "[/a]", "[caption]<img", "[embed]",
    '[foo x="y"]',
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_body_of_nothing_but_pieces_comes_through(piece: str) -> None:
    assert len(to_html(piece * (LENGTH // len(piece)))) < 30 * LENGTH


def as_written(source: str, *, format: str) -> Rendered:
    return Rendered(f"<pre>{source}</pre>", "", 0, "")


def test_what_cannot_be_rendered_stays_html() -> None:
    assert to_source("<p>one</p>", as_written) == ("<p>one</p>", "html")


def test_what_is_far_too_long_for_a_post_stays_html() -> None:
    html = to_html("one\n\n" * 30_000)
    assert to_source(html, render) == (html, "html")


TAGS = [
    "<p>", "</p>", "<div>", "<b>", "</b>", "<em>", "</em>", "<a href='http://e.org'>", "</a>", "<ul>",
    "</ul>", "<ol>", "<li>", "</li>", "<table>", "<tr>", "<td>", "<th>", "</td>", "</table>", "<thead>",
    "<blockquote>", "</blockquote>", "<h2>", "</h2>", "<pre>", "</pre>", "<code>", "</code>", "<hr>", "<br>",
    "<dl>", "<dt>", "<dd>", "<img src='x.png'>", "<span>", "</span>", "<caption>", "<figure>", "<figcaption>",
    "<q>", "</q>",
]  # fmt: skip
PARTS = st.lists(
    st.sampled_from([*TAGS, "word", "word ", " word", "\n", "\n\n", " ", "&lt;", "&nbsp;", "[sic]"])
)


@given(PARTS.map("".join))
def test_no_word_is_lost_and_all_is_well_formed(body: str) -> None:
    html = comment_html(body)
    assert plain(html).count("word") == body.count("word")
    closed = html.replace("<br>", "<br/>").replace("<hr>", "<hr/>")
    assert fromstring(f"<body>{closed}</body>").tag == "body"


@given(PARTS.map("".join))
def test_what_is_clean_stays_as_it_is(body: str) -> None:
    html = comment_html(body)
    assert comment_html(html) == html
