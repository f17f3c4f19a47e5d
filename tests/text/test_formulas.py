"""Which signs are formulas, and what becomes of them. Goes through the whole pipeline, in this process."""

import re

import pytest

from forum.text_child import rendered
from forum.text_maths import FORMULA_LIMIT, FORMULAS_LIMIT, NESTING_LIMIT
from forum.text_plain import in_words, plain


def made(source: str, format: str = "markdown") -> dict:
    return rendered(source, format=format, anchor="p7", site="class.example", heading=2)


def tex(source: str) -> list[str]:
    """Return the TeX of the formulas in a text."""
    return re.findall(r'<annotation encoding="application/x-tex">([^<]*)</annotation>', made(source)["html"])


def test_a_formula_is_mathml_with_its_tex_beside_it():
    assert made("So $x^2$.")["html"] == (
        '<p>So <span class="math"><math><semantics><msup><mi>x</mi><mn>2</mn></msup>'
        '<annotation encoding="application/x-tex">x^2</annotation></semantics></math>.</span></p>'
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("$x$", ["x"]),
        (r"\(x\)", ["x"]),
        ("$$x$$", ["x"]),
        (r"\[x+1\]", ["x+1"]),
        (r"\[ \alpha \]", [r"\alpha"]),
        ("\\[\nx\n\\]", ["x"]),
        ("$a$, ($b$) **$c$** *$d$* $e$-f", list("abcde")),
        ("$a_b$ and $*c*$", ["a_b", "*c*"]),
        (r"$\$5$", [r"\$5"]),
        ("# On $x$", ["x"]),
        ("- $x$\n- $$y$$", ["x", "y"]),
        ("| a |\n|---|\n| $x$ |", ["x"]),
        ("a[^1]\n\n[^1]: $x$", ["x"]),
        ("[$x$](/a)", ["x"]),
        ("5 $n$ and 10 $m$", ["n", "m"]),
        ("$2 n$, $3.5$", ["2 n", "3.5"]),
    ],
)
def test_signs_around_formulas(source, expected):
    assert tex(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "It costs $5 and $10.",
        "between $5, or $6, and $7",
        "$5 (or 5$) each",
        "US$5 or NZ$6",
        "$5-$10, $5/$10",
        r"\$x\$",
        "a $ b $ c",
        "$$$ and $$$",
        "$x",
        "$$",
        "$PATH and $HOME",
    ],
)
def test_money_and_other_dollars_stay(source):
    assert tex(source) == []
    assert plain(made(source)["html"]) == source.replace("\\$", "$")


def test_brackets_among_words_are_brackets():
    assert made(r"see \[1\]")["html"] == "<p>see [1]</p>"
    for words in ("sic", "1", "my emphasis", "\u2026"):
        assert made(rf"\[{words}\]")["html"] == f"<p>[{words}]</p>"
    assert made(r"\\(x\\)")["html"] == r"<p>\(x\)</p>"


@pytest.mark.parametrize("source", ["`$x$`", "```\n$x$\n\n$$\ny\n$$\n```", "    $$\n    y & <b>\n    $$"])
def test_code_is_no_formula(source):
    assert tex(source) == []
    assert "$" in made(source)["html"]
    assert "\x10" not in made(source)["html"]


def test_what_looks_like_a_list_or_a_heading_stays_in_its_formula():
    assert made("So:\n$$\n- a\n= b\n$$\nand on")["html"] == (
        '<p>So:<br>\n<span class="math display"><math display="block"><semantics><mrow>'
        '<mo lspace="0" rspace="0">\u2212</mo><mi>a</mi><mo>=</mo><mi>b</mi></mrow>'
        '<annotation encoding="application/x-tex">- a\n= b</annotation></semantics></math></span>\nand on</p>'
    )


def test_a_formula_may_be_quoted():
    page = made("> So:\n> $$\n> a\n> < b\n> $$\n> and on")["html"]
    assert '<annotation encoding="application/x-tex">a\n&lt; b</annotation>' in page
    assert page.endswith("and on</p>\n</blockquote>")


def test_imported_html_has_no_formulas():
    assert made("<p>$x$</p>", "html")["html"] == "<p>$x$</p>"


def test_equations_are_numbered_through_one_text():
    equation = "$$\\begin{equation}x\\end{equation}$$"
    page = made(f"{equation}\n\n{equation}")["html"]
    assert re.findall(r"<mtext>\((\d)\)</mtext>", page) == ["1", "2"]
    assert "(1)" in made(equation)["html"]


def test_a_wide_formula_scrolls_by_itself_a_short_one_does_not():
    wide = "+".join("abcdefghij")
    assert '<span class="math wide" tabindex="0"><math>' in made(f"${wide}$")["html"]
    assert '<span class="math display wide" tabindex="0">' in made(f"$${wide}$$")["html"]
    assert '<span class="math wide" tabindex="0">' in made(r"$a\hspace{9em}b$")["html"]
    assert "tabindex" not in made("$a+b$ $$c$$")["html"]


@pytest.mark.parametrize(
    ("source", "reason", "about"),
    [
        (r"$\foo{x}$", "unknown-command", r"\foo"),
        (r"$\href{javascript:alert(1)}{x}$", "unknown-command", r"\href"),
        (r"$\newcommand{\a}{b}\a$", "unknown-command", r"\newcommand"),
        (r"$\def\a{b}\a$", "unknown-command", r"\def"),
        (r"$\let\a=b$", "unknown-command", r"\let"),
        (r"$\begin{tabular}{l}a\end{tabular}$", "unknown-environment", "tabular"),
        (r"$\frac{a$", "unclosed", "}"),
        ("$a}$", "unopened", "}"),
        ("$a & b$", "misplaced", "&"),
        ("$a_b_c$", "twice", ""),
        (r"$\sqrt$", "unfinished", ""),
        (r"$\text{a \(x\) b}$", "unknown-command", r"\("),
        (r"$\tiny x$", "unreadable", ""),
        ("$" + "x" * (FORMULA_LIMIT + 1) + "$", "too-long", str(FORMULA_LIMIT)),
        ("$" + "{" * (NESTING_LIMIT + 1) + "}" * (NESTING_LIMIT + 1) + "$", "too-deep", ""),
        (r"$" + r"\sqrt" * 150 + " x$", "unreadable", ""),
    ],
)
def test_a_formula_that_cannot_be_set_is_shown_as_written(source, reason, about):
    result = made(f"a {source} b")
    shown = source.replace("&", "&amp;")
    assert result["html"] == f'<p>a <code class="math-source">{shown}</code> b</p>'
    assert result["faults"] == [{"source": source, "reason": reason, "about": about}]


def test_one_text_has_so_many_formulas_at_most():
    result = made("$x$ " * (FORMULAS_LIMIT + 1))
    assert result["html"].count("<math>") == FORMULAS_LIMIT
    assert result["faults"] == [{"source": "$x$", "reason": "too-many", "about": str(FORMULAS_LIMIT)}]


def test_the_plain_text_has_the_tex():
    result = made(r"So $x^2$, $$\frac{a}{b}$$ and $\foo$.")
    assert result["plain"] == r"So x^2, \frac{a}{b} and $\foo$."
    assert result["excerpt"] == result["plain"]
    assert result["words"] == 8


def test_those_who_cannot_show_mathml_get_the_tex():
    assert in_words(made("So $a<b$ and $c$")["html"]) == "<p>So <code>a&lt;b</code> and <code>c</code></p>"
    wide = "$" + "+".join("abcdefghij") + "$"
    assert "<math" not in in_words(made(wide)["html"])
