"""The real site: gunicorn on an instance folder of its own, and this process's way into the same database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from forum import create_app
from forum.extensions import db, limiter
from tests.conftest import CHEAP_HASH
from tests.people import gather
from tests.serving.running import GUNICORN, Program, running
from tests.tools.redis import free_port


@dataclass
class Site:
    """One site, served or not; `app` reads and writes its database from here, as a process of it would."""

    app: Flask
    folder: Path
    port: int = field(default_factory=free_port)
    _serving: ExitStack = field(default_factory=ExitStack)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, **settings: str) -> Program:
        """Serve, with further settings, and return the program when it answers."""
        own = {"SEMINAR_INSTANCE": self.app.instance_path, "BIND": f"127.0.0.1:{self.port}"}
        program = self._serving.enter_context(running(self.folder, GUNICORN, **own, **settings))
        program = replace(program, port=self.port)
        program.is_up()
        return program

    def kill(self) -> None:
        """End it at once, with all its processes, as a failing machine would."""
        self._serving.close()

    def forget_haste(self) -> None:
        """Start all counts of what came too often anew: one story is not slowed down by another."""
        with self.app.app_context():
            limiter.reset()


@contextmanager
def prepared(folder: Path) -> Iterator[Site]:
    """Make the database and the cast in the folder; nothing is served yet."""
    settings = {
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'instance' / 'seminar.db'}",
        "SEMINAR_BASE_URL": "http://127.0.0.1",
        "PASSWORD_HASH": CHEAP_HASH,
    }
    app = create_app(settings, instance=folder / "instance")
    with app.app_context():
        upgrade()
        gather()
    site = Site(app, folder)
    try:
        yield site
    finally:
        site.kill()
        with app.app_context():
            db.engine.dispose()
