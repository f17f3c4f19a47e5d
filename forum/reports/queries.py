"""Reading how a class takes part: its students and sections, what each wrote and when, who answered whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import and_, exists, or_, select
from werkzeug.exceptions import NotFound

from forum import clock
from forum.auth.models import User
from forum.auth.queries import HANDLE
from forum.courses.models import Membership, Placing
from forum.extensions import db
from forum.policy_reports import students_of, students_seen
from forum.prompts.models import Prompt, PromptSection
from forum.reports import counted
from forum.reports.terms import DAYS, Span, Term
from forum.rows import fetch
from forum.standing import Member
from forum.text_mentions import folded

STUDENT = (User.id, User.name, User.email, HANDLE.label("handle"), Membership.joined_at)


def students(member: Member, section_id: int | None = None) -> list[Any]:
    """Return the students that somebody of the staff sees, or those of them in a section, by name."""
    theirs = and_(Placing.section_id == section_id, Placing.user_id == Membership.user_id)
    placed = [exists().where(theirs)] if section_id else []
    return _by_name(_students().where(students_seen(member), *placed))


def everybody(course_id: int) -> list[Any]:
    """Return all who study in the class now, by name: medians are theirs, nothing else of them is shown."""
    return _by_name(_students().where(students_of(course_id)))


def student(member: Member, user_id: int) -> Any:
    """Return one of the students that somebody of the staff sees. Raises NotFound for everybody else."""
    row = db.session.execute(_students().where(students_seen(member), User.id == user_id)).one_or_none()
    if row is None:
        raise NotFound
    return row


def _students() -> Any:
    return select(*STUDENT).join(Membership, Membership.user_id == User.id)


def _by_name(query: Any) -> list[Any]:
    """Sort as people look for names; no database folds every script."""
    return sorted(db.session.execute(query), key=lambda row: (folded(row.name), row.id))


def prompts(course_id: int, sections: Collection[int] | None = None) -> Sequence[Any]:
    """Return title, wants and due dates of each open prompt, or of those for students of some sections."""
    here = (Prompt.course_id == course_id, Prompt.deleted_at.is_(None), Prompt.opens_at <= clock.now())
    wants = Prompt.posts_wanted + Prompt.replies_wanted > 0
    due = (Prompt.posts_due_at, Prompt.replies_due_at, Prompt.posts_wanted, Prompt.replies_wanted)
    # NULL comes first or last as the database has it: what is due at no time stands at the end.
    order = (Prompt.posts_due_at.is_(None), Prompt.posts_due_at, Prompt.id)
    asked = select(Prompt.id, Prompt.title, *due).where(*here, wants).order_by(*order)
    if sections is not None:
        theirs = and_(PromptSection.prompt_id == Prompt.id, PromptSection.section_id.in_(sections))
        asked = asked.where(or_(Prompt.for_sections.is_(False), exists().where(theirs)))
    return db.session.execute(asked).all()


def done(course_id: int, term: Term, span: Span) -> Sequence[Any]:
    """Return of how many prompts each student was asked in a span, and how many they have done."""
    opened = {"here": course_id, "opened": clock.now(), "zone": term.zone}
    return fetch(counted.prompts(), **opened, **_within(span))


def numbers(course_id: int, term: Term, span: Span) -> Sequence[Any]:
    """Return what each wrote and received in a span: a row for the one, and one for the other.

    `posts`, `given`, `received`, `words`, `days` are numbers, `posts_now` those of this week; `last_at` is
    when they last wrote; `weeks` has what they wrote in each, as "1 4,2 3".
    """
    first_day = term.first_day.toordinal()
    weeks = {"first_day": first_day, "end": first_day + DAYS * term.weeks, "after": term.after}
    now = term.week_of(term.today)
    return fetch(counted.by_person(), here=course_id, zone=term.zone, now=now, **weeks, **_within(span))


def pairs(course_id: int, term: Term, span: Span) -> Sequence[Any]:
    """Return how often each answered whom: `by_id`, `user_id`, `number`."""
    return fetch(counted.by_pair(), here=course_id, zone=term.zone, **_within(span))


def _within(span: Span) -> dict[str, int]:
    since, until = span.days
    return {"since": since, "until": until}
