"""The words of a text around what was looked for, as HTML in which only our own tags stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from markupsafe import Markup

from forum.search.words import places

WIDTH = 260  # characters
LEAD = 70  # of them before the first word that was found
LOOKED_AT = 200  # places where words are found
MARKED = Markup("<mark>{}</mark>")
LEFT_OUT = "\u2026"

Place = tuple[int, int, re.Match[str]]


def highlighted(text: str, pattern: re.Pattern[str] | None) -> Markup:
    """Return a whole text with every word marked that was looked for."""
    return _marked(text, _places(text, pattern), 0, len(text))


def snippet(text: str, pattern: re.Pattern[str] | None) -> Markup:
    """Return the piece of a text in which most of the words stand that were looked for."""
    found = _places(text, pattern)
    begin, end = _window(text, _best(found))
    before, after = (LEFT_OUT if more else "" for more in (begin > 0, end < len(text)))
    return Markup("{}{}{}").format(before, _marked(text, found, begin, end), after)


def _places(text: str, pattern: re.Pattern[str] | None) -> list[Place]:
    return list(islice(places(text, pattern), LOOKED_AT)) if pattern else []


def _best(found: Sequence[Place]) -> int:
    """Return where the place begins after which the most different terms follow within a snippet."""
    best, most = 0, 0
    for number, (begin, _end, _match) in enumerate(found):
        terms = {match.lastindex for _b, end, match in found[number:] if end <= begin + WIDTH - LEAD}
        if len(terms) > most:
            best, most = begin, len(terms)
    return best


def _window(text: str, first: int) -> tuple[int, int]:
    """Return begin and end of a snippet around a place, between words where there are spaces near."""
    begin = max(0, first - LEAD)
    if begin:
        begin = text.find(" ", begin, first) + 1 or begin
    end = min(len(text), begin + WIDTH)
    if end < len(text):
        space = text.rfind(" ", end - LEAD, end)
        end = space if space > first else end
    return begin, end


def _marked(text: str, found: Sequence[Place], begin: int, end: int) -> Markup:
    pieces: list[str | Markup] = []
    for start, stop, _match in found:
        if begin <= start and stop <= end:
            pieces += [text[begin:start], MARKED.format(text[start:stop])]
            begin = stop
    return Markup("").join([*pieces, text[begin:end]])
