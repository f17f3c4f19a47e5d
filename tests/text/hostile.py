"""Texts that are made to break something, for the tests of the whole pipeline."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

PAYLOADS = Path(__file__).with_name("payloads.txt")

MARKDOWN = r"""
    [ ] ( ) ![ * ** _ ` ~~ ~ ^ | |-| [^1] \ : [a]: [a][a] < > " ' & &lt; &#x6a; &Tab; {: {#x.y } # ```
    ??? ??? "t" > [!note] [!tip]- : javascript: data:text/html, http://e.org/ //e.org www.e.org @sam
    a@b.org x^2^ H~2~O
"""
TEX = r"""
    $ $$ \( \) \[ \] $x$ $$x$$ \frac{a}{b} \text{ \textbf{ } { ^ _ & \\ \begin{align} \end{align}
    \left( \right) \href{javascript:a}{b} \class{a}{b} \sqrt \label{a} \eqref{a} \tag{1} \color{red}
    \cancel{x} \hspace{9em} \def\a
"""
HTML = """
    <a <p <img <input <svg> <math> <mtext> <mglyph> <annotation-xml> <style> <script> <noscript>
    <title> <b> <table> <td> </table> <select> <template> <xmp> <!-- --> <![CDATA[ /> </a> </p>
    </style> </script> </math> <details> <summary> <h1> <h3> <ul> <li> <dl> <pre> <blockquote> <span
    href= src= onclick= hx-get= data-x= style= id=a id=b class= name=a class="math" class="callout"
    open dir=rtl x
"""
LINES = [
    "\n", "\n\n", "    ", "\n- ", "\n- [x] ", "\n1. ", "\n# ", "\n> ", "\n---\n", "\n```\n", "\n\n[^1]: ",
    "\n: ", "\n```poem\n", "\n```math\n", '\n??? "t"\n    ', "\n> [!note] t\n> ", "\n$$\n", "\n\\[\n",
    "\n\\]\n", "\n| a | b |\n|---|---|\n| ",
]  # fmt: skip
CHARACTERS = [
    " ",
    "\t",
    "\x00",
    "\x02",
    "\x03",
    "\x10",
    "é",
    "中",
    "\u05d0",
    "\u202e",
    "\ufffe",
    "\U0001f600",
]

_pieces = st.sampled_from([*MARKDOWN.split(), *TEX.split(), *HTML.split(), *LINES, *LINES, *CHARACTERS])
texts = st.lists(_pieces, max_size=30).map("".join) | st.text(max_size=60)


def payloads() -> list[str]:
    """Return the collection of hostile texts, one a line; \\n in a line is a new line."""
    lines = PAYLOADS.read_text("utf-8").splitlines()
    return [line.replace("\\n", "\n") for line in lines if line and not line.startswith("## ")]
