"""What a roster would change in a class: for each row of it, and of those who are not in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from forum.auth import many
from forum.auth.models import User
from forum.auth.queries import UNPROVED
from forum.courses import grouping
from forum.courses.models import Grouping, Membership, Placing, Role, Section
from forum.courses.words import unproved
from forum.extensions import db
from forum.policy_class import may_become
from forum.rosters.entries import Entry


class Kind(StrEnum):
    """What becomes of a row."""

    NEW = "new"  # somebody comes, or comes back
    CHANGED = "changed"
    SAME = "same"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one row."""

    entry: Entry
    kind: Kind
    user_id: int | None = None  # None: there is no account
    name: str = ""  # of the account
    role: str = ""  # that they have then
    before: str = ""  # that they have now; also of who was removed
    comes_back: bool = False
    joins: tuple[str, ...] = ()  # sections, by their folded names
    leaves: tuple[str, ...] = ()

    @property
    def fault(self) -> str:
        return self.entry.fault

    @property
    def other_name(self) -> str:
        """Return what the account is called, where the roster calls them otherwise."""
        given, chosen = self.entry.name, self.name
        return chosen if given and chosen and given.casefold() != chosen.casefold() else ""

    @property
    def told(self) -> tuple[Any, ...]:
        """Return what somebody who looks at the plan is told of it."""
        whom = (self.entry.email, self.entry.name, self.user_id, self.name, self.comes_back)
        return (*whom, self.kind, self.role, self.before, self.joins, self.leaves)


@dataclass(frozen=True)
class Plan:
    """What a roster would change."""

    steps: Sequence[Step]
    made: Mapping[str, tuple[str, Grouping]]  # sections that are not there: {folded name: (name, kind)}
    names: Mapping[str, str]  # of all sections then, by their folded names
    absent: Sequence[Any]  # members who are not in it: rows with id, name, email, role

    @cached_property
    def counts(self) -> Counter[Kind]:
        return Counter(step.kind for step in self.steps)

    @property
    def changes(self) -> int:
        return self.counts[Kind.NEW] + self.counts[Kind.CHANGED]

    @cached_property
    def fingerprint(self) -> str:
        """Return what two plans have in common only if they do the same."""
        told = [step.told for step in self.steps]
        return sha256(repr((told, sorted(self.made))).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Present:
    """A class as it is now."""

    members: Mapping[str, Any]  # rows of _members by address, those who were removed as well
    places: Mapping[int, frozenset[str]]  # by user: the folded names of their sections
    sections: Mapping[str, tuple[str, str]]  # by folded name: name and kind
    accounts: Mapping[str, Any]  # of others in the roster, by address: rows of many.known


def plan(course_id: int, entries: Sequence[Entry], *, by: int | None) -> Plan:
    """Say what a roster would change in a class, if `by` applies it."""
    now = _present(course_id, entries)
    made = _new_sections(entries, now)
    room = max(0, grouping.MOST - len(now.sections))
    over = set(list(made)[room:])
    steps = _keep_instructors([_step(entry, now, over, by) for entry in entries], now)
    asked = {key for step in steps for key in step.joins}
    made = {key: value for key, value in made.items() if key in asked}
    names = {key: name for key, (name, _kind) in now.sections.items()} | {
        key: name for key, (name, _kind) in made.items()
    }
    named = {entry.email for entry in entries}
    absent = [row for row in now.members.values() if row.removed_at is None and row.email not in named]
    return Plan(steps, made, names, absent)


def _present(course_id: int, entries: Sequence[Entry]) -> Present:
    rows = _members(course_id)
    members = {row.email or f"user-{row.id}": row for row in rows}
    others = {entry.email for entry in entries if not entry.fault} - members.keys()
    found = select(Section.name, Section.grouping).where(Section.course_id == course_id)
    sections = {row.name.casefold(): (row.name, row.grouping) for row in db.session.execute(found)}
    return Present(members, _places(course_id), sections, many.known(sorted(others)))


def _members(course_id: int) -> Sequence[Any]:
    query = select(User.id, User.name, User.email, UNPROVED.label("is_unproved"))
    here = query.add_columns(Membership.role, Membership.removed_at)
    here = here.join(Membership, Membership.user_id == User.id).where(Membership.course_id == course_id)
    return db.session.execute(here.order_by(User.name, User.id)).all()


def _places(course_id: int) -> dict[int, frozenset[str]]:
    query = select(Placing.user_id, Section.name).join(Section, Section.id == Placing.section_id)
    found: dict[int, set[str]] = {}
    for row in db.session.execute(query.where(Placing.course_id == course_id)):
        found.setdefault(row.user_id, set()).add(row.name.casefold())
    return {user_id: frozenset(names) for user_id, names in found.items()}


def _named(entry: Entry) -> Iterable[tuple[str, Grouping]]:
    yield from ((name, Grouping.SECTION) for name in entry.sections)
    yield from ((name, Grouping.GROUP) for name in entry.groups)


def _new_sections(entries: Iterable[Entry], now: Present) -> dict[str, tuple[str, Grouping]]:
    """Return the sections that a roster names and that are not there, in the order in which it names them."""
    made: dict[str, tuple[str, Grouping]] = {}
    for entry in entries:
        if not entry.fault:
            for name, kind in _named(entry):
                if name.casefold() not in now.sections:
                    made.setdefault(name.casefold(), (name, kind))
    return made


def _step(entry: Entry, now: Present, over: set[str], by: int | None) -> Step:
    if entry.fault:
        return Step(entry, Kind.FAULTY)
    if any(name.casefold() in over for name, _kind in _named(entry)):
        return _faulty(entry, _("A class can have 200 sections and groups, and this would be one more."))
    member = now.members.get(entry.email)
    return _newcomer(entry, now) if member is None else _member(entry, member, now, by)


def _member(entry: Entry, member: Any, now: Present, by: int | None) -> Step:
    role, gone = entry.role or member.role, member.removed_at is not None
    if member.id == by and role != member.role:
        return _faulty(entry, _("This is you: your own role is not changed by a file."))
    if (gone or role != member.role) and not may_become(member, role):
        return _faulty(entry, unproved(member.name))
    joins, leaves = _moves(entry, now.places.get(member.id, frozenset()), now)
    kind = Kind.NEW if gone else Kind.CHANGED if role != member.role or joins or leaves else Kind.SAME
    return Step(entry, kind, member.id, member.name, role, member.role, gone, joins, leaves)


def _newcomer(entry: Entry, now: Present) -> Step:
    account, role = now.accounts.get(entry.email), entry.role or Role.STUDENT
    if account is None and not entry.name:
        return _faulty(entry, _("Nobody here has this address, and without a name no account is made."))
    if account is not None and not may_become(account, role):
        return _faulty(entry, unproved(account.name))
    joins, _leaves = _moves(entry, frozenset(), now)
    user_id, name = (account.id, account.name) if account is not None else (None, "")
    return Step(entry, Kind.NEW, user_id, name, role, joins=joins)


def _faulty(entry: Entry, why: str) -> Step:
    return Step(replace(entry, fault=why), Kind.FAULTY)


def _moves(entry: Entry, there: frozenset[str], now: Present) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which sections somebody comes into and which they leave.

    Where a roster names sections for somebody they are in no others, and so with groups; where it names none,
    they stay where they are.
    """
    wanted = {name.casefold() for name, _kind in _named(entry)}
    told = {kind for _name, kind in _named(entry)}
    left = {name for name in there - wanted if now.sections[name][1] in told}
    return tuple(sorted(wanted - there)), tuple(sorted(left))


def _keep_instructors(steps: list[Step], now: Present) -> list[Step]:
    """Let those keep their role who instruct the class, if otherwise nobody would."""
    teach = {row.id for row in now.members.values() if _teaches(row)}
    going = {step.user_id for step in steps if step.user_id in teach and step.role != Role.INSTRUCTOR}
    stays = not teach or teach - going or any(step.role == Role.INSTRUCTOR for step in steps)
    if stays or not going:
        return steps
    why = _("Nobody else would instruct this class.")
    return [_faulty(step.entry, why) if step.user_id in going else step for step in steps]


def _teaches(row: Any) -> bool:
    return bool(row.role == Role.INSTRUCTOR and row.removed_at is None)
