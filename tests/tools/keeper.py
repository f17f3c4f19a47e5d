"""Hold one server for as long as the tests that asked for it live.

The keeper is a process of its own between the tests and the server. When its standard input closes, which the
system sees to however the tests ended (even by SIGKILL), it stops the server and removes the server's folder.
"""

import os
import pwd
import select
import shutil
import signal
import subprocess
import sys
from typing import IO

LOOK_EVERY = 0.1  # seconds
STOP_LIMIT = 10  # seconds from the polite request to the end of the server


def unprivileged() -> pwd.struct_passwd | None:
    """Return whom a server runs as instead of root: PostgreSQL refuses root, and Redis has no need of it."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def start(folder: str, command: list[str], log: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    """Start the command in the folder, in a process group of its own, without root's rights.

    What it says goes into the log, or to where this process says it.
    """
    person = unprivileged()
    return subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        process_group=0,
        user=person.pw_uid if person else None,
        group=person.pw_gid if person else None,
        extra_groups=[] if person else None,
    )


def wanted() -> bool:
    """Wait a moment, and say whether standard input is still open (nobody writes to it)."""
    return not select.select([sys.stdin], [], [], LOOK_EVERY)[0]


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server; SIGINT is the fast and tidy shutdown of PostgreSQL and Redis alike."""
    try:
        server.send_signal(signal.SIGINT)
        server.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def keep(folder: str, command: list[str]) -> None:
    """Run the command until it ends by itself or is no longer wanted."""
    server = start(folder, command)
    try:
        while server.poll() is None and wanted():
            pass
    finally:
        stop(server)


def main(folder: str, *command: str) -> None:
    """Keep the command running, then remove the folder."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        keep(folder, list(command))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
