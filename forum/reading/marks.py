"""What is new to a reader, as columns beside a post: the one place that knows what "new" means.

A post is new that came after the reader's floor and was never opened; a comment, whose id is higher than the
mark of its post. What somebody wrote themselves is never new to them, nor what they have muted: a post, or
all the categories that it is filed under.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from forum.comments.models import Comment
from forum.courses.models import Membership
from forum.policy import comments_counted, posts_written
from forum.posts.models import Filing, Post
from forum.prepared import Asker
from forum.reading.models import UNOPENED, Level, Seen, Watch
from forum.standing import Reader

MANY = 100  # new comments; nobody needs to know how many more there are

_seen, _mine, _watch = aliased(Seen), aliased(Membership), aliased(Watch)
_new = aliased(Comment)

# The id of the last comment that was read under a post; NULL for who keeps no marks: visitors, and an
# administrator who is in no class.
MARK: ColumnElement[int] = func.coalesce(_seen.comment_id, _mine.new_after)


def joined(query: Any, asker: Asker) -> Any:
    """Join to a query over posts what `columns` ask for."""
    mine = and_(
        _mine.course_id == asker.course_id, _mine.user_id == asker.user_id, _mine.removed_at.is_(None)
    )
    seen = and_(_seen.post_id == Post.id, _seen.user_id == asker.user_id)
    return query.outerjoin(_mine, mine).outerjoin(_seen, seen)


def columns(asker: Asker) -> tuple[ColumnElement[Any], ...]:
    """Select whether the post is new to the asker, and how many new comments it has (up to MANY)."""
    many = select(func.count()).select_from(_fresh(asker).limit(MANY).subquery()).scalar_subquery()
    heard = case((and_(fresh_under(asker), heeded(asker)), many), else_=0)
    return (
        case((unopened(asker), 1), else_=0).label("is_new"),
        case((unopened(asker), 0), else_=heard).label("new_comments"),
    )


def of_one(asker: Asker) -> tuple[ColumnElement[Any], ...]:
    """Select of a post that is opened: the mark, the newest comment, the first new one, what is watched."""
    newest = select(func.max(Comment.id)).where(Comment.post_id == Post.id).scalar_subquery()
    first = _fresh(asker).order_by(_new.path).limit(1).scalar_subquery()
    watched = (
        select(_watch.level)
        .where(_watch.user_id == asker.user_id, _watch.post_id == Post.id)
        .correlate(Post)
        .scalar_subquery()
    )
    return (
        MARK.label("mark"),
        func.coalesce(newest, 0).label("newest"),
        first.label("first_new"),
        watched.label("watched"),
    )


def unopened(asker: Asker) -> ColumnElement[bool]:
    """Say of a post whether it is new to the asker."""
    came = and_(_seen.post_id.is_(None), Post.published_at > _mine.new_since)
    never = or_(_seen.comment_id == UNOPENED, came)
    return and_(never, not_(posts_written(asker.user_id)), heeded(asker))


def fresh_under(asker: Asker) -> ColumnElement[bool]:
    """Say of a post whether there are comments that are new to the asker."""
    return _fresh(asker).exists()


def _fresh(asker: Asker) -> Any:
    """Select the ids of the new comments under a post, from the index that has them in order."""
    return (
        select(_new.id)
        .where(_new.post_id == Post.id, _new.id > MARK, _new.author_id != asker.user_id)
        .where(comments_counted(_new))
        .correlate(Post, _seen, _mine)
    )


def heeded(asker: Reader) -> ColumnElement[bool]:
    """Say of a post whether the asker wants to hear of it; who asks may be a column of the query, too."""
    muted = (Watch.user_id == asker.user_id, Watch.level == Level.MUTED)
    by_category = exists().where(Watch.category_id == Filing.category_id, *muted).correlate_except(Watch)
    heard = exists().where(Filing.post_id == Post.id, ~by_category).correlate_except(Filing)
    return and_(~exists().where(Watch.post_id == Post.id, *muted).correlate_except(Watch), heard)


def since(post: Any) -> int | None:
    """Return the mark that parts the old comments of a post from the new, None where none is new.

    Of a post that is new itself, nothing needs to be pointed out.
    """
    if post.is_new or not post.new_comments:
        return None
    return int(post.mark)
