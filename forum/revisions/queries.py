"""Reading the history of a post or a comment: the versions that were kept, and the present one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from werkzeug.exceptions import NotFound

from forum.auth.models import User
from forum.comments.models import Comment
from forum.extensions import db
from forum.policy import versions_readable
from forum.posts.models import Post
from forum.revisions.models import Revision
from forum.revisions.recording import version_of
from forum.standing import Member

PAGE = 50  # versions


@dataclass(frozen=True, slots=True)
class Of:
    """What has a history: the table that holds the present version, and how the earlier ones belong to it."""

    table: Any
    column: Any


POST = Of(Post, Revision.post_id)
COMMENT = Of(Comment, Revision.comment_id)


@dataclass(frozen=True, slots=True)
class Page:
    """Some earlier versions without their words, the newest first."""

    versions: Sequence[Any]
    more: bool  # there are older ones
    first: bool  # there are none newer, but the present one


def present(of: Of, id: int) -> Any:
    """Return the present version: its number, who made it when, its words; `edited_at` names it in forms.

    Of a post there is a title.
    """
    editor, at, *words = version_of(of.table)
    last = select(func.coalesce(func.max(Revision.number), 0)).where(of.column == id).scalar_subquery()
    title = (Post.title,) if of is POST else ()
    return db.session.execute(
        select(
            (last + 1).label("number"),
            editor,
            User.name.label("editor"),
            at,
            of.table.edited_at,
            *words,
            *title,
        )
        .join_from(of.table, User, User.id == editor)
        .where(of.table.id == id)
    ).one()


def earlier(member: Member, of: Of, text: Any, before: int | None = None) -> Page:
    """Return the earlier versions of a text that the member may see: the newest, or those before a number."""
    kept = _kept(member, of, text).order_by(Revision.number.desc()).limit(PAGE + 1)
    rows = db.session.execute(kept if before is None else kept.where(Revision.number < before)).all()
    return Page(rows[:PAGE], more=len(rows) > PAGE, first=before is None)


def version(member: Member, of: Of, text: Any, number: int) -> Any:
    """Return an earlier version with its words. Raises NotFound where there is none for this member."""
    found = _with_words(member, of, text).where(Revision.number == number)
    row = db.session.execute(found).one_or_none()
    if row is None:
        raise NotFound
    return row


def before(member: Member, of: Of, text: Any, number: int) -> Any:
    """Return the last version before one that the member may see, with its words; None before the first."""
    older = _with_words(member, of, text).where(Revision.number < number)
    return db.session.execute(older.order_by(Revision.number.desc()).limit(1)).one_or_none()


def _with_words(member: Member, of: Of, text: Any) -> Any:
    words = (Revision.title, Revision.body_markdown, Revision.body_format)
    return _kept(member, of, text).add_columns(*words)


def _kept(member: Member, of: Of, text: Any) -> Any:
    return (
        select(Revision.number, Revision.at, Revision.was_draft, User.name.label("editor"))
        .outerjoin(User, User.id == Revision.editor_id)
        .where(of.column == text.id, versions_readable(member, text))
    )
