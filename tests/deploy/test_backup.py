"""deploy/backup copies a database that is in use, and what it copied can be put back."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import time

import psycopg
import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, text

from forum.config import secret_key
from tests import factories
from tests.conftest import DATABASE
from tests.deploy.units import DEPLOY
from tests.people import Cast
from tests.tools import postgres

TITLES = "SELECT title FROM post ORDER BY id"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


def back_up(folder: Path, settings: dict[str, str]) -> Path:
    """Run the script and return the copy of the database."""
    programs = f"{postgres.program().parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | settings | {"PYTHON": sys.executable, "PATH": programs}
    subprocess.run([DEPLOY / "backup", folder], env=environment, check=True)
    (copy,) = [*folder.glob("*.db"), *folder.glob("*.dump")]
    return copy


@contextmanager
def restored_to(server: str) -> Iterator[str]:
    """Make an empty database on the server for as long as the block lasts."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE restored"))
        yield make_url(server).set(drivername="postgresql", database="restored").render_as_string(False)
        connection.execute(text("DROP DATABASE restored WITH (FORCE)"))
    engine.dispose()


def titles_in(copy: Path, database_url: str) -> list[str]:
    """Put a copy back, as docs/deploying.md tells, and read it."""
    if copy.suffix == ".db":
        with closing(sqlite3.connect(copy)) as connection:
            return [row[0] for row in connection.execute(TITLES)]
    with restored_to(database_url) as url:
        program = postgres.program().with_name("pg_restore")
        subprocess.run([program, "--no-owner", f"--dbname={url}", copy], check=True)
        with psycopg.connect(url) as connection:
            return [row[0] for row in connection.execute(TITLES)]


def test_a_copy_has_all_that_was_written(
    app: Flask, cast: Cast, folder: Path, settings: dict[str, str], instance: Path
) -> None:
    secret = secret_key(instance)
    factories.post(factories.member("ines"), "Before")
    copy = back_up(folder, settings)
    factories.post(factories.member("ines"), "After")
    assert copy.suffix == (".db" if DATABASE == "sqlite" else ".dump")
    assert titles_in(copy, settings["DATABASE_URL"]) == ["Before"]
    assert (folder / "secret_key").read_text() == secret
    assert [path.name for path in folder.iterdir() if path.stat().st_mode & 0o077] == []


def test_old_copies_go_and_others_stay(
    app: Flask, folder: Path, settings: dict[str, str], tmp_path: Path
) -> None:
    for name, days in (("old.db", 16), ("old.dump", 16), ("yesterday.txt", 1), ("notes.txt", 16)):
        (folder / name).touch()
        os.utime(folder / name, (time() - 86_400 * days,) * 2)
    back_up(folder, settings)
    assert not (folder / "old.db").exists()
    assert not (folder / "old.dump").exists()
    assert (folder / "notes.txt").exists()


def test_a_copy_that_cannot_be_made_is_an_error(settings: dict[str, str], folder: Path) -> None:
    wrong = os.environ | settings | {"DATABASE_URL": "sqlite:////no/such/file", "PYTHON": sys.executable}
    done = subprocess.run([DEPLOY / "backup", folder], env=wrong, stderr=subprocess.PIPE, text=True)
    assert done.returncode != 0
    assert done.stderr == "There is no database /no/such/file.\n"
    assert list(folder.iterdir()) == []


def test_half_a_copy_is_not_left_behind(settings: dict[str, str], folder: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"not a database" * 100)
    wrong = {"DATABASE_URL": f"sqlite:///{tmp_path}/broken.db", "PYTHON": sys.executable}
    done = subprocess.run(
        [DEPLOY / "backup", folder], env=os.environ | settings | wrong, stderr=subprocess.PIPE, text=True
    )
    assert done.returncode != 0
    assert "file is not a database" in done.stderr
    assert list(folder.iterdir()) == []
