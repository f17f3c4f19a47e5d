"""Settings: their defaults, how they are read from the environment, and what is wrong with a bad one."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from forum import readers

HOME = Path(__file__).resolve().parent.parent
PASSWORD = re.compile(r"(?<=://).*(?=@)")  # the part of a URL that no message repeats
EVERYWHERE = ("0.0.0.0", "[::]")  # noqa: S104  # read here, not bound to


class BadSetting(RuntimeError):
    """A setting that cannot be used; the message is a sentence for the person who set it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the settings table in the README."""

    name: str
    default: str
    read: Callable[[str], Any]
    says: str


# Order and words are those of the README; a test holds the two together.
SETTINGS = [
    Setting("SEMINAR_INSTANCE", "", str, "folder of the database, the secret key and the queue; instance/"),
    Setting("DATABASE_URL", "", str, "SQLite file in the instance folder unless this names a PostgreSQL"),
    Setting("SEMINAR_SECRET_KEY", "", str, "signs cookies and links; made and kept in the instance folder"),
    Setting("SEMINAR_SITE_NAME", "Seminar", str, "the name above the list of classes and in mails"),
    Setting(
        "SEMINAR_BASE_URL",
        "",
        readers.url("http", "https"),
        "where people reach the site; http:// and BIND if not given",
    ),
    Setting(
        "SEMINAR_TRUSTED_HOSTS", "", readers.hosts, "further host names that may be asked for, with commas"
    ),
    Setting("SEMINAR_PROXIES", "0", readers.whole, "how many reverse proxies stand in front"),
    Setting(
        "SEMINAR_SMTP_URL",
        "",
        readers.smtp,
        "smtp://user:password@host:587 or smtps://; else a file for each mail",
    ),
    Setting("SEMINAR_MAIL_FROM", "", readers.sender, "the sender of mails"),
    Setting(
        "SEMINAR_REPLY_ADDRESS", "", readers.mailbox, "where answers by mail go; without it there are none"
    ),
    Setting(
        "SEMINAR_LMTP",
        "127.0.0.1:8024",
        readers.bind,
        "where flask mail listen takes answers: host:port or unix:/path",
    ),
    Setting(
        "SEMINAR_LIMITS_URL",
        "",
        readers.url("redis", "rediss", "unix"),
        "counts attempts; Redis for several machines",
    ),
    Setting(
        "SEMINAR_JOBS_URL",
        "",
        readers.url("redis", "rediss", "unix"),
        "queue of jobs; Redis for several machines",
    ),
    Setting("SEMINAR_WORKER", "inside", readers.worker, "who starts the worker: inside or external"),
    Setting("SEMINAR_SESSION_IDLE_DAYS", "14", readers.days, "signed out after so many days unused"),
    Setting("SEMINAR_SESSION_DAYS", "90", readers.days, "signed out after so many days in any case"),
    Setting(
        "SEMINAR_RETENTION_YEARS",
        "3",
        readers.years,
        "how long a closed class is kept, as a proposal; 0: none",
    ),
    Setting("BIND", "127.0.0.1:8000", readers.bind, "where gunicorn listens: host:port or unix:/path"),
    Setting("WEB_CONCURRENCY", "2", readers.count, "how many processes answer requests, with 8 threads each"),
]


def folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the instance folder: SEMINAR_INSTANCE, or instance/ beside the code."""
    return Path(environ.get("SEMINAR_INSTANCE", "").strip() or HOME / "instance").absolute()


def given(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return every setting by its name, as given or by default. Raises BadSetting."""
    return {setting.name: _read(setting, environ) for setting in SETTINGS}


def load(instance: Path, environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return Flask's configuration, from the environment and the instance folder.

    Raises BadSetting with one sentence that names the setting, its value and what it must be.
    """
    settings = given(environ)
    base = settings["SEMINAR_BASE_URL"] or _address(settings["BIND"])
    https = base.startswith("https://")
    _make_private(instance)
    return settings | {
        "SEMINAR_BASE_URL": base,
        "SECRET_KEY": settings["SEMINAR_SECRET_KEY"] or secret_key(instance),
        "SQLALCHEMY_DATABASE_URI": _database(settings["DATABASE_URL"], instance),
        "SEMINAR_MAIL_FROM": settings["SEMINAR_MAIL_FROM"] or f"seminar@{urlsplit(base).hostname}",
        # A failing statement is logged without its values: they are people's words, addresses, secrets.
        # The connection that was used last is used next: what it has read of the file is still in memory.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True, "pool_use_lifo": True},
        "TRUSTED_HOSTS": [*_own_hosts(base), *settings["SEMINAR_TRUSTED_HOSTS"]],
        "SESSION_COOKIE_NAME": "__Host-seminar" if https else "seminar",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": settings["SEMINAR_SESSION_DAYS"],
        "MAX_CONTENT_LENGTH": 1_000_000,
        "MAX_FORM_MEMORY_SIZE": 1_000_000,
        "MAX_FORM_PARTS": 400,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,  # the token is bound to the session; Referer is often stripped
        "PREFERRED_URL_SCHEME": "https" if https else "http",
    }


def _read(setting: Setting, environ: Mapping[str, str]) -> Any:
    text = environ.get(setting.name, setting.default).strip()
    try:
        return setting.read(text)
    except ValueError as wrong:
        raise BadSetting(f"{setting.name} is {PASSWORD.sub('...', text)!r}; it {wrong}.") from None


def _address(bind: str) -> str:
    host, _colon, port = bind.rpartition(":")
    if bind.startswith("unix:"):
        raise BadSetting(
            "SEMINAR_BASE_URL must be set where BIND is a socket: nothing else tells the address."
        )
    return f"http://{'127.0.0.1' if host in EVERYWHERE else host}:{port}"


def _make_private(instance: Path) -> None:
    try:
        instance.mkdir(parents=True, exist_ok=True)
        if instance.stat().st_uid == os.getuid():
            instance.chmod(0o700)
    except OSError as wrong:
        raise BadSetting(f"The folder {instance} cannot be made: {wrong.strerror}.") from None


def _database(url: str, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'seminar.db'}"
    if url.startswith("postgres://"):
        url = "postgresql" + url.removeprefix("postgres")
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise BadSetting("DATABASE_URL must begin with sqlite:/// or postgresql://.")
    return url


def _own_hosts(base: str) -> list[str]:
    host = urlsplit(base).hostname or "localhost"
    return [host, "localhost", "127.0.0.1"] if host in ("127.0.0.1", "localhost") else [host]


def secret_key(instance: Path) -> str:
    """Return the instance folder's secret key; the first call makes it, readable by the owner only."""
    path = instance / "secret_key"
    if not path.exists():
        _make_private(instance)
        _write_once(path, secrets.token_urlsafe(48))
    return path.read_text().strip()


def _write_once(path: Path, text: str) -> None:
    """Write a private file whole or not at all; of two processes, the first one wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
