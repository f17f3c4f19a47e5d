"""Gunicorn with Seminar, its twins with the yardsticks, and what their processes cost (on Linux)."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from runpy import run_path
from typing import Any

import psutil
from gunicorn.config import KNOWN_SETTINGS

from forum.config import HOME

WORKERS = 2
PATIENCE = 60  # seconds for a server to come up on a busy machine
HOUSE = HOME / "gunicorn.conf.py"
# The processes that are measured are to live as long as the measuring.
COMMAND = [sys.executable, "-m", "gunicorn", "--workers", str(WORKERS), "--max-requests", "0"]
PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


class NeverUp(RuntimeError):
    """A server did not start; the message is what it said."""


@dataclass(frozen=True)
class Server:
    """A running gunicorn."""

    process: psutil.Popen
    port: int

    def cpu(self) -> dict[int, float]:
        """Return the CPU time of each process: the master, the workers, their render children; in seconds."""
        family = [self.process.pid, *(child.pid for child in self.process.children(recursive=True))]
        return {pid: seconds for pid in family if (seconds := cpu_time(pid)) is not None}

    def memory(self) -> int:
        """Return the memory of the workers together, in bytes: PSS, which divides what processes share."""
        return sum(pss(worker.pid) for worker in self.process.children())

    def memory_of_all(self) -> int:
        """Return the memory of every process, the master and the render children too, in bytes."""
        return sum(pss(pid) for pid in self.cpu())


def cpu_time(pid: int) -> float | None:
    """Return the CPU time of a process in seconds, to the nanosecond; None if it is gone.

    /proc counts in steps of 10 ms. The number of the clock is what clock_getcpuclockid(3) makes of a pid.
    """
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return None


def spent(before: dict[int, float], after: dict[int, float]) -> float:
    """Return the CPU time between two readings, in seconds."""
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())


def pss(pid: int) -> int:
    """Return the proportional set size of a process in bytes, 0 if it is gone."""
    with suppress(FileNotFoundError, ProcessLookupError):
        found = PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
        return int(found[1]) * 1024 if found else 0
    return 0


@contextmanager
def product(instance: Path, **more: str) -> Iterator[Server]:
    """Serve Seminar from an instance folder, without its worker: jobs are no request's cost."""
    settings = {"SEMINAR_INSTANCE": str(instance), "SEMINAR_WORKER": "external", **more}
    with _serving(["-c", str(HOUSE)], instance / "gunicorn.log", settings) as server:
        yield server


@contextmanager
def _yardstick(name: str, folder: Path, settings: dict[str, str] | None = None) -> Iterator[Server]:
    """Serve the application of a module of this package with the same settings of gunicorn."""
    config = folder / f"{name}.conf.py"
    lines = [f"{name} = {value!r}" for name, value in same_settings().items()]
    config.write_text("\n".join([*lines, f'wsgi_app = "bench.{name}:app"', ""]))
    with _serving(["-c", str(config)], folder / f"{name}.log", settings or {}) as server:
        yield server


def bare(folder: Path) -> AbstractContextManager[Server]:
    """Serve the bare application."""
    return _yardstick("bare", folder)


def plain(folder: Path, database: Path) -> AbstractContextManager[Server]:
    """Serve the plain page, from a database with a class in it."""
    return _yardstick("plain", folder, {"PLAIN_DATABASE": str(database)})


def same_settings() -> dict[str, Any]:
    """Return what gunicorn.conf.py sets, but for the application, its address, and its hooks."""
    known = {setting.name for setting in KNOWN_SETTINGS} - {"wsgi_app", "bind"}
    given = run_path(str(HOUSE))
    return {name: given[name] for name in sorted(known & given.keys()) if not callable(given[name])}


@contextmanager
def _serving(options: list[str], log: Path, settings: dict[str, str]) -> Iterator[Server]:
    port = _free_port()
    environment = os.environ | {"BIND": f"127.0.0.1:{port}"} | settings
    command = [*COMMAND, "--bind", f"127.0.0.1:{port}", *options]
    with log.open("wb") as out:
        process = psutil.Popen(command, cwd=HOME, env=environment, stdout=out, stderr=subprocess.STDOUT)
    server = Server(process, port)
    try:
        _wait_until_up(server, log)
        yield server
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def _wait_until_up(server: Server, log: Path) -> None:
    """Wait until every worker has booted. Raises NeverUp."""
    deadline = time.monotonic() + PATIENCE
    while log.read_text(errors="replace").count("Booting worker") < WORKERS:
        if server.process.poll() is not None or time.monotonic() > deadline:
            raise NeverUp(log.read_text(errors="replace"))
        time.sleep(0.05)
