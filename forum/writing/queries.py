"""What somebody was writing: for the form that it belongs to, and for the list of their drafts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select

from forum.comments.models import Comment
from forum.courses.models import Course
from forum.extensions import db
from forum.policy import comments_readable, posts_readable
from forum.posts.models import Post
from forum.prepared import Asker, number, prepared, run
from forum.standing import Member
from forum.writing.models import Unsent

LISTED = 200  # drafts; a member can have no more in a class
FIRST_WORDS = 280  # characters

OPEN = and_(Unsent.ended_at.is_(None), or_(Unsent.title != "", Unsent.body != ""))
WORDS = (Unsent.key, Unsent.place, Unsent.post_id, Unsent.title, Unsent.body, Unsent.fields, Unsent.saves)
SHORT = (
    Unsent.key,
    Unsent.place,
    Unsent.post_id,
    Unsent.title,
    func.substr(Unsent.body, 1, FIRST_WORDS).label("words"),
    Unsent.saved_at,
)


def at(member: Member, place: str, key: str = "") -> Any:
    """Return what a member was writing in a place, or None: the draft with that key, else the newest."""
    return run(member, _at(member, bool(key)), place=place, key=key).one_or_none()


@prepared
def _at(asker: Asker, one: bool) -> Any:
    mine = (Unsent.user_id == asker.user_id, Unsent.course_id == asker.course_id, OPEN)
    query = select(*WORDS, Unsent.saved_at).where(*mine, Unsent.place == bindparam("place"))
    if one:
        query = query.where(Unsent.key == bindparam("key"))
    return query.order_by(Unsent.saved_at.desc(), Unsent.key).limit(1)


def waits_under(asker: Asker) -> ColumnElement[Any]:
    """Say of a post whether the asker was writing something under it, or changing it."""
    mine = (Unsent.user_id == asker.user_id, Unsent.post_id == Post.id, OPEN)
    return exists().where(*mine).correlate(Post).label("waits")


def under(member: Member, post_id: int) -> Sequence[Any]:
    """Return what a member was writing under a post, the newest first, and whether its form still opens."""
    found: Sequence[Any] = run(member, _under(member), post=post_id)
    return found


@prepared
def _under(asker: Asker) -> Any:
    mine = (Unsent.user_id == asker.user_id, Unsent.course_id == asker.course_id, OPEN)
    there = and_(Comment.id == Unsent.comment_id, comments_readable(asker))
    opens = or_(Unsent.comment_id.is_(None), Comment.id.is_not(None)).label("opens")
    query = select(*SHORT, opens).outerjoin(Comment, there)
    query = query.where(*mine, Unsent.post_id == number("post"))
    return query.order_by(Unsent.saved_at.desc()).limit(LISTED)


def of_class(member: Member) -> Sequence[Any]:
    """Return what a member was writing in a class, with the post that it belongs to if they may read it."""
    found: Sequence[Any] = run(member, _of_class(member))
    return found


@prepared
def _of_class(asker: Asker) -> Any:
    there = and_(Post.id == Unsent.post_id, posts_readable(asker))
    mine = (Unsent.user_id == asker.user_id, Unsent.course_id == asker.course_id, OPEN)
    return (
        select(*SHORT, Post.title.label("post_title"))
        .outerjoin(Post, there)
        .where(*mine)
        .order_by(Unsent.saved_at.desc())
        .limit(LISTED)
    )


def of_user(user_id: int) -> Sequence[Any]:
    """Return what somebody was writing anywhere, also in classes that they are no longer in."""
    query = select(*SHORT, Course.title.label("class_title")).join(Course, Course.id == Unsent.course_id)
    return db.session.execute(
        query.where(Unsent.user_id == user_id, OPEN).order_by(Unsent.saved_at.desc()).limit(LISTED)
    ).all()


def of_key(user_id: int | None, key: str, course_id: int | None = None) -> Any:
    """Return one of somebody's drafts whole (of one class, if that is given), or None."""
    query = select(*WORDS, Unsent.saved_at, Course.slug, Course.title.label("class_title"))
    query = query.join(Course, Course.id == Unsent.course_id)
    query = query.where(Unsent.user_id == user_id, Unsent.key == key, OPEN)
    if course_id is not None:
        query = query.where(Unsent.course_id == course_id)
    return db.session.execute(query).one_or_none()


def is_there(user_id: int, key: str) -> bool:
    """Say whether somebody has, or had until lately, a draft with that key."""
    mine = (Unsent.user_id == user_id, Unsent.key == key)
    return db.session.scalar(select(Unsent.key).where(*mine)) is not None
