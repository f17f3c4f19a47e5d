"""The same requests in this process: to count statements, and to see which functions the time goes into."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import event
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench.client import HEADERS, Refused, Request
from forum.extensions import db

READING = ("SELECT", "WITH")


@dataclass
class Statements:
    """How many SQL statements a request issued, and how many of them wrote. COMMIT is not one of them."""

    issued: int = 0
    wrote: int = 0

    def note(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        """Count a statement."""
        self.issued += 1
        self.wrote += not statement.lstrip().startswith(READING)


def count(app: Flask, port: int, request: Request) -> Statements:
    """Count the statements of a request. Raises Refused."""
    with _listening(app) as statements:
        answer(app, environ(port, request), request.expected)
    return statements


@contextmanager
def _listening(app: Flask) -> Iterator[Statements]:
    statements = Statements()
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", statements.note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", statements.note)


def environ(port: int, request: Request) -> dict[str, Any]:
    """Return a request as a WSGI server would hand it over."""
    builder = EnvironBuilder(
        request.path,
        f"http://127.0.0.1:{port}",
        method=request.method,
        headers=Headers(HEADERS | request.headers),
        data=request.body,
    )
    return builder.get_environ()


def answer(app: Flask, environ: dict[str, Any], expected: int) -> None:
    """Let the application answer. Raises Refused when it does so with another status than expected."""
    _body, status, _headers = run_wsgi_app(app, environ)
    if int(status[:3]) != expected:
        raise Refused(f"{environ['PATH_INFO']} was answered with {status}")
