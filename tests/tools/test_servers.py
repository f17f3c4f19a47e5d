"""Servers end with whoever asked for them, and say why they did not start."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools import servers

ROOT = Path(__file__).parents[2]
LIMIT = 30  # seconds
HOLDER = """
import time
from tests.tools import servers
with servers.own_folder("held") as folder:
    ready = (folder / "ready").exists
    with servers.running(folder, ["sh", "-c", "echo $$ >pid; touch ready; exec sleep 1000"], ready):
        print(folder, (folder / "pid").read_text().strip(), flush=True)
        time.sleep(1000)
"""


def eventually(happened: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + LIMIT
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.05)
    return happened()


def ended(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("way", ["terminate", "kill"])
def test_a_server_ends_when_its_tests_are_killed(way: str) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    with holder.stdout as output:
        folder, pid = output.readline().split()
    getattr(holder, way)()
    holder.wait(LIMIT)
    assert eventually(lambda: ended(pid))
    assert eventually(lambda: not Path(folder).exists())


def test_a_server_that_fails_says_why() -> None:
    with (
        servers.own_folder("failing") as folder,
        pytest.raises(RuntimeError, match="out of paper"),
        servers.running(folder, ["sh", "-c", "echo out of paper >&2; exit 1"], ready=lambda: False),
    ):
        pass
    assert not folder.exists()
