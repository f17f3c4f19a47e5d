"""Whose answer each student is given to read: worked out from plain values, for any class and at any time.

Nobody is given what they wrote, what is not for them, or the same twice. Each reader gets as many as are
wanted of them, the least read first; whatever has no reader even so is given to those who have the fewest,
although that makes one more. What was given before is taken as it stands.

Choosing the least read can leave a post alone that only few may read, when these were given other posts. So
what was chosen is evened out afterwards: as long as somebody could read a post in place of one that has two
readers more, directly or by a chain of such changes, that is done. Where no chain is left, no other choice
has more posts that are read or loads that are more alike (Harvey, Ladner, Lovász, Tamir: Semi-matchings for
bipartite graphs and load balancing, 2006). That is a page of code; a library of graphs would be a hundred
times that, and would not know of loads.
"""

from __future__ import annotations

import random
from bisect import insort
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

Pair = tuple[int, int]  # of a reader and a post


class Move(NamedTuple):
    """Somebody (or something) that changes its seat."""

    who: int
    seat: int
    to: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A post that is to be read, and whom it is for."""

    id: int
    authors: frozenset[int]
    section_id: int | None = None  # None: for all who read


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is given posts to read."""

    id: int
    sections: frozenset[int] = frozenset()


T = TypeVar("T", Piece, Reader)


def is_for(reader: Reader, piece: Piece) -> bool:
    """Say whether a post may be given to a reader."""
    for_them = piece.section_id is None or piece.section_id in reader.sections
    return for_them and reader.id not in piece.authors


def share_out(
    pieces: Sequence[Piece],
    readers: Sequence[Reader],
    each: int,
    *,
    given: Collection[Pair] = (),
    seed: int = 0,
) -> list[Pair]:
    """Return what is to be given besides what is given, so that each reader has `each` and no post has none.

    The same things and the same seed give the same pairs, in whatever order they come.
    """
    chance = random.Random(seed)  # noqa: S311  # it need not be beyond guessing, but the same again
    readers, pieces = _shuffled(readers, chance), _shuffled(pieces, chance)
    may = {reader.id: {piece.id for piece in pieces if is_for(reader, piece)} for reader in readers}
    order = [piece.id for piece in pieces]
    new = _even_out(may, _fill(may, order, each, given), given, order)
    return sorted(_cover(may, order, new, given))


def _shuffled(things: Sequence[T], chance: random.Random) -> list[T]:
    found = sorted(things, key=lambda thing: thing.id)
    chance.shuffle(found)
    return found


def _fill(may: dict[int, set[int]], order: Sequence[int], each: int, given: Collection[Pair]) -> set[Pair]:
    """Give each reader what they lack, the least read first, one in each round."""
    taken, has = set(given), Counter(reader for reader, _post in given)
    loads = Counter(post for _reader, post in given)
    shelf = sorted([(loads[post], place, post) for place, post in enumerate(order)])
    for wanted in range(1, each + 1):
        for reader in may:
            if has[reader] < wanted and (spot := _least_read(shelf, reader, may[reader], taken)):
                shelf.remove(spot)
                insort(shelf, (spot[0] + 1, *spot[1:]))
                taken.add((reader, spot[2]))
                has[reader] += 1
    return taken - set(given)


def _least_read(
    shelf: Iterable[tuple[int, int, int]], reader: int, may: set[int], taken: set[Pair]
) -> tuple[int, int, int] | None:
    return next((spot for spot in shelf if spot[2] in may and (reader, spot[2]) not in taken), None)


def _cover(
    may: dict[int, set[int]], order: Sequence[int], new: set[Pair], given: Collection[Pair]
) -> set[Pair]:
    """Give what has no reader to those who have the fewest, and even out what that makes."""
    read = {post for _reader, post in (*given, *new)}
    has = Counter(reader for reader, _post in (*given, *new))
    more = set()
    for post in order:
        can = [] if post in read else [reader for reader in may if post in may[reader]]
        if can:
            reader = min(can, key=lambda reader: has[reader])
            has[reader] += 1
            more.add((reader, post))
    return _turned(_even_out(_by_post(may), _turned(new | more), _turned(given), list(may))) if more else new


def _by_post(may: dict[int, set[int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for reader, posts in may.items():
        for post in posts:
            found[post].add(reader)
    return found


def _turned(pairs: Iterable[Pair]) -> set[Pair]:
    return {(second, first) for first, second in pairs}


def _even_out(
    may: dict[int, set[int]], new: set[Pair], given: Collection[Pair], order: Sequence[int]
) -> set[Pair]:
    """Change the second of the new pairs until the loads of these are as alike as they can be."""
    plan = _Plan(may, new, given, order)
    waiting = set(order)
    while waiting:
        start = min(waiting, key=lambda seat: (-plan.load[seat], plan.place[seat]))
        chain, reached = plan.way_down(start, waiting)
        if chain:
            plan.shift(chain)
        else:
            waiting -= reached  # from these no chain leads to one with two less, now or later
    return plan.pairs()


class _Plan:
    """Who sits where: the first of each new pair may change its seat, the second."""

    def __init__(
        self, may: dict[int, set[int]], new: set[Pair], given: Collection[Pair], order: Sequence[int]
    ) -> None:
        self.may = may
        self.place = {seat: place for place, seat in enumerate(order)}
        self.load = Counter(seat for _who, seat in (*given, *new))
        self.taken: dict[int, set[int]] = defaultdict(set)
        self.movable: dict[int, set[int]] = defaultdict(set)
        for who, seat in (*given, *new):
            self.taken[who].add(seat)
        for who, seat in new:
            self.movable[seat].add(who)

    def pairs(self) -> set[Pair]:
        """Return the new pairs as they are by now."""
        return {(who, seat) for seat, sitting in self.movable.items() for who in sitting}

    def way_down(self, start: int, seats: set[int]) -> tuple[list[Move], set[int]]:
        """Return the shortest chain of moves to a seat with two less, or else all seats that are in reach."""
        came: dict[int, Move] = {}
        unseen, asked, queue = seats - {start}, set[int](), deque([start])
        while queue:
            for move in self._moves(queue.popleft(), unseen, asked):
                came[move.to] = move
                if self.load[move.to] <= self.load[start] - 2:
                    return list(_back(came, move.to)), set()
                queue.append(move.to)
        return [], {start, *came}

    def _moves(self, seat: int, unseen: set[int], asked: set[int]) -> list[Move]:
        """Return the moves away from a seat to those that were not seen yet."""
        moves = []
        for who in sorted(self.movable[seat] - asked):
            asked.add(who)
            free = (self.may[who] & unseen) - self.taken[who]
            unseen -= free
            moves += [Move(who, seat, to) for to in sorted(free, key=self.place.__getitem__)]
        return moves

    def shift(self, chain: Iterable[Move]) -> None:
        """Make the moves of a chain."""
        for who, seat, to in chain:
            self.taken[who] ^= {seat, to}
            self.movable[seat].remove(who)
            self.movable[to].add(who)
            self.load[seat] -= 1
            self.load[to] += 1


def _back(came: dict[int, Move], seat: int) -> Iterator[Move]:
    """Yield the moves that lead to a seat, the last one first."""
    while seat in came:
        yield came[seat]
        seat = came[seat].seat
