"""Searching: what a member may read and has asked for, the best or the newest of it first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, exists, func, literal, or_, select, union_all

from forum import clock
from forum.auth.models import User
from forum.comments.models import Comment
from forum.courses.models import Membership
from forum.extensions import db
from forum.policy import comments_readable, posts_readable
from forum.posts import withheld
from forum.posts.bylines import CO_AUTHORS
from forum.posts.models import Category, Filing, Post
from forum.search import marks, postgresql, sqlite
from forum.search.asked import Asked, loosened
from forum.search.marks import Marked
from forum.search.models import Passage
from forum.search.ranking import best, newest
from forum.standing import Member

PAGE = 20  # results
RANKED = 500  # texts, the newest that match, among which the best are looked for
TITLES = 200  # posts besides, by their titles, where more match than are ranked
WEIGHED = 4_000  # characters of a text's words that count for its rank
BACK_ENDS = {"sqlite": sqlite, "postgresql": postgresql}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What else a result must be."""

    author_id: int | None = None
    category_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    only_posts: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What one can choose from: authors as id and name, categories as short name, name and id."""

    authors: Sequence[tuple[str, str]]
    categories: Sequence[tuple[str, str, int]]


@dataclass(frozen=True, slots=True)
class Found:
    """Some results, the search that they match, and whether there are more."""

    rows: Sequence[Any]
    asked: Asked
    more: bool = False
    is_loose: bool = False  # nothing had all the words: these have most of them


def choices(member: Member) -> Choices:
    """Return who wrote what the member can see, and the categories in which there is something for them."""
    many = (Membership.post_count + Membership.comment_count).label("many")
    authors = select(literal(0).label("place"), User.id, User.name, literal("").label("slug"), many).join(
        Membership, and_(Membership.user_id == User.id, Membership.course_id == member.course_id, many > 0)
    )
    filed = select(Category.position + 1, Category.id, Category.name, Category.slug, Category.post_count)
    found = db.session.execute(union_all(authors, filed.where(Category.course_id == member.course_id)))
    rows = sorted(_with_something(member, found), key=lambda row: (row.place, row.name, row.id))
    return Choices(
        [(str(row.id), row.name) for row in rows if not row.slug],
        [(row.slug, row.name, row.id) for row in rows if row.slug],
    )


def _with_something(member: Member, rows: Iterable[Any]) -> list[Any]:
    """Leave out the people and categories of which the member sees nothing; staff see every category."""
    filed, _months = withheld.of_shelf(member)
    people = withheld.of_people(member)
    apart = {True: filed, False: {id: sum(numbers) for id, numbers in people.items()}}
    return [
        row for row in rows if row.many > apart[bool(row.slug)].get(row.id, 0) or (row.slug and member.staff)
    ]


def find(
    member: Member, asked: Asked, narrowed: Narrowed, *, newest_first: bool = False, show: int = PAGE
) -> Found:
    """Return the first `show` texts that have what was asked for, of those that the member may read."""
    candidates = _candidates(member, asked, narrowed)
    looser = None if candidates else loosened(asked)
    if looser:
        asked, candidates = looser, _newest(member, looser, narrowed)
    ordered = newest(candidates) if newest_first or not asked.terms else best(asked, candidates)
    rows = _rows(member, ordered[:show])
    return Found(rows, asked, len(ordered) > show, looser is not None)


def _candidates(member: Member, asked: Asked, narrowed: Narrowed) -> list[Any]:
    """Return the newest that match, a bounded number; of a common word also posts with it in the title."""
    newest_that_match = _newest(member, asked, narrowed)
    if len(newest_that_match) < RANKED or not asked.terms:
        return newest_that_match
    only_posts = replace(narrowed, only_posts=True)
    by_title = db.session.execute(_matching(member, asked, only_posts, TITLES, in_title=True)).all()
    return list({row.id: row for row in [*newest_that_match, *by_title]}.values())


def _newest(member: Member, asked: Asked, narrowed: Narrowed) -> list[Any]:
    return list(db.session.execute(_matching(member, asked, narrowed, RANKED)))


def _matching(member: Member, asked: Asked, narrowed: Narrowed, most: int, *, in_title: bool = False) -> Any:
    back_end: Any = BACK_ENDS[db.session.connection().dialect.name]
    readable = _readable(member, select(Passage.id)).where(*_conditions(narrowed))
    found = back_end.found(readable, asked, _marked(member, narrowed), most, in_title=in_title)
    words = func.substr(Passage.words, 1, WEIGHED).label("words")
    return select(Passage.id, Passage.posted_at, Passage.title, words).where(Passage.id.in_(found))


def _readable(member: Member, query: Any) -> Any:
    """Narrow a select of passages to what the member may read: the post and, where it is one, the comment."""
    return (
        query.select_from(Passage)
        .join(Post, Post.id == Passage.post_id)
        .outerjoin(Comment, Comment.id == Passage.comment_id)
        .where(Passage.course_id == member.course_id, posts_readable(member))
        .where(or_(Passage.comment_id.is_(None), comments_readable(member)))
    )


def _marked(member: Member, narrowed: Narrowed) -> Marked:
    every = [marks.course(member.course_id)]
    every += [marks.author(narrowed.author_id)] if narrowed.author_id is not None else []
    every += [marks.POST] if narrowed.only_posts else []
    return Marked(every, *marks.weeks(narrowed.since, narrowed.until, clock.now()))


def _conditions(narrowed: Narrowed) -> list[Any]:
    filed = and_(Filing.post_id == Passage.post_id, Filing.category_id == narrowed.category_id)
    return [
        *([exists().where(filed)] if narrowed.category_id is not None else []),
        *([Passage.comment_id.is_(None)] if narrowed.only_posts else []),
        *([Passage.posted_at >= narrowed.since] if narrowed.since else []),
        *([Passage.posted_at <= narrowed.until] if narrowed.until else []),
    ]


def _rows(member: Member, ids: Sequence[int]) -> list[Any]:
    """Return what a page shows of these results, in their order; what may not be read by now is left out."""
    columns = (
        Passage.id,
        Passage.post_id,
        Passage.comment_id,
        Passage.posted_at,
        Passage.author_id,
        User.name.label("author_name"),
        case((Passage.comment_id.is_(None), CO_AUTHORS)).label("co_authors"),
        Post.title,
        Post.state,
        func.coalesce(Comment.hidden_at, Post.hidden_at).label("hidden_at"),
        func.coalesce(Comment.body_html, Post.body_html).label("body_html"),
    )
    query = _readable(member, select(*columns)).join(User, User.id == Passage.author_id)
    rows = {row.id: row for row in db.session.execute(query.where(Passage.id.in_(ids)))} if ids else {}
    return [rows[id] for id in ids if id in rows]
