"""Programs that the tests need beside Python packages: where they are, and whether they run."""

import shutil
import subprocess
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

PATIENCE = 60  # seconds; the first start of a browser on a busy machine takes several
OTHER_WAYS = {"nginx": "-v"}  # of asking for the version than --version


class Missing(RuntimeError):
    """A program is not there; the message is one sentence that says what to install."""


def version(program: Path | str) -> str | None:
    """Return the first line of what the program says of its version, or None if it does not run here."""
    command = [program, OTHER_WAYS.get(Path(program).name, "--version")]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return None
    said = answer.stdout or answer.stderr
    return said.strip().partition("\n")[0] if answer.returncode == 0 else None


def first_that_runs(candidates: Iterable[Path | str | None]) -> Path | None:
    """Return the first candidate that runs; None and names that do not exist are passed over."""
    return next((Path(each) for each in candidates if each and version(each) is not None), None)


def on_path(*names: str) -> list[str | None]:
    """Return where each name is on the PATH, None where it is not."""
    return [shutil.which(name) for name in names]


def inside_package(package: str, pattern: str) -> list[Path]:
    """Return the files of an installed Python package that match the glob pattern, without importing it."""
    spec = find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    return [file for folder in folders or [] for file in sorted(Path(folder).glob(pattern))]
