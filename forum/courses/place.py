"""Somebody's place in a class: the columns that tell it, and the member that they make."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.orm import aliased

from forum.courses.models import Membership
from forum.lists import joined, numbers
from forum.policy_audience import answered_by, sections_of
from forum.posts.models import Post
from forum.standing import Member

_post = aliased(Post)  # made once, as those of policy_audience.py


def columns(user_id: Any, course_id: Any, *outer: Any) -> tuple[Any, ...]:
    """Select, beside a membership, what `member` takes; `outer` is where the class stands."""
    apart = has_apart(course_id, *outer)
    return (
        Membership.role,
        Membership.only_sections,
        sections_listed(user_id, course_id).label("sections"),
        case((apart, _listed(answered_by(user_id)))).label("answered"),
        apart.label("has_apart"),
    )


def has_apart(course_id: Any, *outer: Any) -> ColumnElement[bool]:
    """Say of a class whether any of its posts is not for everybody."""
    some = or_(_post.section_id.is_not(None), _post.gate_id.is_not(None))
    return select(_post.id).where(_post.course_id == course_id, some).correlate(*outer).exists()


def sections_listed(user_id: Any, course_id: Any) -> ColumnElement[str]:
    """Select the ids of somebody's sections in a class as one text, which lists.numbers reads."""
    return _listed(sections_of(user_id, course_id))


def _listed(ids: Any) -> ColumnElement[str]:
    return select(joined(ids.subquery().c[0])).scalar_subquery()


def member(row: Any, *, user_id: int, is_admin: bool, course_id: int) -> Member:
    """Return who somebody is in a class, out of a row with its `is_open` and with `columns`."""
    return Member(
        course_id,
        row.is_open,
        user_id,
        row.role,
        is_admin,
        is_tied=bool(row.only_sections),
        sections=numbers(row.sections),
        answered=numbers(row.answered),
        has_apart=bool(row.has_apart),
    )
