"""Reading what feeds tell: first a few short columns, from which it is known whether anything is new.

The texts come last, and only for a document that is really drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, true, tuple_
from sqlalchemy.orm import aliased

from forum.auth.models import AuditEvent, User
from forum.comments.models import Comment
from forum.courses.models import Course
from forum.policy import comments_readable, posts_readable, posts_written
from forum.posts.bylines import CO_AUTHORS
from forum.posts.cursors import place, read_cursor
from forum.posts.models import Category, Filing, Post, State
from forum.prepared import Asker, moment, number, prepared, run
from forum.standing import Member

POSTS = 20  # in one document
COMMENTS = 50
RECENT = 10  # posts whose comments the page of addresses offers to follow
# Acts by which a feed may change, by the first part of their verbs; marks and letters are none of them.
SHOWN = ("post", "comment", "category", "prompt", "section", "member", "course", "exchange")
FOR_ONE = ("prompt.excuse", "prompt.extend", "prompt.reopen")
LONGEST = 100_000  # characters of HTML; of a longer text a feed tells the first words

_its = aliased(Filing)
# "slug/name" of each category, a line each; slugs hold no slash, and names no line's end.
FILED = (
    select(func.aggregate_strings(Category.slug + "/" + Category.name, "\n"))
    .select_from(_its)
    .join(Category, Category.id == _its.category_id)
    .where(_its.post_id == Post.id)
    .correlate(Post)
    .scalar_subquery()
    .label("filed")
)
POST = (
    Post.id,
    Post.title,
    Post.excerpt,
    Post.state,
    Post.published_at,
    Post.edited_at,
    Post.hidden_at,
    Post.comment_count,
    Post.renderer,
    Post.author_id,
    User.name.label("author_name"),
    CO_AUTHORS,
    FILED,
)
COMMENT = (
    Comment.id,
    Comment.parent_id,
    Comment.created_at.label("published_at"),
    Comment.edited_at,
    Comment.hidden_at,
    Comment.renderer,
    Comment.author_id,
    User.name.label("author_name"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, newest first, and where the pages beside this one begin."""

    rows: Sequence[Any]
    older: str  # "" on the last page
    newer: str | None  # "" where it is the first page; None on the first page itself
    made_at: datetime  # of the class
    changed_at: datetime  # the last time that anything was done in the class that feeds may show


def of_class(member: Member, before: str) -> Page:
    """Return the newest posts of a class, pinned or not."""
    return _page(member, _posts, before, POSTS)


def recent(member: Member) -> Sequence[Any]:
    """Return the newest posts of a class, for the page of addresses."""
    return run(member, _posts(member, ""), many=RECENT)


def of_category(member: Member, category_id: int, before: str) -> Page:
    """Return the newest posts of a category."""
    return _page(member, _filed, before, POSTS, category=category_id)


def of_author(member: Member, user_id: int, before: str) -> Page:
    """Return the newest posts of somebody."""
    return _page(member, _written, before, POSTS, author=user_id)


def of_post(member: Member, post_id: int, before: str) -> Page:
    """Return the newest comments under a post; that the post may be read was asked before."""
    return _page(member, _said, before, COMMENTS, post=post_id)


def _page(member: Member, build: Any, before: str, show: int, **values: Any) -> Page:
    """Return one page by keyset: `before` is the cursor that the page before it gave.

    The time of the last change is read first: what changes between the two is newer than the time told.
    """
    if before:
        values |= read_cursor(before)
    frame = run(member, _frame(member, build, bool(before)), many=show, **values).one()
    rows = run(member, build(member, "older" if before else ""), many=show + 1, **values)
    shown = rows[:show]
    older = place(shown[-1]) if len(rows) > show else ""
    newer = None if not before else place(frame) if frame.id else ""
    return Page(shown, older, newer, frame.made_at, frame.changed_at or frame.made_at)


@prepared
def _posts(asker: Asker, side: str) -> Any:
    return _beside(_readable(asker), side, Post.published_at, Post.id)


@prepared
def _filed(asker: Asker, side: str) -> Any:
    query = _readable(asker).join(Filing, Filing.post_id == Post.id)
    query = query.where(Filing.category_id == number("category"))
    return _beside(query, side, Filing.published_at, Filing.post_id)


@prepared
def _written(asker: Asker, side: str) -> Any:
    return _beside(_readable(asker).where(posts_written(number("author"))), side, Post.published_at, Post.id)


@prepared
def _said(asker: Asker, side: str) -> Any:
    query = select(*COMMENT).join(User, User.id == Comment.author_id)
    query = query.where(Comment.post_id == number("post"), comments_readable(asker))
    return _beside(query, side, Comment.created_at, Comment.id)


def _readable(asker: Asker) -> Any:
    """Select what a member may read. Drafts are no news, not even to their author."""
    here = (posts_readable(asker), Post.state != State.DRAFT)
    return select(*POST).join(User, User.id == Post.author_id).where(*here)


def _beside(query: Any, side: str, at: Any, key: Any) -> Any:
    """Take the newest rows; those "older" than the cursor; or the row above the page before it."""
    here = tuple_(moment("at"), number("key"))
    if side == "newer":
        first = query.with_only_columns(key.label("id"), at.label("published_at"))
        return first.where(tuple_(at, key) >= here).order_by(at, key).offset(number("many")).limit(1)
    if side == "older":
        query = query.where(tuple_(at, key) < here)
    return query.order_by(at.desc(), key.desc()).limit(number("many"))


@prepared
def _frame(asker: Asker, build: Any, paged: bool) -> Any:
    """Ask in one statement for what surrounds a page: the class, its last change, the page before."""
    changed = select(AuditEvent.at).where(AuditEvent.course_id == number("here"), _shows())
    changed = changed.order_by(AuditEvent.at.desc()).limit(1)
    query = select(Course.created_at.label("made_at"), changed.scalar_subquery().label("changed_at"))
    query = query.select_from(Course).where(Course.id == number("here"))
    if not paged:
        return query
    newer = build(asker, "newer").subquery()
    return query.add_columns(newer.c.id, newer.c.published_at).outerjoin(newer, true())


def _shows() -> Any:
    """Say of an act that feeds may show what came of it. What is done for one person alone is not dated."""
    shown = [AuditEvent.verb.startswith(f"{room}.") for room in SHOWN]
    return and_(or_(*shown), *[AuditEvent.verb != verb for verb in FOR_ONE])


def texts(member: Member, kind: type[Post] | type[Comment], ids: Sequence[int]) -> dict[int, str]:
    """Return the HTML of these posts or comments by their ids, but not of those that are too long.

    The policy is asked once more: what is hidden while a document is drawn is not in it.
    """
    return dict(run(member, _texts(member, kind), ids=ids)) if ids else {}


@prepared
def _texts(asker: Asker, kind: Any) -> Any:
    readable = posts_readable(asker) if kind is Post else comments_readable(asker)
    short = func.length(kind.body_html) <= LONGEST
    chosen = kind.id.in_(bindparam("ids", expanding=True))
    return select(kind.id, kind.body_html).where(chosen, readable, short)
