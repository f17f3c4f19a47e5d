from __future__ import annotations

import pytest

from forum.exchange.wordpress_html import comment_html, to_html

BASE = "http://blog.example.edu/2010/01/post/"


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n\n<p>three</p>"),
        ("one\r\ntwo\r\n \r\nthree", "<p>one<br>\ntwo</p>\n\n<p>three</p>"),
        ("one<br />\ntwo<br>three", "<p>one<br>\ntwo<br>\nthree</p>"),
        ("one<br><br>two", "<p>one</p>\n\n<p>two</p>"),
        ("<p>one</p>\ntwo", "<p>one</p>\n\n<p>two</p>"),
        ('<p style="color:red" onclick="x()">one</p>', "<p>one</p>"),
        ("<div>one</div><div>two</div>", "<p>one</p>\n\n<p>two</p>"),
        ("&nbsp;\n\n<p>&nbsp;</p>one<p></p>", "<p>one</p>"),
        (
            "one<h2>two</h2>three<hr />four",
            "<p>one</p>\n\n<h2>two</h2>\n\n<p>three</p>\n\n<hr>\n\n<p>four</p>",
        ),
        ("<blockquote>one\n\ntwo</blockquote>", "<blockquote>\n<p>one</p>\n<p>two</p>\n</blockquote>"),
        ("<pre>one\n\n  two &lt;b&gt;</pre>", "<pre>one\n\n  two &lt;b&gt;</pre>"),
        ("<pre>one<br>two <b>three</b>\n</pre>", "<pre>one\ntwo <strong>three</strong></pre>"),
    ],
)
def test_paragraphs_are_what_wordpress_would_make(body: str, html: str) -> None:
    assert to_html(body) == html


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("<ul>\n\t<li>one</li>\n\n\t<li>two\nthree</li>\n</ul>",
         "<ul>\n<li>one</li>\n<li>two<br>\nthree</li>\n</ul>"),
        ("<ul><li>one<li>two</ul>", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("<ol><li>one<ul><li>two</ul></ol>", "<ol>\n<li>one\n<ul>\n<li>two</li>\n</ul></li>\n</ol>"),
        ("<ul><li>one\n\ntwo</li></ul>", "<ul>\n<li><p>one</p>\n<p>two</p></li>\n</ul>"),
        ("<li>one</li>", "<p>one</p>"),
        (
            '<table class="x"><tr><td colspan="2" width="9">one<td>two</table>',
            '<table>\n<tr>\n<td colspan="2">one</td>\n<td>two</td>\n</tr>\n</table>',
        ),
        (
            "<ul><li><table><tr><td>one</ul>two</td></tr></table></li></ul>",
            "<ul>\n<li><table>\n<tr>\n<td><p>one</p>\n<p>two</p></td>\n</tr>\n</table></li>\n</ul>",
        ),
        ("<ul></ul><h2> </h2>one", "<p>one</p>"),
    ],
)  # fmt: skip
def test_structure_is_kept_and_mended(body: str, html: str) -> None:
    assert to_html(body) == html


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("<strong>one\n\ntwo</strong>", "<p><strong>one</strong></p>\n\n<p><strong>two</strong></p>"),
        ("<b><i>one</b>two</i>", "<p><strong><em>one</em></strong><em>two</em></p>"),
        ("one<em> two </em>three", "<p>one <em>two</em> three</p>"),
        ('<span style="x">one</span> <font>two</font><em></em>', "<p>one two</p>"),
        ("H<sub>2</sub>O <q>x</q> <strike>y</strike>", "<p>H<sub>2</sub>O <q>x</q> <del>y</del></p>"),
        ("<ul><li><b>one</li><li>two</li></ul>", "<ul>\n<li><strong>one</strong></li>\n<li>two</li>\n</ul>"),
        ('<a href="x"><div>one</div></a>', '<p><a href="http://blog.example.edu/2010/01/post/x">one</a></p>'),
    ],
)
def test_emphasis_is_kept_and_mended(body: str, html: str) -> None:
    assert to_html(body, base=BASE) == html


def test_what_is_no_tag_stays() -> None:
    body = 'a < b, a<b, <3, <see below>, <http://example.org/>, x <- y, <a "b & R&D <!-- open'
    shown = to_html(body).replace('<a href="http://example.org/">', "").replace("</a>", "")
    assert shown == (
        "<p>a &lt; b, a&lt;b, &lt;3, &lt;see below&gt;, &lt;http://example.org/&gt;, x &lt;- y, "
        '&lt;a "b &amp; R&amp;D &lt;!-- open</p>'
    )


def test_scripts_styles_and_comments_go() -> None:
    word = "<!-- [if mso]><p>x</p><![endif] --><o:p></o:p>"
    body = "one<!--more--> two<script>alert(1)</script><style>p{}</style>"
    assert to_html(body + word) == "<p>one two</p>"


def test_a_script_without_an_end_keeps_its_words() -> None:
    assert to_html("one <script> two\n\nthree") == "<p>one two</p>\n\n<p>three</p>"


def test_bodies_of_the_block_editor_have_their_paragraphs() -> None:
    body = (
        "<!-- wp:paragraph -->\n<p>one\ntwo</p>\n<!-- /wp:paragraph -->\n\n"
        '<!-- wp:quote -->\n<blockquote class="wp-block-quote"><p>three</p><cite>Four</cite></blockquote>\n'
        "<!-- /wp:quote -->\n\n<!-- wp:code -->\n"
        '<pre class="wp-block-code"><code>if a &lt; b:\n\n    pass</code></pre>\n<!-- /wp:code -->\n'
        '<!-- wp:embed {"url":"https://example.org/film"} -->\n<figure class="wp-block-embed"><div>\n'
        "https://example.org/film\n</div><figcaption>Five</figcaption></figure>\n<!-- /wp:embed -->"
    )
    assert to_html(body) == (
        "<p>one two</p>\n\n"
        "<blockquote>\n<p>three</p>\n<p><em>Four</em></p>\n</blockquote>\n\n"
        "<pre><code>if a &lt; b:\n\n    pass</code></pre>\n\n"
        '<p><a href="https://example.org/film">https://example.org/film</a></p>\n\n<p>Five</p>'
    )


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ('<a href="/a b" class="x" title="T" target="_blank">one</a>',
         '<a href="http://blog.example.edu/a%20b" title="T">one</a>'),
        ("(see http://e.org/a_(b)).", '(see <a href="http://e.org/a_(b)">http://e.org/a_(b)</a>).'),
        ('<a href="http://e.org">http://e.org</a>', '<a href="http://e.org">http://e.org</a>'),
        ("<code>http://e.org</code>", "<code>http://e.org</code>"),
        ('one<a href="#_ftn1">1</a> <a name="_ftn1"></a>two <b id="x">three</b>',
         'one<a href="#_ftn1">1</a> <a id="_ftn1"></a>two <strong>three</strong>'),
        ('<a href="http://[">one</a>', '<a href="http://[">one</a>'),
    ],
)  # fmt: skip
def test_links_lead_where_they_led(body: str, html: str) -> None:
    assert to_html(body, base=BASE) == f"<p>{html}</p>"


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ('<img src="/t.jpg" alt="A yard" width="3" />',
         '<a href="http://blog.example.edu/t.jpg">A yard (t.jpg)</a>'),
        ('<img src="/t%20x.jpg">', '<a href="http://blog.example.edu/t%20x.jpg">t x.jpg</a>'),
        ('<img src="http://e.org/?id=3" alt="A yard">', '<a href="http://e.org/?id=3">A yard</a>'),
        ('<img alt="A yard">', "A yard"),
        ('<a href="/full.jpg"><img src="/t.jpg"></a>', '<a href="http://blog.example.edu/full.jpg">t.jpg</a>'),
        ('<a href="http://e.org/"><img src="/t.jpg" alt="A yard"></a>',
         '<a href="http://e.org/">A yard (t.jpg)</a> <a href="http://blog.example.edu/t.jpg">t.jpg</a>'),
        ('<iframe src="//e.org/film"></iframe>', '<a href="http://e.org/film">http://e.org/film</a>'),
        ('<object data="http://e.org/a"><embed src="http://e.org/a"></object>',
         '<a href="http://e.org/a">http://e.org/a</a>'),
    ],
)  # fmt: skip
def test_pictures_and_players_become_links(body: str, html: str) -> None:
    assert to_html(body, base=BASE) == f"<p>{html}</p>"


def test_comments_know_no_shortcodes() -> None:
    assert comment_html('Yes\n[caption id="1"]x[/caption]<!-- y -->') == (
        '<p>Yes<br>\n[caption id="1"]x[/caption]</p>'
    )
