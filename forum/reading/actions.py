"""Keeping the marks: what was read, what is unread again, what is followed or muted."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, case, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from forum import upserts
from forum.comments.models import Comment
from forum.courses.models import Membership
from forum.extensions import SQLITE_PATIENCE, db
from forum.reading.models import UNOPENED, Level, Seen, Watch
from forum.reading.queries import read_to
from forum.rows import fetch
from forum.standing import Member

SEEN = Seen.metadata.tables[Seen.__tablename__]
EVER = datetime(1970, 1, 1, tzinfo=UTC)

log = logging.getLogger("seminar.reading")


@upserts.built_once
def _upsert(back: bool) -> Any:
    """Build the statement that sets a mark; unless it may go back, the further of two stays."""
    new = upserts.insert(SEEN).values({column.name: bindparam(column.name) for column in SEEN.c})
    mark = new.excluded.comment_id
    further = mark if back else case((mark > SEEN.c.comment_id, mark), else_=SEEN.c.comment_id)
    return new.on_conflict_do_update(
        index_elements=[SEEN.c.user_id, SEEN.c.post_id], set_={"comment_id": further}
    )


def opened(post: Any, shown: Sequence[int], *, by: Member) -> None:
    """Note that a member has read a post, and of what is new under it the comments that were shown.

    Writes only when something was new, and never fails: a page is not refused for want of a mark.
    """
    if post.mark is None:
        return
    to = read_to(by, post, shown)
    if not (post.is_new or (post.first_new is not None and to > post.mark)):
        return
    try:
        with impatient():
            _set(post.id, to, by, back=False)
        db.session.commit()
    except SQLAlchemyError:
        log.warning("A mark could not be set under post %s.", post.id, exc_info=True)
        db.session.rollback()


@contextmanager
def impatient() -> Iterator[None]:
    """Write beside a page: wait for another writer no longer than a reader notices.

    What was not written comes with the next page. A commit, after which the connection may be another one,
    belongs behind it.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL lock_timeout = '200ms'"))
        yield
        return
    db.session.execute(text("PRAGMA busy_timeout = 200"))
    try:
        yield
    finally:
        db.session.execute(text(f"PRAGMA busy_timeout = {SQLITE_PATIENCE}"))


def unread(post_id: int, *, by: Member, comment_id: int | None = None) -> None:
    """Make a post new again, or what was said from a comment on."""
    _set(post_id, UNOPENED if comment_id is None else comment_id - 1, by, back=True)
    db.session.commit()


def read(post_id: int, newest: int, *, by: Member) -> None:
    """Count a post as read up to a comment without opening it."""
    _set(post_id, newest, by, back=False)
    db.session.commit()


def _set(post_id: int, mark: int, by: Member, *, back: bool) -> None:
    row = {"user_id": by.user_id, "post_id": post_id, "course_id": by.course_id, "comment_id": mark}
    fetch(_upsert(back), **row)


def read_all(until: datetime, newest: int, *, by: Member) -> None:
    """Count all as read that was there at a moment, when `newest` was the newest comment.

    What was read since stays read, and what is still to come stays new, whatever an old page asks for.
    """
    newest = min(newest, newest_comment())
    mine = (Seen.course_id == by.course_id, Seen.user_id == by.user_id)
    db.session.execute(
        update(Seen)
        .where(*mine, Seen.comment_id < newest)
        .values(comment_id=newest)
        .execution_options(synchronize_session=False)
    )
    _set_floor(by, _later(Membership.new_since, until), _later(Membership.new_after, newest))


def _later(column: Any, value: Any) -> Any:
    return case((column > value, column), else_=value)


def unread_all(*, by: Member) -> None:
    """Count everything in the class as new that was never opened, however old it is."""
    _set_floor(by, EVER, 0)


def _set_floor(by: Member, since: Any, after: Any) -> None:
    mine = (Membership.course_id == by.course_id, Membership.user_id == by.user_id)
    db.session.execute(
        update(Membership)
        .where(*mine)
        .values(new_since=since, new_after=after)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()


def newest_comment() -> int:
    """Return the id of the newest comment of all, 0 where there is none."""
    return db.session.scalar(select(Comment.id).order_by(Comment.id.desc()).limit(1)) or 0


def watch(level: Level, *, by: Member, post_id: int | None = None, category_id: int | None = None) -> None:
    """Follow or mute a post, a category or, without either, follow the class; one thing at a time."""
    thing = {"post_id": post_id, "category_id": category_id}
    unwatch(by=by, **thing, commit=False)
    db.session.execute(insert(Watch).values(user_id=by.user_id, course_id=by.course_id, level=level, **thing))
    try:
        db.session.commit()
    except IntegrityError:  # the same click twice, at once
        db.session.rollback()


def unwatch(
    *, by: Member, post_id: int | None = None, category_id: int | None = None, commit: bool = True
) -> None:
    """Neither follow nor mute it any more."""
    mine = (Watch.user_id == by.user_id, Watch.course_id == by.course_id)
    this = (Watch.post_id.is_not_distinct_from(post_id), Watch.category_id.is_not_distinct_from(category_id))
    db.session.execute(delete(Watch).where(*mine, *this).execution_options(synchronize_session=False))
    if commit:
        db.session.commit()
