from __future__ import annotations

import pytest

from forum import text
from forum.exchange.editable import to_source
from forum.exchange.html_shape import shape
from forum.exchange.wordpress_html import to_html


def source(body: str) -> tuple[str, str]:
    return to_source(to_html(body), text.render)


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("one\ntwo\n\nthree", "one\ntwo\n\nthree"),
        ("<b>one</b> un<i>believ</i>able [sic]", "**one** un*believ*able [sic]"),
        ("snake_case a < b & c", "snake_case a < b & c"),
        ("<h2>one</h2>two", "## one\n\ntwo"),
        ("<ul><li>one<ol><li>two</li></ol></li><li>three</li></ul>", "- one\n    1. two\n- three"),
        ('<ol start="3"><li>one<li>two</ol>', "3. one\n4. two"),
        ("<blockquote>one\n\ntwo</blockquote>", "> one\n>\n> two"),
        ('<a href="http://e.org/a" title="T">one</a> http://e.org/b_c', '[one](http://e.org/a "T") http://e.org/b_c'),
        ("<pre><code>a\n\n  b</code></pre>", "```\na\n\n  b\n```"),
        ("<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
         "| A |\n| --- |\n| b |"),
        ("&amp;lt;", "&amp;lt;"),
        ("H<sub>2</sub>O, m<sup>2</sup>", "H~2~O, m^2^"),
        ("<dl><dt>one</dt><dd>two</dd></dl>", "one\n:   two"),
        ("between $5 and $6", "between $5 and $6"),
    ],
)  # fmt: skip
def test_what_markdown_can_say_is_edited_as_markdown(body: str, markdown: str) -> None:
    assert source(body) == (markdown, "markdown")


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("1. one", "1\\. one"),
        ("1.5 *million*\n- one", "1.5 \\*million\\*\n\\- one"),
        ("# one", "\\# one"),
        ("not a formula: $x$, x^2^", "not a formula: \\$x\\$, x\\^2\\^"),
        ("`one` _two_ [three](four)", "\\`one\\` \\_two\\_ \\[three\\](four)"),
    ],
)
def test_what_only_looks_like_markdown_is_escaped(body: str, markdown: str) -> None:
    assert source(body) == (markdown, "markdown")


@pytest.mark.parametrize(
    "body",
    [
        "e<sup>x + <i>y</i></sup>",
        "<pre>a\n  poem</pre>",
        "<table><tr><td>no head</td></tr></table>",
        "<table><thead><tr><th>A</th><th>B</th></tr></thead><tr><td colspan=2>c</td></tr></table>",
        "<ul><li><p>one</p><p>two</p></li><li>three</li></ul>",
        'one<a href="#n">1</a> <a name="n"></a>two',
        "<h2>one\ntwo</h2>",
    ],
)  # fmt: skip
def test_what_markdown_cannot_say_stays_html(body: str) -> None:
    assert source(body) == (to_html(body), "html")


def test_an_empty_body_stays_empty() -> None:
    assert source("") == ("", "markdown")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>one</p>", "<p>two</p>"),
        ("<p>one two</p>", "<p>one<br>two</p>"),
        ("<p>one two</p>", "<p>onetwo</p>"),
        ("<p>one</p><p>two</p>", "<p>one two</p>"),
        ("<p><em>one</em></p>", "<p><strong>one</strong></p>"),
        ('<p><a href="a">one</a></p>', '<p><a href="b">one</a></p>'),
        ('<p><img src="a" alt="one"></p>', '<p><img src="a" alt="two"></p>'),
        ("<pre>one  two</pre>", "<pre>one two</pre>"),
        ("<pre>one\ntwo</pre>", "<pre>one two</pre>"),
        ("<ol><li>one</li></ol>", '<ol start="2"><li>one</li></ol>'),
        ("<p>&lt;br&gt;</p>", "<p><br></p>"),
    ],
)
def test_a_difference_that_can_be_seen_is_seen(one: str, other: str) -> None:
    assert shape(one) != shape(other)


def test_a_difference_that_cannot_be_seen_does_not_count() -> None:
    one = '<h3 id="x">one</h3>\n<div class="scroll"><table>\n<tr><td> two</td></tr></table></div>'
    other = "<h3>one</h3><table><tr><td>two</td></tr></table>\n"
    assert shape(one) == shape(other)
