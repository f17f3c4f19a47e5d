"""The parent's side of the render child: start it, ask it, and end it when it does not answer."""

import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from forum.text_frames import receive, send

START_DEADLINE = 10.0  # seconds for a child to come up on a busy machine
QUEUE_DEADLINE = 10.0  # seconds a text waits for the texts before it

# The name `forum` stands for its folder only: the child needs the text files, not Flask and the database.
_PROGRAM = """
import sys, types
forum = sys.modules["forum"] = types.ModuleType("forum")
forum.__path__ = [sys.argv[1]]
from forum.text_child import main
main()
"""
# What an interpreter may need to start; the settings and their secrets stay here.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class RenderFailed(Exception):
    """No HTML came back: too late, crashed, or a text the libraries choke on."""


class RenderedTooSlowly(RenderFailed):
    """The deadline has passed, of this text or of those before it."""


class _Child:
    """One child process and the channel to it."""

    def __init__(self) -> None:
        self.channel, theirs = socket.socketpair()
        with theirs:
            self.process = _start(theirs)
        try:
            receive(self.channel, until=time.monotonic() + START_DEADLINE)
        except BaseException:
            self.end()
            raise

    def ask(self, job: dict[str, Any], deadline: float) -> dict[str, Any]:
        until = time.monotonic() + deadline
        self.channel.settimeout(deadline)
        send(self.channel, {"job": job, "deadline": deadline})
        return receive(self.channel, until=until)

    def is_running(self) -> bool:
        return self.process.poll() is None

    def end(self) -> None:
        self.channel.close()
        self.process.kill()
        self.process.wait()

    def forget(self) -> None:
        self.channel.close()
        self.process.poll()  # not ours to wait for, which this lets the object know


def _start(channel: socket.socket) -> subprocess.Popen[bytes]:
    folder = str(Path(__file__).resolve().parent)
    return subprocess.Popen(  # noqa: S603 - nothing of the command comes from outside
        [sys.executable, "-P", "-c", _PROGRAM, folder],
        stdin=channel.fileno(),
        stdout=subprocess.DEVNULL,
        env=_environment(),
        cwd="/",
        process_group=0,  # Ctrl-C in a terminal is for the server, which then ends its child
    )


def _environment() -> dict[str, str]:
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    folders = [str(Path(entry).resolve()) for entry in sys.path if entry]
    return passed_on | {"PYTHONPATH": os.pathsep.join(folders)}


class Renderer:
    """Renders texts one at a time in a child process, which it starts when first needed."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline  # seconds for one text
        self._lock = threading.Lock()
        self._child: _Child | None = None

    @property
    def pid(self) -> int | None:
        """The process id of the child, if there is one."""
        child = self._child
        return child.process.pid if child else None

    def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        """Have one text rendered; `job` holds the arguments of `text_child.rendered`.

        Raises RenderFailed, and anything that interrupts this thread.
        """
        if not self._lock.acquire(timeout=QUEUE_DEADLINE):
            raise RenderedTooSlowly("the texts before it took too long")
        try:
            answer = self._ask(job)
        finally:
            self._lock.release()
        if "error" in answer:
            raise RenderFailed(answer["error"])
        rendered: dict[str, Any] = answer["rendered"]
        return rendered

    def _ask(self, job: dict[str, Any]) -> dict[str, Any]:
        try:
            return self._running_child().ask(job, self._deadline)
        except (OSError, EOFError, ValueError) as error:
            self._end_child()
            failed = RenderedTooSlowly if isinstance(error, TimeoutError) else RenderFailed
            raise failed(f"{type(error).__name__}: {error}") from error
        except BaseException:
            # An answer still on its way would be taken for the next text's.
            self._end_child()
            raise

    def _running_child(self) -> _Child:
        if self._child and not self._child.is_running():
            self._end_child()
        if self._child is None:
            self._child = _Child()
        return self._child

    def _end_child(self) -> None:
        child, self._child = self._child, None
        if child:
            child.end()

    def close(self) -> None:
        """End the child; the next text starts another."""
        with self._lock:
            self._end_child()

    def forget(self) -> None:
        """After a fork: leave the child to the parent process, and the lock to whoever held it there."""
        self._lock = threading.Lock()
        child, self._child = self._child, None
        if child:
            child.forget()
