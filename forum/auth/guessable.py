"""Passwords that are guessed first: the common ones under their usual disguises, and one's own name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from forum.auth.passwords import SHORTEST

DISGUISES = str.maketrans("@4301$57!", "aaeoissti")
TRIMMINGS = re.compile(r"^[\W\d_]+|[\W\d_]+$")
FEWEST = 4  # different characters
RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz")
SHORTEST_UNIT = 6  # characters; repeating less than that adds nothing


def is_guessable(password: str, known: Iterable[str] = ()) -> bool:
    """Say whether a password is among the first guesses; `known` is what its owner is known by."""
    text = password.lower()
    unit = _repeated(text)
    if len(set(text)) < FEWEST or len(unit) < SHORTEST_UNIT or _is_run(text):
        return True
    forms = {text, unit, *_stems(text), *_stems(unit)}
    own = {form for word in known for form in _own_forms(word)}
    return not forms.isdisjoint(own) or not forms.isdisjoint(common())


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """Return the 30,000 most common passwords, and the common words that are long enough to be one.

    In lower case, from the lists of the package zxcvbn; 13,000 of them have the length that we ask for.

    It is read when the first password is chosen: 14 MB that most workers never need.
    """
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    words = {word for words in FREQUENCY_LISTS.values() for word in words if len(word) >= SHORTEST}
    return frozenset(FREQUENCY_LISTS["passwords"]) | words


def _stems(text: str) -> set[str]:
    """Undo what people do to a common password: p@ssw0rd2027! is password."""
    bare = TRIMMINGS.sub("", text)
    return {bare, bare.translate(DISGUISES), text.translate(DISGUISES)} - {""}


def _own_forms(word: str) -> set[str]:
    word = word.lower().strip()
    return {word, word.replace(" ", ""), word.partition("@")[0]} - {""}


def _repeated(text: str) -> str:
    """Return what a text repeats from end to end; the text itself when it repeats nothing."""
    return text[: (text + text).find(text, 1)]


def _is_run(text: str) -> bool:
    return any(text in run or text[::-1] in run for run in RUNS)
