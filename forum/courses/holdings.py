"""What is in a class, in numbers: what would be destroyed with it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from forum.comments.models import Comment
from forum.courses.models import Invitation, Membership, Section
from forum.extensions import db
from forum.posts.models import Category, Post, State
from forum.prompts.models import Prompt
from forum.revisions.models import Revision
from forum.writing.models import Unsent


def of(course_id: int) -> list[tuple[str, int]]:
    """Return what a class holds: what it is called, and how many there are."""
    asked = _counts(course_id)
    row = db.session.execute(select(*(query.label(name) for name, query in asked.items()))).one()
    return [(str(name), number) for name, number in zip(_names(), row, strict=True)]


def _counts(course_id: int) -> dict[str, Any]:
    def number(table: Any, *conditions: Any) -> Any:
        here = select(func.count()).select_from(table).where(table.course_id == course_id, *conditions)
        return here.scalar_subquery()

    drafts = Post.state == State.DRAFT
    return {
        "members": number(Membership),
        "posts": number(Post, ~drafts),
        "drafts": number(Post, drafts),
        "comments": number(Comment),
        "revisions": number(Revision),
        "unsent": number(Unsent),
        "prompts": number(Prompt),
        "categories": number(Category),
        "sections": number(Section),
        "invitations": number(Invitation),
    }


def _names() -> list[str]:
    return [
        _("Places of people (their accounts stay)"),
        _("Posts"),
        _("Drafts"),
        _("Comments"),
        _("Earlier versions of texts"),
        _("Texts that were not sent yet"),
        _("Prompts"),
        _("Categories"),
        _("Sections and groups"),
        _("Invitations"),
    ]
