"""Which of the texts found is the best: the same answer on every database.

It is told by the text alone: how often words stand in texts that the reader may not see cannot be read from
the order. A half remembered sentence is one whose words stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from forum.search.asked import Asked, Term
from forum.search.words import LONGEST

IN_TITLE = 6.0
EXACT = 0.5  # for the very word, beside words that only begin with it
AGAIN = 0.2  # for each time that a term comes again ...
OFTEN = 5  # ... up to so many
SIDE_BY_SIDE = 3.0  # for two terms that stand in the text as they were typed


def newest(candidates: Iterable[Any]) -> list[int]:
    """Return the ids of texts, the newest first."""
    return [row.id for row in sorted(candidates, key=lambda row: (row.posted_at, row.id), reverse=True)]


def best(asked: Asked, candidates: Sequence[Any]) -> list[int]:
    """Return the ids of texts, the best first; of equally good ones the newer."""
    score = _Score(asked)
    ranked = sorted(
        candidates, key=lambda row: (score.of(row.title, row.words), row.posted_at, row.id), reverse=True
    )
    return [row.id for row in ranked]


class _Score:
    """How well a text answers a search; counting in C, for it is asked of hundreds of texts."""

    def __init__(self, asked: Asked) -> None:
        self.terms = [(_begin(term), f"{_begin(term)} ") for term in asked.terms]
        self.pairs = [f"{first} {second[1:]}" for (first, _), (second, _) in pairwise(self.terms)]

    def of(self, title: str, words: str) -> float:
        title, words = f" {title} ", f" {words} "
        score = sum(IN_TITLE * (pair in title) + SIDE_BY_SIDE * (pair in words) for pair in self.pairs)
        for begin, whole in self.terms:
            score += (IN_TITLE + EXACT * (whole in title)) * (begin in title)
            times = words.count(begin)
            if times:
                score += 1 + EXACT * (whole in words) + AGAIN * min(times - 1, OFTEN)
        return score


def _begin(term: Term) -> str:
    return " " + " ".join(term.words)


def pattern(asked: Asked) -> re.Pattern[str] | None:
    """Return what finds the terms in a folded text, the longest first; a group for each term."""
    alternatives = "|".join(f"({_as_pattern(term)})" for term in asked.terms)
    return re.compile(f"(?<![^ ])(?:{alternatives})(?![^ ])") if asked.terms else None


def _as_pattern(term: Term) -> str:
    cut_off = term.is_beginning or len(term.words[-1]) == LONGEST
    return " +".join(term.words) + ("[^ ]*" if cut_off else "")
