"""What differs between two texts: nothing is lost, it is told by words, and finding it ends soon."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.revisions import differences
from forum.revisions.differences import STEPS, Kind, Part, compare, line
from forum.revisions.shortest import Budget, edits
from forum.revisions.words import paragraphs, words

TEXTS = st.text(st.sampled_from("ab., \n-不車é\u0301\u3099\u200d👩"), max_size=40)
FEW = settings(max_examples=300, derandomize=True, deadline=None)
VOCABULARY = ["a", "certificate", "on", "the", "wall", "says", "little", "about", "water", "behind", "it"]


def shown(part: Part) -> str:
    """Write a part as people mark up paper: [-gone-] and {+new+}."""
    marks = {Kind.SAME: "{}", Kind.GONE: "[-{}-]", Kind.NEW: "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in part.both)


def told(old: str, new: str) -> list[str]:
    return [shown(part) for part in compare(old, new)]


def prose(seed: int, characters: int, paragraph: int = 80) -> str:
    """Return a text of so many characters; one seed, one text."""
    random, text = Random(seed), ""  # noqa: S311
    while len(text) < characters:
        end = "\n\n" if random.random() < 1 / paragraph else " "
        text += random.choice(VOCABULARY) + str(random.randrange(40)) + end
    return text[:characters]


# --- What holds for any two texts --------------------------------------------------------------------


@given(TEXTS)
@FEW
def test_words_and_paragraphs_are_the_text_again(text: str) -> None:
    assert "".join(words(text)) == text == "".join(paragraphs(text))


@given(TEXTS, TEXTS, st.sampled_from([STEPS, 9, 0]))
@FEW
def test_each_side_of_a_difference_is_a_version(old: str, new: str, steps: int) -> None:
    pieces = [piece for part in compare(old, new, steps) for piece in part.pieces]
    assert "".join(piece.text for piece in pieces if piece.kind != Kind.NEW) == old
    assert "".join(piece.text for piece in pieces if piece.kind != Kind.GONE) == new
    assert any(piece.kind != Kind.SAME for piece in pieces) == (old != new)


@given(st.lists(st.sampled_from("abc"), max_size=9), st.lists(st.sampled_from("abc"), max_size=9))
@FEW
def test_no_way_is_shorter(a: list[str], b: list[str]) -> None:
    found = edits(a, b, Budget(1_000_000))
    assert sum(e.a2 - e.a1 + e.b2 - e.b1 for e in found) == len(a) + len(b) - 2 * longest_in_both(a, b)


def longest_in_both(a: list[str], b: list[str]) -> int:
    """Return how long the longest common subsequence is, by the table of every textbook."""
    above = [0] * (len(b) + 1)
    for one in a:
        row = [0]
        for place, other in enumerate(b):
            row.append(above[place] + 1 if one == other else max(row[-1], above[place + 1]))
        above = row
    return above[-1]


# --- What people read --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "reads"),
    [
        ("The quick brown fox.", "The slow brown fox.", ["The [-quick-]{+slow+} brown fox."]),
        ("It ends here.", "It ends here. Really!", ["It ends here.{+ Really!+}"]),
        ("One thing.", "One more thing.", ["One {+more +}thing."]),
        ("don't", "do not", ["[-don't-]{+do not+}"]),
        ("- a\n- b\n", "- a\n- c\n- b\n", ["- a\n{+- c\n+}- b"]),
        ("- a\n- c\n- b\n", "- a\n- b\n", ["- a\n[-- c\n-]- b"]),
        ("One. Two.", "One.\n\nTwo.", ["One.[- -]{+\n\n+}Two."]),
        ("A.\n\nB.", "A.\n\nNew.\n\nB.", ["A.", "{+New.+}", "B."]),
        ("A.\n\nOld.\n\nB.", "A.\n\nB.", ["A.", "[-Old.-]", "B."]),
        ("我喜欢红色的车", "我喜欢蓝色的车", ["我喜欢[-红-]{+蓝+}色的车"]),
        ("Ashaped 👩‍🏫 here", "Ashaped 👩‍🎓 here", ["Ashaped [-👩‍🏫-]{+👩‍🎓+} here"]),
        ("مرحبا يا سام", "مرحبا يا سو", ["مرحبا يا [-سام-]{+سو+}"]),
        ("", "All new.", ["{+All new.+}"]),
        ("Same.", "Same.", ["Same."]),
        ("", "", []),
    ],
)
def test_changes_are_told_by_words(old: str, new: str, reads: list[str]) -> None:
    assert told(old, new) == reads


def test_many_small_changes_side_by_side_are_one() -> None:
    (text,) = told("we went to the old port", "they walked from a new harbour")
    assert text == "[-we went to the old port-]{+they walked from a new harbour+}"


def test_paragraphs_stand_beside_what_became_of_them() -> None:
    old = "First, we walked.\n\nThen we sat down.\n\nAt last we ate."
    assert told(old, old.replace(" we ", " they ")) == [
        "First, [-we-]{+they+} walked.",
        "Then [-we-]{+they+} sat down.",
        "At last [-we-]{+they+} ate.",
    ]


def test_what_is_far_from_a_change_is_folded_away() -> None:
    paragraphs_ = [f"Paragraph {number}.\n\n" for number in range(9)]
    old = "".join(paragraphs_)
    parts = compare(old, old.replace("Paragraph 5", "Section 5"))
    assert [part.many for part in parts] == [4, 0, 0, 0, 2]
    assert [part.changed for part in parts] == [False, False, True, False, False]
    assert parts[0].pieces[0].text == "".join(paragraphs_[:4])


def test_a_single_paragraph_is_not_worth_a_click() -> None:
    parts = compare("A.\n\nB.\n\nC.", "A.\n\nB.\n\nD.")
    assert [part.many for part in parts] == [0, 0, 0]


def test_both_columns_show_their_own_version() -> None:
    part = line("My title", "My better title")
    assert ["".join(piece.text for piece in side) for side in (part.before, part.after)] == [
        "My title",
        "My better title",
    ]


# --- Bounds ------------------------------------------------------------------------------------------

LONG = 60_000  # characters: what a post may have
HARD = {
    "two texts": (prose(1, LONG), prose(2, LONG)),
    "two texts of one paragraph": (prose(1, LONG, LONG), prose(2, LONG, LONG)),
    "lines that repeat": ("a\n" * (LONG // 2), "b\n" + "a\n" * (LONG // 2 - 3) + "c\nd\n"),
    "paragraphs that repeat": ("a\n\n" * (LONG // 3), "b\n\na\n\n" * (LONG // 6)),
    "words that repeat": ("a b " * (LONG // 4), "b a a " * (LONG // 6)),
    "signs": ("!?" * (LONG // 2), "?!!" * (LONG // 3)),
    "ends of lines and spaces": (" \n" * (LONG // 2), "\n  " * (LONG // 3)),
    "han": ("红色的车我喜" * (LONG // 6), "色红的我车喜" * (LONG // 6)),
    "a half moved": (prose(1, LONG), prose(1, LONG)[LONG // 2 :] + prose(1, LONG)[: LONG // 2]),
}


@pytest.mark.parametrize("what", HARD)
def test_no_comparison_takes_more_steps_than_it_may(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Budget] = []

    class Counted(Budget):
        def __init__(self, steps: int) -> None:
            super().__init__(steps)
            given.append(self)

    monkeypatch.setattr(differences, "Budget", Counted)
    old, new = HARD[what]
    pieces = [piece for part in compare(old, new) for piece in part.pieces]
    assert "".join(piece.text for piece in pieces if piece.kind != Kind.GONE) == new
    assert given[0].steps > -2 * LONG  # it stops within the round in which the last step was taken


def test_a_word_here_and_there_is_found_in_the_longest_post() -> None:
    old = prose(1, LONG)
    some = old.split(" ")
    some[::200] = ["changed"] * len(some[::200])
    parts = compare(old, " ".join(some))
    new = [piece.text for part in parts for piece in part.pieces if piece.kind == Kind.NEW]
    assert set(new) == {"changed"}
    assert len(new) == len(some[::200])


def test_beyond_the_bound_what_changed_is_shown_whole() -> None:
    old = "Before.\n\nWe saw five ships, two cranes and a tug.\n\nAfter."
    new = old.replace("five", "six").replace("a tug", "one tug")
    by_words = "We saw [-five-]{+six+} ships, two cranes and [-a-]{+one+} tug."
    whole = "[-five ships, two cranes and a-]{+six ships, two cranes and one+}"
    assert told(old, new) == ["Before.", by_words, "After."]
    few = [shown(part) for part in compare(old, new, steps=6)]
    assert few == ["Before.", f"We saw {whole} tug.", "After."]


def test_one_hard_part_leaves_steps_for_the_next() -> None:
    hard = prose(1, 20_000, 99_999), prose(2, 20_000, 99_999)
    old, new = (f"{text}\n\nStays.\n\nA word was here." for text in hard)
    assert told(old, new.replace("word was", "phrase was"))[-1] == "A [-word-]{+phrase+} was here."
