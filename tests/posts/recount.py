"""Every number of a class, counted from scratch; what the class says must be the same."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select

from forum import clock
from forum.comments import tree
from forum.comments.models import Comment
from forum.courses.models import Course, Membership
from forum.extensions import db
from forum.keeping.models import Regard
from forum.policy import comment_counts, post_counts
from forum.posts.models import Category, CoAuthor, Filing, Month, Post


def check(course_id: int) -> None:
    """Compare each stored number of a class with the rows that it counts."""
    db.session.rollback()
    db.session.expire_all()
    posts = {post.id: post for post in of(Post, course_id)}
    comments = {comment.id: comment for comment in of(Comment, course_id)}
    filings = db.session.scalars(select(Filing).where(Filing.post_id.in_(posts))).all()
    _people(course_id, posts, comments)
    _categories(course_id, posts, filings)
    _months(course_id, posts)
    _threads(posts, comments)
    _hearts(course_id, posts, comments)


def of(kind: Any, course_id: int) -> Any:
    return db.session.scalars(select(kind).where(kind.course_id == course_id)).all()


def _people(course_id: int, posts: dict[int, Post], comments: dict[int, Comment]) -> None:
    wrote = Counter(post.author_id for post in posts.values() if post_counts(post))
    wrote += Counter(other.user_id for other in of(CoAuthor, course_id) if post_counts(posts[other.post_id]))
    said = Counter(comment.author_id for comment in comments.values() if comment_counts(comment))
    for member in of(Membership, course_id):
        counted = (wrote[member.user_id], said[member.user_id])
        assert (member.post_count, member.comment_count) == counted


def _categories(course_id: int, posts: dict[int, Post], filings: Any) -> None:
    counted = Counter(filing.category_id for filing in filings if post_counts(posts[filing.post_id]))
    categories = {category.id: category for category in of(Category, course_id)}
    assert {id: row.post_count for id, row in categories.items()} == {id: counted[id] for id in categories}
    for post in posts.values():
        mine = [filing for filing in filings if filing.post_id == post.id]
        times = {filing.published_at for filing in mine}
        assert times == {post.published_at}, (post.id, post.state, times)  # and it is filed somewhere
        assert len(mine) == 1 or not any(categories[filing.category_id].is_default for filing in mine)


def _months(course_id: int, posts: dict[int, Post]) -> None:
    zone = db.session.scalars(select(Course.time_zone).where(Course.id == course_id)).one()
    assert {p.month for p in posts.values()} == {clock.month_of(p.published_at, zone) for p in posts.values()}
    counted = Counter(post.month for post in posts.values() if post_counts(post))
    assert {row.month: row.post_count for row in of(Month, course_id) if row.post_count} == dict(counted)


def _threads(posts: dict[int, Post], comments: dict[int, Comment]) -> None:
    counted = Counter(c.post_id for c in comments.values() if comment_counts(c))
    assert {id: post.comment_count for id, post in posts.items()} == {id: counted[id] for id in posts}
    numbers = Counter(comment.post_id for comment in comments.values())
    assert {id: post.comment_number for id, post in posts.items()} == {id: numbers[id] for id in posts}
    answers = Counter(c.parent_id for c in comments.values() if c.deleted_at is None or c.reply_count)
    for comment in comments.values():
        assert comment.reply_count == answers[comment.id], comment.id
        if comment.parent_id:
            _stands_under(comment, comments[comment.parent_id])


def _hearts(course_id: int, posts: dict[int, Post], comments: dict[int, Comment]) -> None:
    given = [row for row in of(Regard, course_id) if row.hearted_at]
    for things, counted in (
        (posts, Counter(row.post_id for row in given)),
        (comments, Counter(row.comment_id for row in given)),
    ):
        assert {id: thing.heart_count for id, thing in things.items()} == {id: counted[id] for id in things}


def _stands_under(comment: Comment, parent: Comment) -> None:
    assert parent.post_id == comment.post_id
    assert comment.path > parent.path
    drawn_under = parent.path if len(parent.path) < tree.DIGITS * tree.DEPTH else tree.above(parent.path)
    assert tree.above(comment.path) == drawn_under
