"""How long a search takes among a million comments, on both databases: the worst of ten."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from bench import browser, client, library, seed, servers
from bench.browser import Browser
from bench.client import Request
from bench.servers import Server
from forum import clock

TIMES = 5  # each search is made so often; the median counts
READER = 7  # the id of a student
WEEK_3 = timedelta(weeks=13)  # ago

# Ten searches as people make them; in half of the texts there is the first word, in a quarter the next.
SEARCHES: tuple[dict[str, str], ...] = (
    {"q": "the"},
    {"q": "mark"},  # typed so far
    {"q": "inspector warehouse report"},
    {"q": '"of the supplier"'},
    {"q": "supplier audit -water"},
    {"q": "factory", "posts": "y", "sort": "newest"},
    {"q": "report", "author": "5"},
    {"q": "worker", "category": seed.category_slug()},
    {"q": "market water", "until": "week 3"},
    {"q": "inspectors counted warehouses reportedly"},  # in vain, and then for most of the words
)


@dataclass(frozen=True, slots=True)
class Searched:
    """What searching took on one database: seconds by what was asked."""

    database: str
    waits: dict[str, float]

    @property
    def worst(self) -> tuple[str, float]:
        """The search that took longest, and its seconds."""
        return max(self.waits.items(), key=lambda pair: pair[1])


def find(folder: Path) -> list[Searched]:
    """Search on both databases, as a browser does while somebody types. Raises Missing, Refused, NeverUp."""
    with ExitStack() as running:
        url = running.enter_context(library.postgresql())
        instance = folder / "postgresql"
        instance.mkdir()
        served = {
            "SQLite": servers.product(library.sqlite()),
            "PostgreSQL": servers.product(instance, DATABASE_URL=url),
        }
        return [_search(name, running.enter_context(server)) for name, server in served.items()]


def _search(database: str, server: Server) -> Searched:
    reader = browser.sign_in(server.port, READER)
    return Searched(database, {_name(asked): _wait(server.port, reader, asked) for asked in SEARCHES})


def _wait(port: int, reader: Browser, asked: dict[str, str]) -> float:
    """Return how long one waits for the answer, in seconds, after it was asked once before."""
    sent = asked | ({"until": (clock.now() - WEEK_3).date().isoformat()} if "until" in asked else {})
    path = f"/c/{seed.SLUG}/search?{urlencode(sent)}"
    request = Request(path, reader.headers | {"HX-Request": "true", "HX-Request-Type": "partial"})
    connection = HTTPConnection("127.0.0.1", port, timeout=client.PATIENCE)
    waits = [once(connection, request) for _ in range(TIMES + 1)]
    connection.close()
    return median(waits[1:])


def once(connection: HTTPConnection, request: Request) -> float:
    """Return how long one waits for one answer, in seconds."""
    started = time.perf_counter()
    client.send(connection, request)
    return time.perf_counter() - started


def _name(asked: dict[str, str]) -> str:
    return ", ".join([asked["q"], *(f"{name} {value}" for name, value in asked.items() if name != "q")])
