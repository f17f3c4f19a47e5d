"""A class of a whole term, in rows as the actions would have left them; in bulk, for there are 100,000."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from bench import texts, threads
from bench.size import COURSE_ID, Size, person
from forum import clock, prose
from forum.auth.handles import suggested
from forum.auth.models import AuditEvent, Handle, User
from forum.auth.passwords import hash_password
from forum.comments.models import Comment
from forum.courses.models import Course, Membership, Role, Shelf, Visibility
from forum.extensions import db
from forum.posts.filing import slug_of
from forum.posts.models import Category, Filing, Month, Post
from forum.prose import Prose

SLUG = "bench"
PASSWORD = "a password for the bench"  # noqa: S105  # of accounts that live for some minutes
ZONE = "Europe/Stockholm"
TEACHER_ID = 1

PINNED = 3  # id of the announcement

# The newest posts have the same times, whatever the size of the class: their pages differ in nothing else.
PACE = timedelta(hours=13)
AT_PACE = 100  # posts
OLDEST = timedelta(days=110)
CHUNK = 5_000  # rows
UP_TO_DATE = 15  # members who have read everything; to the others some posts and comments are new
NEW_POSTS = 10


def fill(size: Size) -> None:
    """Fill an empty database with a class of that size. Commits."""
    now = clock.now().replace(microsecond=0)
    posts = list(_posts(size, now))
    comments = threads.fill(posts, size)
    filings = [filing for post in posts for filing in _filings(post, size)]
    _insert(User, _people(now))
    _insert(Handle, _handles(now))
    _insert(Course, [_course(now)])
    _insert(Shelf, [{"course_id": COURSE_ID, "version": 0}])
    _insert(Membership, _memberships(now, posts, comments))
    _insert(Category, _categories(filings))
    _insert(Post, posts)
    _insert(Filing, filings)
    _insert(Month, _months(posts))
    _insert(Comment, comments)
    _insert(AuditEvent, _trail(posts, comments))
    db.session.commit()


def around(now: datetime) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Return the rows of a class in which nothing is written yet, by table."""
    memberships = [{"id": id, **row} for id, row in enumerate(_memberships(now, [], []), 1)]
    rows = (
        (User, _people(now)),
        (Handle, _handles(now)),
        (Course, [_course(now)]),
        (Shelf, [{"course_id": COURSE_ID, "version": 0}]),
        (Membership, memberships),
        (Category, _categories([])),
    )
    return [(table.__table__, each) for table, each in rows]


def email(user_id: int) -> str:
    """Return the address of a member, 1 to 30."""
    return f"member-{user_id}@example.org"


def _insert(table: Any, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), CHUNK):
        db.session.execute(insert(table.__table__), rows[start : start + CHUNK])


def _people(now: datetime) -> list[dict[str, Any]]:
    password = hash_password(PASSWORD)
    common = {"password_hash": password, "email_confirmed_at": now, "created_at": now - OLDEST}
    return [{"id": id, "name": name, "email": email(id), **common} for id, name in enumerate(texts.PEOPLE, 1)]


def _handles(now: datetime) -> list[dict[str, Any]]:
    common = {"is_current": True, "made_at": now - OLDEST}
    return [{"name": suggested(name), "user_id": id, **common} for id, name in enumerate(texts.PEOPLE, 1)]


def _course(now: datetime) -> dict[str, Any]:
    return {
        "id": COURSE_ID,
        "slug": SLUG,
        "title": "Supply chains",
        "term": "Autumn",
        "time_zone": ZONE,
        "first_day": (now - OLDEST).date(),
        "visibility": Visibility.PUBLIC,
        "member_count": len(texts.PEOPLE),
    }


def _memberships(
    now: datetime, posts: list[dict[str, Any]], comments: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    wrote, said = (Counter(row["author_id"] for row in rows) for rows in (posts, comments))
    roles = {1: Role.INSTRUCTOR, 2: Role.ASSISTANT}
    read_all = {"new_since": now, "new_after": comments[-1]["id"] if comments else 0}
    behind = _behind(posts, comments) if posts else read_all
    return [
        {
            "course_id": COURSE_ID,
            "user_id": id,
            "role": roles.get(id, Role.STUDENT),
            "joined_at": now - OLDEST,
            "post_count": wrote[id],
            "comment_count": said[id],
            **(read_all if id <= UP_TO_DATE else behind),
        }
        for id in range(1, len(texts.PEOPLE) + 1)
    ]


def _behind(posts: list[dict[str, Any]], comments: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the marks of a member to whom the newest posts are new, and what was said since."""
    since = posts[-NEW_POSTS]["published_at"]
    return {"new_since": since, "new_after": max(row["id"] for row in comments if row["created_at"] < since)}


def _posts(size: Size, now: datetime) -> Iterator[dict[str, Any]]:
    made = [prose.prepare(text, heading=prose.POST_HEADING) for text in texts.posts()]
    for id in range(1, size.posts + 1):
        age = size.posts - id
        yield _post(id, age, made[age % len(made)], now - _since(age, size))


def _since(age: int, size: Size) -> timedelta:
    """Return how long ago a post was published that has `age` newer ones."""
    newer = PACE * min(age + 1, AT_PACE)
    return newer + (OLDEST - PACE * AT_PACE) * max(0, age + 1 - AT_PACE) / (size.posts - AT_PACE)


def _post(id: int, age: int, made: Prose, at: datetime) -> dict[str, Any]:
    return {
        "id": id,
        "course_id": COURSE_ID,
        "author_id": person(age),
        "title": texts.TITLES[age % len(texts.TITLES)],
        "excerpt": made.excerpt,
        **made.columns(),
        "published_at": at,
        "created_at": at,
        "month": clock.month_of(at, ZONE),
        **_pinned(id == PINNED),
    }


def _pinned(yes: bool) -> dict[str, Any]:
    if not yes:
        return {"is_announcement": False, "pin_position": None, "pinned_by_id": None}
    return {"is_announcement": True, "pin_position": 1, "pinned_by_id": TEACHER_ID}


def _filings(post: dict[str, Any], size: Size) -> Iterator[dict[str, Any]]:
    """File a post under one category, and every third under a second one."""
    age, many = size.posts - post["id"], len(texts.CATEGORIES)
    for place in [age % many] + ([(age + 3) % many] if age % 3 == 0 else []):
        yield {"post_id": post["id"], "category_id": place + 1, "published_at": post["published_at"]}


def category_slug() -> str:
    """Return the short name of the category whose archive is measured."""
    return slug_of(texts.CATEGORIES[0])


def _categories(filings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    filed = Counter(filing["category_id"] for filing in filings)
    names = [*texts.CATEGORIES, "Uncategorized"]
    return [
        {"course_id": COURSE_ID, "name": name, "slug": slug_of(name), "position": id, "post_count": filed[id]}
        | {"id": id, "is_default": id == len(names)}
        for id, name in enumerate(names, 1)
    ]


def _months(posts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    months = Counter(post["month"] for post in posts)
    return [{"course_id": COURSE_ID, "month": month, "post_count": many} for month, many in months.items()]


def _trail(posts: list[dict[str, Any]], comments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    common = {"course_id": COURSE_ID, "detail": {}}
    written = [("post.write", f"post-{row['id']}", row) for row in posts]
    said = [("comment.write", f"comment-{row['id']}", row) for row in comments]
    return [
        {"verb": verb, "target": target, "actor_id": row["author_id"], "at": row["created_at"], **common}
        for verb, target, row in [*written, *said]
    ]
