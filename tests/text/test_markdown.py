"""What students write, and what becomes of it. Goes through the whole pipeline, in this process."""

import re

import pytest

from forum.text_child import rendered


def html(source: str, **options: object) -> str:
    defaults = {"format": "markdown", "anchor": "p7", "site": "class.example", "heading": 2}
    return rendered(source, **(defaults | options))["html"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("*a* and **b**", "<p><em>a</em> and <strong>b</strong></p>"),
        ("a snake_case_name", "<p>a snake_case_name</p>"),
        ("~~gone~~ H~2~O", "<p><del>gone</del> H<sub>2</sub>O</p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ('"straight" -- quotes...', '<p>"straight" -- quotes...</p>'),
        ("> said", '<blockquote dir="auto">\n<p>said</p>\n</blockquote>'),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        ("`<b>`", "<p><code>&lt;b&gt;</code></p>"),
        ("#1 reason", "<p>#1 reason</p>"),
        ("", ""),
    ],
)
def test_plain_writing(source, expected):
    assert html(source) == expected


def test_raw_html_shows_as_text():
    assert html('<b onclick="x()">hi</b>') == '<p>&lt;b onclick="x()"&gt;hi&lt;/b&gt;</p>'
    assert html("<div>\n*a*\n</div>") == "<p>&lt;div&gt;<br>\n<em>a</em><br>\n&lt;/div&gt;</p>"
    assert html("<!-- note -->") == "<p>&lt;!-- note --&gt;</p>"


def test_attribute_lists_are_only_text():
    assert 'hx-get="' not in html("hello\n{: hx-get=/x onclick=y }")
    assert html("# T {#login .x}") == '<h2 id="p7-t-login-x">T {#login .x}</h2>'


def test_headings_begin_below_the_pages_own():
    assert html("# A\n\n## B") == '<h2 id="p7-a">A</h2>\n<h3 id="p7-b">B</h3>'
    assert html("# A\n\n## D", heading=3) == '<h3 id="p7-a">A</h3>\n<h4 id="p7-d">D</h4>'
    assert html("A\n===") == '<h2 id="p7-a">A</h2>'


@pytest.mark.parametrize(
    ("written", "shown"),
    [("3", "2"), ("16", "23"), ("346", "234"), ("3535", "2323"), ("313", "223"), ("123456", "234566")],
)
def test_headings_leave_out_no_level(written, shown):
    markdown = "\n\n".join("#" * int(level) + " A" for level in written)
    assert re.findall(r"<h(\d)", html(markdown)) == list(shown)
    assert re.findall(r"</h(\d)", html(markdown)) == list(shown)


def test_equal_headings_have_different_ids():
    assert html("# Größe #\n\n# Größe") == '<h2 id="p7-größe">Größe</h2>\n<h2 id="p7-größe_1">Größe</h2>'


def test_links_to_a_part_of_the_text_find_its_prefixed_id():
    assert '<a href="#c42-why">' in html("[x](#why)\n\n# Why", anchor="c42")


def test_without_an_anchor_ids_still_cannot_meet_the_pages_own():
    assert html("# notices", anchor="") == '<h2 id="text-notices">notices</h2>'


def test_table_scrolls_and_is_aligned_without_styles():
    table = html("| a | b |\n|:--|--:|\n| 1 | 2 |")
    assert table.startswith('<div class="scroll" tabindex="0"><table dir="auto">')
    assert '<th align="left">a</th>' in table
    assert '<td align="right">2</td>' in table
    assert table.endswith("</table></div>")
    assert "style" not in table


def test_table_rows_that_begin_with_a_dash_stay_in_the_table():
    assert "<ul>" not in html("a | b\n- | -\n- x | 2")


def test_fenced_code_is_highlighted_by_classes():
    code = html('```python\nprint("x")  # y\n```')
    assert code.startswith('<div class="hl"><pre tabindex="0">')
    assert '<span class="nb">print</span>' in code
    assert "style" not in code
    assert "id=" not in code


@pytest.mark.parametrize(
    "header", ["", "nonsense", "{.python #x .y hx-get=/a}", 'python linenums="1"', "js foo"]
)
def test_code_with_any_header_is_only_code(header):
    code = html(f"```{header}\n*a* <b>\n```")
    assert code.startswith('<div class="hl"><pre tabindex="0">')
    assert "<em>" not in code
    assert "<table" not in code
    assert "id=" not in code
    assert "hx-get=" not in code


def test_code_may_have_a_file_name():
    assert '<span class="filename">a.py</span>' in html('```python title="a.py"\nx\n```')


def test_code_stands_inside_a_list_item():
    assert html("1. a\n\n    ```\n    b\n    ```").startswith(
        '<ol dir="auto">\n<li>\n<p>a</p>\n<div class="hl">'
    )


def test_task_lists_are_characters_not_form_fields():
    tasks = html("- [ ] read\n- [x] **write**\n- talk")
    assert tasks == (
        '<ul class="tasks" dir="auto">\n'
        '<li><span class="task">\u2610</span> read</li>\n'
        '<li><span class="task done">\u2611</span> <strong>write</strong></li>\n'
        "<li>talk</li>\n</ul>"
    )
    assert html("- [X] a\n\n- b").startswith(
        '<ul class="tasks" dir="auto">\n<li>\n<p><span class="task done">\u2611</span> a</p>'
    )


def test_a_list_needs_no_blank_line_before_it():
    assert html("My points:\n- a\n- b") == '<p>My points:</p>\n<ul dir="auto">\n<li>a</li>\n<li>b</li>\n</ul>'
    assert html("Steps:\n1. a\n2. b") == '<p>Steps:</p>\n<ol dir="auto">\n<li>a</li>\n<li>b</li>\n</ol>'


def test_a_list_item_that_goes_on_stays_one_item():
    assert html("- a\ngoes on\n- b") == '<ul dir="auto">\n<li>a<br>\ngoes on</li>\n<li>b</li>\n</ul>'


def test_a_dash_inside_code_is_no_list():
    assert "\n\n" not in html("```\na\n- b\n```")


def test_kinds_of_lists_are_not_mixed():
    assert html("1. a\n\n- b") == '<ol dir="auto">\n<li>a</li>\n</ol>\n<ul dir="auto">\n<li>b</li>\n</ul>'
    assert html("3. c") == '<ol start="3" dir="auto">\n<li>c</li>\n</ol>'


def test_footnotes_are_numbered_as_they_are_read():
    notes = html(
        "One[^late], two[^first note], one again[^late].\n\n[^first note]: F\n[^late]: L\n[^unused]: U"
    )
    assert '<sup id="p7-fnref:2"><a class="footnote-ref" href="#p7-fn:2">1</a></sup>, two' in notes
    assert '<sup id="p7-fnref:1"><a class="footnote-ref" href="#p7-fn:1">2</a></sup>, one' in notes
    assert '<sup id="p7-fnref2:2"><a class="footnote-ref" href="#p7-fn:2">1</a></sup>.' in notes
    order = [notes.index(f'<li id="p7-fn:{number}">') for number in (2, 1, 3)]
    assert order == sorted(order)
    assert '<a class="footnote-backref" href="#p7-fnref2:2">' in notes
    assert "title" not in notes


def test_footnotes_of_two_comments_do_not_collide():
    first, second = (html("a[^1]\n\n[^1]: b", anchor=anchor) for anchor in ("c1", "c2"))
    assert 'id="c1-fn:1"' in first
    assert 'href="#c1-fn:1"' in first
    assert first.replace("c1-", "c2-") == second


def test_an_empty_footnote_breaks_nothing():
    assert html("a[^1]\n\n[^1]:").startswith("<p>a<sup")


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("see https://example.org/a?b=1&c=2.", "https://example.org/a?b=1&amp;c=2"),
        ("<https://example.org/>", "https://example.org/"),
        ("www.example.org", "http://www.example.org"),
        ("[x](http://EXAMPLE.org)", "http://EXAMPLE.org"),
        ("[x](//example.org/)", "//example.org/"),
        ("[x](https://class.example@evil.example/)", "https://class.example@evil.example/"),
        ("[x](https://class.example.evil.example/)", "https://class.example.evil.example/"),
        ("[x](https://evil.example\\\\@class.example/)", "https://evil.example\\@class.example/"),
        ("[x](http://ex\u2100mple.org)", "http://ex\u2100mple.org"),
    ],
)
def test_links_to_other_sites_are_marked(source, address):
    assert f'<a href="{address}" rel="nofollow noopener ugc">' in html(source)


@pytest.mark.parametrize(
    "address",
    ["/c/sts/", "#a", "?page=2", "https://class.example/c/", "HTTPS://Class.Example", "mailto:a@b.org"],
)
def test_our_own_links_are_not(address):
    page = html(f"[x]({address})")
    assert "<a href=" in page
    assert "rel=" not in page


def test_an_address_in_code_is_no_link():
    assert html("`https://example.org`") == "<p><code>https://example.org</code></p>"


def test_a_picture_that_stands_elsewhere_is_a_link_to_it():
    assert html('![a "b"](https://e.org/i.png "t")') == (
        '<p><a class="picture" href="https://e.org/i.png" rel="nofollow noopener ugc">a "b"</a></p>'
    )
    assert html("![](https://e.org/a%20b.png?x=1)").endswith(">a b.png</a></p>")


def test_a_picture_inside_a_link_is_its_words():
    made = html("[![the harbour](https://e.org/i.png)](https://e.org/)")
    assert made == '<p><a href="https://e.org/" rel="nofollow noopener ugc">the harbour</a></p>'


def test_the_description_of_a_picture_is_text_whatever_it_holds():
    made = html("![<img src=x onerror=alert(1)>](http://e.org/c.png)")
    assert "&lt;img src=x onerror=alert(1)&gt;</a>" in made


def test_a_picture_of_our_own_stays_a_picture():
    assert html("![own](/files/a.png)") == (
        '<p><img alt="own" src="/files/a.png" loading="lazy" referrerpolicy="no-referrer"></p>'
    )


def test_too_much_html_from_a_small_text_is_refused():
    long_address = "https://e.org/" + "x" * 20_000
    with pytest.raises(ValueError, match="characters of text became"):
        html("[a] " * 400 + f"\n\n[a]: {long_address}")
