"""What is due in a class, and when, for one member: the events of their calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from forum import clock
from forum.courses.models import Role
from forum.extensions import db
from forum.policy import prompts_readable
from forum.prompts import progress
from forum.prompts.ics import Event
from forum.prompts.models import Prompt
from forum.prompts.progress import Progress
from forum.prompts.queries import LISTED
from forum.standing import Member

DUE = (
    Prompt.id,
    Prompt.title,
    Prompt.posts_due_at,
    Prompt.replies_due_at,
    Prompt.posts_wanted,
    Prompt.replies_wanted,
)


@dataclass(frozen=True, slots=True)
class Due:
    """A due date: "posts" or "replies" of a prompt, and whether they are there."""

    prompt: Any
    kind: str
    at: datetime
    is_done: bool


def of(member: Member) -> list[Due]:
    """Return what is due for a member, with their extensions, and without what they do not owe.

    Only of prompts that are open in their class; in a closed class nothing is due.
    """
    if not member.course_open:
        return []
    mine = {row.prompt_id: row for row in _progress(member)}
    found = []
    for prompt in _prompts(member):
        row = mine.get(prompt.id)
        if row is None or not row.owes_nothing:
            found += _dues(prompt, row)
    return sorted(found, key=lambda due: (due.at, due.prompt.id, due.kind))


def _prompts(member: Member) -> Sequence[Any]:
    now = clock.now()
    query = select(*DUE).where(prompts_readable(member, now), Prompt.opens_at <= now)
    return db.session.execute(query.order_by(Prompt.id.desc()).limit(LISTED)).all()


def _progress(member: Member) -> Sequence[Progress]:
    if member.role != Role.STUDENT or member.user_id is None:
        return ()
    return progress.of_student(member.course_id, member.user_id)


def _dues(prompt: Any, row: Progress | None) -> list[Due]:
    whose = row or prompt
    found = []
    for kind in ("posts", "replies"):
        at, wanted = getattr(whose, f"{kind}_due_at"), getattr(prompt, f"{kind}_wanted")
        if at is not None and wanted:
            found.append(Due(prompt, kind, at, bool(row and getattr(row, f"{kind}_at"))))
    return found


def event(due: Due, course: Any) -> Event:
    """Return the event of a due date."""
    base = current_app.config["SEMINAR_BASE_URL"]
    url = f"{base}/c/{course.slug}/prompts/{due.prompt.id}"
    what = _("posts due") if due.kind == "posts" else _("replies due")
    summary = _("%(title)s: %(what)s", title=due.prompt.title, what=what)
    return Event(
        uid=f"prompt-{due.prompt.id}-{due.kind}@{urlsplit(base).hostname}",
        at=due.at.astimezone(UTC),
        summary=f"\u2713 {summary}" if due.is_done else summary,
        description=f"{course.title}\n{_('Done.') if due.is_done else _('Not done yet.')}\n{url}",
        url=url,
    )
