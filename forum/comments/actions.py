"""What happens to comments that stand; how they come says saying.py.

Each action is one transaction; the numbers beside a post move in it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from forum import audit, clock, prose
from forum.comments import tombstones
from forum.comments.counters import count
from forum.comments.models import Comment
from forum.extensions import db
from forum.policy import comment_counts
from forum.posts.actions import EditedMeanwhile
from forum.posts.lengths import comment_since
from forum.posts.models import Post
from forum.posts.telling import tell_again
from forum.revisions import recording
from forum.search import index
from forum.standing import Member
from forum.writing import actions as writing


def edit(
    comment_id: int,
    body: str,
    *,
    by: Member,
    seen: datetime | None,
    format: str = "markdown",
    unsent: str | None = None,
) -> bool:
    """Save a new version of a comment. Raises EditedMeanwhile if it is not the version that was `seen`."""
    before = db.session.execute(
        select(Comment.anchor, *recording.OF_COMMENT).where(Comment.id == comment_id)
    ).one()
    if before.body_markdown == body:
        writing.end(unsent, by=by)
        db.session.commit()
        return False
    made = prose.prepare(
        body, heading=prose.COMMENT_HEADING, course_id=by.course_id, format=format, anchor=before.anchor
    )
    now = clock.now()
    edited = {"edited_at": now, "edited_by_id": by.user_id, "counts_since": comment_since(made.words, now)}
    values = {**edited, **made.columns(), **tell_again(Comment, body)}
    unseen = recording.is_version(Comment, seen)
    comment = _change(comment_id, values, unseen, Comment.deleted_at.is_(None))
    if comment is None:
        return _not_saved(comment_id)
    recording.keep_comment(comment, before, by.course_id)
    index.change_comment(comment_id, made.plain)
    writing.end(unsent, by=by)
    return _done("comment.edit", comment, by)


def _not_saved(comment_id: int) -> bool:
    """Say why an edit was not saved: the comment is gone, or somebody was faster."""
    db.session.rollback()
    if db.session.scalar(select(Comment.deleted_at).where(Comment.id == comment_id)) is None:
        raise EditedMeanwhile
    return False


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
        .returning(*tombstones.CHANGED)
        .execution_options(synchronize_session=False)
    ).one_or_none()


def delete(comment_id: int, *, by: Member) -> bool:
    """Delete a comment softly. With answers under it, its place stays; without, it goes."""
    values = {"deleted_at": clock.now(), "deleted_by_id": by.user_id}
    comment = _change(comment_id, values, Comment.deleted_at.is_(None))
    if comment is None:
        return _nothing_to_do()
    if comment.hidden_at is None:
        count(comment, by.course_id, -1)
    tombstones.leave(comment)
    return _done("comment.delete", comment, by)


def restore(comment_id: int, *, by: Member) -> bool:
    """Take a deletion back."""
    comment = _change(
        comment_id, {"deleted_at": None, "deleted_by_id": None}, Comment.deleted_at.is_not(None)
    )
    if comment is None:
        return _nothing_to_do()
    tombstones.come_back(comment)
    if comment_counts(comment):
        count(comment, by.course_id, 1)
    return _done("comment.restore", comment, by)


def hide(comment_id: int, *, by: Member, reason: str) -> bool:
    """Hide a comment from the class; its author sees it, and why."""
    values = {"hidden_at": clock.now(), "hidden_by_id": by.user_id, "hidden_reason": reason}
    comment = _change(comment_id, values, Comment.hidden_at.is_(None), Comment.deleted_at.is_(None))
    if comment is None:
        return _nothing_to_do()
    count(comment, by.course_id, -1)
    return _done("comment.hide", comment, by, reason=reason)


def unhide(comment_id: int, *, by: Member) -> bool:
    """Show a hidden comment again."""
    values = {"hidden_at": None, "hidden_by_id": None, "hidden_reason": ""}
    comment = _change(comment_id, values, Comment.hidden_at.is_not(None), Comment.deleted_at.is_(None))
    if comment is None:
        return _nothing_to_do()
    count(comment, by.course_id, 1)
    return _done("comment.unhide", comment, by)


def _done(verb: str, comment: Any, by: Member, **detail: Any) -> bool:
    audit.record(verb, by=by.user_id, course=by.course_id, target=f"comment-{comment.id}", **detail)
    db.session.commit()
    return True


def _nothing_to_do() -> bool:
    db.session.rollback()
    return False
