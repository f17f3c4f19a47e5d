"""Reading who gave hearts, and what a member keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, or_, select, tuple_

from forum.auth.models import User
from forum.comments.models import Comment
from forum.keeping.models import Kind, Regard
from forum.policy import comments_readable, posts_readable
from forum.posts.bylines import CO_AUTHORS
from forum.posts.cursors import cursor, read_cursor
from forum.posts.models import Post
from forum.posts.queries import TITLE, stands
from forum.prepared import Asker, moment, number, prepared, run
from forum.standing import Member

PAGE = 20  # bookmarks
NAMED = 10  # names beside a heart
LISTED = 500  # names on the page that lists them


@dataclass(frozen=True, slots=True)
class Kept:
    """Some bookmarks, and where the older ones begin."""

    rows: Sequence[Any]
    older: str  # "" on the last page


def who_gave(member: Member, kind: Kind, thing_id: int, *, many: int) -> Sequence[Any]:
    """Return who gave a thing a heart, the first of them first, at most `many`: id and name."""
    return run(member, _who_gave(member, kind), thing=thing_id, many=many)


@prepared
def _who_gave(asker: Asker, kind: Kind) -> Any:
    of = {Kind.POST: Regard.post_id, Kind.COMMENT: Regard.comment_id}[kind]
    return (
        select(User.id, User.name)
        .join(Regard, Regard.user_id == User.id)
        .where(of == number("thing"), Regard.course_id == asker.course_id, Regard.hearted_at.is_not(None))
        .order_by(Regard.hearted_at, Regard.id)
        .limit(number("many"))
    )


def kept(member: Member, *, before: str = "", show: int = PAGE) -> Kept:
    """Return what a member keeps and may still read, the last kept first."""
    values = read_cursor(before) if before else {}
    rows = run(member, _kept(member, bool(before)), many=show + 1, **values)
    last = rows[show - 1] if len(rows) > show else None
    return Kept(rows[:show], cursor(last.kept_at, last.regard_id) if last else "")


@prepared
def _kept(asker: Asker, further: bool) -> Any:
    is_post = Regard.comment_id.is_(None)
    query = (
        select(
            Regard.id.label("regard_id"),
            Regard.kept_at,
            Regard.comment_id,
            Post.id.label("post_id"),
            TITLE,
            case((is_post, Post.excerpt), else_="").label("excerpt"),
            Comment.body_html,
            User.id.label("author_id"),
            User.name.label("author_name"),
            case((is_post, CO_AUTHORS)).label("co_authors"),
            func.coalesce(Comment.created_at, Post.published_at, type_=Comment.created_at.type).label("at"),
        )
        .select_from(Regard)
        .outerjoin(Comment, Comment.id == Regard.comment_id)
        .join(Post, Post.id == func.coalesce(Regard.post_id, Comment.post_id))
        .join(User, User.id == func.coalesce(Comment.author_id, Post.author_id))
        .where(Regard.user_id == asker.user_id, Regard.course_id == asker.course_id)
        .where(Regard.kept_at.is_not(None), _readable(asker, is_post))
        .order_by(Regard.kept_at.desc(), Regard.id.desc())
        .limit(number("many"))
    )
    if further:
        query = query.where(tuple_(Regard.kept_at, Regard.id) < tuple_(moment("at"), number("key")))
    return query


def _readable(asker: Asker, is_post: Any) -> Any:
    """Say of a bookmark whether its post can be read; or its comment, and the page that it stands on."""
    post = is_post & posts_readable(asker)
    comment = Regard.comment_id.is_not(None) & comments_readable(asker) & stands(asker)
    return or_(post, comment)
