"""What the form for a copy proposes: the same class, a year later, in another colour."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from forum import clock
from forum.courses import queries
from forum.courses.models import Colour

YEAR = timedelta(weeks=52)  # so that it begins on the same day of the week
ONE_YEAR = re.compile(r"(\D*)(\d{4})(\D*)")  # "Spring 2027", and not "2026/27", which we would not get right


def values(course: Any) -> dict[str, Any]:
    """Return the fields of the form."""
    first_day = _next(course.first_day)
    return {
        "title": course.title,
        "term": _term(course.term, first_day.year - course.first_day.year),
        "slug": queries.free_slug(course.title),
        "first_day": first_day,
        "weeks": course.weeks,
        "colour": _other(course.colour),
        "with_sections": False,
    }


def _next(day: date) -> date:
    """Return the same day of a year that is still to come."""
    years = max(1, -(-(clock.now().date() - day) // YEAR))
    return day + years * YEAR


def _term(term: str, years: int) -> str:
    found = ONE_YEAR.fullmatch(term)
    return f"{found[1]}{int(found[2]) + years}{found[3]}" if found else ""


def _other(colour: str) -> str:
    """Return the colour after this one, so that two terms are told apart at a glance."""
    every = [str(each) for each in Colour]
    return every[(every.index(colour) + 1) % len(every)]
