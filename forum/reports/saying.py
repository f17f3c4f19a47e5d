"""What a report says of itself: of which term, which days, which section."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from forum.reports.table import Report
from forum.reports.terms import Span


def about(course: Any, section: str, days: Span, report: Report | None) -> list[str]:
    """Return what stands above the title: the term, this week, and what was asked for."""
    said = [course.term, _now(course, report), section, span(days)]
    return [words for words in said if words]


def _now(course: Any, report: Report | None) -> str:
    if report is None or not report.now:
        return ""
    return _("week %(number)s of %(weeks)s", number=report.now, weeks=course.weeks)


def span(span: Span) -> str:
    """Return the days of a span in words, "" for ever."""
    if span.since and span.until:
        return _("%(first)s to %(last)s", first=_day(span.since), last=_day(span.until))
    if span.since:
        return _("since %(first)s", first=_day(span.since))
    return _("until %(last)s", last=_day(span.until)) if span.until else ""


def _day(day: date) -> str:
    return format_date(day, "medium")
