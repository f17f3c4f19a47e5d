"""What the ways to get a program share: one at a time, quiet commands, Debian's packages."""

import fcntl
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".tools"
APT = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
REASON_LINES = 3  # of a failed command's output that are passed on
ERROR_MARKS = ("E:", "Error:", "npm error")


class Refused(RuntimeError):
    """A way to get a program did not work; the message says why."""


def run(*command: str, into: Path | None = None) -> None:
    """Run a command in a folder, quietly. Raises Refused with the heart of its output when it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, cwd=into, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        raise Refused(f"{' '.join(command[:4])} ... failed:\n{reason(done.stdout)}")


def reason(output: str) -> str:
    """Return the lines that name an error, each once, or the last lines where none does."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = dict.fromkeys(line for line in lines if line.startswith(ERROR_MARKS))
    return "\n".join(list(errors)[-REASON_LINES:] or lines[-REASON_LINES:])


def apt(*arguments: str, into: Path | None = None) -> None:
    """Run apt-get in a folder, again with a fresh list of packages if the present one is of no use.

    Raises Refused.
    """
    try:
        run(*APT, *arguments, into=into)
    except Refused:
        if os.geteuid() != 0:
            raise
        run(*APT, "update")
        run(*APT, *arguments, into=into)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one process install and the others wait for it."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
