"""The settings that deploy/ proposes can be used as they stand, and again with all that they offer."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from forum.config import SETTINGS, load
from tests.deploy import units
from tests.serving.running import ROOT


def test_every_proposed_setting_exists_and_is_good(tmp_path: Path) -> None:
    offered = units.settings()
    assert offered.keys() <= {setting.name for setting in SETTINGS}
    config = load(tmp_path, offered)
    assert config["SEMINAR_PROXIES"] == 1
    assert config["SESSION_COOKIE_SECURE"] is True


def test_the_files_agree_on_where_things_are() -> None:
    (socket,) = units.values("seminar.socket", "ListenStream")
    site = (units.DEPLOY / "nginx-site.conf").read_text()
    assert f"server unix:{socket};" in site
    assert f"root {units.CHECKOUT};" in site
    for unit in ("seminar.service", "seminar-lmtp.service", "seminar-backup.service"):
        assert units.values(unit, "WorkingDirectory") == [units.CHECKOUT]
        assert units.values(unit, "User") == ["seminar"]


def test_the_service_makes_its_tables_before_it_starts(tmp_path: Path) -> None:
    command = units.command("seminar.service", "ExecStartPre")
    environment = os.environ | {"SEMINAR_INSTANCE": str(tmp_path), "DATABASE_URL": ""}
    subprocess.run(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, check=True)
    with closing(sqlite3.connect(tmp_path / "seminar.db")) as database:
        assert database.execute("SELECT count(*) FROM comment").fetchone() == (0,)


def test_what_keeps_the_service_from_starting_is_a_sentence(tmp_path: Path) -> None:
    command = units.command("seminar.service", "ExecStartPre")
    for name, value, sentence in (
        ("SEMINAR_PROXIES", "many", "SEMINAR_PROXIES is 'many'; it must be a whole number"),
        (
            "DATABASE_URL",
            "postgresql://me:secret@127.0.0.1:1/x",
            "The database postgresql://me:***@127.0.0.1:1/x ",
        ),
    ):
        environment = os.environ | {"SEMINAR_INSTANCE": str(tmp_path), name: value}
        done = subprocess.run(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 1
        assert done.stderr.startswith(sentence)
        assert "Traceback" not in done.stderr
