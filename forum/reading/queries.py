"""What is new to a member: posts and the comments under them, the last active first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, tuple_
from sqlalchemy.orm import aliased
from werkzeug.exceptions import NotFound

from forum import clock
from forum.auth.models import User
from forum.comments.models import Comment
from forum.courses.models import Membership
from forum.policy import comments_counted, posts_readable
from forum.posts import belonging
from forum.posts.cursors import cursor, read_cursor
from forum.posts.models import Category, Post, State
from forum.posts.queries import ENTRY, stands
from forum.prepared import Asker, moment, number, prepared, run
from forum.reading import marks
from forum.reading.models import WHOLE, Watch
from forum.standing import Member

WINDOW = 200  # posts, the last active ones, that one page looks through
PAGE = 20  # of them, that it shows
UNDER_ONE = 10  # new comments that it shows under one post
WATCHED = 200  # categories and posts in the list of what is followed or muted


@dataclass(frozen=True, slots=True)
class News:
    """One page of what is new: posts, the new comments by post, and where to look further back."""

    posts: Sequence[Any]
    comments: dict[int, list[Any]]
    further: str  # "" when the class has been looked through


def news(member: Member, *, before: str = "") -> News:
    """Return what is new to a member among the WINDOW posts that were active before a cursor."""
    values = read_cursor(before) if before else {}
    window = run(member, _window(member, bool(before)), **values)
    new = [post for post in window if post.is_new or post.new_comments]
    shown = new[:PAGE]
    last = shown[-1] if len(new) > PAGE else window[-1] if len(window) == WINDOW else None
    return News(shown, _comments(member, shown), cursor(last.active_at, last.id) if last else "")


@prepared
def _window(asker: Asker, further: bool) -> Any:
    entry = (*ENTRY, *belonging.names(asker), *marks.columns(asker))
    query = select(*entry, marks.MARK.label("mark"), Post.active_at).join(User, User.id == Post.author_id)
    query = marks.joined(query, asker).where(posts_readable(asker), Post.state == State.PUBLISHED)
    if further:
        query = query.where(tuple_(Post.active_at, Post.id) < tuple_(moment("at"), number("key")))
    return query.order_by(Post.active_at.desc(), Post.id.desc()).limit(WINDOW)


def _comments(member: Member, posts: Sequence[Any]) -> dict[int, list[Any]]:
    """Return the first new comments under each of these posts, in the order of their threads."""
    ids = [post.id for post in posts if post.new_comments]
    rows = run(member, _new_comments(member), posts=ids) if ids else []
    return {post_id: list(group) for post_id, group in groupby(rows, key=lambda row: row.post_id)}


@prepared
def _new_comments(asker: Asker) -> Any:
    parent, answered = aliased(Comment), aliased(User)
    query = (
        select(
            Comment.id,
            Comment.post_id,
            Comment.author_id,
            User.name.label("author_name"),
            Membership.role.label("author_role"),
            Comment.body_html,
            Comment.created_at,
            answered.name.label("answers"),
        )
        .select_from(Post)
        .join(Comment, Comment.post_id == Post.id)
        .join(User, User.id == Comment.author_id)
        .outerjoin(
            Membership, and_(Membership.course_id == Post.course_id, Membership.user_id == Comment.author_id)
        )
        .outerjoin(parent, parent.id == Comment.parent_id)
        .outerjoin(answered, answered.id == parent.author_id)
    )
    new = (Comment.id > marks.MARK, Comment.author_id != asker.user_id, comments_counted())
    here = (Post.id.in_(bindparam("posts", expanding=True)), posts_readable(asker))
    place = func.row_number().over(partition_by=Comment.post_id, order_by=Comment.path).label("place")
    numbered = marks.joined(query, asker).add_columns(Comment.path, place).where(*here, *new).subquery()
    first = select(numbered).where(numbered.c.place <= UNDER_ONE)
    return first.order_by(numbered.c.post_id, numbered.c.path)


def read_to(member: Member, post: Any, shown: Sequence[int]) -> int:
    """Return up to which comment a member has read who was shown these.

    Of a long thread a page shows some, and what is new and stands elsewhere must stay new: no further than
    before the first of that.
    """
    if post.first_new is None:
        return int(post.newest)
    rows = run(member, _not_shown(member), post=post.id, mark=post.mark, shown=list(shown))
    first: int | None = rows.scalar()
    return int(post.newest) if first is None else first - 1


@prepared
def _not_shown(asker: Asker) -> Any:
    """Select the first new comment that is not among some."""
    new = (Comment.post_id == number("post"), Comment.id > number("mark"), comments_counted())
    others = (Comment.author_id != asker.user_id, Comment.id.not_in(bindparam("shown", expanding=True)))
    return select(func.min(Comment.id)).where(*new, *others)


@dataclass(frozen=True, slots=True)
class Told:
    """What an open page is told: how much is new (up to marks.MANY), and the id of the first.

    A list of posts is told, too, under how many of them there are new comments.
    """

    many: int
    first: int | None
    talked: int = 0


def posts_since(member: Member, cursor: str, made: str = "") -> Told:
    """Return which posts, not opened yet, are newer than a cursor, and what was said since `made`."""
    page = read_cursor(made)["at"] if made else clock.now()
    return Told(*run(member, _posts_since(member), made=page, **read_cursor(cursor)).one())


@prepared
def _posts_since(asker: Asker) -> Any:
    published = marks.joined(select(Post.id), asker).where(Post.state == State.PUBLISHED)
    newer = tuple_(Post.published_at, Post.id) > tuple_(moment("at"), number("key"))
    talked = published.where(Post.active_at > moment("made"), marks.fresh_under(asker), marks.heeded(asker))
    found = talked.where(posts_readable(asker)).limit(marks.MANY).subquery()
    told = _told(published.where(newer, marks.unopened(asker)), asker)
    return told.add_columns(select(func.count()).select_from(found).scalar_subquery().label("talked"))


def comments_since(member: Member, post_id: int, after: int) -> Told:
    """Return which comments of others stand under a post after the one with this id.

    Raises NotFound where there is no such post for the member, or no more.
    """
    is_there, *told = run(member, _comments_since(member), post=post_id, after=after).one()
    if not is_there:
        raise NotFound
    return Told(*told)


@prepared
def _comments_since(asker: Asker) -> Any:
    query = select(Comment.id).join(Post, Post.id == Comment.post_id)
    newer = (Comment.post_id == number("post"), Comment.id > number("after"), comments_counted())
    others = (Comment.author_id != asker.user_id, marks.heeded(asker))
    told = _told(query.where(*newer, *others).order_by(Comment.id), asker)
    there = select(Post.id).where(Post.id == number("post"), stands(asker)).exists()
    return told.with_only_columns(there, *told.selected_columns)


def _told(query: Any, asker: Asker) -> Any:
    """Count what a query over posts finds, where the asker may read them."""
    found = query.where(posts_readable(asker)).limit(marks.MANY).subquery()
    return select(func.count().label("many"), func.min(found.c.id).label("first"))


def watched_things(by: Member) -> Sequence[Any]:
    """Return the categories and posts that a member follows or has muted, categories first."""
    return run(by, _watched_things(by))


@prepared
def _watched_things(asker: Asker) -> Any:
    mine = (Watch.user_id == asker.user_id, Watch.course_id == asker.course_id)
    query = select(Watch.level, Category.slug, Category.name, Post.id.label("post_id"), Post.title)
    query = query.outerjoin(Category, Category.id == Watch.category_id)
    query = query.outerjoin(Post, and_(Post.id == Watch.post_id, posts_readable(asker)))
    there = or_(Category.id.is_not(None), Post.id.is_not(None))
    return query.where(*mine, there).order_by(Category.name, Post.active_at.desc()).limit(WATCHED)


def watched_class(by: Member) -> str | None:
    """Return the level at which a member watches the class as a whole."""
    return run(by, _watched(by, "class")).scalar()


def watched_category(by: Member, category_id: int) -> str | None:
    """Return the level at which a member watches a category."""
    return run(by, _watched(by, "category"), category=category_id).scalar()


@prepared
def _watched(asker: Asker, what: str) -> Any:
    mine = select(Watch.level).where(Watch.user_id == asker.user_id)
    if what == "category":
        return mine.where(Watch.category_id == number("category"))
    return mine.where(Watch.course_id == asker.course_id, WHOLE)
