"""Keeps the worker running beside gunicorn: up and down with it, and up again when it dies.

start() and stop() are for gunicorn's master. main() runs in a process of its own, by the path of this file:
so it loads none of the application, and waits in 10 MB.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
LOOK_EVERY = 1.0  # seconds; how long the worker outlives a gunicorn that was killed
FIRST_PAUSE = 0.5  # seconds before a worker that died is started again; doubled each time
LONGEST_PAUSE = 60.0  # seconds
SOUND = 60.0  # seconds; a worker that lived so long starts again without a longer pause
PATIENCE = 35  # seconds that a running job gets to finish; forum/worker.py stops waiting before that

_supervisor: subprocess.Popen[bytes] | None = None


def start() -> None:
    """Start the supervisor with its worker. Never from a thread: gunicorn's fork would copy its pipes."""
    global _supervisor
    _supervisor = subprocess.Popen(  # noqa: S603  # nothing of the command comes from outside
        [sys.executable, "-P", __file__, str(os.getpid())],
        cwd=HOME,
        stdin=subprocess.DEVNULL,
        process_group=0,  # Ctrl-C is for gunicorn, which then ends the worker in peace
    )


def stop() -> None:
    """Have the worker finish the job it is at, and wait for that."""
    if _supervisor is None:
        return
    _supervisor.terminate()
    try:
        _supervisor.wait(PATIENCE + LOOK_EVERY)
    except subprocess.TimeoutExpired:
        _supervisor.kill()  # its worker sees that and ends, too


class Supervisor:
    """Runs a command again and again, until it is told to stop or its parent is gone."""

    def __init__(self, parent: int, command: list[str]) -> None:
        self.parent = parent
        self.command = command
        self.told_to_stop = False
        self.wake_up, wake = os.pipe()
        os.set_blocking(self.wake_up, False)
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for end in (signal.SIGTERM, signal.SIGINT):
            signal.signal(end, self._told_to_stop)

    def _told_to_stop(self, *_: object) -> None:
        self.told_to_stop = True

    @property
    def wanted(self) -> bool:
        """Whether the worker is to run: nobody has ended it, and the gunicorn that asked for it lives."""
        return not self.told_to_stop and os.getppid() == self.parent

    def run(self) -> None:
        """Keep the worker running."""
        pause = FIRST_PAUSE
        while self.wanted:
            started = time.monotonic()
            self._run_once()
            if time.monotonic() - started > SOUND:
                pause = FIRST_PAUSE
            self._wait_until(time.monotonic() + pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _run_once(self) -> None:
        worker = subprocess.Popen([*self.command, str(os.getpid())], process_group=0)  # noqa: S603
        while self.wanted and worker.poll() is None:
            self._nap(LOOK_EVERY)
        if worker.poll() is None:
            _end(worker)
        elif self.wanted:
            print(
                f"The worker ended ({worker.returncode}); it is started again.", file=sys.stderr, flush=True
            )

    def _wait_until(self, moment: float) -> None:
        while self.wanted and (left := moment - time.monotonic()) > 0:
            self._nap(min(left, LOOK_EVERY))

    def _nap(self, seconds: float) -> None:
        """Sleep until a signal comes, the worker's end being one of them, or the time is over."""
        if select.select([self.wake_up], [], [], seconds)[0]:
            os.read(self.wake_up, 512)


def _end(worker: subprocess.Popen[bytes]) -> None:
    worker.terminate()
    try:
        worker.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


if __name__ == "__main__":
    Supervisor(int(sys.argv[1]), [sys.executable, "-m", "forum.worker", "--parent"]).run()
