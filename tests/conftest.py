"""One application for all tests, on the database that SEMINAR_TEST_DATABASE names; emptied before each."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from forum import create_app
from forum.extensions import db, huey, limiter
from tests.people import Cast, gather
from tests.serving.mailserver import Mailbox, serving
from tests.tools import postgres
from tests.visitor import Client, Visitor

DATABASE = os.environ.get("SEMINAR_TEST_DATABASE", "sqlite")
CHEAP_HASH = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}


def pytest_xdist_auto_num_workers() -> int:
    """Return how many processes share the tests: one more than cores, since many tests wait; four at most."""
    return min((os.cpu_count() or 1) + 1, 4)


@pytest.fixture(scope="session")
def instance() -> Iterator[Path]:
    """A folder in memory where there is one: thousands of commits need not wait for a disk."""
    memory = "/dev/shm"  # noqa: S108  # not a predictable name: TemporaryDirectory makes one in it
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def database_url(instance: Path) -> Iterator[str]:
    if DATABASE == "sqlite":
        yield f"sqlite:///{instance / 'seminar.db'}"
    else:
        with postgres.server() as url:
            yield url


@pytest.fixture(scope="session")
def the_app(instance: Path, database_url: str) -> Iterator[Flask]:
    app = create_app(
        {
            "TESTING": True,
            "SQLALCHEMY_DATABASE_URI": database_url,
            "TRUSTED_HOSTS": ["localhost"],
            "SEMINAR_BASE_URL": "http://localhost",
            "PASSWORD_HASH": CHEAP_HASH,
        },
        instance=instance,
    )
    app.test_client_class = Client
    with app.app_context():
        upgrade()
        db.session.remove()
        if DATABASE == "sqlite":
            db.engine.dispose()
            shutil.copy(instance / "seminar.db", instance / "empty.db")
        else:
            with db.engine.begin() as connection:
                postgres.add_emptying(connection)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(the_app: Flask, instance: Path) -> Iterator[Flask]:
    """The application with an empty database, an empty queue, an empty outbox and no attempts counted."""
    with the_app.app_context():
        empty_database(instance)
        huey.flush()
        limiter.reset()
        shutil.rmtree(instance / "outbox", ignore_errors=True)
    with the_app.app_context():
        yield the_app
        db.session.remove()


def empty_database(instance: Path) -> None:
    db.session.remove()
    if DATABASE == "sqlite":
        db.engine.dispose()
        for leftover in instance.glob("seminar.db-*"):
            leftover.unlink()
        shutil.copy(instance / "empty.db", instance / "seminar.db")
        return
    with db.engine.begin() as connection:
        connection.exec_driver_sql("SELECT empty_all()")


@pytest.fixture
def cast(app: Flask) -> Cast:
    """ines teaches, asa assists, sam and sue study, olga observes; otto is in another class."""
    return gather()


@pytest.fixture
def mailbox() -> Mailbox:
    """What a mail server of this machine gets; `smtp` lets our mail go there."""
    return Mailbox()


@pytest.fixture
def smtp(app: Flask, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with serving(mailbox) as port:
        monkeypatch.setitem(app.config, "SEMINAR_SMTP_URL", f"smtp://127.0.0.1:{port}")
        yield port


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Visitor:
    """A browser that nobody is signed in with: vera, the visitor."""
    return Visitor(app)


@pytest.fixture(params=["plain", "htmx"])
def via(request: pytest.FixtureRequest) -> str:
    """Tell the same story twice: without JavaScript, and as htmx asks."""
    return str(request.param)


@pytest.fixture
def browse(app: Flask, cast: Cast) -> Callable[[str], Visitor]:
    """Give somebody's browser, signed in at its first use; vera's stays outside."""
    browsers: dict[str, Visitor] = {"vera": Visitor(app)}

    def of(name: str) -> Visitor:
        if name not in browsers:
            browsers[name] = Visitor(app).as_(name)
        return browsers[name]

    return of
