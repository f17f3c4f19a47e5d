"""Take turns: the yardsticks, the small class, the large one, page after page, round after round."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, repeat
from multiprocessing import get_context
from statistics import median, quantiles

from bench import browser, client
from bench.client import Driven, Request
from bench.pages import PAGES, Page, Plan
from bench.servers import Server, spent
from bench.texts import PEOPLE

ROUNDS = 6
TIME_LIMIT = 150  # seconds; after that only what was not measured at all yet is
READS = 200  # requests in a turn
BARE = 600
# A member may write 20 comments in a minute, and writes no more in a whole run: 3 in each round, one to warm
# up, and one at most where statements and bytes are counted. So the limit stays as it is, is paid for, and is
# never met.
WRITES = 3 * len(PEOPLE)
WARM_UP = (10, 10, 10)  # requests; apart, so that every worker gets its share of connections

Drive = Callable[[int, list[Request]], Driven]


@dataclass(frozen=True, slots=True)
class Turn:
    """What some requests to one server cost."""

    cpu: float  # seconds a request
    driven: Driven


@dataclass(frozen=True, slots=True)
class Measured:
    """All turns of one page on one server, each with the turn of the bare application just before it.

    Of several turns the median counts. Ratios are taken within a round, between neighbours in time, before
    the median: whatever else the machine does meanwhile makes both dearer, by up to three times. The least
    of each would compare a quiet moment of one with a busy moment of the other.
    """

    turns: list[Turn]
    bare: list[Turn]

    @property
    def cpu(self) -> float:
        """Seconds a request."""
        return median(turn.cpu for turn in self.turns)

    @property
    def ratio(self) -> float:
        """The bare application's CPU time divided by the page's."""
        return median(bare.cpu / turn.cpu for bare, turn in zip(self.bare, self.turns, strict=True))

    @property
    def rate(self) -> float:
        """Requests a second."""
        return median(len(turn.driven.waits) / turn.driven.seconds for turn in self.turns)

    def wait(self, percent: int) -> float:
        """Return the time in seconds within which so many per cent of the requests were answered."""
        return quantiles((wait for turn in self.turns for wait in turn.driven.waits), n=100)[percent - 1]

    def cost_beside(self, other: Measured) -> float:
        """Return this page's CPU time divided by that of the same page on another server."""
        both = zip(self.turns, other.turns, strict=True)
        return median(mine.cpu / theirs.cpu for mine, theirs in both)


@dataclass(frozen=True, slots=True)
class Served:
    """A server with a class in it, its members signed in, and the requests that are still to be sent."""

    server: Server
    members: list[browser.Browser]
    plans: dict[str, Plan]


def served(server: Server) -> Served:
    """Sign everybody in."""
    members = browser.whole_class(server.port)
    return Served(server, members, {page.name: page.plan(members) for page in PAGES})


Table = dict[str, list[Measured]]  # of each page, the small and the large class


def measure(bare: Server, plain: Server, classes: list[Served]) -> tuple[Table, Measured]:
    """Measure every page on every server, and the plain page once a round, in turns."""
    reference = Measured([], [])
    table = {page.name: [Measured([], []) for _ in classes] for page in PAGES}
    with _client() as drive:
        _warm_up(drive, [bare, plain], classes)
        for page in _turns():
            nothing = _turn(drive, bare, _constant(BARE))
            if page is PAGES[0]:
                reference.bare.append(nothing)
                reference.turns.append(_turn(drive, plain, _constant(READS)))
            _take_turns(drive, page, nothing, classes, table[page.name])
    return table, reference


@contextmanager
def _client() -> Iterator[Drive]:
    """Give what sends requests from another process, so that this one's work disturbs nothing."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        yield lambda port, requests: process.submit(client.drive, port, requests).result()


def _turns() -> Iterator[Page]:
    """Return the pages in the order in which they are measured: all of them, ROUNDS times."""
    until = time.monotonic() + TIME_LIMIT
    for number in range(ROUNDS):
        print(f"Round {number + 1} of {ROUNDS} ...", flush=True)
        for page in PAGES:
            if number and time.monotonic() > until:
                return
            yield page


def _warm_up(drive: Drive, yardsticks: list[Server], classes: list[Served]) -> None:
    for page in PAGES:
        for many in WARM_UP:
            for server in yardsticks:
                drive(server.port, _constant(many))
            for each in classes:
                drive(each.server.port, list(islice(each.plans[page.name], many)))


def _take_turns(drive: Drive, page: Page, nothing: Turn, classes: list[Served], into: list[Measured]) -> None:
    """Measure a page once in each class, in an order that is turned round every time.

    What slows the machine just then slows them alike, and none always comes after the same one.
    """
    many = WRITES if page.writes else READS
    pairs = list(zip(classes, into, strict=True))
    for each, measured in reversed(pairs) if len(into[0].turns) % 2 else pairs:
        measured.bare.append(nothing)
        measured.turns.append(_turn(drive, each.server, list(islice(each.plans[page.name], many))))


def _turn(drive: Drive, server: Server, requests: list[Request]) -> Turn:
    before = server.cpu()
    driven = drive(server.port, requests)
    return Turn(spent(before, server.cpu()) / len(requests), driven)


def _constant(many: int) -> list[Request]:
    return list(repeat(Request("/", {}), many))
