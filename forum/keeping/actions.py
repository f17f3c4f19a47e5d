"""Giving hearts and keeping bookmarks, and taking either back. What is there twice at once comes once.

A count moves only when a heart really came or went: the statement that writes it says so. So the number
beside a thing is always that of its rows, also while the thing is hidden, and when its giver has left.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, update

from forum import clock, upserts
from forum.comments.models import Comment
from forum.extensions import db
from forum.keeping.models import Kind, Regard
from forum.posts.models import Post
from forum.prepared import number
from forum.rows import fetch
from forum.standing import Member

REGARD = Regard.metadata.tables[Regard.__tablename__]
THINGS = {Kind.POST: Post.metadata.tables["post"], Kind.COMMENT: Comment.metadata.tables["comment"]}
OF = {Kind.POST: REGARD.c.post_id, Kind.COMMENT: REGARD.c.comment_id}
HEARTED, KEPT = REGARD.c.hearted_at.name, REGARD.c.kept_at.name
WAYS = [(kind, what) for kind in Kind for what in (HEARTED, KEPT)]


@upserts.built_once
def _begin(kind: Kind, what: str) -> Any:
    """Build the statement that sets a moment where there is none; it returns a row if it did."""
    columns = (REGARD.c.user_id, REGARD.c.course_id, OF[kind], REGARD.c[what])
    row = upserts.insert(REGARD).values({c.name: bindparam(c.name, type_=c.type) for c in columns})
    return row.on_conflict_do_update(
        index_elements=[REGARD.c.user_id, OF[kind]],
        set_={what: row.excluded[what]},
        where=REGARD.c[what].is_(None),
    ).returning(REGARD.c.id)


def _own(kind: Kind) -> tuple[Any, Any]:
    return REGARD.c.user_id == number("me"), OF[kind] == number("thing")


END = {
    (kind, what): update(REGARD)
    .where(*_own(kind), REGARD.c[what].is_not(None))
    .values({what: None})
    .returning(REGARD.c.id)
    for kind, what in WAYS
}
NEITHER = (REGARD.c.hearted_at.is_(None), REGARD.c.kept_at.is_(None))
TIDY = {kind: delete(REGARD).where(*_own(kind), *NEITHER) for kind in Kind}
COUNT = {
    kind: update(thing)
    .where(thing.c.id == number("thing"))
    .values(heart_count=thing.c.heart_count + number("more"))
    for kind, thing in THINGS.items()
}


def give_heart(kind: Kind, thing_id: int, *, by: Member, at: datetime | None = None) -> None:
    """Say that a post or a comment is worth reading."""
    if _came(kind, thing_id, HEARTED, by, at):
        fetch(COUNT[kind], thing=thing_id, more=1)
    db.session.commit()


def take_heart_back(kind: Kind, thing_id: int, *, by: Member) -> None:
    """Say it no longer."""
    withdraw_heart(kind, thing_id, of=by.user_id)
    db.session.commit()


def withdraw_heart(kind: Kind, thing_id: int, *, of: int | None) -> None:
    """Take somebody's heart off a thing, where there is one. The caller commits."""
    if _went(kind, thing_id, HEARTED, of):
        fetch(COUNT[kind], thing=thing_id, more=-1)


def keep(kind: Kind, thing_id: int, *, by: Member, at: datetime | None = None) -> None:
    """Bookmark a post or a comment. What is kept already stays where it is among the others."""
    _came(kind, thing_id, KEPT, by, at)
    db.session.commit()


def let_go(kind: Kind, thing_id: int, *, by: Member) -> None:
    """Remove a bookmark."""
    _went(kind, thing_id, KEPT, by.user_id)
    db.session.commit()


def _came(kind: Kind, thing_id: int, what: str, by: Member, at: datetime | None) -> bool:
    row = {"user_id": by.user_id, "course_id": by.course_id, OF[kind].name: thing_id}
    statement = _begin(kind, what)
    return fetch(statement, **row, **{what: at or clock.now()}).one_or_none() is not None


def _went(kind: Kind, thing_id: int, what: str, user_id: int | None) -> bool:
    own = {"me": user_id, "thing": thing_id}
    went = fetch(END[kind, what], **own).one_or_none() is not None
    fetch(TIDY[kind], **own)
    return went
