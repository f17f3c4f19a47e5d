"""The columns of a report: on the page, and as a table for spreadsheets, which says the same."""

from __future__ import annotations

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


def sheet(report: Report, title: str) -> Sheet:
    """Return the report as a table: the columns of the page, and one for each week."""
    first = [str(NAMES["name"]), _("Handle"), *(str(NAMES[name]) for name in NUMBERS)]
    prompts = [_("Prompts done"), _("Prompts asked")] if report.has_prompts else []
    weeks = [heat.name(report.term, week) for week in report.weeks]
    head = [*first, *prompts, str(NAMES["last"]), *weeks]
    return Sheet(title, head, [_row(report, student) for student in report.students])


def _row(report: Report, student: Student) -> list[Cell]:
    prompts: list[Cell] = [student.done, student.asked] if report.has_prompts else []
    numbers: list[Cell] = [getattr(student, name) for name in NUMBERS]
    last: Any = student.last_at
    if last:
        last = last.astimezone(clock.zone(report.term.zone)).replace(second=0, microsecond=0, tzinfo=None)
    return [student.name, student.handle, *numbers, *prompts, last, *report.of_weeks(student)]


def file_name(course: Any, report: Report, section: str) -> str:
    """Return what the file is called: the class, the section and the days that it is of."""
    span = report.span
    days = [day.isoformat() for day in (span.since, span.until) if day] or [_today(report).isoformat()]
    return "-".join([course.slug, "participation", *([section] if section else []), *days])


def _today(report: Report) -> date:
    return report.term.today
