"""A worker that keeps dying is started again and again, and the supervisor can be ended in between."""

from pathlib import Path

from tests.serving.running import ROOT, eventually, running

KEEP_RUNNING = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from forum.supervisor import Supervisor
Supervisor(os.getppid(), [sys.executable, "-c", "import sys; sys.exit('no, ' + sys.argv[1])"]).run()
"""


def test_it_starts_what_died_until_it_is_told_to_stop(tmp_path: Path) -> None:
    with running(tmp_path, ["-c", KEEP_RUNNING]) as supervisor:
        eventually(lambda: supervisor.said().count("it is started again") >= 2, "two workers have died")
        assert f"no, {supervisor.process.pid}\n" in supervisor.said()
        assert supervisor.end() == 0
