"""Taking up all texts anew, a batch at a time: nobody has to wait for longer than one batch takes."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import delete, or_, select, union_all

from forum import text
from forum.comments.models import Comment
from forum.extensions import db
from forum.posts.models import CoAuthor, Post
from forum.search import index
from forum.search.models import Passage

BATCH = 200  # texts in one transaction
OF_POST = (Post.id, Post.course_id, Post.author_id, Post.title, Post.published_at, Post.body_html)
OF_COMMENT = (
    Comment.id,
    Comment.course_id,
    Comment.post_id,
    Comment.author_id,
    Comment.created_at,
    Comment.body_html,
)


def is_needed() -> bool:
    """Say whether there are texts and none of them can be found: an update has just brought the search."""
    passage, post = (db.session.scalar(select(table.id).limit(1)) for table in (Passage, Post))
    return passage is None and post is not None


def everything() -> int:
    """Take up every text anew, and return how many there are."""
    return sum(take_up(all_texts()))


def all_texts() -> array[int]:
    """Return every text in the order of time: a comment by its id, a post by its id below zero."""
    both = union_all(
        select((-Post.id).label("key"), Post.published_at.label("at")),
        select(Comment.id, Comment.created_at),
    ).subquery()
    keys = select(both.c.key).order_by(both.c.at, both.c.key)
    found = array("q", db.session.scalars(keys.execution_options(yield_per=10_000)))
    db.session.rollback()
    return found


def take_up(keys: Sequence[int]) -> Iterator[int]:
    """Forget the words of these texts and take them up again; yields how many after each batch.

    Whoever writes or changes a text meanwhile comes before or after a whole batch, and what they wrote stays.
    """
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        _batch([-key for key in batch if key < 0], [key for key in batch if key > 0])
        db.session.commit()
        yield len(batch)


def _batch(post_ids: list[int], comment_ids: list[int]) -> None:
    _begin_to_write()
    _hold_posts(post_ids, comment_ids)
    others = _others(post_ids)
    passages = [
        index.of_post(row, text.plain(row.body_html), others[row.id])
        for row in _held(Post, OF_POST, post_ids)
    ]
    for row in _held(Comment, OF_COMMENT, comment_ids):
        passages.append(index.of_comment(row.id, row._mapping, text.plain(row.body_html)))
    of_posts = Passage.post_id.in_(post_ids) & Passage.comment_id.is_(None)
    db.session.execute(delete(Passage).where(or_(of_posts, Passage.comment_id.in_(comment_ids))))
    index.add_all(passages)


def _others(post_ids: list[int]) -> dict[int, list[int]]:
    """Return the co-authors of each of these posts."""
    found: dict[int, list[int]] = defaultdict(list)
    its = select(CoAuthor.post_id, CoAuthor.user_id).where(CoAuthor.post_id.in_(post_ids))
    for row in db.session.execute(its):
        found[row.post_id].append(row.user_id)
    return found


def _begin_to_write() -> None:
    """Let SQLite lock out other writers before we read; PostgreSQL locks the rows that `_held` reads."""
    db.session.execute(delete(Passage).where(Passage.id == 0))


def _hold_posts(post_ids: list[int], comment_ids: list[int]) -> None:
    """Lock posts before their comments, as every action does, so that no two wait for each other."""
    discussed = select(Comment.post_id).where(Comment.id.in_(comment_ids))
    posts = select(Post.id).where(or_(Post.id.in_(post_ids), Post.id.in_(discussed)))
    db.session.execute(posts.order_by(Post.id).with_for_update())


def _held(table: Any, columns: Sequence[Any], ids: list[int]) -> Sequence[Any]:
    rows = select(*columns).where(table.id.in_(ids)).order_by(table.id)
    return db.session.execute(rows.with_for_update()).all()
