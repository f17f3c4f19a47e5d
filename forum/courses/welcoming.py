"""Mails to those who were named for a class and have not signed in yet: many at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from forum import audit
from forum.auth import queries as accounts
from forum.auth.by_mail import reset_link
from forum.auth.models import MailedLink, User
from forum.courses import actions, haste, letters
from forum.courses.mailing import Round
from forum.courses.models import Membership
from forum.extensions import db
from forum.mail import outgoing


def waiting(course_id: int) -> Sequence[Any]:
    """Return the members of a class who never signed in, with when they were mailed a link last."""
    mailed_at = (
        select(func.max(MailedLink.created_at))
        .where(MailedLink.user_id == User.id, MailedLink.purpose == "reset")
        .scalar_subquery()
    )
    query = select(User.id, User.email, mailed_at.label("mailed_at")).join(
        Membership, Membership.user_id == User.id
    )
    here = (Membership.course_id == course_id, Membership.removed_at.is_(None))
    never = (User.password_hash.is_(None), User.email.is_not(None), User.closed_at.is_(None))
    return db.session.execute(query.where(*here, *never).order_by(User.id)).all()


def how_many(course_id: int) -> int:
    """Say how many members of a class never signed in."""
    return len(waiting(course_id))


def welcome(course: Any, *, by: int | None, only: Collection[int] | None = None) -> Round:
    """Write the welcome mails of a class, or of `only` some in it, as far as an hour's number goes.

    Those first who were mailed longest ago. The caller holds the class, commits, and has the mails delivered.
    """
    people = [row for row in waiting(course.id) if only is None or row.id in only]
    due = sorted((row for row in people if not haste.is_recent(row.mailed_at)), key=_longest_ago)
    now = due[: haste.take(course.id, len(due))]
    for row in now:
        user = accounts.user(row.id)
        outgoing.write(row.email, *letters.welcome(course.title, reset_link(user)))
    audit.record_people("member.welcome", [row.id for row in now], by=by, course=course.id)
    return Round(len(now), len(people) - len(due), len(due) - len(now))


def _longest_ago(row: Any) -> tuple[bool, datetime | None, int]:
    return (row.mailed_at is not None, row.mailed_at, row.id)


def welcome_all(course: Any, *, by: int) -> Round:
    """Mail all of a class who never signed in the link that lets them do it."""
    actions.hold(course.id)
    done = welcome(course, by=by)
    db.session.commit()
    outgoing.deliver_waiting_later()
    return done
