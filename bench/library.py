"""The databases with a million comments: seeded once, one in SQLite and one in PostgreSQL, and kept."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from flask_migrate import upgrade
from sqlalchemy import Connection

from bench import million, seed
from bench.bulk import Bulk
from bench.databases import CACHE, application
from forum import clock
from forum.comments.models import Comment
from forum.config import HOME
from forum.extensions import db
from forum.posts.models import Filing, Post
from forum.search.models import Passage
from tests.tools import keeper, postgres, servers
from tests.tools.programs import Missing

KEPT = CACHE.with_name("bench-search")
AT_ONCE = 100  # posts with their comments
MADE_BY = (
    "bench/library.py",
    "bench/million.py",
    "bench/bulk.py",
    "bench/texts.py",
    "forum/search/words.py",
    "forum/search/index.py",
)
# What is lost when the machine stops is made again.
IN_A_HURRY = ("foreign_keys=OFF", "synchronous=OFF", "journal_mode=OFF", "cache_size=-400000")
ADDED = "SELECT sql FROM sqlite_master WHERE name = 'passage_added'"
COUNTED = "UPDATE category SET post_count = (SELECT count(*) FROM filing WHERE category_id = category.id)"
LATER = ("ix_passage_vector", "ix_passage_newest", "ix_passage_newest_post")  # made when the rows are there


def kept(name: str, make: Callable[[Path], None]) -> Path:
    """Return the folder of a database, made now unless it is there."""
    folder = KEPT / _mark() / name
    if not folder.exists():
        _forget_others()
        making = KEPT / "making"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        print(f"Seeding a million comments in {name}; it is done once and takes some minutes ...", flush=True)
        started = time.monotonic()
        make(making)
        folder.parent.mkdir(parents=True, exist_ok=True)
        making.replace(folder)
        print(f"... {time.monotonic() - started:.0f} seconds.", flush=True)
    return folder


def _mark() -> str:
    files = [*sorted((HOME / "migrations" / "versions").glob("*.py")), *(HOME / name for name in MADE_BY)]
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _forget_others() -> None:
    for other in KEPT.glob("*"):
        if other.name != _mark():
            shutil.rmtree(other)


def sqlite() -> Path:
    """Return an instance folder with the class in SQLite. Searching changes nothing in it."""
    return kept("sqlite", _make_sqlite)


def _make_sqlite(folder: Path) -> None:
    with application(folder) as app, app.app_context():
        upgrade()
        with db.engine.connect() as connection:
            for pragma in IN_A_HURRY:
                connection.exec_driver_sql(f"PRAGMA {pragma}")
            added = connection.exec_driver_sql(ADDED).scalar_one()
            connection.exec_driver_sql("DROP TRIGGER passage_added")
            _fill(connection)
            connection.exec_driver_sql("INSERT INTO passage_index(passage_index) VALUES ('rebuild')")
            connection.exec_driver_sql(added)
            connection.commit()


@contextmanager
def postgresql() -> Iterator[str]:
    """Serve the class in PostgreSQL, from a copy of the kept folder, and yield its address."""
    with _server(kept("postgresql", _make_postgresql) / "data") as url:
        yield url


def _make_postgresql(folder: Path) -> None:
    with _server(keep_in=folder / "data") as url, application(folder, url) as app, app.app_context():
        upgrade()
        with db.engine.begin() as connection:
            made = [_definition(connection, name) for name in LATER]
            connection.exec_driver_sql(f"DROP INDEX {', '.join(LATER)}")
            connection.exec_driver_sql(
                "SET session_replication_role = replica"
            )  # no foreign key is looked up
            connection.exec_driver_sql("SET maintenance_work_mem = '256MB'")
            _fill(connection)
            for each in made:
                connection.exec_driver_sql(each)
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


@contextmanager
def _server(data: Path | None = None, keep_in: Path | None = None) -> Iterator[str]:
    """Run PostgreSQL on a copy of a data folder, or on a new one, and yield its address.

    The folder is copied to where it is to be kept, once the server has written and stopped.
    """
    with servers.own_folder("postgres") as folder:
        if data:
            shutil.copytree(data, folder / "data")
            _give_away(folder / "data")
        command = ["sh", "-ec", postgres.SCRIPT, "sh", str(postgres.programs_for(folder))]
        with (folder / "log").open("wb") as log:
            process = keeper.start(str(folder), command, log)
        try:
            _await(partial(postgres.answers, folder))
            yield f"postgresql+psycopg://postgres@/postgres?host={quote(str(folder), safe='')}"
        finally:
            keeper.stop(process)
        if keep_in:
            shutil.copytree(folder / "data", keep_in)


def _give_away(data: Path) -> None:
    """Let the server's user own its folder, where that is another."""
    if person := keeper.unprivileged():
        for path in (data, *data.rglob("*")):
            os.chown(path, person.pw_uid, person.pw_gid)


def _await(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + servers.START_LIMIT
    while not ready():
        if time.monotonic() > deadline:
            raise Missing("PostgreSQL did not start.")
        time.sleep(servers.ASK_EVERY)


def _definition(connection: Connection, index: str) -> str:
    query = f"SELECT indexdef FROM pg_indexes WHERE indexname = '{index}'"  # noqa: S608  # our name
    return str(connection.exec_driver_sql(query).scalar_one())


def _fill(connection: Connection) -> None:
    """Fill an empty database with the class."""
    now = clock.now().replace(microsecond=0)
    for table, rows in seed.around(now):
        Bulk(connection, table).write(rows)
    tables = [table.__table__ for table in (Post, Filing, Comment)]
    written = [Bulk(connection, table) for table in tables]
    passages = Bulk(connection, Passage.__table__, without=["id"])
    numbered = million.rows(now)
    while chunk := list(islice(numbered, AT_ONCE)):
        posts = [post for post, _comments in chunk]
        comments = [comment for _post, comments in chunk for comment in comments]
        for bulk, rows in zip(written, (posts, map(million.filing, posts), comments), strict=True):
            bulk.write(rows)
        passages.write(row for pair in chunk for row in million.passages(*pair))
    connection.exec_driver_sql(COUNTED)  # who does not teach is offered no empty category
