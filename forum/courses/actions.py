"""What happens to classes and the people in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.exc import IntegrityError

from forum import audit, clock
from forum.auth.models import User
from forum.auth.queries import UNPROVED
from forum.courses import mentioning, months
from forum.courses.models import Course, Membership, Role, Shelf
from forum.courses.words import unproved_member
from forum.extensions import db
from forum.policy_class import may_become
from forum.posts import filing
from forum.standing import Member


class SlugTaken(Exception):
    """Another class has this slug."""


class LastInstructor(Exception):
    """A class would be left without an instructor."""


class Unproved(Exception):
    """Nobody has proved that the account is theirs who has the address; says it in a sentence."""


def create(*, slug: str, title: str, first_day: date, by: int | None, **more: Any) -> Course:
    """Make a class, with the category for posts that are filed under no other. The caller commits.

    `more` are further columns of Course. Raises SlugTaken, after a rollback.
    """
    course = Course(slug=slug, title=title, first_day=first_day, **more)
    db.session.add(course)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise SlugTaken from None
    db.session.add(Shelf(course_id=course.id))
    db.session.flush()
    filing.make_default(course.id)
    audit.record("course.create", by=by, course=course.id, target=f"course-{course.id}")
    db.session.flush()
    return course


def change(course: Any, values: Mapping[str, Any], *, by: int | None) -> None:
    """Change a class; posts move to other months when its time zone moves, mentions to another slug.

    Raises SlugTaken.
    """
    changed = {name: value for name, value in values.items() if getattr(course, name) != value}
    if not changed:
        return
    before = {name: getattr(course, name) for name in changed}
    try:
        db.session.execute(update(Course).where(Course.id == course.id).values(**changed))
    except IntegrityError:
        db.session.rollback()
        raise SlugTaken from None
    if "time_zone" in changed:
        months.move(course.id, changed["time_zone"])
    if "slug" in changed:
        mentioning.move(course.id, before["slug"], changed["slug"])
    target = f"course-{course.id}"
    audit.record("course.change", by=by, course=course.id, target=target, fields=sorted(changed))
    db.session.commit()


def enrol(course_id: int, user_id: int, role: str, *, by: int | None) -> bool:
    """Put somebody into a class, and say whether they were not in it before. The caller commits.

    Who is in the class keeps the role they have. Who was removed comes back with this role, and with the
    numbers of what they had written.
    """
    hold(course_id)
    if not (_came_back(course_id, user_id, role=role) or _came_new(course_id, user_id, role)):
        return False
    _note("member.enrol", course_id, user_id, by, role=str(role))
    return True


def add(course_id: int, user_id: int, role: str, *, by: Member) -> bool:
    """Put somebody into a class, and say whether they were not in it before."""
    came = enrol(course_id, user_id, role, by=by.user_id)
    db.session.commit()
    return came


def change_role(course_id: int, user_id: int, role: str, *, by: Member) -> bool:
    """Give a member another role, and say whether it was another. Raises LastInstructor, Unproved."""
    hold(course_id)
    if role != Role.INSTRUCTOR:
        _keep_an_instructor(course_id, user_id, by)
    if not _moved(course_id, user_id, PRESENT, Membership.role != role, role=role):
        return _nothing_to_do()
    _keep_to_proved(user_id, role)
    return _done("member.role", course_id, user_id, by, role=str(role))


def remove(course_id: int, user_id: int, *, by: Member) -> bool:
    """Take a member out of a class, and say whether they were in it; what they wrote stays.

    Raises LastInstructor.
    """
    hold(course_id)
    _keep_an_instructor(course_id, user_id, by)
    if not _moved(course_id, user_id, PRESENT, removed_at=clock.now()):
        return _nothing_to_do()
    _count(course_id, -1)
    return _done("member.remove", course_id, user_id, by)


def restore(course_id: int, user_id: int, *, by: Member) -> bool:
    """Let a removed member back in, in the role they had, and say whether they were out. Raises Unproved."""
    hold(course_id)
    if not _came_back(course_id, user_id):
        return _nothing_to_do()
    had = select(Membership.role).where(Membership.course_id == course_id, Membership.user_id == user_id)
    _keep_to_proved(user_id, db.session.scalars(had).one())
    return _done("member.restore", course_id, user_id, by)


def hold(course_id: int) -> None:
    """Let nobody else change who is in this class until the transaction ends.

    A write that changes nothing: it locks the row on PostgreSQL and the database on SQLite, and what is
    read after it is what others have committed.
    """
    _count(course_id, 0)


def _count(course_id: int, by: int) -> None:
    count = {"member_count": Course.member_count + by}
    db.session.execute(update(Course).where(Course.id == course_id).values(count))


PRESENT = Membership.removed_at.is_(None)


def _moved(course_id: int, user_id: int, *conditions: Any, **values: Any) -> bool:
    """Change somebody's place in a class, if it is as the conditions say; say whether it was."""
    place = update(Membership).where(Membership.course_id == course_id, Membership.user_id == user_id)
    moved = place.where(*conditions).values(values).returning(Membership.id)
    return db.session.execute(moved).first() is not None


def _came_back(course_id: int, user_id: int, **values: Any) -> bool:
    back = _moved(course_id, user_id, ~PRESENT, removed_at=None, **values)
    if back:
        _count(course_id, 1)
    return back


def _came_new(course_id: int, user_id: int, role: str) -> bool:
    mine = exists().where(Membership.course_id == course_id, Membership.user_id == user_id)
    if db.session.scalar(select(mine)):
        return False
    db.session.add(Membership(course_id=course_id, user_id=user_id, role=role))
    _count(course_id, 1)
    return True


def _keep_an_instructor(course_id: int, user_id: int, by: Member) -> None:
    """Refuse to let the only instructor go; an admin, who can name another, may."""
    if by.is_admin:
        return
    instructors = select(Membership.user_id).where(
        Membership.course_id == course_id, Membership.role == Role.INSTRUCTOR, PRESENT
    )
    if db.session.scalars(instructors).all() == [user_id]:
        db.session.rollback()
        raise LastInstructor


def _keep_to_proved(user_id: int, role: str) -> None:
    """Refuse to let somebody teach whose address nobody has proved."""
    proof = select(User.name, User.email, UNPROVED.label("is_unproved")).where(User.id == user_id)
    account = db.session.execute(proof).one()
    if not may_become(account, role):
        db.session.rollback()
        raise Unproved(unproved_member(account.name, account.email or ""))


def _note(verb: str, course_id: int, user_id: int, by: int | None, **detail: Any) -> None:
    audit.record(verb, by=by, course=course_id, target=f"user-{user_id}", **detail)


def _done(verb: str, course_id: int, user_id: int, by: Member, **detail: Any) -> bool:
    _note(verb, course_id, user_id, by.user_id, **detail)
    db.session.commit()
    return True


def _nothing_to_do() -> bool:
    db.session.rollback()
    return False
