"""What was found, as plain text that fits 110 columns."""

from __future__ import annotations

import os
import platform
import textwrap
from collections.abc import Iterator
from importlib.metadata import version

from bench import gates
from bench.gates import Found, Gate
from bench.measure import Measured
from bench.pages import PAGES, Page
from bench.reporting import Reported
from bench.searching import Searched
from bench.servers import WORKERS, same_settings

COLUMNS = 110
WIDTHS = (21, 7, 8, 8, 8, 16, 18, 11, 13)  # the first column to the left, the others to the right
HEADS = ("", "req/s", "p50 ms", "p99 ms", "CPU ms", "CPU ratio", "bytes", "SQL", "to small")


def head() -> str:
    """Say where and how it is measured."""
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    settings = same_settings()
    return (
        f"Python {platform.python_version()}, Flask {version('flask')}, gunicorn {version('gunicorn')}:"
        f" {WORKERS} workers ({settings['worker_class']}, {settings.get('threads', 1)} threads).\n"
        f"{os.cpu_count()} cores; load average at the start {load}.\n"
        "Whatever else runs makes every time longer; the CPU ratio suffers least."
    )


def lines(found: Found) -> Iterator[str]:
    """Return the tables, what stands beside them, and which gates do not hold."""
    for nth in range(len(found.classes)):
        yield from _table(found, nth)
    yield from _beside(found)
    yield from searches(found.searched)
    yield from reports(found.reported)
    failed = [gate for gate in gates.all_of(found) if not gate.holds]
    yield ""
    yield f"{len(failed)} of {len(gates.all_of(found))} gates do not hold:" if failed else "Every gate holds."
    yield from (f"  {gate.sentence()}" for gate in failed)


def _table(found: Found, nth: int) -> Iterator[str]:
    yield ""
    yield str(found.classes[nth].size)
    yield _line(*HEADS)
    yield _line("bare Flask", *_times(_all_bare(found)), "1.000      ")
    yield _line("plain Flask page", *_times(found.reference), f"{found.reference.ratio:.3f}       ")
    for page in PAGES:
        yield _line(page.name, *_times(found.table[page.name][nth]), *_gated(found, nth, page))


def _line(*cells: str) -> str:
    first, *others = zip(cells, WIDTHS, strict=False)
    return (first[0].ljust(first[1]) + "".join(text.rjust(width) for text, width in others)).rstrip()


def _times(measured: Measured) -> tuple[str, ...]:
    waits = [f"{measured.wait(percent) * 1000:.1f}" for percent in (50, 99)]
    return f"{measured.rate:,.0f}", *waits, f"{measured.cpu * 1000:.2f}"


def _gated(found: Found, nth: int, page: Page) -> Iterator[str]:
    measured, statements = found.table[page.name][nth], found.classes[nth].statements[page.name]
    yield _cell(gates.ratio(found, nth, page), f"{measured.ratio:.3f}       ")
    yield _cell(gates.size(found, nth, page))
    yield _cell(gates.statements(found, nth, page), f"{statements.issued}    ")
    yield _cell(gates.growth(found, nth, page))


def _cell(gate: Gate | None, otherwise: str = "") -> str:
    return gate.cell() if gate else otherwise


def _all_bare(found: Found) -> Measured:
    turns = [turn for page in PAGES for turn in found.table[page.name][0].bare]
    return Measured(turns, turns)


def _beside(found: Found) -> Iterator[str]:
    yield ""
    for each, gate in zip(found.classes, gates.memory(found), strict=True):
        every = f"all processes {each.processes / 1e6:.0f}"
        yield f"memory, {each.size.name}: both workers {gate.cell()} MB; {every} MB"
    for gate in gates.polling(found):
        yield f"{gate.what}: {gate.cell()}"
    yield f"{gates.announcing(found).what}: {gates.announcing(found).cell()}"
    files = [f"{_name(address)} {size:,}" for address, size in found.first_visit.items()]
    yield f"first visit: {gates.first_visit(found).cell()} bytes"
    yield textwrap.fill(", ".join(files), COLUMNS, initial_indent="  ", subsequent_indent="  ")


def searches(searched: list[Searched]) -> Iterator[str]:
    """Return what searching took, in milliseconds: a line for each search, a column for each database."""
    if not searched:
        return
    yield ""
    yield "searching 1,010,000 texts, ms"
    yield f"{'':<44}" + "".join(f"{each.database:>14}" for each in searched)
    for words in searched[0].waits:
        yield f"{words:<44}" + "".join(f"{each.waits[words] * 1000:>14.0f}" for each in searched)
    yield f"{'the worst':<44}" + "".join(f"{gates.search(each).cell():>14}" for each in searched)


def reports(reported: list[Reported]) -> Iterator[str]:
    """Return what the reports took, in milliseconds: a line for each address, the first has the gate."""
    yield ""
    yield "participation of 500 students, 2,000 posts, 20,000 comments, 14 prompts, ms"
    yield f"{'':<44}" + "".join(f"{each.database:>14}" for each in reported)
    for nth, address in enumerate(reported[0].waits):
        cells = [
            f"{each.waits[address] * 1000:.0f}" if nth else gates.report(each).cell() for each in reported
        ]
        yield f"{address:<44}" + "".join(f"{cell:>14}" for cell in cells)


def _name(address: str) -> str:
    return address.partition("?")[0].rstrip("/").rpartition("/")[2]
