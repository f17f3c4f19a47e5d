"""Start a server for the tests, in a folder of its own that disappears with it."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.tools import keeper

START_LIMIT = 60  # seconds; half a second is usual
ASK_EVERY = 0.02  # seconds
LOG_TAIL = 2_000  # characters of a failed server's output that the message repeats


@contextmanager
def own_folder(name: str) -> Iterator[Path]:
    """Make a temporary folder that only the server's user and root may enter, and remove it afterwards."""
    with tempfile.TemporaryDirectory(prefix=f"seminar-{name}-", ignore_cleanup_errors=True) as path:
        if person := keeper.unprivileged():
            os.chown(path, person.pw_uid, person.pw_gid)
        yield Path(path)


def within_reach(source: Path, folder: Path) -> Path:
    """Return the source, or a copy of it in the folder where the server's user cannot reach it itself.

    A checkout of root's is often closed to everybody else, and the wheels' programs lie in the checkout.
    """
    if not keeper.unprivileged():
        return source
    copy = folder / source.name
    if source.is_dir():
        shutil.copytree(source, copy, symlinks=True, ignore=shutil.ignore_patterns("include", "__pycache__"))
    else:
        shutil.copy2(source, copy)
    return copy


@contextmanager
def running(folder: Path, command: list[str], ready: Callable[[], bool]) -> Iterator[None]:
    """Run the command in the folder until the block ends; afterwards the folder is gone.

    Raises RuntimeError with the end of the server's output when it is not ready within START_LIMIT.
    """
    with tempfile.TemporaryFile("w+", errors="replace") as log:
        holder = subprocess.Popen(
            [sys.executable, "-I", keeper.__file__, str(folder), *command],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,  # an interrupt from the keyboard is for the tests, not for their server
        )
        try:
            await_ready(holder, ready, log)
            yield
        finally:
            holder.terminate()
            holder.communicate()


def await_ready(holder: subprocess.Popen[bytes], ready: Callable[[], bool], log: IO[str]) -> None:
    """Return as soon as ready() is true; raise RuntimeError when the server ended or took too long."""
    deadline = time.monotonic() + START_LIMIT
    while not ready():
        if holder.poll() is not None or time.monotonic() > deadline:
            log.seek(0)
            raise RuntimeError(f"A server for the tests did not start:\n{log.read()[-LOG_TAIL:]}")
        time.sleep(ASK_EVERY)
