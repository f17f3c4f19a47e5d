"""The program behind `make run`: prepare everything, say how to sign in, and serve.

A deployment that is no demo needs none of it: `flask db upgrade`, `flask user add`, and gunicorn.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from runpy import run_module
from typing import Protocol
from urllib.parse import urlsplit

from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import delete, literal, select
from sqlalchemy.exc import OperationalError

from forum import config, text, twins
from forum.extensions import db, huey
from forum.search import rebuild

ACCOUNTS = "demo-accounts.txt"
HEADING = "# The accounts of the demo class as they were made: role, e-mail address, password, name."


class Account(Protocol):
    """An account of the demo class."""

    name: str
    email: str
    password: str
    role: str


def main() -> None:
    """Start Seminar. Exits with 2 and a sentence when a setting is wrong or the address is taken."""
    os.umask(0o077)
    try:
        prepare()
    except config.BadSetting as wrong:
        print(wrong, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)  # what a shell reports for a program that Ctrl-C ended
    serve()


def prepare() -> None:
    """Make ready what serving needs, and say how to sign in. Raises BadSetting."""
    check_free(str(config.given()["BIND"]))
    with suppress(OSError):  # a folder that is not ours to write in: pages only take longer to load
        twins.refresh()
    from wsgi import app  # not before the settings are known to be right; gunicorn takes the same one

    Path(app.instance_path).chmod(0o700)
    with app.app_context():
        migrate()
        if is_empty():
            fill_demo()
        print(welcome(), flush=True)
        close_all()


def check_free(bind: str) -> None:
    """Raise BadSetting, with a way out, when nothing can listen there."""
    host, _colon, port = bind.rpartition(":")
    if bind.startswith("unix:"):
        return
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host.strip("[]"), int(port)), family=family).close()
    except OSError as wrong:
        raise config.BadSetting(
            f"Nothing can listen at {bind} ({os.strerror(wrong.errno or 0)}). Stop what is running there,"
            f" or choose another port: BIND={host}:{int(port) % 65535 + 1} make run"
        ) from None


def migrate() -> None:
    """Bring the tables up to date, and fill those that an update brings. Raises BadSetting.

    That is when the database does not answer.
    """
    try:
        upgrade()
        if rebuild.is_needed():
            print("Taking up what was written, for the search ...", flush=True)
            rebuild.everything()
    except OperationalError as wrong:
        where = db.engine.url.render_as_string(hide_password=True)
        raise config.BadSetting(f"The database {where} does not answer: {wrong.orig}") from None


def is_empty() -> bool:
    """Say whether no table has a row."""
    return not any(
        db.session.scalar(select(literal(1)).select_from(table).limit(1))
        for table in db.metadata.sorted_tables
    )


def fill_demo() -> None:
    """Make the demo class, and keep how to sign in to it where only its owner reads it."""
    print("Making a demo class ...", flush=True)
    try:
        accounts: Iterable[Account] = import_module("forum.demo.fill").fill()
    except BaseException:  # Ctrl-C among them: half a class, with passwords that nobody saw, helps nobody
        _empty_again()
        raise
    lines = [f"{each.role}\t{each.email}\t{each.password}\t{each.name}" for each in accounts]
    file = Path(current_app.instance_path, ACCOUNTS)
    file.touch(0o600)
    file.write_text("\n".join([HEADING, *lines, ""]), encoding="utf-8")


def _empty_again() -> None:
    """Remove what fill_demo() wrote into a database that was empty."""
    db.session.rollback()
    for table in reversed(db.metadata.sorted_tables):
        db.session.execute(delete(table))
    db.session.commit()


def welcome() -> str:
    """Say where Seminar is, how to sign in, and where its mail goes."""
    address = current_app.config["SEMINAR_BASE_URL"]
    return "\n".join(["", f"Seminar: {address}", "", *_ways_in(), "", _mail(), "Ctrl-C ends it.", ""])


def _ways_in() -> list[str]:
    file = Path(current_app.instance_path, ACCOUNTS)
    if not file.exists():
        return ["Sign in with an account of yours; `.venv/bin/flask --app wsgi user add` makes one."]
    ways: dict[str, str] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.count("\t") == 3:
            role, email, password, _name = line.split("\t")
            ways.setdefault(role, f"  {role:<12}{email:<32}{password}")
    both = [ways[role] for role in ("instructor", "student") if role in ways]
    return ["Sign in as", *both, f"All accounts are in {_shown(file)}."]


def _mail() -> str:
    server = current_app.config["SEMINAR_SMTP_URL"]
    if server:
        return f"Mail goes out through {urlsplit(server).hostname}."
    outbox = Path(current_app.instance_path, "outbox")
    return f"Mail goes into files in {_shown(outbox)}/ (SEMINAR_SMTP_URL sends it)."


def _shown(path: Path) -> str:
    return str(path.relative_to(config.HOME) if path.is_relative_to(config.HOME) else path)


def close_all() -> None:
    """Leave nothing open or running that gunicorn's processes would share."""
    db.session.remove()
    db.engine.dispose()
    huey.storage.close()
    text.close()


def serve() -> None:
    """Become gunicorn, in this process: what both need is loaded already, which halves the start."""
    sys.argv = ["gunicorn", "-c", str(config.HOME / "gunicorn.conf.py")]
    run_module("gunicorn", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
