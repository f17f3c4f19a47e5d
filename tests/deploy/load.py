"""People who read and write at the same time, and note what they were told."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from itertools import count, cycle

from forum.extensions import limiter
from tests.deploy.browser import Answer, Browser
from tests.serving.running import LIMIT

NONE = 0  # the "status" of a request that was not answered


class Person(threading.Thread):
    """Somebody with one or more accounts: a machine writes faster than one account may."""

    def __init__(self, browsers: list[Browser]) -> None:
        super().__init__()
        self.browsers = browsers
        self.enough = threading.Event()
        self.told: list[int] = []  # the status of every answer

    def run(self) -> None:
        for number, browser in zip(count(), cycle(self.browsers)):
            if self.enough.is_set():
                return
            self.act(number, browser)

    def act(self, number: int, browser: Browser) -> None:
        raise NotImplementedError

    def note(self, answer: Answer | None) -> None:
        self.told.append(answer.status if answer else NONE)


class Reader(Person):
    """Goes from page to page."""

    def __init__(self, browsers: list[Browser], paths: list[str]) -> None:
        super().__init__(browsers)
        self.paths = paths

    def act(self, number: int, browser: Browser) -> None:
        path = self.paths[number % len(self.paths)]
        self.note(answered(lambda: browser.get(path)))


class Writer(Person):
    """Posts comments, and sends each again until it is acknowledged, as a browser does."""

    def __init__(self, browsers: list[Browser], path: str) -> None:
        super().__init__(browsers)
        self.path = path
        self.acknowledged: dict[str, int] = {}  # the words of a comment: its id

    def act(self, number: int, browser: Browser) -> None:
        if number % (10 * len(self.browsers)) == 0:  # half of what an account may write in a minute
            limiter.reset()
        fields = {"body": f"{self.name}, comment {number}", "key": secrets.token_urlsafe(16)}
        deadline = time.monotonic() + LIMIT
        while not (answer := self._send(browser, fields)) or answer.status != 303:
            assert time.monotonic() < deadline, f"{fields} was not taken: {answer}"
            time.sleep(0.02)
        self.acknowledged[fields["body"]] = int(answer.headers["Location"].rpartition("/")[2])

    def _send(self, browser: Browser, fields: dict[str, str]) -> Answer | None:
        answer = answered(lambda: browser.post(self.path, fields))
        self.note(answer)
        return answer


def answered(send: Callable[[], Answer]) -> Answer | None:
    """Return the answer, None where the connection broke instead."""
    try:
        return send()
    except (OSError, HTTPException):
        return None


@contextmanager
def busy(people: list[Person]) -> Iterator[None]:
    """Let people be at it while the block lasts; each finishes what it is at."""
    for person in people:
        person.start()
    try:
        yield
    finally:
        for person in people:
            person.enough.set()
        for person in people:
            person.join()
