"""The programs share the database, the queue and the outbox of the tests' own application."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, text

from tests.conftest import DATABASE
from tests.serving.running import Program, running

Run = Callable[..., AbstractContextManager[Program]]


@pytest.fixture
def run(app: Flask, database_url: str, instance: Path, tmp_path: Path) -> Run:
    """Start a program on the tests' own database and instance folder."""
    return partial(running, tmp_path, DATABASE_URL=database_url, SEMINAR_INSTANCE=str(instance))


@pytest.fixture
def run_anew(database_url: str, tmp_path: Path) -> Iterator[Run]:
    """Start a program on a database without tables and an instance folder that is not there yet."""
    if DATABASE == "sqlite":
        yield partial(running, tmp_path, SEMINAR_INSTANCE=str(tmp_path / "instance"))
        return
    server = create_engine(database_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE anew"))
        url = make_url(database_url).set(database="anew").render_as_string(hide_password=False)
        yield partial(running, tmp_path, SEMINAR_INSTANCE=str(tmp_path / "instance"), DATABASE_URL=url)
        connection.execute(text("DROP DATABASE anew WITH (FORCE)"))
    server.dispose()
