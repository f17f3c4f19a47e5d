"""What happens to sections and groups: made, renamed, put in order, deleted; people put into them.

Each action is one transaction. Who is in the class, and where, nobody else changes meanwhile (actions.hold).
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from forum import audit
from forum.courses import actions, placings
from forum.courses.models import Grouping, Membership, Placing, Section
from forum.extensions import db
from forum.posts import whom
from forum.posts.counters import hold
from forum.standing import Member

MOST = 200  # sections and groups of a class
shuffle = random.SystemRandom().shuffle


class NameTaken(Exception):
    """Another section or group of the class is called so."""


class TooMany(Exception):
    """A class has as many sections and groups as it can have, or would have."""


class InUse(Exception):
    """Posts or prompts are for a section, or more people are in it than whoever deletes it was told."""


def make(course_id: int, name: str, grouping: str, *, by: Member) -> int:
    """Make a section or group, last in the order, and return its id. Raises NameTaken, TooMany."""
    actions.hold(course_id)
    section_id = add(course_id, name, grouping, by=by.user_id)
    db.session.commit()
    return section_id


def add(course_id: int, name: str, grouping: str, *, by: int | None) -> int:
    """Make a section or group in a class that is held, and return its id. The caller commits.

    Raises NameTaken and TooMany, after a rollback.
    """
    named = _by_name(course_id)
    if name.casefold() in named or len(named) >= MOST:
        db.session.rollback()
        raise NameTaken if name.casefold() in named else TooMany
    section = Section(course_id=course_id, name=name, grouping=grouping, position=_last(course_id) + 1)
    db.session.add(section)
    db.session.flush()
    _note("section.make", course_id, section.id, by)
    return section.id


def _by_name(course_id: int) -> dict[str, int]:
    """Return the sections of a class by name. SQLite folds ASCII only, so it is done here."""
    rows = db.session.execute(select(Section.id, Section.name).where(Section.course_id == course_id))
    return {row.name.casefold(): row.id for row in rows}


def _last(course_id: int) -> int:
    last = select(func.coalesce(func.max(Section.position), 0)).where(Section.course_id == course_id)
    return db.session.scalars(last).one()


def rename(section_id: int, name: str, *, by: Member) -> None:
    """Rename a section or group. Raises NameTaken."""
    actions.hold(by.course_id)
    if _by_name(by.course_id).get(name.casefold(), section_id) != section_id:
        db.session.rollback()
        raise NameTaken
    db.session.execute(update(Section).where(Section.id == section_id).values(name=name))
    _done("section.rename", section_id, by)


def move_up(section: Any, *, by: Member) -> None:
    """Let a section change places with the one above it, a group with the group above."""
    actions.hold(by.course_id)
    ids = [row.id for row in placings.of_course(by.course_id) if row.grouping == section.grouping]
    place = ids.index(section.id) if section.id in ids else 0
    if place:
        ids[place - 1], ids[place] = ids[place], ids[place - 1]
    for position, id in enumerate(ids, start=1):
        db.session.execute(update(Section).where(Section.id == id).values(position=position))
    db.session.commit()


def remove(section_id: int, *, places: int, by: Member) -> None:
    """Delete a section or group, and who was in it is in it no more. Raises InUse.

    Drafts for it are for nobody then, until their authors choose. `places` is how many people whoever asks
    for it knows to be in it.
    """
    actions.hold(by.course_id)
    hold(by.course_id)  # so that meanwhile nothing comes to be for it
    use = placings.use(section_id)
    if not use.is_free or use.places > places:
        db.session.rollback()
        raise InUse
    drafts = whom.let_go(section_id)
    db.session.execute(delete(Section).where(Section.id == section_id))
    _done("section.remove", section_id, by, places=use.places, drafts=drafts)


# --- People ------------------------------------------------------------------------------------------


def place(section: Any, user_ids: Collection[int], *, alone: bool, by: Member) -> int:
    """Put members into a section and return how many were not in it.

    `alone`: they leave the others of its kind, sections or groups.
    """
    actions.hold(by.course_id)
    people = placings.present(by.course_id, user_ids)
    if alone:
        _take_out(_others(by.course_id, section), people)
    came = put(by.course_id, section.id, people)
    _done("section.place", section.id, by, people=people)
    return len(came)


def move(section: Any, user_ids: Collection[int], *, to: Any, by: Member) -> int:
    """Take people out of a section, into another one or none (`to` is None); return how many."""
    actions.hold(by.course_id)
    inside = select(Placing.user_id).where(Placing.section_id == section.id, Placing.user_id.in_(user_ids))
    people = sorted(db.session.scalars(inside))
    _take_out([section.id], people)
    if to is not None:
        put(by.course_id, to.id, people)
        _note("section.place", by.course_id, to.id, by.user_id, people=people)
    _done("section.leave", section.id, by, people=people)
    return len(people)


def settle(user_id: int, section_ids: Collection[int], *, tied: bool, by: Member) -> None:
    """Let somebody be in these sections and no others, and as an assistant be tied to them or not."""
    actions.hold(by.course_id)
    known = {row.id for row in placings.of_course(by.course_id)}
    wanted, now = known & set(section_ids), placings.of_person(by.course_id, user_id)
    _take_out(sorted(now - wanted), [user_id])
    for section_id in sorted(wanted - now):
        put(by.course_id, section_id, [user_id])
    mine = (Membership.course_id == by.course_id, Membership.user_id == user_id)
    db.session.execute(update(Membership).where(*mine).values(only_sections=tied))
    detail = {"sections": sorted(wanted), "tied": tied}
    audit.record("member.sections", by=by.user_id, course=by.course_id, target=f"user-{user_id}", **detail)
    db.session.commit()


def put(course_id: int, section_id: int, user_ids: Iterable[int]) -> list[int]:
    """Put people into a section and return those who were not in it. The caller commits."""
    inside = set(db.session.scalars(select(Placing.user_id).where(Placing.section_id == section_id)))
    came = [user_id for user_id in user_ids if user_id not in inside]
    rows = [{"section_id": section_id, "user_id": user_id, "course_id": course_id} for user_id in came]
    if rows:
        db.session.execute(insert(Placing), rows)
    return came


def _others(course_id: int, section: Any) -> list[int]:
    """Return the sections of a class that are of the same kind as one."""
    rows = placings.of_course(course_id)
    return [row.id for row in rows if row.grouping == section.grouping and row.id != section.id]


def _take_out(section_ids: Sequence[int], user_ids: Sequence[int]) -> None:
    theirs = (Placing.section_id.in_(section_ids), Placing.user_id.in_(user_ids))
    db.session.execute(delete(Placing).where(*theirs).execution_options(synchronize_session=False))


# --- Groups by lot -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dealt:
    """What came of drawing lots."""

    people: int  # who were in no group
    groups: int  # that there are now
    made: int  # of these, that were not there


def distribute(many: int, names: Iterable[str], *, by: Member) -> Dealt:
    """Deal the students who are in no group, by lot and evenly, to `many` groups.

    Those that are not there are made; `names` are what they may be called, the first that are free are taken.
    Nobody leaves a group. Raises TooMany where there are more groups already.
    """
    actions.hold(by.course_id)
    sizes = {row.id: row.people for row in placings.of_course(by.course_id) if row.grouping == Grouping.GROUP}
    if len(sizes) > many:
        db.session.rollback()
        raise TooMany
    made = _make_groups(by.course_id, many - len(sizes), names, by=by.user_id)
    people = placings.without_group(by.course_id)
    for group_id, dealt in deal(people, sizes | dict.fromkeys(made, 0)).items():
        put(by.course_id, group_id, dealt)
    note: dict[str, Any] = {"people": len(people), "groups": many, "made": len(made)}
    audit.record("section.distribute", by=by.user_id, course=by.course_id, **note)
    db.session.commit()
    return Dealt(len(people), many, len(made))


def _make_groups(course_id: int, many: int, names: Iterable[str], *, by: int | None) -> list[int]:
    taken = _by_name(course_id)
    free = (name for name in names if name.casefold() not in taken)
    return [add(course_id, next(free), Grouping.GROUP, by=by) for _number in range(many)]


def deal(people: Iterable[int], sizes: dict[int, int]) -> dict[int, list[int]]:
    """Deal people by lot, each to the smallest group: {group: people}."""
    waiting, dealt = list(people), {group: list[int]() for group in sizes}
    shuffle(waiting)
    for person in waiting:
        smallest = min(dealt, key=lambda group: sizes[group] + len(dealt[group]))
        dealt[smallest].append(person)
    return dealt


# ------------------------------------------------------------------------------------------------------


def _note(verb: str, course_id: int, section_id: int, by: int | None, **detail: Any) -> None:
    audit.record(verb, by=by, course=course_id, target=f"section-{section_id}", **detail)


def _done(verb: str, section_id: int, by: Member, **detail: Any) -> None:
    _note(verb, by.course_id, section_id, by.user_id, **detail)
    db.session.commit()
