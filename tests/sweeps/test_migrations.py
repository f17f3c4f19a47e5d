"""The tables are what the models say; every migration goes up and down, on the database of this run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import create_engine, make_url

from forum.config import HOME
from forum.extensions import db
from tests.sweeps import migrating

ANEW = "seminar_anew"


@pytest.fixture(scope="module")
def empty_database(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database without a table, on the server of this run."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('anew') / 'anew.db'}"
        return
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {ANEW}")
        yield url.set(database=ANEW).render_as_string(hide_password=False)
        connection.exec_driver_sql(f"DROP DATABASE {ANEW} WITH (FORCE)")
    server.dispose()


@pytest.fixture(scope="module")
def found(empty_database: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What migrating.py saw, in a process of its own."""
    settings = {"DATABASE_URL": empty_database, "SEMINAR_INSTANCE": str(tmp_path_factory.mktemp("instance"))}
    command = [sys.executable, "-m", migrating.__name__]
    done = subprocess.run(
        command, cwd=HOME, env=os.environ | settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def wanted(the_app: Flask) -> list[str]:
    with the_app.app_context():
        return sorted(["alembic_version", *db.metadata.tables])


def test_from_nothing_to_all_tables(found: dict[str, Any], wanted: list[str]) -> None:
    assert (found["empty"], found["up"]) == ([], wanted)


def test_the_tables_are_what_the_models_say(found: dict[str, Any]) -> None:
    assert (found["differences"], found["differences_again"]) == ([], [])


def test_back_to_nothing_and_up_again(found: dict[str, Any], wanted: list[str]) -> None:
    assert (found["down"], found["again"]) == (["alembic_version"], wanted)


def test_what_is_written_is_there_after_each_of_them(found: dict[str, Any]) -> None:
    assert found["rows"][0]["comment"] == 2
    assert [rows for rows in found["rows"] if rows != found["rows"][0]] == []


def test_the_migrations_form_one_line(the_app: Flask) -> None:
    scripts = ScriptDirectory(the_app.extensions["migrate"].directory)
    assert (len(scripts.get_heads()), len(scripts.get_bases())) == (1, 1)


def test_migrations_import_nothing_of_ours() -> None:
    """They must run for ever; what they would import changes."""
    versions = list(Path(HOME, "migrations/versions").glob("*.py"))
    assert versions
    assert [path.name for path in versions if "forum" in path.read_text("utf-8")] == []
