"""Links in a text that goes into another class: they lead there, or are links no more."""

from __future__ import annotations

import pytest
from flask import Flask

from forum.courses.leading import Ways, renumbered

WAYS = Ways("old", "new", posts={7, 70}, prompts={3}, categories={"field-notes", "café"})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Read [the welcome](/c/old/posts/7).", "Read [the welcome](/c/new/posts/7)."),
        ("[it](http://localhost/c/old/posts/70#comments)", "[it](http://localhost/c/new/posts/70)"),
        ("[answer](</c/old/prompts/3> 'now')", "[answer](</c/new/prompts/3> 'now')"),
        ("[all](/c/old/categories/field-notes)", "[all](/c/new/categories/field-notes)"),
        ("[all](/c/old/categories/caf%C3%A9)", "[all](/c/new/categories/caf%C3%A9)"),
        ("[start](/c/old/), [who](/c/old/members)", "[start](/c/new/), [who](/c/new/members)"),
        # What stays behind is a link no more, and its address is nowhere.
        ("As [Sam](/c/old/authors/5) says", "As Sam says"),
        ('As [Sam *S.*](/c/old/authors/5 "Sam") says', "As Sam *S.* says"),
        ("[a [b] c](http://localhost/c/old/comments/9)", "a [b] c"),
        ("![alt](/c/old/posts/8)", "alt"),
        ("see <http://localhost/c/old/posts/8>", "see <http://localhost/c/new/>"),
        ("see http://localhost/c/old/authors/5.", "see http://localhost/c/new/"),
        ("[ref]: /c/old/authors/5\n[Sam][ref]", "[ref]: /c/new/\n[Sam][ref]"),
        ('<a href="/c/old/authors/5">Sam</a> and <a href="/c/old/posts/7">this</a>',
         'Sam and <a href="/c/new/posts/7">this</a>'),
        # What only looks like it stays as it is.
        ("[x](/c/older/posts/7) /c/old-2/posts/7", "[x](/c/older/posts/7) /c/old-2/posts/7"),
        ("[x](https://elsewhere.example/c/old/posts/7)", "[x](https://elsewhere.example/c/old/posts/7)"),
        ("nothing of the kind", "nothing of the kind"),
    ],
)  # fmt: skip
def test_where_links_lead(app: Flask, before: str, after: str) -> None:
    assert WAYS.lead(before) == after


def test_numbers_are_put_in_afterwards() -> None:
    text = "[a](/c/new/posts/7) [b](/c/new/prompts/3) [c](/c/other/posts/7) /c/new/posts/8"
    wanted = "[a](/c/new/posts/70) [b](/c/new/prompts/4) [c](/c/other/posts/7) /c/new/posts/8"
    assert renumbered(text, "new", {7: 70, 70: 71}, {3: 4}) == wanted


@pytest.mark.parametrize("piece", ["[", "[a](", "[[a]", "[a](/c/old", "<a href=", "![a]("])
def test_hostile_texts_take_no_time_to_speak_of(app: Flask, piece: str) -> None:
    text = piece * (60_000 // len(piece)) + "/c/old/authors/5"
    assert "/c/old/authors" not in WAYS.lead(text)
