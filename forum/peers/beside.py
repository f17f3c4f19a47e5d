"""What is to be answered, beside the class's pages and on that of a prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from forum.courses.models import Role
from forum.peers import queries, waiting
from forum.standing import Member


@dataclass(frozen=True, slots=True)
class Line:
    """Something to be answered: where it is, what it is called, how much it is."""

    path: str
    title: str
    said: str


def of(member: Member) -> tuple[Line, ...]:
    """Return what stands at the side: what a student was given to read, or what waits where one teaches."""
    if not member.takes_part:
        return ()
    if member.staff:
        many = waiting.many(member)
        return (Line("/unanswered", waits(many), ""),) if many else ()
    return tuple([Line(f"/prompts/{row.id}#yours", row.title, said(row)) for row in queries.owed(member)])


def waits(many: int) -> str:
    """Return how many answers wait for a reply."""
    if many > waiting.MANY:
        return _("More than %(num)d answers wait for a reply", num=waiting.MANY)
    return ngettext("%(num)d answer waits for a reply", "%(num)d answers wait for a reply", many)


def said(row: Any) -> str:
    """Return what a student still has to do: "2 posts to review"."""
    if row.asks:
        return ngettext("%(num)d post to review", "%(num)d posts to review", row.many)
    return ngettext("%(num)d post to answer", "%(num)d posts to answer", row.many)


def of_prompt(member: Member, prompt_id: int) -> Sequence[Any]:
    """Return what a student was given of the answers to a prompt; nothing where the class is closed."""
    studies = member.takes_part and member.role == Role.STUDENT
    return queries.yours(member, prompt_id) if studies else ()
