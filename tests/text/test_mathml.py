"""What of MathML may stand in a page, whatever is written into a formula."""

import re
from itertools import chain
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.config import HOME
from forum.text_mathml import _LETTERING, _NOTATIONS, _STYLES, DEPTH_LIMIT, Unfit, checked, written
from forum.text_maths import set_formulas

TAGS = """
    math semantics annotation menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts
    mroot mrow mspace msqrt msub msubsup msup mtable mtd mtext mtr munder munderover
"""
ATTRIBUTES = """
    class display encoding displaystyle scriptlevel linethickness mathvariant lspace rspace minsize
    maxsize stretchy symmetric movablelimits form accent accentunder width height depth voffset
"""
COMMANDS = r"""
    \frac \sqrt \sqrt[3] \text \textbf \textit \texttt \textsf \textsc \emph \underline \overline \hat
    \vec \left( \right) \left. \right| \middle| \big( \Bigg| \begin{array}{l|c} \begin{aligned}
    \begin{align} \begin{cases} \begin{pmatrix} \begin{equation} \end{array} \end{aligned} \end{align}
    \end{cases} \end{pmatrix} \end{equation} \\ & \hline \hdashline \label{a} \eqref{a} \tag{b}
    \color{red} \textcolor{blue} \boxed \cancel \xcancel \phase \phantom \vphantom \hphantom
    \raisebox{1em} \hspace{3em} \hspace{-3em} \kern 3pt \! \, \quad \sum \int \lim \sin \limits
    \substack \overset \underset \underbrace \binom \genfrac(){1em}{1} \operatorname \operatorname*
    \mathbb \mathcal \mathrm \mathop \mathinner \mathrel \xrightarrow \prescript \sideset
    \displaystyle \not \rm \href{javascript:alert(1)} \url{x} \class{a} \style{color:red} \cssId{b}
    \data{x} \require{html} \includegraphics{x} \unicode{60} \char"3c \verb|<b>| \def\a{b} \a
    \newcommand{\a}{b} {a} {b} { } ^ _ ' x 12 + = < > & % # ~ " <b> </math> </annotation> <script>
    <img/src=x/onerror=alert(1)> &lt; &#60; ]]> <!-- --> é א 中 \u202e \x00 \x1f
"""
PIECES = st.sampled_from(COMMANDS.split())
FORMULAS = (
    st.lists(PIECES, max_size=12).map(" ".join)
    | st.lists(PIECES, max_size=6).map("".join)
    | st.text(max_size=20)
)


def assert_known(html: str) -> None:
    """Read it as XML, which forgives nothing, and look at every element."""
    for element in fromstring(f"<p>{html}</p>").iter():  # noqa: S314 - our own output
        if element.tag in ("p", "span", "code"):
            assert set(element.attrib) <= {"class", "tabindex"}
            continue
        assert element.tag in TAGS.split()
        assert set(element.attrib) <= set(ATTRIBUTES.split())
        for name, value in element.items():
            expected = (
                r"application/x-tex"
                if name == "encoding"
                else r"(m-[a-z-]+ ?)+|[a-z]+|-?\d(\.\d+)?(r?em|ex)?"
            )
            assert re.fullmatch(expected, value)


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(FORMULAS, st.booleans())
def test_nothing_unknown_comes_out_of_any_formula(source, display):
    tex, signs = source.replace("<", "&lt;").replace("$", ""), "$" * (1 + display)
    html, faults = set_formulas(f'<span class="math{" display" * display}">{signs}{tex}{signs}</span>')
    if not faults:
        assert "<math" in html
    assert_known(re.sub(r"[\x00-\x08\x0b-\x1f]", "", html))


@pytest.mark.parametrize(
    "inside",
    [
        "<script>x</script>",
        "<mtext><img/></mtext>",
        "<mtext><mglyph/></mtext>",
        "<mi><table/></mi>",
        "<annotation-xml encoding='text/html'/>",
        "<maction/>",
        "<svg/>",
        "<mrow>x</mrow><p/>",
        "<mrow><mi>x</mi>tail</mrow>",
        "<mi>x</mi",
        "&nbsp;",
        "<!DOCTYPE a []>",
        "<mrow>" * (DEPTH_LIMIT + 1) + "</mrow>" * (DEPTH_LIMIT + 1),
    ],
)
def test_unknown_elements_are_refused(inside):
    with pytest.raises(Unfit):
        checked(f"<math>{inside}</math>")


def test_something_that_is_no_formula_is_refused():
    with pytest.raises(Unfit):
        checked("<svg/>")


@pytest.mark.parametrize(
    "attribute",
    [
        'id="x"',
        'href="javascript:x"',
        'xlink="x"',
        'onclick="x"',
        'style="color:red;position:fixed"',
        'class="notice"',
        'width="99em"',
        'width="calc(1em)"',
        'mathcolor="red"',
        'mathbackground="red"',
        'displaystyle="maybe"',
        'hx-get="/x"',
    ],
)
def test_unknown_attributes_are_dropped(attribute):
    for tag in ("mrow", "mspace", "mo", "mtd"):
        assert written(checked(f"<math><{tag} {attribute}></{tag}></math>")) == f"<{tag}></{tag}>"


def test_known_styles_become_classes():
    cell = (
        "text-align: right;justify-items: end;padding-right: 0;border-top: 0.05em solid currentcolor;left: 0"
    )
    assert written(checked(f'<math><mtd style="{cell}"><mi>x</mi></mtd></math>')) == (
        '<mtd class="m-right m-close-right m-line-top"><mi>x</mi></mtd>'
    )
    assert (
        written(checked("<math><mtext><b><i>x</i></b></mtext></math>"))
        == '<mtext class="m-bold m-italic">x</mtext>'
    )
    assert written(checked("<math><mtext>a<b>x</b></mtext></math>")) == "<mtext>ax</mtext>"
    assert written(checked('<math><mtext><a href="#x">(1)</a></mtext></math>')) == "<mtext>(1)</mtext>"


def test_every_class_of_a_formula_is_in_the_style_sheet():
    css = (HOME / "static" / "app.css").read_text("utf-8")
    names = {*_STYLES.values(), *_NOTATIONS.values(), *chain(*_LETTERING.values())}
    assert [name for name in sorted(names) if f".{name}" not in css] == []
