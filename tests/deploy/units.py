"""What stands in deploy/, read as systemd reads it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from tests.serving.running import ROOT

DEPLOY = ROOT / "deploy"
CHECKOUT = "/srv/seminar/current"  # where the files in deploy/ expect it
UNITS = sorted(path for path in DEPLOY.iterdir() if path.suffix in (".service", ".socket", ".timer"))


def values(unit: str, name: str) -> list[str]:
    """Return what a unit says of a name, as often as it says it."""
    lines = (DEPLOY / unit).read_text().splitlines()
    return [line.removeprefix(f"{name}=") for line in lines if line.startswith(f"{name}=")]


def here(text: str) -> str:
    """Return words of deploy/ with this checkout, and the Python that runs the tests, in their places."""
    text = text.replace(f"{CHECKOUT}/.venv/bin", str(Path(sys.executable).parent))
    return text.replace(CHECKOUT, str(ROOT))


def command(unit: str, name: str = "ExecStart") -> list[str]:
    """Return the command that a unit starts, for this checkout."""
    (line,) = values(unit, name)
    return shlex.split(here(line))


def settings() -> dict[str, str]:
    """Return the example of the settings, with the lines that are only offered."""
    lines = (line.removeprefix("#") for line in (DEPLOY / "seminar.env").read_text().splitlines())
    words = [word for line in lines if "=" in line for word in shlex.split(line)]
    return dict(word.split("=", 1) for word in words)
