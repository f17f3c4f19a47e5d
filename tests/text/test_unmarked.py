"""The quick way and the whole way give the same, to the letter, for every text that takes the quick one."""

import re
from itertools import product
from xml.etree.ElementTree import parse

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import texts
from forum import text
from forum.text_child import rendered
from forum.text_unmarked import unmarked
from tests.exchange.wxr_files import CLASS_BLOG

WORDS = """
    It's a café, (and/or) "two": don't\u2026 Re-use; why? well-known 3.5 2019 I I. A) co-op e.g. i.e. a.b.c
    x:y Ångström naïve \u01c5 \u017f ß \u0130 \u201cso\u201d \u2018it\u2019 \u2013 \u2014 wow! !! ... --
    --- --> // / : ; ) ( - -1 1. 2) 1st w ww vvv. mailto:me
"""
# What Markdown, our extensions, HTML or bleach give a meaning to, whole or in halves.
MARKS = r"""
    * ** _ __ *a* ~ ~~ ` ``` ~~~ # ## > < & &amp; &lt <b> </p> [ ] [a] [a]: ![ ](b) [^1] [^1]: [x] | |-| = ===
    \ \* www. www.a.b WWW.a.b http:// https://a.b ftp://x :// a@b.c @ @me {.a} {: $ % + +1 ^ ^^ *** ___ 1. -
    wzxhzdk:0 klzzwxh:0000
"""
SIGNS = "\x02\x03\x1a\u00a0\u2028\u200b\ufeff\ufb01\u4e2d\u05e9\u0301\U0001f600\U0010ffff"
GAPS = [" ", " ", " ", " ", "\n", "\n\n", "\n\n\n", "  ", "    ", "\t", " \n", "\n ", "\n    ", ""]

STRESSED = r"""
    *a* **b** *a *b **c **d e* f* g** h** *ab* **cd*e** *f**g* ***h*** ***i* j** **k**, *l*. (*m*) *n*-o p*q*r
    *s*: *1* **Two 2** **ABC** *wwwx* ** * *** *it's* _u_ *v*w x*y* *.z* *z.* "*q*" **r**! *s*? *t*; *u*/v
    \* \*w*
"""
DASHES = "-\u2013\u2014\u2018\u2019\u201c\u201d\u2026"

words, gaps = st.sampled_from(WORDS.split()), st.sampled_from(GAPS)
marks = st.sampled_from([*MARKS.split(), *SIGNS])
benign = st.lists(words | st.sampled_from(GAPS[:7]), max_size=40).map("".join)
stresses = st.sampled_from(STRESSED.split())
stressed = st.lists(words | stresses | st.sampled_from(GAPS[:7]), max_size=20).map("".join)
hostile = st.lists(st.one_of(words, gaps, gaps, marks), max_size=40).map("".join)
lines = st.lists(st.tuples(st.sampled_from("AzÅß\u0133\"'(\u201c\u2018"), benign), min_size=1, max_size=3)
letters = st.text(st.characters(min_codepoint=32, max_codepoint=0x250) | st.sampled_from("\n\n " + DASHES))


KINDS = ["words with punctuation", "stressed words", "marks among words", "any letters"]


def whole(source: str) -> tuple[object, ...]:
    made = rendered(source, format="markdown", anchor="x", site="class.example", heading=3)
    assert made.pop("faults") == []
    return tuple(made.values())


def alike(source: str) -> bool:
    """Compare the two ways; return whether the quick one was taken."""
    quick = unmarked(source)
    assert quick is None or quick == whole(source)
    return quick is not None


@settings(max_examples=1000, deadline=None)
@given(lines)
def test_sentences_in_paragraphs(written: list[tuple[str, str]]) -> None:
    alike("\n\n".join(first + rest for first, rest in written))


@pytest.mark.parametrize("kind", [benign, stressed, hostile, letters], ids=KINDS)
@settings(max_examples=1000, deadline=None)
@given(st.data())
def test_any_text(kind: st.SearchStrategy[str], data: st.DataObject) -> None:
    alike(data.draw(kind))


def test_stressed_words_beside_each_other() -> None:
    parts = [*STRESSED.split(), "word", "\n"]
    for source in product(parts, (" ", "", "\n"), parts, (" *a*", "b*")):
        alike("".join(source))


def test_one_mark_anywhere_in_a_sentence() -> None:
    for mark in [*MARKS.split(), *SIGNS, *GAPS[7:-1], *(chr(code) for code in range(0x2100))]:
        for source in (f"{mark}One", f"One{mark}", f"One {mark} two", f"One{mark}two", f"One\n{mark}\ntwo"):
            alike(source)


def test_everybody_s_comments_in_the_bench_and_in_a_real_blog() -> None:
    blog = [element.text or "" for element in parse(CLASS_BLOG).iter()]  # noqa: S314  # a file of ours
    blog += [re.sub(r"<[^>]*>", "", source) for source in blog]
    pieces = {piece for source in blog for piece in (source, *source.split("\n\n"), *source.split("\n"))}
    taken = [alike(source) for source in [*texts.comments(), *texts.posts(), *sorted(pieces)]]
    assert sum(taken) > 500


@pytest.mark.parametrize(
    "source",
    [
        "I agree.",
        "Yes\nand no.",
        'One.\n\n\nTwo: "it\'s" (so-called) \u2013 or/and…\n',
        "**But** I *do not*, at all. *Stop*!\n\n*Some words* and **some more**",
        "Ça va très bien, l'été dernier!",
        "\u201cQuoted,\u201d she said \u2014 twice; 3.5 of them?",
    ],
)
def test_such_texts_need_no_child(source: str) -> None:
    text.close()
    assert text.render(source) == text.Rendered(*whole(source))
    assert text._renderer.pid is None


def test_imported_html_never_takes_the_quick_way() -> None:
    assert text.render("I agree.", format="html").html == "I agree."
