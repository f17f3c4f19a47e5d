"""The door the application uses, with a real child behind it."""

import logging

import pytest

from forum import text, text_process
from forum.text_process import Renderer


@pytest.fixture
def impatient(monkeypatch):
    """A render child that is given up after a second."""
    renderer = Renderer(deadline=1)
    monkeypatch.setattr(text, "_renderer", renderer)
    yield renderer
    renderer.close()


@pytest.fixture
def fragile(monkeypatch, impatient):
    """A render child without the limits that keep math-core from ending its process, and wasteful."""
    limitless = """
from forum import text_child, text_maths
text_maths.FORMULA_LIMIT = text_maths.NESTING_LIMIT = 10**9
to_html = text_child.to_html
text_child.to_html = lambda text, called: "x" * 2**31 if text == "`too much`" else to_html(text, called)
main()
"""
    program = text_process._PROGRAM.replace("\nmain()\n", limitless)
    monkeypatch.setattr(text_process, "_PROGRAM", program)
    return impatient


def test_a_text_comes_back_ready():
    assert text.render("# Hi\n\nall", anchor="c1", heading=3) == text.Rendered(
        html='<h3 id="c1-hi">Hi</h3>\n<p>all</p>', excerpt="Hi all", words=2, plain="Hi all"
    )


def test_imported_html_is_cleaned_only():
    assert text.render('<p onclick="x">*a*</p>', format="html").html == "<p>*a*</p>"


def test_control_characters_and_surrogates_are_dropped_and_newlines_made_one_kind():
    assert text.render("a\x00b\x02\x1b\x7fc\ud800d\r\ne\rf\x0bg").html == "<p>abcd<br>\ne<br>\nf<br>\ng</p>"


def test_an_anchor_cannot_break_out_of_its_attribute():
    assert text.render("# a", anchor='x" onclick="y').html == '<h2 id="xonclicky-a">a</h2>'


def test_a_text_far_too_long_is_not_even_tried(caplog):
    source = "<b>" + "word " * text.POST_LIMIT
    with caplog.at_level(logging.WARNING):
        shown = text.render(source)
    assert shown.html == f'<pre class="as-written" tabindex="0">&lt;b&gt;{source[3:]}</pre>'
    assert shown.words == text.POST_LIMIT + 1
    assert shown.excerpt.startswith("<b>word word")
    assert "too long" in caplog.text
    assert shown.trouble == "long"


@pytest.mark.parametrize(
    "source",
    ["[" * 10_000, "[" * 5_000 + "]" * 5_000, "[a" * 6_000, "[a][" * 5_000, "![[]()" * 3_000],
    ids=["brackets", "nested", "links", "references", "images"],
)
def test_a_text_that_takes_too_long_is_shown_as_written(impatient, caplog, source):
    text.render("`warm`")
    shown = text.render(source)
    assert shown.html == f'<pre class="as-written" tabindex="0">{source}</pre>'
    assert "TimeoutError" in caplog.text
    assert shown.trouble == "slow"
    assert text.render("`next`") == text.Rendered("<p><code>next</code></p>", "next", 1, "next")


@pytest.mark.parametrize(
    "source",
    ["```math\n" + "{" * 100_000 + "}" * 100_000 + "\n```", "`too much`"],
    ids=["math-core ends its process", "more memory than there is"],
)
def test_a_child_that_ends_costs_one_text_only(fragile, source):
    text.render("`warm`")
    before = fragile.pid
    shown = text.render(source)
    assert shown.html == f'<pre class="as-written" tabindex="0">{source}</pre>'
    assert shown.trouble == "broken"
    assert text.render("`next`").html == "<p><code>next</code></p>"
    assert fragile.pid != before


def test_the_same_formula_is_harmless_with_the_limits():
    shown = text.render("```math\n" + "{" * 20_000 + "}" * 20_000 + "\n```")
    assert shown.trouble == ""
    assert [fault.reason for fault in shown.faults] == ["too-long"]


def test_faults_come_with_the_html():
    shown = text.render(r"a $\foo$ and $x$")
    assert shown.faults == (text.Fault(r"$\foo$", "unknown-command", r"\foo"),)
    assert text.render("nothing wrong").faults == ()


def test_a_text_the_libraries_choke_on_is_shown_as_written(caplog):
    source = "[secret] " * 400 + "\n\n[secret]: https://e.org/" + "x" * 20_000
    shown = text.render(source)
    assert shown.html == f'<pre class="as-written" tabindex="0">{source}</pre>'
    assert "ValueError: 23626 characters" in caplog.text
    assert shown.trouble == "broken"
    assert "secret" not in caplog.text
    assert text.render("`next`").html == "<p><code>next</code></p>"


def test_an_unknown_format_is_shown_as_written():
    assert text.render("<b>", format="docx").html == '<pre class="as-written" tabindex="0">&lt;b&gt;</pre>'


def test_closing_is_not_the_end():
    text.close()
    text.close()
    assert text.render("`again`").html == "<p><code>again</code></p>"
