"""Start the real programs, look at their processes, and see them off."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil

from tests.tools.redis import free_port

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
LIMIT = 60  # seconds; a second or two is usual
OURS = ("SEMINAR_", "GUNICORN_", "DATABASE_URL", "BIND", "WEB_CONCURRENCY")
GUNICORN = ["-m", "gunicorn", "-c", "gunicorn.conf.py"]
START = ["-m", "forum.start"]
WORKER = ["-m", "forum.worker"]
SUPERVISOR = ["-P", "forum/supervisor.py"]


def eventually(find: Callable[[], T], what: str) -> T:
    """Return what `find` returns as soon as that is true; fail when it is not within LIMIT."""
    deadline = time.monotonic() + LIMIT
    while not (found := find()):
        assert time.monotonic() < deadline, f"It did not come to this: {what}"
        time.sleep(0.05)
    return found


@dataclass(frozen=True)
class Program:
    """A program that was started, with everything that it started in turn."""

    process: psutil.Popen
    port: int
    log: Path

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def family(self) -> list[psutil.Process]:
        """Return all its processes, itself first."""
        return [self.process, *self.process.children(recursive=True)]

    def answers(self) -> int:
        """Return the status of its answer to a request, 0 if there is none."""
        assert self.process.poll() is None, self.said()
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/no-such-page") as answer:
                return int(answer.status)
        except HTTPError as error:
            with error:
                return error.code
        except OSError:
            return 0

    def is_up(self) -> None:
        """Wait until it answers."""
        assert eventually(self.answers, "gunicorn answers") == 404

    def worker(self) -> psutil.Process | None:
        """Return the process that does the jobs, when there is one and it has come up."""
        if self.said().count("The worker is up") == 0:
            return None
        return next((each for each in self.family() if is_worker(each)), None)

    def worker_is_up(self) -> psutil.Process:
        worker = eventually(self.worker, "there is a worker")
        assert worker
        return worker

    def end(self, patience: float = LIMIT) -> int:
        """Ask it to end and return its exit status."""
        self.process.terminate()
        return int(self.process.wait(patience))


def is_worker(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return "forum.worker" in process.cmdline()
    return False


def is_gone(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    return True


def all_gone(processes: list[psutil.Process]) -> bool:
    return all(is_gone(each) for each in processes)


@contextmanager
def running(folder: Path, command: list[str], **settings: str) -> Iterator[Program]:
    """Start a program with nothing but these settings; afterwards neither it nor a child of it is left."""
    port = free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    environment = clean | {"BIND": f"127.0.0.1:{port}"} | settings
    log = folder / f"{port}.log"
    with log.open("wb") as out:
        process = psutil.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
    program = Program(process, port, log)
    family: list[psutil.Process] = []
    try:
        yield program
    finally:
        with suppress(psutil.NoSuchProcess):
            family = program.family()
        for each in family:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        process.wait()
