"""systemd itself looks at the units of deploy/."""

import subprocess
from pathlib import Path

import pytest

from tests.deploy import units
from tests.tools import systemd

EXPOSURE = 20  # of 100, by systemd's own measure, where a unit without any hardening has 96


def ask(*arguments: str | Path) -> str:
    """Return what systemd-analyze says; a test fails when it exits with anything but 0."""
    command = [systemd.program(), *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The units, with this checkout in the place of the one that they are for."""
    for path in units.UNITS:
        (tmp_path / path.name).write_text(units.here(path.read_text()))
    return tmp_path


def test_systemd_finds_nothing_wrong_with_the_units(folder: Path) -> None:
    assert ask("verify", "--man=no", *sorted(folder.iterdir())) == ""


@pytest.mark.parametrize("unit", ["seminar.service", "seminar-lmtp.service"])
def test_little_is_open_to_who_breaks_into_the_service(folder: Path, unit: str) -> None:
    ask("security", "--no-pager", "--offline=yes", f"--threshold={EXPOSURE}", folder / unit)
