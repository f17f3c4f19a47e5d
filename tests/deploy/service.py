"""Does with gunicorn what systemd does for the units in deploy/: holds the socket, starts, stops, reloads."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tests.deploy import units
from tests.serving.running import LIMIT, OURS, ROOT, eventually
from tests.tools import servers, systemd

# The socket comes as descriptor 3, with the number of the process that it is for (sd_listen_fds(3)).
PASS_SOCKET = 'exec 3<&0 </dev/null; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'
LISTENS = "Listening at:"  # where gunicorn cannot notify, which is everywhere but on Linux


class Service:
    """Seminar as deploy/seminar.service and deploy/seminar.socket describe it, in a folder of its own."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.log = folder / "gunicorn.log"
        self.socket = folder / "seminar.sock"
        self.listener = bound(self.socket, socket.SOCK_STREAM)
        self.listener.listen(int(units.values("seminar.socket", "Backlog")[0]))
        self.readiness = bound(folder / "notify.sock", socket.SOCK_DGRAM)
        self.readiness.settimeout(0)
        clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self.environment = clean | settings | {"NOTIFY_SOCKET": str(folder / "notify.sock")}
        self.master: psutil.Popen

    def start(self) -> None:
        """Start it, and return when it says that it is up."""
        starts = self._starts()
        with self.log.open("ab") as log:
            self.master = psutil.Popen(
                ["sh", "-c", PASS_SOCKET, "sh", *units.command("seminar.service")],
                cwd=ROOT,
                env=self.environment,
                stdin=self.listener,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # what it starts stays in it: our control group
            )
        ready = self._has_notified if systemd.ON_LINUX else lambda: self._starts() > starts
        eventually(ready, "it is up")

    def _has_notified(self) -> bool:
        """Say whether gunicorn told systemd that it is up, as Type=notify asks of it."""
        with suppress(BlockingIOError):
            return b"READY=1" in self.readiness.recv(4096)
        return False

    def _starts(self) -> int:
        return self.said().count(LISTENS) if self.log.exists() else 0

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def processes(self) -> list[psutil.Process]:
        """Return every process that came from it, also those that lost their parent."""
        return [each for each in psutil.process_iter() if session_of(each) == self.master.pid]

    def answering(self) -> set[psutil.Process]:
        """Return the processes that answer requests."""
        return {each for each in self.master.children() if not is_supervisor(each)}

    def reload(self) -> None:
        """Replace the processes that answer, and return when none of the old ones is left."""
        before = self.answering()
        self.master.send_signal(signal.SIGHUP)
        eventually(lambda: len(self.answering() - before) >= 2, "the new processes are there")
        eventually(lambda: not self.answering() & before, "the old processes have ended")

    def restart(self) -> None:
        """Ask it to end, and start it anew; the socket stays."""
        self.master.terminate()
        assert self.master.wait(LIMIT) == 0, self.said()
        assert not self.processes()
        self.start()

    def kill(self) -> None:
        """End all its processes at once, as systemd does with those that a killed gunicorn leaves."""
        with suppress(psutil.NoSuchProcess):
            self.master.kill()
        self.master.wait()
        while left := self.processes():
            for each in left:
                with suppress(psutil.NoSuchProcess):
                    each.kill()
            psutil.wait_procs(left, timeout=LIMIT)

    def close(self) -> None:
        self.kill()
        self.listener.close()
        self.readiness.close()


def bound(path: Path, kind: socket.SocketKind) -> socket.socket:
    """Return a socket at a path that nginx, which may be somebody else here, can reach."""
    bound_to = socket.socket(socket.AF_UNIX, kind)
    bound_to.bind(str(path))
    path.chmod(0o666)
    return bound_to


def session_of(process: psutil.Process) -> int | None:
    with suppress(OSError, psutil.Error):
        return os.getsid(process.pid) if process.status() != psutil.STATUS_ZOMBIE else None
    return None


def is_supervisor(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return any("supervisor.py" in part for part in process.cmdline())
    return False


@contextmanager
def serving(settings: dict[str, str]) -> Iterator[Service]:
    """Run the service until the block ends; none of its processes is left then."""
    with servers.own_folder("service") as folder:
        service = Service(folder, settings)
        try:
            service.start()
            yield service
        finally:
            service.close()
