"""The worker's third thread: it looks each second for drafts whose time has come, for what is to be told,
for digests that are due, and now and then for answers that are to be given to somebody to read."""

from __future__ import annotations

import logging
import threading

from flask import Flask

from forum.notify import digests, telling
from forum.peers import allotting
from forum.posts import due

LOOK_EVERY = 1.0  # seconds
PAUSE = 30.0  # seconds, after something went wrong

log = logging.getLogger("seminar.notify")


class Teller(threading.Thread):
    """Tells, until it is told to stop; what it is at it finishes."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name="teller")
        self.app = app
        self.ends = threading.Event()

    def run(self) -> None:
        """Look again and again."""
        while not self.ends.wait(LOOK_EVERY if self._look() else PAUSE):
            pass

    def _look(self) -> bool:
        """Look once, and say whether that went well."""
        with self.app.app_context():
            try:
                due.publish()
                telling.tell()
                digests.send()
                allotting.look()
            except Exception:  # a database that is away, above all: this thread must see it come back
                log.exception("What is to be told waits.")
                return False
        return True

    def stop(self) -> None:
        """End after the present look, and wait for that."""
        self.ends.set()
        if self.is_alive():
            self.join()
