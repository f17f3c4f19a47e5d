"""Reading threads: by an index, in the order in which they are read, never more than a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, join, literal_column, or_, select
from sqlalchemy.orm import aliased
from werkzeug.exceptions import NotFound

from forum.auth.models import User
from forum.comments import tree
from forum.comments.models import Comment
from forum.courses.models import Membership
from forum.extensions import db
from forum.keeping import state
from forum.policy import comments_readable
from forum.posts.models import Post
from forum.posts.queries import stands
from forum.prepared import Asker, number, prepared, run
from forum.standing import Member

WHOLE = 100  # a thread of up to so many comments is shown at once
TOP_PAGE = 25  # comments at the top, on one page of a longer thread
REPLIES_SHOWN = 2  # answers shown under each of them
REPLIES_PAGE = 50  # answers that "more replies" brings
NONE: Any = literal_column("0").label("many")  # where nobody asks how many answers there are


@dataclass(frozen=True, slots=True)
class Thread:
    """One page of a thread; `earlier` and `later` say whether there is more before and after it."""

    branches: list[tree.Branch]
    later: str = ""  # the path that the next page starts with
    earlier: bool = False

    @property
    def ids(self) -> list[int]:
        """The comments on this page."""
        return [row.id for branch in self.branches for row in branch.rows]


@dataclass(frozen=True, slots=True)
class Replies:
    """Some answers of one thread in path order, and where the next begin."""

    rows: Sequence[Any]
    after: str  # "" when there are no more
    left: int


def thread(member: Member, post: Any, *, start: str = "", show: int = TOP_PAGE) -> Thread:
    """Return the page of a post's thread that begins with the comment of path `start`.

    A long thread comes with `show` comments at the top.
    """
    if post.comment_number <= WHOLE:
        return Thread(tree.split(run(member, _whole(member), post=post.id)))
    return _page(member, post.id, start, show)


def _page(member: Member, post_id: int, start: str, show: int) -> Thread:
    if start and not (tree.is_path(start) and len(start) == tree.DIGITS):
        raise NotFound
    rows = run(member, _a_page(member), post=post_id, start=start, tops=show + 1)
    branches = tree.split(rows)
    for branch in branches:
        branch.more = max(0, branch.root.many - REPLIES_SHOWN)
    later = branches[show].root.path if len(branches) > show else ""
    return Thread(branches[:show], later, earlier=bool(start))


@prepared
def _whole(asker: Asker) -> Any:
    return _shown(asker)


@prepared
def _a_page(asker: Asker) -> Any:
    """Choose comments at the top, and of each branch as much as is shown at first."""
    top, answer = aliased(Comment), aliased(Comment)
    below = (answer.post_id == top.post_id, answer.path > top.path, answer.path < top.path + tree.LAST)
    answers = select(answer.path).where(*below, _stands(asker, answer))
    last_shown = answers.order_by(answer.path).limit(1).offset(REPLIES_SHOWN - 1).scalar_subquery()
    tops = (
        select(
            top.path,
            func.coalesce(last_shown, top.path + tree.LAST).label("last"),
            answers.with_only_columns(func.count()).scalar_subquery().label("many"),
        )
        .where(top.post_id == number("post"), top.parent_id.is_(None), _stands(asker, top))
        .where(top.path >= bindparam("start"))
        .order_by(top.path)
        .limit(number("tops"))
        .cte("tops")
        # Chosen once: where PostgreSQL believes that there are few comments, it would do so for each of them.
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    chosen = join(tops, Comment, Comment.path.between(tops.c.path, tops.c.last))
    return _shown(asker, chosen, tops.c.many)


def replies(member: Member, comment: Any, *, after: str = "", start: str = "") -> Replies:
    """Return the next answers in a thread: after a path, or from a path on, or from the beginning."""
    if not all(tree.is_path(text) for text in (after, start) if text):
        raise NotFound
    rows = run(
        member,
        _answers(member, bool(start)),
        post=comment.post_id,
        start=start or after or comment.path,
        top=comment.path,
        last=comment.path + tree.LAST,
    )
    shown = rows[:REPLIES_PAGE]
    last = shown[-1].path if len(rows) > REPLIES_PAGE else ""
    return Replies(shown, last, _left(member, comment, last))


@prepared
def _answers(asker: Asker, including: bool) -> Any:
    start: Any = bindparam("start")
    begin = Comment.path >= start if including else Comment.path > start
    within = and_(Comment.path > bindparam("top"), Comment.path < bindparam("last"))
    return _shown(asker).where(within, begin).limit(REPLIES_PAGE + 1)


def _left(member: Member, comment: Any, after: str) -> int:
    if not after:
        return 0
    last = comment.path + tree.LAST
    found: int = run(member, _behind(member), post=comment.post_id, after=after, last=last).scalar()
    return found


@prepared
def _behind(asker: Asker) -> Any:
    within = and_(Comment.path > bindparam("after"), Comment.path < bindparam("last"))
    return select(func.count()).where(Comment.post_id == number("post"), within, _stands(asker))


def after(member: Member, post_id: int, comment_id: int, many: int) -> Sequence[Any]:
    """Return the first comments of others that came under a post after one, in the order of the thread."""
    rows = run(member, _after(member), post=post_id, comment=comment_id, many=many)
    return sorted(rows, key=lambda row: row.path)


@prepared
def _after(asker: Asker) -> Any:
    new = (Comment.post_id == number("post"), Comment.id > number("comment"), comments_readable(asker))
    others = Comment.author_id != asker.user_id
    return _rows(asker).where(*new, others).order_by(Comment.id).limit(number("many"))


def lineage(member: Member, comment: Any) -> Sequence[Any]:
    """Return the comments that one is drawn under, from the top down."""
    paths = tree.ancestors(comment.path)
    if not paths:
        return []
    return run(member, _at(member), post=comment.post_id, paths=paths)


@prepared
def _at(asker: Asker) -> Any:
    return _shown(asker).where(Comment.path.in_(bindparam("paths", expanding=True)))


def readable(member: Member, comment_id: int) -> Any:
    """Return a comment that the member may read. Raises NotFound for every other."""
    return _one(member, comment_id, _single(member, True))


def standing(member: Member, comment_id: int) -> Any:
    """Return a comment, or the place of a deleted or hidden one. Raises NotFound where its post is none."""
    return _one(member, comment_id, _single(member, False))


@prepared
def _single(asker: Asker, if_readable: bool) -> Any:
    seen = comments_readable(asker) if if_readable else Comment.course_id == asker.course_id
    its = select(Post.id).where(Post.id == Comment.post_id, stands(asker)).exists()
    return _rows(asker).where(Comment.id == number("comment"), seen, its)


def _one(member: Member, comment_id: int, statement: Any) -> Any:
    row = run(member, statement, comment=comment_id).one_or_none()
    if row is None:
        raise NotFound
    return row


def source(comment_id: int) -> Any:
    """Return what an editor needs of a comment beside its row: the text as written, and its format."""
    return db.session.execute(
        select(Comment.body_markdown, Comment.body_format, Comment.edited_at).where(Comment.id == comment_id)
    ).one()


def _shown(asker: Asker, chosen: Any = Comment, many: Any = NONE) -> Any:
    here = (Comment.post_id == number("post"), _stands(asker))
    return _rows(asker, chosen, many).where(*here).order_by(Comment.path)


def _stands(asker: Asker, comment: Any = Comment) -> ColumnElement[bool]:
    """What has a place in the thread: what can be read, and what others have answered."""
    return or_(comments_readable(asker, comment), comment.reply_count > 0)


def _rows(asker: Asker, chosen: Any = Comment, many: Any = NONE) -> Any:
    """Select what tree.Said holds of a comment. Words that the member may not read stay there."""
    parent, answered, editor = aliased(Comment), aliased(User), aliased(User)
    may_read = comments_readable(asker)
    deepest = func.length(Comment.path) == tree.DIGITS * tree.DEPTH
    beside = func.length(parent.path) == func.length(Comment.path)
    query = (
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
            *state.OF_COMMENT,
            many,
        )
        .select_from(chosen)
        .join(User, User.id == Comment.author_id)
        .outerjoin(
            Membership,
            and_(Membership.course_id == Comment.course_id, Membership.user_id == Comment.author_id),
        )
        .outerjoin(editor, editor.id == Comment.edited_by_id)
        .outerjoin(parent, and_(parent.id == Comment.parent_id, deepest, beside))
        .outerjoin(answered, answered.id == parent.author_id)
    )
    return state.beside_comment(query, asker)
