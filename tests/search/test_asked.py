"""What people type, and what is meant by it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.search.asked import Asked, Term, loosened, read


def term(words: str, beginning: bool = False) -> Term:
    return Term(tuple(words.split()), beginning)


@pytest.mark.parametrize(
    ("typed", "terms", "without"),
    [
        ("", [], []),
        ("The Inspector", [term("the"), term("inspector", True)], []),
        ("an inspector's", [term("an"), term("inspector s")], []),
        ("to be", [term("to"), term("be")], []),
        ('"one afternoon" insp*', [term("one afternoon"), term("insp", True)], []),
        ('"one after"*', [term("one after", True)], []),
        ('"one afternoon', [term("one afternoon")], []),
        ("tan* water", [term("tan", True), term("water", True)], []),
        ("t* -x", [term("t")], [term("x")]),
        ('water -"old basin" -tan*', [term("water")], [term("old basin"), term("tan", True)]),
        ("water water -water", [term("water")], []),
        ('- -- "" * -"" AND', [term("and", True)], []),
        ("co-op NEAR(a b)", [term("co op"), term("near a"), term("b")], []),
        ("供应链", [term("供 应 链")], []),
    ],
)
def test_what_is_meant(typed: str, terms: list[Term], without: list[Term]) -> None:
    assert read(typed) == Asked(tuple(terms), tuple(without))


@given(st.text(alphabet=st.sampled_from('ab"-* ()é链'), max_size=30))
def test_everything_means_something_or_nothing(typed: str) -> None:
    asked = read(typed)
    assert all(each.words and all(each.words) for each in (*asked.terms, *asked.without))


def test_most_of_what_is_remembered_is_enough() -> None:
    looser = loosened(read("inspectors counting the dirty shoes -tannery"))
    assert looser is not None
    assert [each.words[0] for each in looser.terms] == ["inspecto"[:7], "count", "dirt", "shoe"]
    assert (looser.need, looser.without) == (3, (term("tannery"),))
    assert len(looser.ways()) == 4


def test_there_is_nothing_to_loosen_in_little_words() -> None:
    assert loosened(read("to be or not")) is None
    assert loosened(read("")) is None


def test_a_long_question_stays_answerable() -> None:
    looser = loosened(read(" ".join(f"question{number}" for number in range(30))))
    assert looser is not None
    assert len(looser.ways()) <= 20
