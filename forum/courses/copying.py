"""A class is copied for another term: by an admin at once, for an instructor when an admin says so.

Only the site's admins make classes. So an instructor's copy waits as a row, and becomes a class when an admin
has looked at it; it is the instructor's then, as if they had made it. One form makes one class, however often
it is sent, and a class is made whole or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from werkzeug.exceptions import Conflict, NotFound

from forum import audit, clock
from forum.auth.models import User
from forum.courses import actions, administrators, letters, parcel, queries, repacking, unpacking
from forum.courses.models import Copy, Course, Membership, Role
from forum.extensions import db
from forum.mail import outgoing
from forum.posts.once import key_of
from forum.standing import Member

MOST_WAITING = 10  # copies of one class that nobody has answered yet
SHOWN = 50
WISHED = ("title", "slug", "term", "first_day", "weeks", "colour", "with_sections")
ASKED = (
    Copy.id, Copy.course_id, *(getattr(Copy, name) for name in WISHED), Copy.asked_by_id, Copy.asked_at,
    Copy.answered_at,
)  # fmt: skip


def wanted_key(form_key: str | None, values: Mapping[str, Any]) -> str | None:
    """Return what marks these wishes as taken."""
    return key_of(form_key, *(str(values[name]) for name in WISHED))


def make(course: Any, values: Mapping[str, Any], *, key: str | None, by: Member) -> str:
    """Copy a class and return the slug of the new one; the same form sent twice gives the same class.

    Raises SlugTaken, and parcel.TooMuch.
    """
    made = _ready(course, values, author_id=by.user_id)
    answered = {"answered_by_id": by.user_id, "answered_at": clock.now()}
    try:
        copy_id = _insert(course.id, values, key, by, **answered)
    except IntegrityError:
        db.session.rollback()
        return _made_before(by, key)
    slug = _build(copy_id, course, values, made, author_id=by.user_id, by=by.user_id)
    db.session.commit()
    return slug


def ask(course: Any, values: Mapping[str, Any], *, key: str | None, by: Member) -> None:
    """Ask the admins of the site for a copy of a class; the same form sent twice asks once.

    Raises Conflict where too many wait already.
    """
    waiting = select(func.count()).where(Copy.course_id == course.id, Copy.answered_at.is_(None))
    try:
        copy_id = _insert(course.id, values, key, by)
    except IntegrityError:
        db.session.rollback()
        return
    if db.session.scalars(waiting).one() > MOST_WAITING:
        db.session.rollback()
        raise Conflict(_("Enough copies of this class wait for an admin already."))
    name = db.session.scalars(select(User.name).where(User.id == by.user_id)).one()
    link = f"{current_app.config['SEMINAR_BASE_URL']}/courses/copies/{copy_id}"
    mails = administrators.write(*letters.copy_asked(course.title, name, link))
    audit.record("course.copy.ask", by=by.user_id, course=course.id, target=f"course-{course.id}")
    db.session.commit()
    for mail in mails:
        outgoing.deliver_later(mail)


def _insert(course_id: int, values: Mapping[str, Any], key: str | None, by: Member, **more: Any) -> int:
    wished = {name: values[name] for name in WISHED}
    copy = Copy(course_id=course_id, asked_by_id=by.user_id, form_key=key, **wished, **more)
    db.session.add(copy)
    db.session.flush()
    return copy.id


def _made_before(by: Member, key: str | None) -> str:
    made = select(Course.slug).join(Copy, Copy.made_id == Course.id)
    return db.session.scalars(made.where(Copy.asked_by_id == by.user_id, Copy.form_key == key)).one()


def grant(copy_id: int, slug: str, *, by: int) -> str:
    """Make the class that an instructor has asked for, and return its slug.

    Of two admins one makes it. Raises SlugTaken, parcel.TooMuch, and Conflict where it was answered, or who
    asked teaches the old class no more.
    """
    copy = asked(copy_id)
    course = queries.by_id(copy.course_id)
    if course is None or not _teaches(course.id, copy.asked_by_id):
        raise Conflict(_("Who asked for this does not teach the class any more: decline it."))
    values = {name: getattr(copy, name) for name in WISHED} | {"slug": slug}
    made = _ready(course, values, author_id=copy.asked_by_id)
    _answer(copy_id, by)
    slug = _build(copy_id, course, values, made, author_id=copy.asked_by_id, by=by)
    mail = _tell(copy, *letters.copy_made(copy.title, _address(slug)))
    db.session.commit()
    if mail is not None:
        outgoing.deliver_later(mail)
    return slug


def decline(copy_id: int, *, by: int) -> None:
    """Do not make what an instructor has asked for. Raises Conflict where it was answered."""
    copy = asked(copy_id)
    _answer(copy_id, by)
    mail = _tell(copy, *letters.copy_declined(copy.title))
    audit.record("course.copy.decline", by=by, course=copy.course_id, target=f"course-{copy.course_id}")
    db.session.commit()
    if mail is not None:
        outgoing.deliver_later(mail)


def _answer(copy_id: int, by: int) -> None:
    """Take what was asked into one admin's hands: another one's answer finds it answered."""
    open_ = update(Copy).where(Copy.id == copy_id, Copy.answered_at.is_(None))
    taken = open_.values(answered_by_id=by, answered_at=clock.now()).returning(Copy.id)
    if db.session.execute(taken.execution_options(synchronize_session=False)).first() is None:
        db.session.rollback()
        raise Conflict(_("Another admin has answered this already."))


def _tell(copy: Any, subject: str, body: str) -> int | None:
    email = db.session.scalar(select(User.email).where(User.id == copy.asked_by_id, User.closed_at.is_(None)))
    return outgoing.write(email, subject, body) if email else None


def _address(slug: str) -> str:
    return f"{current_app.config['SEMINAR_BASE_URL']}/c/{slug}/"


def _ready(course: Any, values: Mapping[str, Any], *, author_id: int | None) -> Any:
    """Return what goes along, with its texts as they are to stand in the new class."""
    packed = parcel.pack(
        course,
        first_day=values["first_day"],
        with_sections=values["with_sections"],
        author_id=author_id,
    )
    ways = repacking.ways(packed, values["slug"])
    prompts, posts = repacking.prompts(packed, ways), repacking.posts(packed, ways)
    db.session.rollback()
    return packed, prompts, posts


def _build(
    copy_id: int, course: Any, values: Mapping[str, Any], made: Any, *, author_id: int | None, by: int | None
) -> str:
    """Make the class, with who copies it as its instructor if they were that before. The caller commits."""
    own = {name: values[name] for name in WISHED if name != "with_sections"}
    new = actions.create(**own, time_zone=course.time_zone, by=by)
    if author_id is not None and _teaches(course.id, author_id):
        actions.enrol(new.id, author_id, Role.INSTRUCTOR, by=by)
    packed, prompts, posts = made
    unpacking.unpack(packed, prompts, posts, new, author_id)
    db.session.execute(update(Copy).where(Copy.id == copy_id).values(made_id=new.id))
    audit.record("course.copy", by=by, course=course.id, target=f"course-{new.id}")
    return new.slug


def _teaches(course_id: int, user_id: int | None) -> bool:
    place = (Membership.course_id == course_id, Membership.user_id == user_id)
    teaching = (Membership.role == Role.INSTRUCTOR, Membership.removed_at.is_(None))
    return db.session.scalar(select(Membership.id).where(*place, *teaching)) is not None


def asked(copy_id: int) -> Any:
    """Return what somebody has asked for. Raises NotFound."""
    row = db.session.execute(_asked().where(Copy.id == copy_id)).one_or_none()
    if row is None:
        raise NotFound
    return row


def waiting() -> Sequence[Any]:
    """Return the copies that wait for an admin, the first asked for first."""
    return db.session.execute(_asked().where(Copy.answered_at.is_(None)).order_by(Copy.id).limit(SHOWN)).all()


def _asked() -> Any:
    names = (User.name.label("asked_by"), Course.title.label("of_title"), Course.slug.label("of_slug"))
    joined = select(*ASKED, *names, Course.term.label("of_term")).join(Course, Course.id == Copy.course_id)
    return joined.outerjoin(User, User.id == Copy.asked_by_id).where(Course.purging_at.is_(None))


def of_class(course_id: int) -> Sequence[Any]:
    """Return the last copies of a class that were asked for or made, with what became of them."""
    made = aliased(Course)
    query = select(*ASKED, User.name.label("asked_by"), made.slug.label("made_slug"))
    query = query.outerjoin(User, User.id == Copy.asked_by_id).outerjoin(made, made.id == Copy.made_id)
    here = query.where(Copy.course_id == course_id).order_by(Copy.id.desc()).limit(SHOWN)
    return db.session.execute(here).all()
