"""The picture of weeks: how dark each is, for numbers of any size, and what the shades mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from flask_babel import gettext as _

from forum import i18n
from forum.reports.terms import Term, Week

SHADES = 4  # beside that of nothing
USUAL = 0.9  # of the weeks in which something was written are not darker than the darkest shade begins
STEP = 18  # from one square to the next
SIDE = 15  # of a square
LETTER = 16  # such units are as high as a letter
ROOM = 360  # that a row of squares takes at most; a longer one is drawn smaller


@dataclass(frozen=True, slots=True)
class Scale:
    """From which number on the darkest shade is reached, in four equal steps."""

    top: int

    def shade(self, number: int) -> int:
        """Return 0 for nothing, 1 to 4 for the rest."""
        return min(ceil(SHADES * number / self.top), SHADES)

    @property
    def ranges(self) -> list[str]:
        """Return which numbers each shade is of, the lightest first: "1-2", "3-4", "5-6", "7+"."""
        least = [self.top * shade // SHADES + 1 for shade in range(SHADES)]
        return [*map(_range, least, least[1:]), f"{least[-1]}+"]


def _range(least: int, next_least: int) -> str:
    return str(least) if next_least == least + 1 else f"{least}\u2013{next_least - 1}"


def scale(numbers: Iterable[int]) -> Scale:
    """Return the scale for these numbers: a few who wrote very much do not make all others pale."""
    written = sorted(number for number in numbers if number)
    usual = written[int(USUAL * (len(written) - 1))] if written else 0
    return Scale(max(usual, SHADES))


class Square(NamedTuple):
    """A week of somebody: where it stands, how dark it is, what it says when it is pointed at."""

    x: int
    shade: str  # a class of reports.css
    title: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The squares of these weeks, drawn for each student with other shades."""

    names: list[str]  # of the weeks
    ahead: list[bool]  # they have not begun

    def squares(self, numbers: Sequence[int], scale: Scale) -> list[Square]:
        """Return the squares of one student."""
        squares = []
        for place, (name, ahead, number) in enumerate(zip(self.names, self.ahead, numbers, strict=True)):
            shade = "ahead" if ahead and not number else f"shade-{scale.shade(number)}"
            squares.append(Square(place * STEP, shade, f"{name}: {number}"))
        return squares

    @property
    def box(self) -> tuple[int, int]:
        """Return how wide and how high they are together."""
        return max(len(self.names) * STEP - (STEP - SIDE), SIDE), SIDE

    @property
    def size(self) -> tuple[str, str]:
        """Return how wide and how high they are drawn; they grow with the letters."""
        width, height = self.box
        part = min(ROOM / width, 1) / LETTER
        return f"{width * part:g}rem", f"{height * part:g}rem"


def strip(term: Term, weeks: Iterable[Week]) -> Strip:
    """Return the squares of weeks."""
    weeks = list(weeks)
    today = term.today
    ahead = [bool(week.first and week.first > today) for week in weeks]
    return Strip([name(term, week) for week in weeks], ahead)


def name(term: Term, week: Week) -> str:
    """Return what a week is called."""
    if week.number == 0:
        return _("Before the first week")
    if week.number == term.after:
        return _("After the last week")
    return _("Week %(number)s, from %(day)s", number=week.number, day=i18n.date(week.first))
