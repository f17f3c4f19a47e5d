"""Count a seeded class anew: every number that the product keeps must be what counting gives."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from bench.size import LONG_THREAD, WITH_10, WITH_1000, Size
from bench.texts import PEOPLE
from forum.comments import tree
from forum.comments.models import Comment
from forum.courses.models import Course, Membership
from forum.extensions import db
from forum.posts.models import Category, Filing, Month, Post

answer = aliased(Comment)
COMMENTS = select(func.count()).select_from(Comment)
POSTS = select(func.count()).select_from(Post)

# What is kept, and how it is counted. Nothing in the seeded class is hidden, deleted or a draft.
NUMBERS: dict[str, tuple[Any, Any]] = {
    "members of the class": (
        Course.member_count,
        select(func.count()).select_from(Membership).where(Membership.course_id == Course.id),
    ),
    "comments of a post": (Post.comment_count, COMMENTS.where(Comment.post_id == Post.id)),
    "last number of a post": (Post.comment_number, COMMENTS.where(Comment.post_id == Post.id)),
    "last activity under a post": (
        Post.active_at,
        select(func.max(Comment.created_at)).where(Comment.post_id == Post.id),
    ),
    "answers to a comment": (
        Comment.reply_count,
        select(func.count()).select_from(answer).where(answer.parent_id == Comment.id),
    ),
    "posts of a member": (Membership.post_count, POSTS.where(Post.author_id == Membership.user_id)),
    "comments of a member": (
        Membership.comment_count,
        COMMENTS.where(Comment.author_id == Membership.user_id),
    ),
    "posts of a category": (
        Category.post_count,
        select(func.count()).select_from(Filing).where(Filing.category_id == Category.id),
    ),
    "posts of a month": (Month.post_count, POSTS.where(Post.month == Month.month)),
}


def check(size: Size) -> None:
    """Raise AssertionError where a kept number is wrong, a path is misplaced, or the size is not that."""
    for what, (kept, counted) in NUMBERS.items():
        counted = counted.correlate(kept.class_).scalar_subquery()
        wrong = db.session.scalars(select(func.count()).select_from(kept.class_).where(kept != counted)).one()
        assert wrong == 0, f"{what}: {wrong} are wrong"
    _check_size(size)
    _check_paths()


def _check_size(size: Size) -> None:
    rows = {table: select(func.count()).select_from(table) for table in (Membership, Post, Comment)}
    found = {table: db.session.scalars(query).one() for table, query in rows.items()}
    expected = {Membership: len(PEOPLE), Post: size.posts, Comment: size.comments + LONG_THREAD}
    assert found == expected, found
    for post_id, many in ((WITH_10, 10), (WITH_1000, LONG_THREAD)):
        assert db.session.scalars(COMMENTS.where(Comment.post_id == post_id)).one() == many


def _check_paths() -> None:
    """Compare the tree that the paths of the long thread tell with the one that its rows tell."""
    query = select(Comment.id, Comment.parent_id, Comment.path).where(Comment.post_id == WITH_1000)
    at = {row.path: row for row in db.session.execute(query.order_by(Comment.path))}
    for row in at.values():
        above = at.get(tree.above(row.path))
        assert row.parent_id == (above.id if above else None), row
