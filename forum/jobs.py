"""Long work: the queue, and how it meets the application. The worker process is forum/worker.py."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, has_app_context
from huey.storage import BaseStorage, RedisStorage, SqliteStorage

from forum.extensions import huey

P = ParamSpec("P")
R = TypeVar("R")
_app: Flask | None = None


def init_app(app: Flask) -> None:
    """Give the queue its storage: a file of its own in the instance folder, or Redis."""
    global _app
    _app = app
    huey.storage = _storage(app)


def _storage(app: Flask) -> BaseStorage:
    redis = app.config["SEMINAR_JOBS_URL"]
    if redis:
        return RedisStorage(name="seminar", url=redis)
    return SqliteStorage(name="seminar", filename=f"{app.instance_path}/jobs.db", fsync=True)


def with_app(task: Callable[P, R]) -> Callable[P, R]:
    """Run a task inside the application; the worker has no request to bring it."""

    @wraps(task)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if has_app_context():
            return task(*args, **kwargs)
        if _app is None:
            raise RuntimeError("A job ran before create_app().")
        with _app.app_context():
            return task(*args, **kwargs)

    return run
