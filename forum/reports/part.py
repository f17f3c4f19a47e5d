"""One student's own part, beside what half of the class reaches, and nobody else's numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from forum.prompts import progress
from forum.prompts.progress import Progress
from forum.reports import queries, table
from forum.reports.table import Report, Student

FEWEST = 5  # students, for a median that tells of nobody
COMPARED = ("posts", "given", "received", "words", "days", "done")
BAR = 240  # length of the longest bar


@dataclass(frozen=True, slots=True)
class Compared:
    """A number of the student's, the class's median of it, and how long both are drawn."""

    name: str
    own: int
    median: float | None  # None: the class is too small
    bar: int
    mark: int


@dataclass(frozen=True, slots=True)
class Part:
    """What a student did, and what of it others in the middle of the class do."""

    student: Student
    report: Report
    compared: list[Compared]
    weeks: list[int]
    median_weeks: list[float]  # empty: the class is too small
    steps: list[Progress]

    @property
    def is_compared(self) -> bool:
        """Whether the class is large enough for a median."""
        return bool(self.median_weeks)


def of_student(course: Any, user_id: int) -> Part:
    """Return the part of somebody who studies in the class."""
    report = table.build(course, queries.everybody(course.id))
    student = next(each for each in report.students if each.id == user_id)
    weeks = {each.id: report.of_weeks(each) for each in report.students}
    names = [name for name in COMPARED if name != "done" or report.has_prompts]
    return Part(
        student=student,
        report=report,
        compared=[_compared(name, student, report.students) for name in names],
        weeks=weeks[user_id],
        median_weeks=[_median(of_week) or 0 for of_week in zip(*weeks.values(), strict=True)]
        if len(weeks) >= FEWEST
        else [],
        steps=[step for step in progress.of_student(course.id, user_id) if _wants(step)],
    )


def _wants(step: Progress) -> bool:
    return step.posts_wanted + step.replies_wanted > 0


def _compared(name: str, student: Student, students: Sequence[Student]) -> Compared:
    own, middle = getattr(student, name), _median([getattr(each, name) for each in students])
    longest = max(own, middle or 0) or 1
    return Compared(name, own, middle, round(BAR * own / longest), round(BAR * (middle or 0) / longest))


def _median(numbers: Sequence[int]) -> float | None:
    """Return the number in the middle, a whole one where it is one; None where there are too few."""
    if len(numbers) < FEWEST:
        return None
    middle = median(numbers)
    return int(middle) if middle == int(middle) else middle
