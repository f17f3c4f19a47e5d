"""The columns of a report: on the page, and as a table for spreadsheets, which says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forum import clock
from forum.reports import heat
from forum.reports.table import Report, Student
from forum.sheets import Cell, Sheet

NAMES = {
    "name": _l("Student"),
    "posts": _l("Posts"),
    "given": _l("Replies given"),
    "received": _l("Replies received"),
    "words": _l("Words"),
    "days": _l("Days active"),
    "prompts": _l("Prompts done"),
    "written": _l("Week by week"),
    "last": _l("Last wrote"),
}
NUMBERS = ("posts", "given", "received", "words", "days")


def shown(report: Report) -> list[str]:
    """Return the columns that a report has: that of prompts only where there is one."""
    return [name for name in NAMES if name != "prompts" or report.has_prompts]


def sheet(report: Report, title: str, placed: Mapping[int, Sequence[Any]]) -> Sheet:
    """Return the report as a table: who they are, the columns of the page, and one for each week.

    `placed` says in which sections somebody is, as placings.of_people() does.
    """
    who = [str(NAMES["name"]), _("E-mail"), _("Handle"), _("Sections and groups")]
    numbers = [str(NAMES[name]) for name in NUMBERS]
    prompts = [_("Prompts done"), _("Prompts asked")] if report.has_prompts else []
    weeks = [heat.name(report.term, week) for week in report.weeks]
    head = [*who, *numbers, *prompts, str(NAMES["last"]), *weeks]
    rows = [_row(report, student, placed.get(student.id, ())) for student in report.students]
    return Sheet(title, head, rows)


def _row(report: Report, student: Student, sections: Sequence[Any]) -> list[Cell]:
    who: list[Cell] = [student.name, student.email, student.handle]
    who.append(", ".join(section.name for section in sections))
    prompts: list[Cell] = [student.done, student.asked] if report.has_prompts else []
    numbers: list[Cell] = [getattr(student, name) for name in NUMBERS]
    last: Any = student.last_at
    if last:
        last = last.astimezone(clock.zone(report.term.zone)).replace(second=0, microsecond=0, tzinfo=None)
    return [*who, *numbers, *prompts, last, *report.of_weeks(student)]


def file_name(course: Any, report: Report, section: str) -> str:
    """Return what the file is called: the class, the section and the days that it is of."""
    span = report.span
    days = [day.isoformat() for day in (span.since, span.until) if day] or [_today(report).isoformat()]
    return "-".join([course.slug, "participation", *([section] if section else []), *days])


def _today(report: Report) -> date:
    return report.term.today
