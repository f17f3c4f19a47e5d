"""The child keeps its converter and its cleaner: no text may leave anything behind for the next."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum import text_clean, text_markdown
from forum.text_child import rendered

PIECES = r"""
# One|# One #|### Two|[^1]|[^1]|[^a]|[^1]: A note|[^a]: Other *note*|[a]|[a][b]|![a][b]|---|- [x] done
[a]: https://e.org/ "T"|[b]: /x|```|```python|~~~|    code|`code|`` ` ``|* item|1. one|> quoted|&amp;|&|\*|__x
**bold|*em*|~~gone~~|https://e.org/?a=b|www.e.org|a@b.c|<b>|</div>|<table><tr><td>|<a href="javascript:1">
$x$|$$\begin{equation}x\end{equation}$$|\[y\]|$\foo$|```poem|```math|> [!note]|??? "t"|: meaning|x^2^
<pre>|<script>|<!--|-->|word|two words
"""
TABLE = "| a | b |\n|---|:-:|\n| 1 | 2 |"
PARTS = [*re.split(r"[|\n]", PIECES), TABLE, "One\n===", "\n", "\n\n", " ", "\t", "\x02", "\x03"]
sources = st.lists(st.sampled_from(PARTS), max_size=25).map("".join)
formats = st.sampled_from(["markdown", "markdown", "html"])


def render(source: str, format: str) -> dict[str, object]:
    return rendered(source, format=format, anchor="x", site="class.example", heading=2)


def by_new_ones(source: str, format: str) -> dict[str, object]:
    text_markdown._converter.cache_clear()
    text_clean._cleaner.cache_clear()
    return render(source, format)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(sources, formats), min_size=2, max_size=5))
def test_a_text_after_others_is_what_it_is_alone(texts: list[tuple[str, str]]) -> None:
    after_others = [render(source, format) for source, format in texts]
    assert after_others == [by_new_ones(source, format) for source, format in texts]


def test_footnotes_headings_and_addresses_do_not_outlive_their_text() -> None:
    source = "# One\n\nA[^1] and [b].\n\n[^1]: Note.\n\n[b]: https://e.org/"
    first = render(source, "markdown")
    assert render(source, "markdown") == first
    assert render("A[^1] and [b].", "markdown")["html"] == "<p>A[^1] and [b].</p>"


def test_after_a_text_that_failed_the_next_is_right() -> None:
    used = text_markdown._converter()
    with pytest.raises(AttributeError):
        text_markdown.to_html(None, {})  # type: ignore[arg-type]
    assert text_markdown._converter() is not used
    assert render("*a*", "markdown")["html"] == "<p><em>a</em></p>"
