"""What others made: unchanged copies, pinned versions."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha384
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from forum.config import HOME

VENDOR = HOME / "static/vendor"
ROW = re.compile(r"^\| (?P<file>\S+) \| (?P<version>\S+) \|.*`(?P<hash>[\w+/=]{64})` \|$", re.MULTILINE)
PIN = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[\w.+!]+)(?P<rest>(?:.*\\\n)(?:    .*(?:\n|$))+)", re.MULTILINE
)
LOCKS = [("requirements.in", "requirements.txt"), ("requirements-dev.in", "requirements-dev.txt")]


def wanted(name: str) -> list[Requirement]:
    """Return what a .in file asks for; what it takes over from another one is that one's."""
    lines = (line.partition("#")[0].strip() for line in (HOME / name).read_text("utf-8").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def pinned(name: str) -> dict[str, tuple[Version, str]]:
    """Return the version of each package in a lock file, and the lines with its hashes."""
    found = PIN.finditer((HOME / name).read_text("utf-8"))
    return {canonicalize_name(pin["name"]): (Version(pin["version"]), pin["rest"]) for pin in found}


def test_vendored_files_are_unchanged_copies() -> None:
    rows = {row["file"]: row["hash"] for row in ROW.finditer((VENDOR / "VENDORED.md").read_text("utf-8"))}
    assert {name: b64encode(sha384((VENDOR / name).read_bytes()).digest()).decode() for name in rows} == rows


def test_every_vendored_file_is_named() -> None:
    listed = (VENDOR / "VENDORED.md").read_text("utf-8")
    own = (".md", ".gz", ".br")  # the list itself, and the compressed twins that twins.py makes
    assert [
        path.name for path in VENDOR.iterdir() if path.name not in listed and path.suffix not in own
    ] == []


@pytest.mark.parametrize(("asked", "lock"), LOCKS)
def test_what_is_asked_for_is_pinned(asked: str, lock: str) -> None:
    pins = pinned(lock)
    missing = [str(r) for r in wanted(asked) if canonicalize_name(r.name) not in pins]
    assert missing == []
    other = [str(r) for r in wanted(asked) if pins[canonicalize_name(r.name)][0] not in r.specifier]
    assert other == []


@pytest.mark.parametrize("lock", [lock for _asked, lock in LOCKS])
def test_every_pin_has_its_hashes(lock: str) -> None:
    lines = Path(HOME, lock).read_text("utf-8").splitlines()
    starts = [line for line in lines if re.match(r"[\w.-]+==", line)]
    assert len(pinned(lock)) == len({canonicalize_name(line.partition("==")[0]) for line in starts})
    assert [name for name, (_version, rest) in pinned(lock).items() if "--hash=sha256:" not in rest] == []


def test_the_tests_run_on_what_is_delivered() -> None:
    delivered, tested = pinned("requirements.txt"), pinned("requirements-dev.txt")
    assert {name: tested.get(name, ("",))[0] for name in delivered} == {
        name: version for name, (version, _rest) in delivered.items()
    }
