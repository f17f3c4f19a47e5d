"""How long the report of a large class takes on both databases: 500 students, 20,000 comments, 14 prompts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import insert, text

from bench import browser, client, seed, servers, texts
from bench.client import Request
from bench.databases import application
from bench.searching import once
from bench.servers import Server
from bench.size import COURSE_ID
from forum import clock, prose
from forum.auth.models import User
from forum.auth.passwords import hash_password
from forum.comments import tree
from forum.comments.models import Comment
from forum.courses.models import Course, Membership, Role, Shelf
from forum.extensions import db
from forum.posts.models import CoAuthor, Post
from forum.prompts.models import Prompt
from tests.tools import postgres

STUDENTS, POSTS, UNDER_EACH, WEEKS = 500, 2_000, 10, 14
TOGETHER = 10  # of so many posts one has a second author
ANSWERING = 0.4  # of the comments answer another comment
TIMES = 5  # each page is asked for so often; the median counts
PAGES = ("", "?view=numbers", ".csv", ".xlsx", "/answers", f"/{seed.TEACHER_ID + 1}")


@dataclass(frozen=True, slots=True)
class Reported:
    """What the reports took on one database: seconds by address."""

    database: str
    waits: dict[str, float]


def find(folder: Path) -> list[Reported]:
    """Ask for the reports on both databases, as a teacher does. Raises Missing, Refused, NeverUp."""
    with ExitStack() as running:
        url = running.enter_context(postgres.server())
        served = {}
        for name, settings in (("SQLite", {}), ("PostgreSQL", {"DATABASE_URL": url})):
            instance = folder / f"reporting-{name.lower()}"
            instance.mkdir()
            with application(instance, settings.get("DATABASE_URL", "")) as app, app.app_context():
                upgrade()
                fill()
            served[name] = running.enter_context(servers.product(instance, **settings))
        return [_report(name, server) for name, server in served.items()]


def _report(database: str, server: Server) -> Reported:
    teacher = browser.sign_in(server.port, seed.TEACHER_ID)
    addresses = [f"/c/{seed.SLUG}/participation{page}" for page in PAGES]
    return Reported(
        database, {each: _wait(server.port, Request(each, teacher.headers)) for each in addresses}
    )


def _wait(port: int, request: Request) -> float:
    """Return how long one waits for the answer, in seconds, after it was asked once by each worker."""
    connection = HTTPConnection("127.0.0.1", port, timeout=client.PATIENCE)
    waits = [once(connection, request) for _ in range(TIMES + servers.WORKERS)]
    connection.close()
    return median(waits[servers.WORKERS :])


def fill() -> None:
    """Fill an empty database with the class. Commits. PostgreSQL counts rows by itself, a minute later."""
    dice, now = Random(7), clock.now().replace(microsecond=0)  # noqa: S311  # the same class each time
    begin = now - timedelta(weeks=WEEKS)
    for table, rows in (
        (User, _people(now)),
        (Course, [_course(begin)]),
        (Shelf, [{"course_id": COURSE_ID, "version": 0}]),
        (Membership, _memberships(begin)),
        (Prompt, _prompts(begin)),
        (Post, list(_posts(dice, begin))),
        (CoAuthor, list(_co_authors())),
    ):
        db.session.execute(insert(table.__table__), rows)
    for rows in _comments(dice, begin):
        db.session.execute(insert(Comment.__table__), rows)
    db.session.commit()
    db.session.execute(text("ANALYZE" if db.engine.dialect.name == "postgresql" else "SELECT 1"))
    db.session.commit()


def _people(now: datetime) -> list[dict[str, Any]]:
    common = {"password_hash": hash_password(seed.PASSWORD), "email_confirmed_at": now, "created_at": now}
    return [
        {"id": id, "name": f"Member {id} Somebody", "email": seed.email(id), **common}
        for id in range(1, STUDENTS + 2)
    ]


def _course(begin: datetime) -> dict[str, Any]:
    title = {"id": COURSE_ID, "slug": seed.SLUG, "title": "A large class", "time_zone": seed.ZONE}
    return title | {"first_day": begin.date(), "weeks": WEEKS, "member_count": STUDENTS + 1}


def _memberships(begin: datetime) -> list[dict[str, Any]]:
    roles = {seed.TEACHER_ID: Role.INSTRUCTOR}
    common = {"course_id": COURSE_ID, "joined_at": begin, "new_since": begin, "new_after": 0}
    return [{"user_id": id, "role": roles.get(id, Role.STUDENT), **common} for id in range(1, STUDENTS + 2)]


def _prompts(begin: datetime) -> list[dict[str, Any]]:
    common = {
        "course_id": COURSE_ID,
        "body_markdown": "Why?",
        "body_html": "<p>Why?</p>",
        "replies_wanted": 2,
    }
    weeks = [begin + timedelta(weeks=week) for week in range(WEEKS)]
    return [
        {"id": n, "title": f"Week {n}", "opens_at": at, **common}
        | {"posts_due_at": at + timedelta(days=4), "replies_due_at": at + timedelta(days=6)}
        for n, at in enumerate(weeks, 1)
    ]


def _student(number: int) -> int:
    return seed.TEACHER_ID + 1 + number % STUDENTS


def _posts(dice: Random, begin: datetime) -> Iterator[dict[str, Any]]:
    made = [prose.prepare(text, heading=prose.POST_HEADING) for text in texts.posts()]
    for number in range(POSTS):
        words = made[number % len(made)]
        at = begin + timedelta(minutes=dice.randrange(WEEKS * 7 * 24 * 60))
        yield {
            "id": number + 1,
            "course_id": COURSE_ID,
            "author_id": _student(number),
            "prompt_id": number % WEEKS + 1,
            "title": texts.TITLES[number % len(texts.TITLES)],
            "excerpt": words.excerpt,
            "words": words.words,
            **words.columns(),
            "published_at": at,
            "created_at": at,
            "month": clock.month_of(at, seed.ZONE),
        }


def _co_authors() -> Iterator[dict[str, Any]]:
    for number in range(0, POSTS, TOGETHER):
        pair = {"post_id": number + 1, "user_id": _student(number + 1)}
        yield {"course_id": COURSE_ID, "place": 0, **pair}


def _comments(dice: Random, begin: datetime) -> Iterator[list[dict[str, Any]]]:
    """Yield a comment for each post, and another, ...: they lie as they came in time, not by their posts."""
    made = [prose.prepare(text, heading=prose.COMMENT_HEADING) for text in texts.comments()]
    for turn in range(UNDER_EACH):
        yield [_comment(dice, begin, made, turn, post) for post in range(POSTS)]


def _comment(dice: Random, begin: datetime, made: list[Any], turn: int, post: int) -> dict[str, Any]:
    id, words = turn * POSTS + post + 1, made[(turn + post) % len(made)]
    return {
        "id": id,
        "course_id": COURSE_ID,
        "post_id": post + 1,
        "author_id": _student(dice.randrange(STUDENTS)),
        "parent_id": id - POSTS if turn and dice.random() < ANSWERING else None,
        "path": tree.path_under("", turn + 1),
        "words": words.words,
        "created_at": begin + timedelta(minutes=dice.randrange(WEEKS * 7 * 24 * 60)),
        **words.columns(),
    }
