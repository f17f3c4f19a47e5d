"""The seeded databases: made once a day, and copied for each run."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from flask_migrate import upgrade

from bench import recount, seed
from bench.size import Size
from forum import create_app, text
from forum.config import HOME
from forum.extensions import db, huey
from forum.search import rebuild

CACHE = HOME / ".tools" / "bench"
FRESH = 86_400  # seconds; in an older class nothing is new, and pages show other times
FILE = "seminar.db"


def seeded(size: Size) -> Path:
    """Return a database file of that size, made now unless today's is there."""
    folder = CACHE / _mark()
    file = folder / f"{size.name}.db"
    if not file.exists() or time.time() - file.stat().st_mtime > FRESH:
        _forget_others(folder)
        folder.mkdir(parents=True, exist_ok=True)
        print(f"Seeding {size} ...", flush=True)
        _make(size).replace(file)
    return file


def _mark() -> str:
    """Return what tells one version of the seeded rows from another: the schema, the seed, the renderer."""
    here = [HOME / "bench" / name for name in ("seed.py", "size.py", "texts.py", "threads.py")]
    files = [*sorted((HOME / "migrations" / "versions").glob("*.py")), *here]
    content = b"".join(file.read_bytes() for file in files)
    return sha256(content + bytes([text.RENDERER_VERSION])).hexdigest()[:12]


def _forget_others(folder: Path) -> None:
    for other in CACHE.glob("*"):
        if other != folder:
            shutil.rmtree(other)


def _make(size: Size) -> Path:
    folder = CACHE / "making"
    shutil.rmtree(folder, ignore_errors=True)
    with application(folder) as app, app.app_context():
        upgrade()
        seed.fill(size)
        rebuild.everything()  # a new comment is taken up into an index as large as the class
        recount.check(size)
    return folder / FILE


@contextmanager
def application(folder: Path, url: str = "") -> Iterator[Flask]:
    """Give an application on the database in this folder, or on that of a server; let go of it afterwards."""
    database = url or f"sqlite:///{folder / FILE}"
    app = create_app({"SQLALCHEMY_DATABASE_URI": database}, instance=folder)
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()
        huey.storage.close()
        text.close()


@contextmanager
def folder() -> Iterator[Path]:
    """Give a folder for one run. On the disk that the cache is on: memory would make writing too cheap."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=CACHE.parent, prefix="bench-") as path:
        yield Path(path)


def file(instance: Path) -> Path:
    """Return the database file of an instance folder."""
    return instance / FILE


def instance(size: Size, folder: Path) -> Path:
    """Return a new instance folder with a copy of the seeded database."""
    made = folder / size.name
    made.mkdir()
    shutil.copyfile(seeded(size), file(made))
    return made
