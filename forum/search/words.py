"""Words as search compares them: small letters without accents, whatever the database.

A text is folded character by character, so that what is found in its words is found in the text as well.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

INDEXED = 200_000  # characters of one text; PostgreSQL takes a megabyte of words, imports may be longer
LONGEST = 64  # characters of one word; of a longer one the beginning counts
REMEMBERED = 20_000  # characters whose folding is kept, of the 150,000 that there are

# Letters that Unicode does not take apart, and that people type without their marks.
_PLAIN = dict(zip("æœßøłđðħþ\u0131", ("ae", "oe", "ss", "o", "l", "d", "d", "h", "th", "i"), strict=True))
# Scripts written without spaces: each character is a word, and a word of several is a phrase.
_ALONE = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")


class _Folded(dict[int, str]):
    """What each character becomes: letters and digits, a space between words, nothing for an accent."""

    def __missing__(self, code: int) -> str:
        small = unicodedata.normalize("NFKD", chr(code)).lower()
        folded = "".join(map(_piece, unicodedata.normalize("NFKD", small)))
        if len(self) < REMEMBERED:
            self[code] = folded
        return folded


def _piece(character: str) -> str:
    kind = unicodedata.category(character)
    if unicodedata.combining(character) or kind == "Cf":
        return ""
    if kind == "Nd":
        return str(unicodedata.digit(character))
    if _ALONE.match(character):
        return f" {character} "
    return _PLAIN.get(character, character if kind[0] in "LM" else " ")


_FOLDED = _Folded()


def split(text: str) -> list[str]:
    """Return the words of a text in their order."""
    return [word[:LONGEST] for word in text[:INDEXED].translate(_FOLDED).split()]


def fold(text: str) -> str:
    """Return the words of a text in their order, with one space between them."""
    return " ".join(split(text))[:INDEXED].rstrip()


def places(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Yield where a pattern stands in the folded text: as begin and end in the text itself."""
    # Where in the folded text each character of the text begins; an accent begins where the next one does.
    starts = [0, *accumulate(len(_FOLDED[ord(character)]) for character in text)]
    for found in pattern.finditer(text.translate(_FOLDED)):
        end = bisect_right(starts, found.end() - 1)
        while end < len(text) and starts[end] == starts[end + 1]:
            end += 1
        yield bisect_right(starts, found.start()) - 1, end, found
