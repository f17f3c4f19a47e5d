"""Words are folded alike wherever they come from, and found again in the text that they stand in."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forum.search.words import INDEXED, LONGEST, fold, places, split


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L'École, l'été", "l ecole l ete"),
        ("E\u0301te\u0301", "ete"),
        ("Straße Łódź smørrebrød Ægir \u0131stanbul", "strasse lodz smorrebrod aegir istanbul"),
        ("co-op x_y 3.14 so\u00adft", "co op x y 3 14 soft"),
        ("\ufb01ne \u2167 \u0663", "fine viii 3"),
        ("全球价值链 and ガラス", "全 球 价 值 链 and カ ラ ス"),
        ("नमस्ते Привет, мир", "नमसत\u0947 привет мир"),
        ("…!? — \n", ""),
    ],
)
def test_words_are_small_and_bare(text: str, words: str) -> None:
    assert fold(text) == words


@given(st.text())
def test_folding_is_done_once_for_all(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert "  " not in fold(text)


@given(st.text())
@example("\u0130\u0130")
def test_it_does_not_matter_how_a_text_is_composed(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_neither_a_word_nor_a_text_is_endless() -> None:
    assert split("a" * 1000) == ["a" * LONGEST]
    assert len(fold("\ufdfa " * INDEXED)) <= INDEXED


@given(st.text(), st.text(alphabet="aéß \u0301.", max_size=5), st.text())
def test_what_is_found_stands_there(before: str, middle: str, after: str) -> None:
    text = before + " " + middle + " " + after
    for word in split(middle):
        pattern = re.compile(f"(?<![^ ]){word}(?![^ ])")
        found = [text[begin:end] for begin, end, _match in places(text, pattern)]
        assert found
        assert all(split(each) == [word] for each in found), found
