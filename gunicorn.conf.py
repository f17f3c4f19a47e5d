"""How gunicorn serves Seminar: `gunicorn -c gunicorn.conf.py`. Only BIND and WEB_CONCURRENCY are for you."""

import gc
import os
import sys
from itertools import count
from pathlib import Path

from forum import allocation, logs, supervisor
from forum.config import BadSetting, given
from forum.extensions import db, huey

try:
    settings = given()
except BadSetting as wrong:
    sys.exit(str(wrong))

# Before any thread: what a password's hash needs for a moment goes back to the system.
allocation.settle()

# Files that the application makes (database, outbox, uploads) are for its user only.
os.umask(0o077)

wsgi_app = "wsgi:app"
chdir = str(Path(__file__).resolve().parent)  # it may be started from anywhere
bind = settings["BIND"]  # unless systemd hands over a socket that it holds: deploy/seminar.socket

# Two processes use two cores, and one answers while the other is replaced. Threads wait where processes would
# cost 60 MB each: for the database, for a password's hash (outside the lock of Python), for a text to be
# rendered (up to two seconds). Idle connections take no thread. Eight hashes at once need 150 MB.
workers = settings["WEB_CONCURRENCY"]
worker_class = "gthread"
threads = 8

# The application is loaded once and shared by the fork: half the memory, and a wrong setting stops the start
# instead of every process. A reload (SIGHUP) therefore brings no new code: restart instead.
preload_app = True

# A process is replaced after so many requests, not all at once: a leak in a library stays small.
max_requests = 5000
max_requests_jitter = 500

# Seconds. A process that gave no sign for 30 is killed; one that is to end may finish its requests in 15; a
# browser's next request within 5 finds its connection open.
timeout = 30
graceful_timeout = 15
keepalive = 5

# The sign of life is a file's time: kept in memory where Linux has a place for it, since a busy disk has made
# servers kill healthy processes. macOS has no such place, and the default there.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108

# Addresses and headers are short here: at most so many characters, so many headers of so many characters.
limit_request_line = 8190
limit_request_fields = 64
limit_request_field_size = 8190

# What proxies say is read in one place, forum/security.py, and only as far as SEMINAR_PROXIES allows.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}

# No log of requests: /reset/... and /join/... hold secrets in their paths. The application's own notes (who
# did what) go to standard error, as gunicorn's do. Whoever needs numbers counts them in the proxy in front.
accesslog = None
errorlog = "-"
loglevel = "info"

# gunicorn would open a socket for commands in the home folder, which two sites of one user would share.
control_socket_disable = True


def on_starting(server):
    """Let the application's notes be seen."""
    logs.to_console()


def when_ready(server):
    """Start the worker, before the first fork and not in a thread: see forum/supervisor.py."""
    if settings["SEMINAR_WORKER"] == "inside":
        supervisor.start()


def pre_fork(server, worker):
    """Close what the master has open, so that no connection is on both sides of the fork.

    Afterwards is too late: SQLite's may not even be closed there (sqlite.org/howtocorrupt.html, 2.6).
    """
    with server.app.wsgi().app_context():
        db.engine.dispose()
    huey.storage.close()
    # What is loaded stays for good: the collector need not look at it again, and so the pages of memory that
    # it is on stay shared. What comes now is looked at when there is much of it: a page makes thousands.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


answered = count(1)  # requests, by this process


def post_request(worker, req, environ, resp):
    """Give memory back now and then: it takes a moment, and a worker saves some MB by it."""
    if not next(answered) % 500:
        allocation.give_back()


def on_exit(server):
    """End the worker; the job it is at may finish."""
    supervisor.stop()
