"""What a page and a file show of a plan: one list of it, a hundred rows at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from forum.courses.words import ROLES
from forum.rosters.planning import Kind, Plan, Step
from forum.sheets import Sheet

AT_ONCE = 100  # rows of a page
ABSENT = "absent"  # the list of those who are not in the file
FAULTY_HEAD = ("line", "email", "name", "section", "group", "role", "reason")


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of one list."""

    list: str  # a Kind, or ABSENT
    rows: Sequence[Any]  # Steps, or members
    next: int | None  # after which line, or how many members, the next page begins
    tabs: Sequence[tuple[str, int]]  # every list that has rows, with their number


def page(plan: Plan, wanted: str, after: int) -> Shown:
    """Return a page of the list that is wanted; of the first that has rows where it has none."""
    counts = [(str(kind), plan.counts[kind]) for kind in Kind] + [(ABSENT, len(plan.absent))]
    tabs = [(name, count) for name, count in counts if count]
    names = [name for name, _count in tabs]
    chosen = wanted if wanted in names else (names[0] if names else str(Kind.NEW))
    if chosen == ABSENT:
        rows: Sequence[Any] = plan.absent[after : after + AT_ONCE + 1]
        ends = after + AT_ONCE
    else:
        rows = [step for step in plan.steps if step.kind == chosen and step.entry.line > after][: AT_ONCE + 1]
        ends = rows[AT_ONCE - 1].entry.line if len(rows) > AT_ONCE else 0
    return Shown(chosen, rows[:AT_ONCE], ends if len(rows) > AT_ONCE else None, tabs)


def becomes(step: Step, plan: Plan) -> str:
    """Say in a line what becomes of somebody."""
    joins, leaves = (", ".join(plan.names[key] for key in keys) for keys in (step.joins, step.leaves))
    role = ROLES.get(step.role)  # type: ignore[call-overload]
    said = [
        _("comes back as %(role)s", role=role) if step.comes_back else "",
        _("comes as %(role)s", role=role) if step.kind == Kind.NEW and not step.comes_back else "",
        _("gets an account") if step.kind == Kind.NEW and step.user_id is None else "",
        _("becomes %(role)s", role=role) if step.kind == Kind.CHANGED and step.role != step.before else "",
        _("into %(names)s", names=joins) if joins else "",
        _("out of %(names)s", names=leaves) if leaves else "",
    ]
    return " · ".join(filter(None, said))


def faulty(steps: Sequence[Step]) -> Sheet:
    """Return faulty rows as a table that can be read as a roster again."""
    rows = [
        (
            step.entry.line, step.entry.email, step.entry.name, "|".join(step.entry.sections),
            "|".join(step.entry.groups), step.entry.role, step.fault,
        )
        for step in steps
    ]  # fmt: skip
    return Sheet("faulty", FAULTY_HEAD, rows)
