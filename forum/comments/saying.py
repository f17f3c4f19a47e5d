"""A comment is said, once, whatever is sent twice. The numbers beside its post move in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import bindparam, exists, insert, select
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import Gone, NotFound

from forum import audit, clock, prose
from forum.comments import tree
from forum.comments.counters import COMMENT, count_author, count_new_reply, next_number
from forum.comments.models import Comment
from forum.extensions import db
from forum.posts.models import Post, Tell
from forum.posts.once import key_of
from forum.prepared import moment
from forum.rows import commit, fetch
from forum.search import index
from forum.standing import Member
from forum.writing import actions as writing

SAME_WORDS = timedelta(minutes=10)  # who says the same again in the same place meant to say it once

# Built once, as in counters.py. Who writes where, with the values of a new comment:
WRITTEN = ("course_id", "post_id", "author_id", "parent_id", "path", "created_at", "tell", "form_key")
RENDERED = ("body_markdown", "body_format", "body_html", "renderer", "anchor", "words")
VALUES = {name: bindparam(name, type_=COMMENT.c[name].type) for name in (*WRITTEN, *RENDERED)}
SAME = select(COMMENT.c.id).where(
    *(COMMENT.c[name] == VALUES[name] for name in ("course_id", "author_id", "post_id", "body_markdown")),
    COMMENT.c.parent_id.is_not_distinct_from(VALUES["parent_id"]),
    COMMENT.c.created_at.between(moment("since"), moment("until")),
    COMMENT.c.deleted_at.is_(None),
)
# Looked up by the statement that inserts, when the post's row is locked: it sees what came a moment before.
UNLESS_SAID = select(*VALUES.values()).where(~exists(SAME))
NEW = insert(COMMENT).from_select(list(VALUES), UNLESS_SAID).returning(COMMENT.c.id)


class AnsweredIsGone(Gone):
    """The comment that was to be answered was deleted meanwhile."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A comment as it was taken: anew, or because these words had just been posted in this place."""

    id: int
    comment_count: int  # of the post, with it
    stored: dict[str, Any] | None  # the values of a new one; None where nothing was stored


def reply(
    post_id: int,
    body: str,
    *,
    by: Member,
    parent: Any = None,
    key: str | None = None,
    at: datetime | None = None,
    unsent: str | None = None,
) -> Posted:
    """Comment on a post, or answer a comment. One form sent twice gives one comment.

    So do the same words of the same writer in the same place within SAME_WORDS. The worker tells whom it
    concerns; of what was written `at` another time nobody is told. The words saved under the key `unsent`
    while they were typed are no draft any more. Raises AnsweredIsGone.
    """
    made = prose.prepare(body, heading=prose.COMMENT_HEADING, course_id=by.course_id)
    key = key_of(key, body)
    row = {
        "course_id": by.course_id,
        "post_id": post_id,
        "author_id": by.user_id,
        "parent_id": parent.id if parent else None,
        "created_at": at or clock.now(),
        "tell": Tell.NOTHING if at else Tell.ALL,
        "form_key": key,
        **made.columns(),
    }
    posted = _insert_once(row, made.plain, parent.path if parent else "")
    writing.end(unsent, by=by)
    commit()
    return posted


def _insert_once(row: dict[str, Any], plain: str, above: str) -> Posted:
    try:
        return _insert(row, plain, above)
    except IntegrityError:
        db.session.rollback()
        if row["form_key"] is None:
            raise
        # The form's key is taken, longer than SAME_WORDS ago or by words that were edited since, or deleted.
        return _taken(row) or _insert({**row, "form_key": None}, plain, above)


def _insert(row: dict[str, Any], plain: str, above: str) -> Posted:
    place = next_number(row["post_id"], row["created_at"])
    if place is None:
        db.session.rollback()
        raise NotFound(_("This post is a draft again. Your words were not posted."))
    if row["parent_id"] and not count_new_reply(row["parent_id"]):
        db.session.rollback()
        raise AnsweredIsGone
    row["path"] = tree.path_under(above, place.comment_number)
    same = {"since": row["created_at"] - SAME_WORDS, "until": row["created_at"] + SAME_WORDS}
    comment_id = fetch(NEW, **row, **same).scalar()
    if comment_id is None:
        return _said_before(row | same, place.comment_count - 1)
    count_author(row["course_id"], row["author_id"], 1)
    index.add_comment(comment_id, row, plain)
    audit.record(
        "comment.write", by=row["author_id"], course=row["course_id"], target=f"comment-{comment_id}"
    )
    return Posted(comment_id, place.comment_count, row)


def _said_before(row: dict[str, Any], comment_count: int) -> Posted:
    """Leave all as it was, and return the comment that says it: with the post locked, it is still there."""
    comment_id = fetch(SAME, **row).scalar()
    db.session.rollback()
    return Posted(comment_id, comment_count, None)


def _taken(row: dict[str, Any]) -> Posted | None:
    """Return the comment that came from this form before, if it still stands."""
    mine = (Comment.author_id == row["author_id"], Comment.form_key == row["form_key"])
    before = select(Comment.id, Post.comment_count).join(Post, Post.id == Comment.post_id)
    found = db.session.execute(before.where(*mine, Comment.deleted_at.is_(None))).one_or_none()
    return found and Posted(*found, None)
