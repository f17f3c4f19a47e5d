"""The commands of `flask`: all are offered, and who serves pages loads none of them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from flask import Flask

from forum.commands import GROUPS
from forum.config import HOME

LOADED = "import sys, forum; print(*sys.modules)"


def test_who_serves_pages_loads_no_command_and_no_importer() -> None:
    answer = subprocess.run([sys.executable, "-c", LOADED], cwd=HOME, stdout=subprocess.PIPE, check=True)
    loaded = answer.stdout.decode().split()
    files = {file for files in GROUPS.values() for file in files}
    assert "forum.rooms" in loaded
    assert [name for name in loaded if name in files or name.startswith(("forum.exchange", "bs4"))] == []


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_there_when_it_is_asked_for(the_app: Flask, group: str) -> None:
    runner = the_app.test_cli_runner()
    assert f"\n  {group} " in runner.invoke(args=["--help"]).output
    told = runner.invoke(args=[group, "--help"])
    assert told.exit_code == 0
    assert "Commands:" in told.output


def test_another_group_is_not_there(the_app: Flask) -> None:
    told = the_app.test_cli_runner().invoke(args=["nothing"])
    assert told.exit_code == 2
    assert "No such command 'nothing'" in told.output
