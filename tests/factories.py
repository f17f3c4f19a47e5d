"""Posts and comments for stories, made by the same actions that the site uses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import func, insert, select, update

from forum import clock
from forum.auth.models import User
from forum.comments import queries as comment_rows
from forum.comments import saying, tree
from forum.comments.models import Comment
from forum.courses import roster
from forum.courses.models import Course, Membership
from forum.extensions import db
from forum.posts import actions as posts
from forum.posts import filing, pinning, shelf
from forum.posts.bylines import CO_AUTHORS
from forum.posts.models import Category, Post, State
from forum.posts.sealed import AFTER_POSTING
from forum.standing import Member
from tests.people import SLUG, email

REASONS = count(1)


def member(name: str, slug: str = SLUG) -> Member:
    """Return who somebody of the cast is in a class, as the roster has it now."""
    who = person(name)
    found = roster.enter(slug, who)
    return found[1] if found else _stranger(who, slug)


def person(name: str) -> Any:
    """Return as much of somebody as the doorway of a class asks for."""
    return db.session.execute(select(User.id, User.is_admin).where(User.email == email(name))).one()


def _stranger(who: Any, slug: str) -> Member:
    """Return somebody of another class, whom no doorway lets in."""
    course = db.session.execute(select(Course.id, Course.is_open).where(Course.slug == slug)).one()
    return Member(course.id, course.is_open, who.id, None, who.is_admin)


def vera(slug: str = SLUG) -> Member:
    """Return the visitor of a public class."""
    course = db.session.execute(select(Course.id, Course.is_open).where(Course.slug == slug)).one()
    return Member(course.id, course.is_open)


def category(name: str, description: str = "", *, by: Member) -> int:
    """Add a category and return its id."""
    found = filing.find_or_add(by.course_id, name, description)
    db.session.commit()
    return found


def default_category(course_id: int) -> int:
    """Return the category of posts that have no other."""
    default = select(Category.id).where(Category.course_id == course_id, Category.is_default.is_(True))
    return db.session.scalars(default).one()


def post(
    by: Member,
    title: str = "A title",
    body: str = "Some words.",
    *,
    at: datetime | None = None,
    key: str | None = None,
    **draft: Any,
) -> int:
    """Write a post and return its id."""
    return posts.write(posts.Draft(title, body, **draft), by=by, at=at, key=key)


def draft(by: Member, title: str = "Half a thought", body: str = "To be continued.") -> int:
    """Keep a draft and return its id."""
    return post(by, title, body, state=State.DRAFT)


def private(by: Member, title: str = "For the teachers", body: str = "Between us.") -> int:
    """Return a private post, such as an import brings: no form of ours makes one."""
    return post(by, title, body, state=State.PRIVATE)


def hidden(by: Member, teacher: Member, title: str = "Gone too far", reason: str = "Not here.") -> int:
    """Write a post that a teacher hides."""
    post_id = post(by, title, "Words that were hidden.")
    posts.hide(post_id, by=teacher, reason=reason)
    return post_id


def deleted(by: Member, title: str = "Taken back", body: str = "Words that were deleted.") -> int:
    """Write a post that its author deletes."""
    post_id = post(by, title, body)
    posts.delete(post_id, by=by)
    return post_id


def pin(*post_ids: int, by: Member, until: datetime | None = None) -> None:
    """Pin posts so that they stand in this order."""
    for post_id in reversed(post_ids):
        pinning.pin(post_id, by=by, until=until)


def comment(
    by: Member,
    post_id: int,
    body: str | None = None,
    *,
    under: int | None = None,
    key: str | None = None,
    at: datetime | None = None,
) -> int:
    """Comment on a post, or answer the comment `under` which it stands; return the id.

    Without `body` each says something else: the same words again would be the same comment.
    """
    body = body or f"I agree, for the reason number {next(REASONS)}."
    parent = comment_rows.readable(by, under) if under else None
    return saying.reply(post_id, body, by=by, parent=parent, key=key, at=at).id


def long_thread(by: Member, post_id: int, tops: int, answers: int = 0) -> list[int]:
    """Fill a thread with short comments, each with so many answers; return the ids of the top ones.

    A thousand renderings would take most of a test's time: the rows go in at once, as the action makes them.
    """
    rows = []
    for top in range(tops):
        first = top * (answers + 1) + 1
        above = tree.path_under("", first)
        rows.append(_row(by, post_id, above, answers))
        rows += [_row(by, post_id, tree.path_under(above, first + n), 0) for n in range(1, answers + 1)]
    db.session.execute(insert(Comment), rows)
    _join_answers(post_id)
    count = {"comment_count": len(rows), "comment_number": len(rows)}
    db.session.execute(update(Post).where(Post.id == post_id).values(**count))
    db.session.commit()
    at_top = select(Comment.id).where(Comment.post_id == post_id, Comment.parent_id.is_(None))
    return list(db.session.scalars(at_top.order_by(Comment.path)))


def _row(by: Member, post_id: int, path: str, replies: int) -> dict[str, Any]:
    words = {"body_markdown": f"Word {path}", "body_html": f"<p>Word {path}</p>", "renderer": 1}
    place = {"course_id": by.course_id, "post_id": post_id, "path": path, "reply_count": replies}
    return {"author_id": by.user_id, **place, **words}


def _join_answers(post_id: int) -> None:
    ids = dict(db.session.execute(select(Comment.path, Comment.id).where(Comment.post_id == post_id)).all())
    for path, comment_id in ids.items():
        if tree.above(path):
            joined = update(Comment).where(Comment.id == comment_id)
            db.session.execute(joined.values(parent_id=ids[tree.above(path)]))


def read_all(user_id: int) -> None:
    """Let somebody have read all that is there."""
    newest = db.session.scalar(select(func.max(Comment.id))) or 0
    floor = {"new_since": clock.now(), "new_after": newest}
    db.session.execute(update(Membership).where(Membership.user_id == user_id).values(**floor))
    db.session.commit()


def titles(rows: Sequence[Any]) -> list[str]:
    """Return the titles of posts in their order."""
    return [row.title for row in rows]


def of_post(post_id: int, *names: str) -> Any:
    """Return columns of a post as the database has them now; a single one without a row around it."""
    row = db.session.execute(select(*[getattr(Post, name) for name in names]).where(Post.id == post_id)).one()
    return row[0] if len(names) == 1 else row


def as_read(*post_ids: int) -> list[Any]:
    """Return posts in the order of their ids with all columns, and the co-authors that the rules ask for."""
    columns = select(*Post.__table__.columns, CO_AUTHORS, AFTER_POSTING).where(Post.id.in_(post_ids))
    return list(db.session.execute(columns.order_by(Post.id)))


def filed(post_id: int) -> list[str]:
    """Return the names of what a post is filed under, as the class orders them."""
    row = db.session.execute(select(Post.course_id, shelf.FILED).where(Post.id == post_id)).one()
    return [category.name for category in shelf.rail(row.course_id).filed(row)]


def of_comment(comment_id: int, *names: str) -> Any:
    """Return columns of a comment as the database has them now; a single one without a row around it."""
    columns = [getattr(Comment, name) for name in names]
    row = db.session.execute(select(*columns).where(Comment.id == comment_id)).one()
    return row[0] if len(names) == 1 else row
