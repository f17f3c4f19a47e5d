"""Poems, call-outs, parts to be opened, terms, raised words. Through the whole pipeline, in this process."""

import pytest

from forum.text_child import rendered


def html(source: str) -> str:
    made = rendered(source, format="markdown", anchor="p7", site="class.example", heading=2)
    return made["html"]


def test_terms_and_what_they_mean():
    assert html("Term\n: Its *meaning*\n: Another") == (
        '<dl dir="auto">\n<dt>Term</dt>\n<dd>Its <em>meaning</em></dd>\n<dd>Another</dd>\n</dl>'
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x^2^", "x<sup>2</sup>"),
        ("H~2~O", "H<sub>2</sub>O"),
        ("10^-3^ Ca^2+^", "10<sup>-3</sup> Ca<sup>2+</sup>"),
        ("*a*^2^ (b)^n^", "<em>a</em><sup>2</sup> (b)<sup>n</sup>"),
        ("~~struck~~ a~~b~~", "<del>struck</del> a<del>b</del>"),
        ("~~H~2~O~~", "<del>H<sub>2</sub>O</del>"),
        ("x^2+y^2", "x^2+y^2"),
        ("~5 or ~6, ~7~", "~5 or ~6, ~7~"),
        (r"x\^2^ H\~2~ \: \?", "x^2^ H~2~ : ?"),
        ("`x^2^`", "<code>x^2^</code>"),
        ("a^ b^", "a^ b^"),
    ],
)
def test_raised_and_lowered_words(source, expected):
    assert html(source) == f"<p>{expected}</p>"


def test_an_address_with_such_signs_stays_one():
    assert '<a href="http://e.org/a~b~c"' in html("http://e.org/a~b~c")


def test_a_part_to_be_opened():
    assert html('??? "More *here*"\n    inside\n\n    - a\n\nout') == (
        '<details dir="auto">\n<summary>More <em>here</em></summary>\n<p>inside</p>\n'
        '<ul dir="auto">\n<li>a</li>\n</ul>\n</details>\n<p>out</p>'
    )
    assert html('???+ "Open"\n    a').startswith('<details open dir="auto">')


def test_question_marks_are_no_such_part():
    assert html("??? really") == "<p>??? really</p>"
    assert html('He said ??? "why"') == '<p>He said ??? "why"</p>'


@pytest.mark.parametrize(
    ("source", "look", "title"),
    [
        ("[!NOTE]", "note", "Note"),
        ("[!tip]", "tip", "Tip"),
        ("[!IMPORTANT] Read *this*", "important", "Read <em>this</em>"),
        ("[!Caution]", "warning", "Caution"),
        ("[!Merke]", "note", "Merke"),
        ("[!\u05d4\u05e2\u05e8\u05d4]", "note", "\u05d4\u05e2\u05e8\u05d4"),
        ('[!"><script>]', "note", '"&gt;&lt;script&gt;'),
    ],
)
def test_callouts_are_titled_by_their_writers(source, look, title):
    assert html(f"> {source}\n> words") == (
        f'<div class="callout {look}" dir="auto">\n<p class="callout-title">{title}</p>\n<p>words</p>\n</div>'
    )


def test_a_callout_may_be_one_to_open():
    assert html("> [!NOTE]- Answer\n> 42") == (
        '<details class="callout note" dir="auto">\n<summary>Answer</summary>\n<p>42</p>\n</details>'
    )
    assert html("> [!NOTE]+\n> 42").startswith('<details class="callout note" open dir="auto">')


def test_brackets_elsewhere_make_no_callout():
    assert "callout" not in html("[!NOTE] words")
    assert "callout" not in html("> words [!NOTE]")


def test_quotations_with_a_blank_line_between_them_are_two():
    assert html("> a\n\n> [!tip]\n> b\n\n> c").count("<blockquote") == 2
    assert html("> a\n>\n> b").count("<blockquote") == 1


def test_a_list_in_a_quotation_needs_no_blank_line_either():
    assert html("> so:\n> - a\n> - b") == (
        '<blockquote dir="auto">\n<p>so:</p>\n<ul dir="auto">\n<li>a</li>\n<li>b</li>\n</ul>\n</blockquote>'
    )


def test_a_poem_keeps_its_lines():
    assert html("```poem\n  So *much*\ndepends\n\n\n    upon <b>\n- [a](/b)\n```") == (
        '<div class="poem">\n<p>\u00a0\u00a0So <em>much</em><br>\ndepends</p>\n'
        '<p>\u00a0\u00a0\u00a0\u00a0upon &lt;b&gt;<br>\n- <a href="/b">a</a></p>\n</div>'
    )


@pytest.mark.parametrize("source", ["1. a\n\n    ```poem\n    b\n    ```", "> ```poem\n> b\n> ```"])
def test_a_poem_may_stand_in_a_list_and_in_a_quotation(source):
    assert '<div class="poem">\n<p>b</p>\n</div>' in html(source)


def test_a_poem_may_have_footnotes_and_formulas():
    page = html("```poem\na[^1] $x$\n```\n\n[^1]: note")
    assert '<a class="footnote-ref" href="#p7-fn:1">1</a>' in page
    assert "<math>" in page


def test_a_formula_may_stand_in_a_fence():
    assert '<math display="block"><semantics><mi>x</mi>' in html("```math\nx\n```")


def test_how_a_poem_is_written_can_be_shown():
    assert "```poem\na\n```" in html("````\n```poem\na\n```\n````")
    assert "```poem\na\n```" in html("    ```poem\n    a\n    ```")


def test_a_fence_ends_the_paragraph_above_it():
    assert html("a\n```\nb\n```\nc") == (
        '<p>a</p>\n<div class="hl"><pre tabindex="0"><span></span><code>b\n</code></pre></div>\n<p>c</p>'
    )


def test_emoji_are_text():
    assert html("\U0001f469\u200d\U0001f52c :smile:") == "<p>\U0001f469\u200d\U0001f52c :smile:</p>"
