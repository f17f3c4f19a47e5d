"""`make bench`: how fast the main pages are, beside a bare Flask application in the same run.

With ARGS=pages it leaves the search among a million comments out.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path

from bench import (
    announcing,
    client,
    databases,
    gates,
    inside,
    measure,
    report,
    reporting,
    searching,
    servers,
    wire,
)
from bench.gates import Found
from bench.measure import Served
from bench.pages import CLASS, PAGES
from bench.reporting import Reported
from bench.searching import Searched
from bench.size import LARGE, SMALL
from tests.tools import nginx
from tests.tools.programs import Missing

SIZES = (SMALL, LARGE)
OURS = ("SEMINAR_", "GUNICORN_", "DATABASE_URL", "BIND", "WEB_CONCURRENCY")


def main() -> int:
    """Measure and print. Returns 1 when a gate does not hold, 2 when nothing could be measured."""
    if sys.platform != "linux":
        print("`make bench` reads what the processes cost from the kernel of Linux: run it there.")
        return 2
    forget_settings()
    print(report.head(), flush=True)
    try:
        with databases.folder() as folder:
            announced = announcing.find(folder)
            reported = reporting.find(folder)
            searched = [] if sys.argv[1:] == ["pages"] else searching.find(folder)
            found = find(folder, announced, searched, reported)
    except (servers.NeverUp, client.Refused, Missing) as wrong:
        print(wrong)
        return 2
    print("\n".join(report.lines(found)))
    return int(not all(gate.holds for gate in gates.all_of(found)))


def forget_settings() -> None:
    """Measure the defaults, whatever this shell has set."""
    for name in [name for name in os.environ if name.startswith(OURS)]:
        del os.environ[name]


def find(folder: Path, announced: float, searched: list[Searched], reported: list[Reported]) -> Found:
    """Measure the pages, on servers that run side by side."""
    nginx.obtain()  # rather now than after the minutes that the databases may take
    instances = [databases.instance(size, folder) for size in SIZES]
    with ExitStack() as running:
        bare = running.enter_context(servers.bare(folder))
        plain = running.enter_context(servers.plain(folder, databases.file(instances[0])))
        classes = [measure.served(running.enter_context(servers.product(each))) for each in instances]
        statements = [count(*pair) for pair in zip(instances, classes, strict=True)]
        sizes = [wire.later_pages(each) for each in classes]
        first_visit = wire.first_visit(classes[0].server, f"{CLASS}/")
        table, reference = measure.measure(bare, plain, classes)
        memory = [(each.server.memory(), each.server.memory_of_all()) for each in classes]
    beside = zip(SIZES, statements, sizes, memory, strict=True)
    found = [gates.Class(size, said, sent, *used) for size, said, sent, used in beside]
    return Found(table, reference, found, first_visit, announced, searched, reported)


def count(instance: Path, served: Served) -> dict[str, inside.Statements]:
    """Count the statements of each page, in this process and on the same database."""
    with databases.application(instance) as app:
        return {
            page.name: inside.count(app, served.server.port, next(served.plans[page.name])) for page in PAGES
        }


if __name__ == "__main__":
    sys.exit(main())
