"""What is said of a class before its table: a few numbers, and what the table is sorted by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from forum import clock
from forum.prompts import progress
from forum.prompts.progress import EVER, Standing
from forum.reports import queries
from forum.reports.table import Report


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and what it is of."""

    number: str
    words: str


def of(report: Report, course_id: int, sections: Collection[int] | None) -> list[Figure]:
    """Return the four figures of a report, which is of the class or of some sections."""
    return [_posts(report), _replies(report), _active(report), _waiting(report, course_id, sections)]


def _posts(report: Report) -> Figure:
    posts = report.total("posts")
    words = ngettext("post", "posts", posts)
    if report.now:
        words = _("%(posts)s, %(num)s this week", posts=words, num=report.posts_now)
    return Figure(format_decimal(posts), words)


def _replies(report: Report) -> Figure:
    posts, replies = report.total("posts"), report.total("given")
    words = ngettext("reply", "replies", replies)
    if posts:
        ratio = format_decimal(round(replies / posts, 1))
        words = _("%(replies)s, %(ratio)s a post", replies=words, ratio=ratio)
    return Figure(format_decimal(replies), words)


def _active(report: Report) -> Figure:
    """Return how many wrote this week; when there is no such week, how many wrote at all."""
    many = len(report.students)
    if report.now:
        return Figure(f"{report.active_now} / {many}", _("students active this week"))
    active = sum(1 for student in report.students if student.last_at)
    return Figure(f"{active} / {many}", _("students wrote something"))


def _waiting(report: Report, course_id: int, sections: Collection[int] | None) -> Figure:
    """Return how many have not finished what is due next; where nothing was asked, how much was written."""
    prompt = _current([each for each in queries.prompts(course_id, sections) if _is_of(each, report)])
    if prompt is None:
        words, many = report.total("words"), max(len(report.students), 1)
        each = format_decimal(words // many)
        return Figure(format_decimal(words), _("words, %(num)s a student", num=each))
    steps = progress.of_class(course_id, prompt_id=prompt.id, sections=sections)
    waiting = sum(step.state == Standing.OPEN for step in steps)
    return Figure(str(waiting), _("have not finished “%(title)s” yet", title=prompt.title))


def _is_of(prompt: Any, report: Report) -> bool:
    """Say whether a prompt is of the days that were asked for, as counted.prompts() does for the table."""
    due = progress.last_due(prompt)
    return due == EVER or report.span.holds(due.astimezone(clock.zone(report.term.zone)).date())


def _current(prompts: Sequence[Any]) -> Any:
    """Return the prompt that is due next; when all are past, the one that was due last."""
    now = clock.now()
    due = [(ends, prompt.id, prompt) for prompt in prompts if (ends := progress.last_due(prompt)) != EVER]
    coming = [each for each in due if each[0] >= now]
    chosen = min(coming, default=None) if coming else max(due, default=None)
    return chosen[2] if chosen else next(iter(prompts[-1:]), None)
