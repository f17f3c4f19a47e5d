"""Formulas in a cleaned text: TeX becomes MathML, and what cannot be set stays as it was written.

math-core reads the TeX; what it makes of it passes `text_mathml`. See docs/decisions/maths.md.
"""

import html
import re
from functools import lru_cache
from xml.etree.ElementTree import Element

from math_core import LatexError, LatexToMathML

from forum.text_mathml import Unfit, checked, wide, written

FORMULA_LIMIT = 1000  # characters
FORMULAS_LIMIT = 200  # of one text
NESTING_LIMIT = 30  # brackets in brackets; math-core ends its process at some thousands
EXPANSIONS_LIMIT = 200  # macros; many commands are macros of math-core's own

_MARK = re.compile(r'<span class="math( display)?">([^<]*)</span>([.,;:!?)\u2019\u201d-]*)')
_NESTS = re.compile(r"\\(?:begin|left)(?![A-Za-z])|\{|\\(?:end|right)(?![A-Za-z])|\}|\\.", re.DOTALL)
_OPENS = {"{", r"\begin", r"\left"}
_CLOSES = {"}", r"\end", r"\right"}
_DEFINES = re.compile(r"\\(?:[egx]?def|(?:future)?let|(?:re)?new\w*|provide\w*|Declare\w*)(?![A-Za-z])")
# What math-core says, and the word for it.
_COMPLAINTS = {
    r'Unknown command "([^"]*)"': "unknown-command",
    r'Unknown environment "([^"]*)"': "unknown-environment",
    r'Expected closing token "([^"]*)"': "unclosed",
    r'Unmatched closing token: "([^"]*)"': "unopened",
    r'Found "([^"]*)", which may only appear': "misplaced",
    r"Duplicate subscript or superscript()": "twice",
    r"reached end of input()": "unfinished",
}


class Faulty(Exception):
    """A formula that cannot be set; says why by a word, and what it is about."""

    def __init__(self, reason: str, about: str = "") -> None:
        super().__init__(reason, about)
        self.reason, self.about = reason, about


def set_formulas(page: str) -> tuple[str, list[dict[str, str]]]:
    """Put MathML where cleaned HTML has formulas as text; also return those that cannot be set, and why."""
    faults: list[dict[str, str]] = []
    numbers = iter(range(FORMULAS_LIMIT))
    _converter().reset_global_state()  # which counts the equations of a text

    def replace(mark: re.Match[str]) -> str:
        source, display = html.unescape(mark[2]), mark[1] is not None
        try:
            if next(numbers, None) is None:
                raise Faulty("too-many", str(FORMULAS_LIMIT))
            made = _set(source, display, mark[3])
        except Faulty as fault:
            faults.append({"source": source, "reason": fault.reason, "about": fault.about})
            made = f'<code class="math-source">{_escaped(source)}</code>{mark[3]}'
        return made + "\n" * display  # where a line ends, the next word is another one

    return _MARK.sub(replace, page), faults


def _set(source: str, display: bool, end: str) -> str:
    """Return the HTML of a formula, which is given with its dollars or brackets; `end` is what follows it."""
    around = 1 if source.startswith("$") and not display else 2
    tex = source[around:-around].strip()
    try:
        formula = checked(_converted(tex, display=display))
    except Unfit as error:
        raise Faulty("unreadable") from error
    return _framed(_annotated(formula, tex, display), end, display, wide(formula))


def _annotated(formula: Element, tex: str, display: bool) -> str:
    """Return a formula as HTML, with its TeX in it for those who copy it or cannot show the rest."""
    kind = ' display="block"' if display else ""
    note = f'<annotation encoding="application/x-tex">{_escaped(tex)}</annotation>'
    return f"<math{kind}><semantics>{written(formula)}{note}</semantics></math>"


def _framed(math: str, end: str, display: bool, wide: bool) -> str:
    if not display and not wide:
        # A browser would break the line between a formula and its full stop.
        return f'<span class="math">{math}{end}</span>' if end else math
    classes = "math" + " display" * display + " wide" * wide
    # As with tables: what may be wider than the page is reached by keyboard to be scrolled.
    focus = ' tabindex="0"' if wide else ""
    return f'<span class="{classes}"{focus}>{math}</span>{end}'


def _escaped(words: str) -> str:
    return html.escape(words, quote=False)


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    return LatexToMathML(fancy_error=False, max_expansions=EXPANSIONS_LIMIT)


def _converted(tex: str, *, display: bool) -> str:
    """Have math-core read a formula that it can be trusted with."""
    if not tex:
        raise Faulty("empty")
    if len(tex) > FORMULA_LIMIT:
        raise Faulty("too-long", str(FORMULA_LIMIT))
    if _nesting(tex) > NESTING_LIMIT:
        raise Faulty("too-deep")
    # With commands of its own a formula may become much more than what was counted above.
    if defines := _DEFINES.search(tex):
        raise Faulty("unknown-command", defines[0])
    try:
        return _converter().convert_with_global_state(tex, displaystyle=display)
    except LatexError as error:
        raise _complaint(str(error)) from error


def _nesting(tex: str) -> int:
    depth = deepest = 0
    for found in _NESTS.finditer(tex):
        depth += (found[0] in _OPENS) - (found[0] in _CLOSES)
        deepest = max(deepest, depth)
    return deepest


def _complaint(message: str) -> Faulty:
    for words, reason in _COMPLAINTS.items():
        if found := re.search(words, message):
            return Faulty(reason, found[1])
    return Faulty("unreadable")
