"""Reading classes: which are public, which names are free, who somebody is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from sqlalchemy import exists, select
from werkzeug.exceptions import NotFound

from forum.auth.models import User
from forum.auth.queries import UNPROVED
from forum.courses.models import SLUG_LIMIT, Course, Membership, Visibility
from forum.courses.roster import COURSE, STANDS
from forum.extensions import db

ROOM_FOR_NUMBER = 6  # characters at the end of a slug, for "-2" and its like
PERSON = (
    User.id,
    User.name,
    User.email,
    User.password_hash.is_not(None).label("has_password"),
    User.closed_at,
    Membership.role,
    Membership.joined_at,
    Membership.removed_at,
)


def public_classes() -> Sequence[Any]:
    """Return the classes that everybody may read, newest first."""
    public = Course.visibility == Visibility.PUBLIC
    query = select(*COURSE).where(public, STANDS).order_by(Course.first_day.desc(), Course.title)
    return db.session.execute(query).all()


def all_classes() -> Sequence[Any]:
    """Return every class of the site by its slug."""
    return db.session.execute(select(*COURSE).where(STANDS).order_by(Course.slug)).all()


def by_slug(slug: str) -> Any:
    """Return the class of that slug, or None."""
    return db.session.execute(select(*COURSE).where(Course.slug == slug, STANDS)).one_or_none()


def by_id(course_id: int) -> Any:
    """Return the class of that id, or None."""
    return db.session.execute(select(*COURSE).where(Course.id == course_id, STANDS)).one_or_none()


def slug_is_free(slug: str, *, but: int | None = None) -> bool:
    """Say whether no class has this slug, other than the one with the id `but`."""
    found = db.session.scalar(select(Course.id).where(Course.slug == slug))
    return found is None or found == but


def free_slug(title: str) -> str:
    """Return a slug that a title suggests and no class has."""
    base = slug_of(title)
    taken = set(db.session.scalars(select(Course.slug).where(Course.slug.startswith(base, autoescape=True))))
    return next(slug for slug in _numbered(base) if slug not in taken)


def slug_of(title: str) -> str:
    """Return a title in a-z, 0-9 and hyphens; "class" when nothing of it can be written so."""
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only)[: SLUG_LIMIT - ROOM_FOR_NUMBER].strip("-")
    return slug or "class"


def _numbered(base: str) -> Iterator[str]:
    yield base
    yield from (f"{base}-{number}" for number in count(2))


def latest_time_zone() -> str:
    """Return the time zone of the class made last: the next one is probably in the same place."""
    return db.session.scalar(select(Course.time_zone).order_by(Course.id.desc()).limit(1)) or "UTC"


def person(course_id: int, user_id: int) -> Any:
    """Return somebody who is or was in a class. Raises NotFound for everybody else."""
    row = db.session.execute(
        select(*PERSON)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.course_id == course_id, User.id == user_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def present(course_id: int, user_id: int) -> Any:
    """Return a member of a class. Raises NotFound for everybody else."""
    row = person(course_id, user_id)
    if row.removed_at is not None:
        raise NotFound
    return row


def is_in(course_id: int, user_id: int) -> bool:
    """Say whether somebody is a member of a class."""
    place = (Membership.course_id == course_id, Membership.user_id == user_id)
    return bool(db.session.scalar(select(exists().where(*place, Membership.removed_at.is_(None)))))


def account(email: str) -> Any:
    """Return id, name, is_unproved of the account with that address (as normal_email() gives it), or None."""
    query = select(User.id, User.name, UNPROVED.label("is_unproved"))
    return db.session.execute(query.where(User.email == email)).one_or_none()
