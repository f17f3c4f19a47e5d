"""Applying a roster to a class: all of it, in one transaction, in as many statements for many as for few."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, literal, select, update

from forum import audit
from forum.auth import many
from forum.auth.models import User
from forum.courses import actions, welcoming
from forum.courses.models import Course, Membership, Placing, Section
from forum.extensions import db
from forum.lists import among
from forum.mail import outgoing
from forum.rosters import planning
from forum.rosters.entries import Entry
from forum.rosters.planning import Kind, Plan, Step


class Changed(Exception):
    """The class is not any more as it was when somebody looked at what would happen."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done: numbers of people, but for the sections."""

    new: int
    changed: int
    same: int
    faulty: int
    sections: int  # made
    welcomed: int  # mails that are on their way
    unwelcomed: int  # mails that have to wait, as the class wrote too many


def apply(
    course: Any, entries: Sequence[Entry], *, by: int | None, welcome: bool = False, seen: str | None = None
) -> Outcome:
    """Let a class be as a roster says; nobody is removed by it.

    `seen` is the fingerprint of the plan that was looked at; None: of whatever it is now. Raises Changed,
    with nothing done, where it is another.
    """
    outcome = carry_out(course, entries, by=by, welcome=welcome, seen=seen)
    finish(outcome)
    return outcome


def carry_out(
    course: Any, entries: Sequence[Entry], *, by: int | None, welcome: bool, seen: str | None
) -> Outcome:
    """Do what apply() does; the caller commits, with finish()."""
    actions.hold(course.id)
    plan = planning.plan(course.id, entries, by=by)
    if seen is not None and plan.fingerprint != seen:
        db.session.rollback()
        raise Changed
    people = _people(plan, by)
    sections = _sections(course.id, plan, by)
    _enrol(course.id, plan, people, by)
    _place(course.id, plan, people, sections)
    mails = welcoming.welcome(course, by=by, only=_newcomers(plan, people)) if welcome else None
    outcome = Outcome(
        new=plan.counts[Kind.NEW],
        changed=plan.counts[Kind.CHANGED],
        same=plan.counts[Kind.SAME],
        faulty=plan.counts[Kind.FAULTY],
        sections=len(plan.made),
        welcomed=mails.sent if mails else 0,
        unwelcomed=mails.over if mails else 0,
    )
    audit.record("roster.import", by=by, course=course.id, target=f"course-{course.id}", **numbers(outcome))
    return outcome


def numbers(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome by the names of its numbers."""
    return {name: getattr(outcome, name) for name in Outcome.__slots__}


def finish(outcome: Outcome) -> None:
    """Make good what carry_out() did, and have its mails delivered."""
    db.session.commit()
    if outcome.welcomed:
        outgoing.deliver_waiting_later()


def _people(plan: Plan, by: int | None) -> Mapping[str, int]:
    """Make the accounts that are not there, and return the ids of all whom a plan changes, by address."""
    nameless = {step.entry.email: step.entry.name for step in plan.steps if _has_no_account(step)}
    made = many.create(nameless, by=by)
    known = {step.entry.email: step.user_id for step in plan.steps if step.user_id is not None}
    return known | made


def _has_no_account(step: Step) -> bool:
    return step.kind == Kind.NEW and step.user_id is None


def _newcomers(plan: Plan, people: Mapping[str, int]) -> set[int]:
    return {people[step.entry.email] for step in plan.steps if step.kind == Kind.NEW}


def _sections(course_id: int, plan: Plan, by: int | None) -> Mapping[str, int]:
    """Make the sections that are not there, and return the ids of all by their folded names."""
    last = select(func.coalesce(func.max(Section.position), 0)).where(Section.course_id == course_id)
    begin = db.session.scalars(last).one() + 1
    made = [
        Section(course_id=course_id, name=name, grouping=kind, position=position)
        for position, (name, kind) in enumerate(plan.made.values(), begin)
    ]
    db.session.add_all(made)
    db.session.flush()
    for section in made:
        audit.record("section.make", by=by, course=course_id, target=f"section-{section.id}")
    rows = db.session.execute(select(Section.id, Section.name).where(Section.course_id == course_id))
    return {row.name.casefold(): row.id for row in rows}


# --- Memberships -------------------------------------------------------------------------------------


def _enrol(course_id: int, plan: Plan, people: Mapping[str, int], by: int | None) -> None:
    """Let people come, come back, and have other roles; each is noted as if it had been done one by one."""
    new = [step for step in plan.steps if step.kind == Kind.NEW]
    _let_in(course_id, _by((step.role, people[step.entry.email]) for step in new if not step.comes_back))
    _move(course_id, [step for step in new if step.comes_back], removed_at=None)
    others = [step for step in plan.steps if step.kind == Kind.CHANGED and step.role != step.before]
    _move(course_id, others)
    count = update(Course).where(Course.id == course_id)
    db.session.execute(count.values(member_count=Course.member_count + len(new)))
    for verb, steps in (("member.enrol", new), ("member.role", others)):
        for role, user_ids in _by((step.role, people[step.entry.email]) for step in steps):
            audit.record_people(verb, user_ids, by=by, course=course_id, role=str(role))


def _let_in(course_id: int, people: Iterable[tuple[str, list[int]]]) -> None:
    """Make memberships: for each role of those who have it."""
    for role, user_ids in people:
        rows = select(literal(course_id), User.id, literal(str(role))).where(User.id.in_(among(user_ids)))
        made = insert(Membership).from_select(["course_id", "user_id", "role"], rows.order_by(User.id))
        db.session.execute(made)


def _move(course_id: int, steps: Iterable[Step], **values: Any) -> None:
    """Give members the roles of their steps, and other columns of their membership these values."""
    for role, user_ids in _by((step.role, step.user_id) for step in steps):
        theirs = (Membership.course_id == course_id, Membership.user_id.in_(among(user_ids)))
        moved = update(Membership).where(*theirs).values(role=role, **values)
        db.session.execute(moved.execution_options(synchronize_session=False))


def _by(pairs: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, list[Any]]]:
    """Yield each first of some pairs with all its seconds."""
    found: dict[Any, list[Any]] = {}
    for first, second in pairs:
        found.setdefault(first, []).append(second)
    yield from found.items()


# --- Sections ----------------------------------------------------------------------------------------


def _place(course_id: int, plan: Plan, people: Mapping[str, int], sections: Mapping[str, int]) -> None:
    """Put people into their sections, and take them out of those they leave."""
    moving = [step for step in plan.steps if step.kind in (Kind.NEW, Kind.CHANGED)]
    joined = ((sections[name], people[step.entry.email]) for step in moving for name in step.joins)
    for section_id, user_ids in _by(joined):
        rows = select(literal(section_id), User.id, literal(course_id)).where(User.id.in_(among(user_ids)))
        made = insert(Placing).from_select(["section_id", "user_id", "course_id"], rows)
        db.session.execute(made)
    left = ((sections[name], step.user_id) for step in moving for name in step.leaves)
    for section_id, user_ids in _by(left):
        theirs = (Placing.section_id == section_id, Placing.user_id.in_(among(user_ids)))
        db.session.execute(delete(Placing).where(*theirs).execution_options(synchronize_session=False))
