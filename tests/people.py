"""The fixed cast of every story, and the two classes that they are in."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import update

from forum import clock
from forum.auth import handles
from forum.auth.models import User
from forum.auth.passwords import hash_password
from forum.courses.models import Course, Membership, Role, Shelf
from forum.extensions import db
from forum.posts.models import Category

PASSWORD = "correct horse battery staple"
SLUG = "supply-chains"


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
    """Make both classes and everybody in them."""
    password = hash_password(PASSWORD)
    names = ("ines", "asa", "sam", "sue", "olga", "otto", "adam")
    known = {"password_hash": password, "email_confirmed_at": clock.now()}
    users = {
        name: User(name=name.title(), email=email(name), is_admin=name == "adam", **known) for name in names
    }
    here = Course(
        slug=SLUG, title="Upgrading in Global Supply Chains", term="Spring 2027", first_day=date(2027, 1, 11)
    )
    elsewhere = Course(slug="elsewhere", title="Another Class", first_day=date(2027, 1, 11))
    db.session.add_all([*users.values(), here, elsewhere])
    db.session.flush()
    for user in users.values():
        handles.give(user)
    db.session.add_all([Shelf(course_id=course.id) for course in (here, elsewhere)])
    roles = {
        "ines": Role.INSTRUCTOR,
        "asa": Role.ASSISTANT,
        "sam": Role.STUDENT,
        "sue": Role.STUDENT,
        "olga": Role.OBSERVER,
    }
    for name, role in roles.items():
        db.session.add(Membership(course_id=here.id, user_id=users[name].id, role=role))
    db.session.add(Membership(course_id=elsewhere.id, user_id=users["otto"].id))
    for course in (here, elsewhere):
        db.session.add(
            Category(
                course_id=course.id,
                slug="uncategorized",
                name="Uncategorized",
                is_default=True,
                position=1_000_000,
            )
        )
    here.member_count, elsewhere.member_count = len(roles), 1
    ids = {name: user.id for name, user in users.items()}
    cast = Cast(**ids, course=here.id, elsewhere=elsewhere.id)
    db.session.commit()
    return cast
