"""What was typed into the search, understood: words, "quoted phrases", begin*, and -not this.

Everything that can be typed is a search; what has no meaning here is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from math import ceil

from forum.search import words

TYPED = re.compile(r"""(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?(?P<star>\*?)|(?P<word>[^\s"]+))""")
BEGINNING = 3  # letters from which on a word with a *, or the last one, may be the beginning of another
REMEMBERED = 6  # words of which most must be there, where all are nowhere
MOST = 0.6


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or words that stand side by side; of the last one, perhaps just the beginning."""

    words: tuple[str, ...]
    is_beginning: bool = False

    @property
    def is_phrase(self) -> bool:
        """Whether words must stand side by side."""
        return len(self.words) > 1


@dataclass(frozen=True, slots=True)
class Asked:
    """The terms of which a text must have some, all by default, and those that it must not have."""

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    need: int = field(default=0)  # how many of the terms must be there; 0 is all

    def ways(self) -> list[tuple[Term, ...]]:
        """Return the combinations of terms of which a text must have one."""
        return list(combinations(self.terms, self.need or len(self.terms)))


def read(typed: str) -> Asked:
    """Return what is meant by what was typed."""
    found = list(_terms(typed))
    terms = dict.fromkeys(term for minus, term in found if not minus)
    without = dict.fromkeys(term for minus, term in found if minus)
    return Asked(tuple(terms), tuple(term for term in without if term not in terms))


def _terms(typed: str) -> Iterator[tuple[bool, Term]]:
    pieces = [(piece, _words(piece)) for piece in TYPED.finditer(typed)]
    meant = [(piece, found) for piece, found in pieces if found]
    for number, (piece, found) in enumerate(meant, 1):
        minus, bare = bool(piece["minus"]), piece["word"]
        star = piece["star"] or (bare is not None and bare.endswith("*"))
        unfinished = number == len(meant) and bare is not None and not minus
        yield minus, Term(found, bool(star or unfinished) and len(found[-1]) >= BEGINNING)


def _words(piece: re.Match[str]) -> tuple[str, ...]:
    return tuple(words.split(piece["word"] or piece["phrase"] or ""))


def loosened(asked: Asked) -> Asked | None:
    """Return the search for somebody who half remembers: most of the long words, in whatever form.

    Of "inspectors counting", "inspec..." and "count..." are enough. None where there is nothing to loosen.
    """
    known = {word: None for term in asked.terms for word in term.words if len(word) > BEGINNING}
    longest = sorted(known, key=len, reverse=True)[:REMEMBERED]
    stems = dict.fromkeys(_stem(word) for word in known if word in longest)
    terms = tuple(Term((stem,), True) for stem in stems)
    looser = Asked(terms, asked.without, ceil(len(terms) * MOST))
    return looser if terms and looser != asked else None


def _stem(word: str) -> str:
    return word[: max(4, len(word) - 3)] if len(word) > 4 else word
