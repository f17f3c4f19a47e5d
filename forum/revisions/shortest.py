"""The shortest way from one sequence to another, as long as it does not take too many steps."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import NamedTuple


class Edit(NamedTuple):
    """What stands in one sequence from `a1` to `a2` stands in the other from `b1` to `b2` otherwise."""

    a1: int
    a2: int
    b1: int
    b2: int


class Run(NamedTuple):
    """So many elements are the same from `a` in the one sequence and from `b` in the other."""

    a: int
    b: int
    many: int


class Budget:
    """How many steps a comparison may still take: a number, so that it ends alike on every machine."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def share(self, most: int) -> Budget:
        """Take out a part of what is left."""
        part = Budget(min(most, self.steps))
        self.steps -= part.steps
        return part

    def give_back(self, part: Budget) -> None:
        """Put back what a part did not use."""
        self.steps += max(0, part.steps)


def edits(a: Sequence[Hashable], b: Sequence[Hashable], budget: Budget) -> list[Edit]:
    """Return what differs between two sequences, in order.

    Where that is more than the budget allows to find out, all between the first and the last difference
    is one edit.
    """
    start = _same(a, b)
    end = _same(a[start:][::-1], b[start:][::-1])
    left, right = a[start : len(a) - end], b[start : len(b) - end]
    runs = _runs(left, right, budget) if left and right else []
    return [Edit(*(start + place for place in edit)) for edit in _between(runs or [], len(left), len(right))]


def _same(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    """Return how many elements two sequences begin with alike."""
    pairs = enumerate(zip(a, b, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(a), len(b)))


def _between(runs: list[Run], a_end: int, b_end: int) -> list[Edit]:
    found, a, b = [], 0, 0
    for run in [*runs, Run(a_end, b_end, 0)]:
        if run.a > a or run.b > b:
            found.append(Edit(a, run.a, b, run.b))
        a, b = run.a + run.many, run.b + run.many
    return found


def _runs(a: Sequence[Hashable], b: Sequence[Hashable], budget: Budget) -> list[Run] | None:
    """Find what is the same: the greedy algorithm of E. W. Myers, "An O(ND) Difference Algorithm" (1986).

    After d insertions and deletions, reach[i] is how far one gets in `a` on the diagonal 2i - d. None when
    the budget is used up: the steps grow with the square of the number of differences.
    """
    reaches: list[list[int]] = []
    while budget.steps > 0:
        reach = _farther(a, b, reaches[-1] if reaches else [], budget)
        reaches.append(reach)
        end, odd = divmod(len(a) - len(b) + len(reach) - 1, 2)
        if not odd and 0 <= end < len(reach) and reach[end] >= len(a):
            return _way_back(reaches, end)
    return None


def _farther(a: Sequence[Hashable], b: Sequence[Hashable], last: list[int], budget: Budget) -> list[int]:
    """Return how far one gets with one insertion or deletion more."""
    d, a_end, b_end, reach = len(last), len(a), len(b), []
    for i, start in enumerate(_starts(last)):
        x, y = start, start - 2 * i + d
        while x < a_end and y < b_end and a[x] == b[y]:
            x, y = x + 1, y + 1
        reach.append(x)
        budget.steps -= 1 + x - start
    return reach


def _starts(last: list[int]) -> list[int]:
    """Return where each diagonal is entered: by an insertion, or by a deletion that gets farther."""
    if not last:
        return [0]
    return [last[0], *(max(inserted, gone + 1) for gone, inserted in pairwise(last)), last[-1] + 1]


def _way_back(reaches: list[list[int]], i: int) -> list[Run]:
    """Follow the way that led to the end back to its beginning."""
    runs = []
    for d in range(len(reaches) - 1, -1, -1):
        last = reaches[d - 1] if d else [0]
        inserts = i == 0 or (i < d and last[i - 1] < last[i])
        start = last[i] if inserts else last[i - 1] + 1
        if reaches[d][i] > start:
            runs.append(Run(start, start - 2 * i + d, reaches[d][i] - start))
        i -= not inserts
    return runs[::-1]
