"""What is said of a class before its table: a few numbers, and what the table is sorted by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from forum import clock
from forum.prompts.progress import Standing
from forum.reports.table import Report


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and what it is of."""

    number: str
    words: str


def of(report: Report, prompts: dict[int, Any]) -> list[Figure]:
    """Return the four figures of a report."""
    return [_posts(report), _replies(report), _active(report), _waiting(report, prompts)]


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


def _waiting(report: Report, prompts: dict[int, Any]) -> Figure:
    """Return how many have not finished what is due next; where nothing was asked, how much was written."""
    asked = {step.prompt_id for step in report.steps}
    prompt = _current([row for row in prompts.values() if row.id in asked])
    if prompt is None:
        words, many = report.total("words"), max(len(report.students), 1)
        each = format_decimal(words // many)
        return Figure(format_decimal(words), _("words, %(num)s a student", num=each))
    open_ = sum(step.prompt_id == prompt.id and step.state == Standing.OPEN for step in report.steps)
    return Figure(str(open_), _("have not finished “%(title)s” yet", title=prompt.title))


def _current(prompts: list[Any]) -> Any:
    """Return the prompt that is due next; when all are past, the one that was due last."""
    now = clock.now()
    due = [(ends, prompt.id, prompt) for prompt in prompts if (ends := _ends(prompt))]
    coming = [each for each in due if each[0] >= now]
    chosen = min(coming, default=None) if coming else max(due, default=None)
    return chosen[2] if chosen else next(iter(prompts[-1:]), None)


def _ends(prompt: Any) -> datetime | None:
    return max(filter(None, (prompt.posts_due_at, prompt.replies_due_at)), default=None)
