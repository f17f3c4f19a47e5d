"""The checker of systemd's units, which there is on Linux only."""

import os
import shutil
import sys
from pathlib import Path

from tests.tools import getting, programs
from tests.tools.getting import Refused
from tests.tools.programs import Missing

ON_LINUX = sys.platform == "linux"
ELSEWHERE = "there is none but on Linux; the tests leave systemd's units to it"


def program() -> Path:
    """Return systemd-analyze. Raises Missing."""
    if not (found := programs.first_that_runs(programs.on_path("systemd-analyze"))):
        raise Missing("No systemd-analyze: `apt install systemd` (Debian).")
    return found


def obtain() -> Path:
    """Return systemd-analyze, installed now if need be and possible. Raises Missing."""
    if not shutil.which("systemd-analyze") and os.geteuid() == 0 and shutil.which("apt-get"):
        with getting.one_at_a_time():
            install()
    return program()


def install() -> None:
    """Install Debian's package; what runs on the machine stays as it is."""
    try:
        getting.apt("install", "-y", "--no-install-recommends", "systemd")
    except Refused as refusal:
        print(refusal, file=sys.stderr, flush=True)
