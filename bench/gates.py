"""What must hold, and what was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bench.inside import Statements
from bench.measure import Measured, Table
from bench.pages import PAGES, POLLING, Page
from bench.reporting import Reported
from bench.searching import Searched
from bench.servers import WORKERS
from bench.size import Size

STATEMENTS = 6  # a page, at most, whatever the number of rows
GROWTH = 1.2  # CPU time in the large class divided by that in the small one, at most
LATER_PAGE = 20_000  # bytes over the wire, at most
FIRST_VISIT = 150_000  # bytes, with everything that a page needs
TABS, EVERY = 300, 20  # open pages; seconds between two questions of one, at first
SHARE = 0.05  # of the workers, at most, for all of them
MEMORY = 160_000_000  # bytes of both workers together
ANNOUNCED = 60.0  # seconds until an announcement is with the mail server for everybody
SEARCH = 0.3  # seconds for the worst of ten searches among a million comments
REPORT = 0.3  # seconds for the participation of 500 students with 20,000 comments


@dataclass(frozen=True, slots=True)
class Class:
    """What was found of one class beside the times."""

    size: Size
    statements: dict[str, Statements]  # by the page's name
    sizes: dict[str, int]  # bytes over the wire, by the page's name
    workers: int  # bytes
    processes: int  # bytes of all processes


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found, of the small class and the large one."""

    table: Table
    reference: Measured  # the plain page
    classes: list[Class]
    first_visit: dict[str, int]  # bytes by address
    announced: float  # seconds until everybody's mail is with the mail server
    searched: list[Searched]  # on each database
    reported: list[Reported]


@dataclass(frozen=True, slots=True)
class Gate:
    """A number and its bound."""

    what: str
    value: float
    bound: float
    at_least: bool = False
    form: str = ",.0f"

    @property
    def holds(self) -> bool:
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    def cell(self) -> str:
        """Return the number as it stands in the table, with its bound; "!" marks one that does not hold."""
        sign = " " if self.holds else "!"
        return f"{self.value:{self.form}}{sign}{'>' if self.at_least else '<'} {self.bound:{self.form}}"

    def sentence(self) -> str:
        """Say what the bound is and what was found."""
        most = "least" if self.at_least else "most"
        return f"{self.what}: {self.value:{self.form}}, must be at {most} {self.bound:{self.form}}"


def ratio(found: Found, nth: int, page: Page) -> Gate | None:
    """The bare application's CPU time divided by the page's."""
    what = f"{found.classes[nth].size.name}, {page.name}, CPU ratio"
    value = found.table[page.name][nth].ratio
    return None if page.ratio is None else Gate(what, value, page.ratio, at_least=True, form=".3f")


def growth(found: Found, nth: int, page: Page) -> Gate | None:
    """What the page costs here, beside what it costs in the small class."""
    small, here = found.table[page.name][0], found.table[page.name][nth]
    what = f"{found.classes[nth].size.name}, {page.name}, CPU time beside the small class"
    return Gate(what, here.cost_beside(small), GROWTH, form=".2f") if nth else None


def size(found: Found, nth: int, page: Page) -> Gate:
    """The bytes of the page without the files that the browser has already."""
    here = found.classes[nth]
    return Gate(f"{here.size.name}, {page.name}, bytes", here.sizes[page.name], LATER_PAGE)


def statements(found: Found, nth: int, page: Page) -> Gate | None:
    """The SQL statements of a page; an action may need more."""
    here = found.classes[nth]
    what = f"{here.size.name}, {page.name}, SQL statements"
    return None if page.writes else Gate(what, here.statements[page.name].issued, STATEMENTS)


def writes(found: Found, nth: int, page: Page) -> Gate | None:
    """The statements of a page that write."""
    here = found.classes[nth]
    what = f"{here.size.name}, {page.name}, SQL statements that write"
    return None if page.writes else Gate(what, here.statements[page.name].wrote, 0)


def same_statements(found: Found) -> Iterator[Gate]:
    """More rows must not mean more statements."""
    for page in PAGES:
        for small, large in pairwise(found.classes):
            few, many = (each.statements[page.name].issued for each in (small, large))
            yield Gate(f"{large.size.name}, {page.name}, SQL statements beside the small class", many, few)


def memory(found: Found) -> Iterator[Gate]:
    """The memory of both workers together."""
    for each in found.classes:
        yield Gate(f"{each.size.name}, memory of both workers in MB", each.workers / 1e6, MEMORY / 1e6)


def polling(found: Found) -> Iterator[Gate]:
    """What TABS pages that ask every EVERY seconds take of the workers; where nothing comes they ask less."""
    for nth, each in enumerate(found.classes):
        taken = found.table[POLLING][nth].cpu * TABS / EVERY / WORKERS
        yield Gate(f"{each.size.name}, {TABS} open pages, part of the workers", taken, SHARE, form=".3f")


def first_visit(found: Found) -> Gate:
    """The bytes of a first visit, everything included."""
    return Gate("first visit, bytes", sum(found.first_visit.values()), FIRST_VISIT)


def announcing(found: Found) -> Gate:
    """How long an announcement to a large class takes."""
    return Gate("announcement to 500 members by mail, s", found.announced, ANNOUNCED, form=".1f")


def search(searched: Searched) -> Gate:
    """How long the worst of the searches took."""
    words, seconds = searched.worst
    what = f"worst search on {searched.database} ({words}), ms"
    return Gate(what, seconds * 1000, SEARCH * 1000)


def report(reported: Reported) -> Gate:
    """How long the report of a large class took."""
    address, seconds = next(iter(reported.waits.items()))
    return Gate(f"{address} of 500 students on {reported.database}, ms", seconds * 1000, REPORT * 1000)


def all_of(found: Found) -> list[Gate]:
    """Return every gate."""
    of_pages = [
        gate(found, nth, page)
        for nth in range(len(found.classes))
        for page in PAGES
        for gate in (ratio, growth, size, statements, writes)
    ]
    rest = [*same_statements(found), *memory(found), *polling(found), first_visit(found), announcing(found)]
    rest += [*map(search, found.searched), *map(report, found.reported)]
    return [gate for gate in [*of_pages, *rest] if gate is not None]
