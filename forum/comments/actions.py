"""What happens to comments. Each action is one transaction; the numbers beside a post move in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import Gone

from forum import audit, clock, prose
from forum.comments import tree
from forum.comments.models import Comment
from forum.courses.models import Membership
from forum.extensions import db
from forum.policy import Member, comment_counts
from forum.posts.models import Post
from forum.posts.once import key_of

CHANGED = (
    Comment.id,
    Comment.post_id,
    Comment.parent_id,
    Comment.author_id,
    Comment.reply_count,
    Comment.hidden_at,
    Comment.deleted_at,
)


class AnsweredIsGone(Gone):
    """The comment that was to be answered was deleted meanwhile."""


def reply(
    post_id: int,
    body: str,
    *,
    by: Member,
    parent: Any = None,
    key: str | None = None,
    at: datetime | None = None,
) -> int:
    """Comment on a post, or answer a comment; return the id. One form sent twice gives one comment.

    Raises AnsweredIsGone.
    """
    made, key = prose.prepare(body, heading=prose.COMMENT_HEADING), key_of(key, body)
    try:
        return _insert(post_id, made, by, parent, key, at or clock.now())
    except IntegrityError:
        db.session.rollback()
        written = _written_before(by, key)
        if written is None:
            raise
        return written


def _insert(post_id: int, made: prose.Prose, by: Member, parent: Any, key: str | None, at: datetime) -> int:
    number = _next_number(post_id, at)
    if parent and not _count_reply(parent.id, 1, Comment.deleted_at.is_(None)):
        db.session.rollback()
        raise AnsweredIsGone
    comment_id = db.session.execute(
        insert(Comment)
        .values(
            course_id=by.course_id,
            post_id=post_id,
            author_id=by.user_id,
            parent_id=parent.id if parent else None,
            path=tree.path_under(parent.path if parent else "", number),
            created_at=at,
            form_key=key,
            **made.columns(),
        )
        .returning(Comment.id)
    ).scalar_one()
    _count_author(by.course_id, by.user_id, 1)
    audit.record("comment.write", by=by.user_id, course=by.course_id, target=f"comment-{comment_id}")
    db.session.commit()
    return comment_id


def _written_before(by: Member, key: str | None) -> int | None:
    mine = select(Comment.id).where(Comment.author_id == by.user_id, Comment.form_key == key)
    return db.session.scalar(mine) if key else None


def _next_number(post_id: int, at: datetime) -> int:
    """Count one comment more under a post, and return the number it gets."""
    return db.session.execute(
        update(Post)
        .where(Post.id == post_id)
        .values(
            comment_number=Post.comment_number + 1,
            comment_count=Post.comment_count + 1,
            last_comment_at=at,
        )
        .returning(Post.comment_number)
        .execution_options(synchronize_session=False)
    ).scalar_one()


def _count_reply(comment_id: int, by: int, *conditions: Any) -> bool:
    return _set(comment_id, {"reply_count": Comment.reply_count + by}, *conditions) is not None


def _count_author(course_id: int, user_id: int | None, by: int) -> None:
    db.session.execute(
        update(Membership)
        .where(Membership.course_id == course_id, Membership.user_id == user_id)
        .values(comment_count=Membership.comment_count + by)
        .execution_options(synchronize_session=False)
    )


def _count(comment: Any, course_id: int, by: int) -> None:
    """Count a comment in (1) or out (-1), for its post and its author."""
    db.session.execute(
        update(Post)
        .where(Post.id == comment.post_id)
        .values(comment_count=Post.comment_count + by)
        .execution_options(synchronize_session=False)
    )
    _count_author(course_id, comment.author_id, by)


def edit(comment_id: int, body: str, *, by: Member, format: str = "markdown") -> bool:
    """Save a new version of a comment."""
    anchor = db.session.scalars(select(Comment.anchor).where(Comment.id == comment_id)).one()
    made = prose.prepare(body, heading=prose.COMMENT_HEADING, format=format, anchor=anchor)
    values = {"edited_at": clock.now(), "edited_by_id": by.user_id, **made.columns()}
    comment = _change(comment_id, values, Comment.deleted_at.is_(None))
    return _done("comment.edit", comment, by) if comment else _nothing_to_do()


def _change(comment_id: int, values: dict[str, Any], *conditions: Any) -> Any:
    """Change a comment if it is still as the conditions say; return it as it is now, or None.

    The post is locked first, in the order in which a new comment locks them, so that no two wait for
    each other (PostgreSQL; SQLite has one writer anyway).
    """
    of_comment = select(Comment.post_id).where(Comment.id == comment_id).scalar_subquery()
    db.session.execute(select(Post.id).where(Post.id == of_comment).with_for_update())
    return _set(comment_id, values, *conditions)


def _set(comment_id: int, values: dict[str, Any], *conditions: Any) -> Any:
    return db.session.execute(
        update(Comment)
        .where(Comment.id == comment_id, *conditions)
        .values(**values)
        .returning(*CHANGED)
        .execution_options(synchronize_session=False)
    ).one_or_none()


def delete(comment_id: int, *, by: Member) -> bool:
    """Delete a comment softly. With answers under it, its place stays; without, it goes."""
    values = {"deleted_at": clock.now(), "deleted_by_id": by.user_id}
    comment = _change(comment_id, values, Comment.deleted_at.is_(None))
    if comment is None:
        return _nothing_to_do()
    if comment.hidden_at is None:
        _count(comment, by.course_id, -1)
    _leave(comment)
    return _done("comment.delete", comment, by)


def restore(comment_id: int, *, by: Member) -> bool:
    """Take a deletion back."""
    comment = _change(
        comment_id, {"deleted_at": None, "deleted_by_id": None}, Comment.deleted_at.is_not(None)
    )
    if comment is None:
        return _nothing_to_do()
    _come_back(comment)
    if comment_counts(comment):
        _count(comment, by.course_id, 1)
    return _done("comment.restore", comment, by)


def hide(comment_id: int, *, by: Member, reason: str) -> bool:
    """Hide a comment from the class; its author sees it, and why."""
    values = {"hidden_at": clock.now(), "hidden_by_id": by.user_id, "hidden_reason": reason}
    comment = _change(comment_id, values, Comment.hidden_at.is_(None), Comment.deleted_at.is_(None))
    if comment is None:
        return _nothing_to_do()
    _count(comment, by.course_id, -1)
    return _done("comment.hide", comment, by, reason=reason)


def unhide(comment_id: int, *, by: Member) -> bool:
    """Show a hidden comment again."""
    values = {"hidden_at": None, "hidden_by_id": None, "hidden_reason": ""}
    comment = _change(comment_id, values, Comment.hidden_at.is_not(None), Comment.deleted_at.is_(None))
    if comment is None:
        return _nothing_to_do()
    _count(comment, by.course_id, 1)
    return _done("comment.unhide", comment, by)


def _leave(comment: Any) -> None:
    """Tell the comments above that one without answers has gone; a tombstone left with none goes too."""
    while comment is not None and comment.reply_count == 0 and comment.parent_id is not None:
        _count_reply(comment.parent_id, -1)
        parent = _row(comment.parent_id)
        comment = parent if parent.deleted_at is not None else None


def _come_back(comment: Any) -> None:
    """Undo what `_leave` did: a comment stands again, and so do the tombstones above it."""
    while comment.reply_count == 0 and comment.parent_id is not None:
        parent = _row(comment.parent_id)
        _count_reply(parent.id, 1)
        if parent.deleted_at is None:
            return
        comment = parent


def _row(comment_id: int) -> Any:
    return db.session.execute(select(*CHANGED).where(Comment.id == comment_id)).one()


def _done(verb: str, comment: Any, by: Member, **detail: Any) -> bool:
    audit.record(verb, by=by.user_id, course=by.course_id, target=f"comment-{comment.id}", **detail)
    db.session.commit()
    return True


def _nothing_to_do() -> bool:
    db.session.rollback()
    return False
