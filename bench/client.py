"""The load: requests over a few kept connections, from a process of its own."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPResponse

CONNECTIONS = 4
PATIENCE = 60  # seconds for one answer
STATUS_LINE = len("HTTP/1.1 200 OK\r\n\r\n")

# What a browser sends with each request: reading it is part of a page's cost.
HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "en-GB,en;q=0.9,sv;q=0.8",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0",
}


class Refused(RuntimeError):
    """An answer was not the one that is measured."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request, ready to be sent."""

    path: str
    headers: dict[str, str]
    body: bytes | None = None
    expected: int = 200  # the status of the answer that is measured

    @property
    def method(self) -> str:
        return "GET" if self.body is None else "POST"


@dataclass(frozen=True, slots=True)
class Driven:
    """How a number of requests went; times in seconds."""

    seconds: float
    waits: list[float]


def drive(port: int, requests: Sequence[Request]) -> Driven:
    """Send these requests over CONNECTIONS at a time. Raises Refused for another answer than expected."""
    shares = [requests[nth::CONNECTIONS] for nth in range(CONNECTIONS)]
    started = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        waits = [wait for share in threads.map(partial(_send_all, port), shares) for wait in share]
    return Driven(time.perf_counter() - started, waits)


def _send_all(port: int, requests: Sequence[Request]) -> list[float]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        return [_wait(connection, request) for request in requests]
    finally:
        connection.close()


def _wait(connection: HTTPConnection, request: Request) -> float:
    started = time.perf_counter()
    send(connection, request)
    return time.perf_counter() - started


def send(connection: HTTPConnection, request: Request) -> tuple[HTTPResponse, bytes]:
    """Return the answer and its body as it came. Raises Refused for another than expected."""
    connection.request(request.method, request.path, request.body, HEADERS | request.headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != request.expected:
        raise Refused(f"{request.method} {request.path} was answered with {answer.status}: {body[:300]!r}")
    return answer, body


def size(answer: HTTPResponse, body: bytes) -> int:
    """Return the bytes of an answer as it came over the wire, with its headers."""
    headers = sum(len(name) + len(": ") + len(value) + len("\r\n") for name, value in answer.getheaders())
    return STATUS_LINE + headers + len(body)
