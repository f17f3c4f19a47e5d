"""Which functions the CPU time of a page goes into: `python -m bench.profile`.

Looks at the stack at every tick of the process's CPU time: a profiler that is told of every call would make
the many small functions dearer than they are. What C code takes counts for the function that called it; the
render child is another process and does not count.
"""

from __future__ import annotations

import signal
import textwrap
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import CodeType, FrameType

from flask import Flask

from bench import databases, inside, measure, servers
from bench.__main__ import forget_settings
from bench.pages import PAGES, Page, Plan
from bench.report import COLUMNS
from bench.size import SMALL
from forum.config import HOME

SECONDS = 4.0  # of CPU time for a page
MOST = 400  # requests: comments have a limit
TICK = 0.001  # seconds; the kernel rounds up to its own
SHOWN = 15  # functions
WARM_UP = 5  # requests
OURS = ("forum", "templates")


@dataclass
class Samples:
    """How often each function was seen: at work itself, and with what it had called."""

    ticks: int = 0
    own: Counter[CodeType] = field(default_factory=Counter)
    within: Counter[CodeType] = field(default_factory=Counter)

    def look(self, _signal: int, frame: FrameType | None) -> None:
        """Note what is being done now."""
        if frame is None:
            return
        self.ticks += 1
        self.own[frame.f_code] += 1
        seen: set[CodeType] = set()
        while frame is not None:
            seen.add(frame.f_code)
            frame = frame.f_back
        self.within.update(seen)


def main() -> None:
    """Print the functions that cost most."""
    forget_settings()
    with databases.folder() as folder:
        instance = databases.instance(SMALL, folder)
        with servers.product(instance) as server, databases.application(instance) as app:
            served = measure.served(server)
            for page in PAGES:
                print("\n".join(_of_page(app, page, server.port, served.plans[page.name])), flush=True)


def _of_page(app: Flask, page: Page, port: int, plan: Plan) -> Iterator[str]:
    _answer(app, port, plan, WARM_UP, SECONDS)
    samples = Samples()
    signal.signal(signal.SIGPROF, samples.look)
    signal.setitimer(signal.ITIMER_PROF, TICK, TICK)
    try:
        cpu = _answer(app, port, plan, MOST, SECONDS)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    yield f"\n{page.name}: {cpu * 1000:.2f} ms of CPU time a request; {samples.ticks} samples"
    yield from _found(samples, cpu * 1000 / max(1, samples.ticks))


def _answer(app: Flask, port: int, plan: Plan, most: int, limit: float) -> float:
    """Answer requests, at most so many and for so many seconds; return the seconds of CPU time of one."""
    many, cpu = 0, 0.0
    while many < most and cpu < limit:
        request = next(plan)
        environ = inside.environ(port, request)
        started = time.process_time()
        inside.answer(app, environ, request.expected)
        cpu += time.process_time() - started
        many += 1
    return cpu / many


def _found(samples: Samples, tick: float) -> Iterator[str]:
    """Tell the samples by package and by function; a tick is so many milliseconds of a request."""
    packages = Counter[str]()
    for code, count in samples.own.items():
        packages[_package(code)] += count
    shares = [f"{name} {count * tick:.2f}" for name, count in packages.most_common(SHOWN)]
    yield textwrap.fill(", ".join(shares), COLUMNS, initial_indent="  ", subsequent_indent="  ")
    yield "   own ms  with ms  function, by the time in itself"
    yield from _rows(samples, samples.own.most_common(SHOWN), tick)
    yield "   own ms  with ms  function of ours, by the time with all that it calls"
    ours = [pair for pair in samples.within.most_common() if _package(pair[0]) in OURS]
    yield from _rows(samples, ours[:SHOWN], tick)


def _rows(samples: Samples, chosen: list[tuple[CodeType, int]], tick: float) -> Iterator[str]:
    for code, _count in chosen:
        yield f"{samples.own[code] * tick:9.3f}{samples.within[code] * tick:9.3f}  {_name(code)}"


def _package(code: CodeType) -> str:
    """Return whose code that is: a package's, ours, or Python's own."""
    path = _name(code).partition(":")[0]
    return "python" if path.startswith(("/", "<")) else path.partition("/")[0]


def _name(code: CodeType) -> str:
    file = code.co_filename.removeprefix(f"{HOME}/").rpartition("site-packages/")[2]
    return f"{file}:{code.co_firstlineno} {code.co_qualname}"


if __name__ == "__main__":
    main()
