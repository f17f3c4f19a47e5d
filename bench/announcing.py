"""How long it takes until an announcement is with the mail server for everybody in a class of 500."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from socket import create_connection

from flask_migrate import upgrade
from sqlalchemy import func, select

from bench import databases
from forum import clock
from forum.auth.models import User
from forum.courses import actions as courses
from forum.courses.models import Membership, Role
from forum.extensions import db
from forum.mail import outgoing
from forum.mail.models import Fate, Mail
from forum.notify import mails, telling
from forum.posts import actions as posts
from forum.standing import Member
from tests.serving.running import eventually
from tests.tools.redis import free_port

MEMBERS = 500
TEXT = "No class on **Monday**. Read the second chapter instead, and bring a question.\n\n" * 5

assert mails  # what mails are put together by


def find(folder: Path) -> float:
    """Return the seconds from the post to the last mail, by one worker, with a real mail server beside it."""
    place = folder / "announcing"
    place.mkdir()
    with _mail_server() as url, databases.application(place) as app, app.app_context():
        upgrade()
        app.config["SEMINAR_SMTP_URL"] = url
        teacher = _class_of(MEMBERS)
        started = time.monotonic()
        posts.write(posts.Draft("No class on Monday", TEXT, is_announcement=True), by=teacher)
        telling.tell()
        outgoing.deliver_waiting()
        took = time.monotonic() - started
        _check()
    return took


def _class_of(many: int) -> Member:
    """Make a class and its members, whose addresses are confirmed; return who teaches it."""
    first_day = clock.now().date()
    course = courses.create(slug="large", title="A Large Class", first_day=first_day, by=None)
    people = [
        User(name=f"Member {n}", email=f"member-{n}@example.org", email_confirmed_at=clock.now())
        for n in range(many + 1)
    ]
    db.session.add_all(people)
    db.session.flush()
    roles = [Role.INSTRUCTOR, *[Role.STUDENT] * many]
    db.session.add_all(
        Membership(course_id=course.id, user_id=person.id, role=role)
        for person, role in zip(people, roles, strict=True)
    )
    teacher = Member(course.id, True, people[0].id, Role.INSTRUCTOR)
    db.session.commit()
    return teacher


def _check() -> None:
    sent = db.session.scalar(select(func.count()).select_from(Mail).where(Mail.fate == Fate.SENT))
    if sent != MEMBERS:
        raise RuntimeError(f"{sent} of {MEMBERS} mails were sent.")


@contextmanager
def _mail_server() -> Iterator[str]:
    """Run a mail server that takes everything and keeps nothing; yield its URL."""
    port = free_port()
    program = [sys.executable, "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink"]
    server = subprocess.Popen([*program, "-l", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL)
    try:
        eventually(partial(_answers, port), "the mail server is up")
        yield f"smtp://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _answers(port: int) -> bool:
    with suppress(OSError):
        create_connection(("127.0.0.1", port)).close()
        return True
    return False
