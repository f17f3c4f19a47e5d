"""What a printed page lists: where the links of a text lead."""

from __future__ import annotations

import pytest

from forum import text
from forum.text_links import addresses

HERE = "https://example.org/a"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("No link.", ()),
        (f"[one]({HERE}) and [two](http://example.com/)", (HERE, "http://example.com/")),
        (f"<{HERE}> twice <{HERE}>", (HERE, HERE)),
        (f'[with a title]({HERE} "a > b, href=\\"http://no\\"")', (HERE,)),
        (f"[with a query]({HERE}?x=1&y=2)", (f"{HERE}?x=1&y=2",)),
        ("[here](/c/here/), [below](#below), [mail](mailto:a@example.org)", ()),
        (f"`[code]({HERE})`", ()),
        ("![a picture](https://example.com/b.png)", ("https://example.com/b.png",)),
        (f"A note.[^1]\n\n[^1]: See [there]({HERE}).", (HERE,)),
    ],
)
def test_links_of_a_text(source: str, expected: tuple[str, ...]) -> None:
    assert addresses(text.render(source, anchor="t", site="seminar.example").html) == expected


def test_links_of_an_imported_text() -> None:
    markup = f'<a title="x" href="{HERE}" onclick="no()">a</a><a href="javascript:no()">b</a>'
    assert addresses(text.render(markup, format="html").html) == (HERE,)
