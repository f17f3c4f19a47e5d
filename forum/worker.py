"""The worker: `python -m forum.worker` does, in the foreground, what requests leave in the queue.

gunicorn starts one by itself, through forum/supervisor.py, unless SEMINAR_WORKER is "external".
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys

from flask import Flask
from huey.consumer import Consumer

from forum import config, create_app, logs
from forum.auth import tasks as _tasks  # noqa: F401  # a job is known once its file is imported
from forum.courses import tasks as _classes  # noqa: F401
from forum.extensions import db, huey
from forum.mail import outgoing
from forum.notify import mails as _mails  # noqa: F401  # so is what mails are put together by
from forum.notify.teller import Teller
from forum.rosters import tasks as _rosters  # noqa: F401
from forum.writing import tasks as _drafts  # noqa: F401

THREADS = 2  # one slow mail server does not hold up everything else
LONGEST_NAP = 1.0  # seconds until a job in an idle queue is seen
LOOK_AT_CLOCK = 5  # seconds between looks for jobs that are to run at a later time
JOB_TIME = 30  # seconds that a running job gets to finish when the worker is ended

log = logging.getLogger("seminar.worker")


class Worker(Consumer):
    """Huey's consumer, and the teller; it also ends when the supervisor that started it is gone."""

    def __init__(self, app: Flask, parent: int | None) -> None:
        self.parent = parent
        self.teller = Teller(app)
        super().__init__(
            huey,
            workers=THREADS,
            max_delay=LONGEST_NAP,
            scheduler_interval=LOOK_AT_CLOCK,
            shutdown_timeout=JOB_TIME,
            graceful_signal="TERM",  # what systemd, Docker and the supervisor send lets a job finish
        )

    def start(self) -> None:
        """Start the threads."""
        super().start()
        self.teller.start()

    def loop(self, health_check_ts: float | None = None) -> float | None:
        """Go round once, ten times a second."""
        if self.parent and os.getppid() != self.parent:
            self.parent = None
            signal.raise_signal(signal.SIGTERM)
        next_check: float | None = super().loop(health_check_ts)
        return next_check

    def stop(self, graceful: bool = False) -> None:
        """Stop. Asked twice, as by systemd and then by the supervisor, huey would drop the job it is at."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        log.info("The worker ends; the jobs it is at may finish.")
        self.teller.stop()
        super().stop(graceful)


def main() -> None:
    """Work until a signal comes. Exits with 2 and a sentence when a setting is wrong."""
    options = argparse.ArgumentParser(prog="python -m forum.worker", description=__doc__)
    options.add_argument("--parent", type=int, help="end when this process is no longer the parent")
    parent = options.parse_args().parent
    os.umask(0o077)  # what it writes may be private: only its user reads it
    logs.to_console()
    try:
        app = create_app()
    except config.BadSetting as wrong:
        print(wrong, file=sys.stderr)
        sys.exit(2)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            outgoing.take_over()
        outgoing.deliver_waiting_later()
    log.info("The worker is up, with %d threads.", THREADS)
    Worker(app, parent).run()


if __name__ == "__main__":
    main()
