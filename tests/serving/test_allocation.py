"""Memory that is free goes back to the system."""

from __future__ import annotations

import subprocess
import sys

import pytest

from forum import allocation
from forum.config import HOME

HOLES = """
from forum import allocation

def held():
    lines = open("/proc/self/smaps_rollup").readlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Rss:"))

assert allocation.settle()
blocks = [bytes([1]) * 20_000 for _ in range(2_000)]
kept, blocks = blocks[::50], None  # what is kept lies between what is free
before = held()
allocation.give_back()
print(before - held())
"""


def test_what_lies_free_between_what_is_used_is_given_back() -> None:
    answer = subprocess.run([sys.executable, "-c", HOLES], cwd=HOME, stdout=subprocess.PIPE, check=True)
    assert int(answer.stdout) > 20_000  # KB, of 40 MB


def test_settings_stay_as_they_are_where_there_is_another_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allocation, "IS_GLIBC", False)
    assert not allocation.settle()
    allocation.give_back()
