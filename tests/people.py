"""The fixed cast of every story, and the two classes that they are in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, update

from forum import clock
from forum.auth.models import Handle, User
from forum.auth.passwords import hash_password
from forum.courses.models import Course, Membership, Role, Shelf
from forum.extensions import db
from forum.posts.models import Category

PASSWORD = "correct horse battery staple"
SLUG = "supply-chains"
SINCE = timedelta(days=100)  # they are in their classes
NAMES = ("ines", "asa", "sam", "sue", "olga", "otto", "adam")  # each is their handle as well
ROLES = {
    "ines": Role.INSTRUCTOR,
    "asa": Role.ASSISTANT,
    "sam": Role.STUDENT,
    "sue": Role.STUDENT,
    "olga": Role.OBSERVER,
}
CLASSES = (
    {
        "slug": SLUG,
        "title": "Upgrading in Global Supply Chains",
        "term": "Spring 2027",
        "first_day": date(2027, 1, 11),
        "member_count": len(ROLES),
    },
    {
        "slug": "elsewhere",
        "title": "Another Class",
        "term": "",
        "first_day": date(2027, 1, 11),
        "member_count": 1,
    },
)
DEFAULT = {"slug": "uncategorized", "name": "Uncategorized", "is_default": True, "position": 1_000_000}


@dataclass(frozen=True, slots=True)
class Cast:
    """Ids of people: users survive the session that made them only by number."""

    ines: int  # teaches
    asa: int  # assists
    sam: int  # studies
    sue: int  # studies
    olga: int  # observes
    otto: int  # studies in another class
    adam: int  # admin of the site, in no class
    course: int
    elsewhere: int

    def name_of(self, user_id: int) -> str:
        return next(f.name for f in fields(self) if getattr(self, f.name) == user_id)


def email(name: str) -> str:
    return f"{name}@example.org"


def unconfirm(user_id: int) -> None:
    """Let nobody have proved yet that an address is its owner's; the cast has."""
    db.session.execute(update(User).where(User.id == user_id).values(email_confirmed_at=None))
    db.session.commit()


def gather() -> Cast:
    """Make both classes and everybody in them, in few statements: nearly every test begins with this."""
    known = {"password_hash": hash_password(PASSWORD), "email_confirmed_at": clock.now()}
    accounts = [
        {"name": name.title(), "email": email(name), "is_admin": name == "adam", **known} for name in NAMES
    ]
    people = dict(zip(NAMES, _added(User, accounts), strict=True))
    here, elsewhere = _added(Course, CLASSES)
    roles = {**ROLES, "otto": Role.STUDENT}
    since = {"joined_at": clock.now() - SINCE}
    places = [
        {"course_id": elsewhere if name == "otto" else here, "user_id": people[name], "role": role, **since}
        for name, role in roles.items()
    ]
    db.session.execute(insert(Handle), [{"name": name, "user_id": people[name]} for name in NAMES])
    db.session.execute(insert(Shelf), [{"course_id": course} for course in (here, elsewhere)])
    db.session.execute(insert(Membership), places)
    db.session.execute(insert(Category), [{"course_id": course, **DEFAULT} for course in (here, elsewhere)])
    db.session.commit()
    return Cast(**people, course=here, elsewhere=elsewhere)


def _added(model: Any, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows and return their ids."""
    ids = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(db.session.scalars(ids, rows))
