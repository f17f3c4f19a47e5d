"""Reading threads: by an index, in the order in which they are read, never more than a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased
from werkzeug.exceptions import NotFound

from forum.auth.models import User
from forum.comments import tree
from forum.comments.models import Comment
from forum.courses.models import Membership
from forum.extensions import db
from forum.policy import Member, comments_readable

WHOLE = 100  # a thread of up to so many comments is shown at once
TOP_PAGE = 50  # comments at the top, on one page of a longer thread
REPLIES_SHOWN = 3  # answers shown under each of them
REPLIES_PAGE = 50  # answers that "more replies" brings


@dataclass(frozen=True, slots=True)
class Thread:
    """One page of a thread; `earlier` and `later` say whether there is more before and after it."""

    nodes: list[tree.Node]
    later: str = ""  # the path that the next page starts with
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Replies:
    """Some answers of one thread in path order, and where the next begin."""

    rows: Sequence[Any]
    after: str  # "" when there are no more
    left: int


def thread(member: Member, post: Any, *, start: str = "") -> Thread:
    """Return the page of a post's thread that begins with the comment of path `start`."""
    if post.comment_number <= WHOLE:
        return Thread(tree.grow(db.session.execute(_shown(member, post.id)).all()))
    return _page(member, post.id, start)


def _page(member: Member, post_id: int, start: str) -> Thread:
    if start and not (tree.is_path(start) and len(start) == tree.DIGITS):
        raise NotFound
    tops = (
        select(Comment.path)
        .where(
            Comment.post_id == post_id, Comment.parent_id.is_(None), Comment.path >= start, _stands(member)
        )
        .order_by(Comment.path)
        .limit(TOP_PAGE + 1)
        .cte("tops")
    )
    first = select(func.min(tops.c.path)).scalar_subquery()
    beyond = select(tops.c.path).order_by(tops.c.path).limit(1).offset(TOP_PAGE).scalar_subquery()
    nth, many, ranked = _ranked(member, post_id, first, beyond)
    query = (
        _shown(member, post_id)
        .add_columns(many, beyond.label("beyond"))
        .join(ranked, ranked.c.id == Comment.id)
        .where(nth <= REPLIES_SHOWN + 1)
    )
    rows = db.session.execute(query).all()
    nodes = tree.grow(rows)
    for node in nodes:
        node.more = max(0, node.comment.many - 1 - REPLIES_SHOWN)
    return Thread(nodes, later=(rows[0].beyond or "") if rows else "", earlier=bool(start))


def _ranked(member: Member, post_id: int, first: Any, beyond: Any) -> tuple[Any, Any, Any]:
    """Number the comments of each thread, from the index alone."""
    thread_of = func.substr(Comment.path, 1, tree.DIGITS)
    ranked = (
        select(
            Comment.id,
            func.row_number().over(partition_by=thread_of, order_by=Comment.path).label("nth"),
            func.count().over(partition_by=thread_of).label("many"),
        )
        .where(Comment.post_id == post_id, Comment.path >= first, _stands(member))
        .where(Comment.path < func.coalesce(beyond, literal(tree.LAST)))
        .subquery("ranked")
    )
    return ranked.c.nth, ranked.c.many.label("many"), ranked


def replies(member: Member, comment: Any, *, after: str = "", start: str = "") -> Replies:
    """Return the next answers in a thread: after a path, or from a path on, or from the beginning."""
    if not all(tree.is_path(text) for text in (after, start) if text):
        raise NotFound
    within = and_(Comment.path > comment.path, Comment.path < comment.path + tree.LAST)
    from_here = Comment.path >= start if start else Comment.path > (after or comment.path)
    query = _shown(member, comment.post_id).where(within, from_here)
    rows = db.session.execute(query.limit(REPLIES_PAGE + 1)).all()
    shown = rows[:REPLIES_PAGE]
    last = shown[-1].path if len(rows) > REPLIES_PAGE else ""
    return Replies(shown, last, _left(member, comment, last))


def _left(member: Member, comment: Any, after: str) -> int:
    if not after:
        return 0
    within = and_(Comment.path > after, Comment.path < comment.path + tree.LAST)
    counted = select(func.count()).where(Comment.post_id == comment.post_id, within, _stands(member))
    return db.session.scalars(counted).one()


def places(post_id: int, nodes: Sequence[tree.Node]) -> list[tuple[int, list[tree.Node]]]:
    """Return trees by the id of the comment on the page that they are drawn under."""
    groups = tree.by_parent(nodes)
    rows = select(Comment.path, Comment.id).where(Comment.post_id == post_id, Comment.path.in_(groups))
    return [(row.id, groups[row.path]) for row in db.session.execute(rows.order_by(Comment.path.desc()))]


def id_at(post_id: int, path: str) -> int | None:
    """Return the id of the comment with this path."""
    return db.session.scalars(
        select(Comment.id).where(Comment.post_id == post_id, Comment.path == path)
    ).first()


def place(comment: Any) -> str:
    """Return the id of the list that a comment is drawn in: that of the thread, or of another's answers."""
    above = tree.above(comment.path)
    return f"replies-{id_at(comment.post_id, above)}" if above else "comment-list"


def lineage(member: Member, comment: Any) -> Sequence[Any]:
    """Return the comments that one is drawn under, from the top down."""
    paths = tree.ancestors(comment.path)
    if not paths:
        return []
    return db.session.execute(_shown(member, comment.post_id).where(Comment.path.in_(paths))).all()


def readable(member: Member, comment_id: int) -> Any:
    """Return a comment that the member may read. Raises NotFound for every other."""
    return _one(member, comment_id, comments_readable(member))


def standing(member: Member, comment_id: int) -> Any:
    """Return a comment, or the place of a deleted or hidden one. Raises NotFound outside this class."""
    return _one(member, comment_id, Comment.course_id == member.course_id)


def _one(member: Member, comment_id: int, condition: ColumnElement[bool]) -> Any:
    row = db.session.execute(_rows(member).where(Comment.id == comment_id, condition)).one_or_none()
    if row is None:
        raise NotFound
    return row


def source(comment_id: int) -> Any:
    """Return what an editor needs of a comment beside its row: the text as written, and its format."""
    return db.session.execute(
        select(Comment.body_markdown, Comment.body_format).where(Comment.id == comment_id)
    ).one()


def _shown(member: Member, post_id: int) -> Any:
    return _rows(member).where(Comment.post_id == post_id, _stands(member)).order_by(Comment.path)


def _stands(member: Member) -> ColumnElement[bool]:
    """What has a place in the thread: what can be read, and what others have answered."""
    return or_(comments_readable(member), Comment.reply_count > 0)


def _rows(member: Member) -> Any:
    """Select what the page shows of a comment. Words that the member may not read stay there."""
    parent, answered, editor = aliased(Comment), aliased(User), aliased(User)
    may_read = comments_readable(member)
    deepest = func.length(Comment.path) == tree.DIGITS * tree.DEPTH
    return (
        select(
            Comment.id,
            Comment.post_id,
            Comment.parent_id,
            Comment.path,
            Comment.author_id,
            User.name.label("author_name"),
            Membership.role.label("author_role"),
            case((may_read, Comment.body_html), else_=None).label("body_html"),
            Comment.created_at,
            Comment.edited_at,
            editor.name.label("edited_by"),
            Comment.hidden_at,
            case((may_read, Comment.hidden_reason), else_="").label("hidden_reason"),
            Comment.deleted_at,
            Comment.deleted_by_id,
            answered.name.label("answers"),
        )
        .join(User, User.id == Comment.author_id)
        .outerjoin(
            Membership,
            and_(Membership.course_id == Comment.course_id, Membership.user_id == Comment.author_id),
        )
        .outerjoin(editor, editor.id == Comment.edited_by_id)
        .outerjoin(
            parent,
            and_(
                parent.id == Comment.parent_id, deepest, func.length(parent.path) == func.length(Comment.path)
            ),
        )
        .outerjoin(answered, answered.id == parent.author_id)
    )
