"""Writing the comments of an import: in their threads, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import case, insert, update

from forum.comments import tree
from forum.comments.models import Comment
from forum.courses.models import Membership
from forum.exchange.plan import NewComment, Plan
from forum.extensions import db
from forum.posts.models import Post
from forum.search import index


@dataclass(frozen=True, slots=True)
class Place:
    """Where a comment stands that others may answer."""

    id: int | None
    path: str


TOP = Place(None, "")


def add(plan: Plan, posts: dict[str, int], users: dict[str, int]) -> None:
    """Add the comments of a plan, those at the top of their threads first. The caller commits.

    `posts` has the ids of posts by key, `users` those of accounts by the key of a writer.
    """
    numbers = _numbers(plan.comments, posts)
    answers = Counter(new.above for new in plan.comments)
    places = {"": TOP} | {key: Place(row.id, row.path) for key, row in plan.known.comments.items()}
    _count_answers(places, answers)
    _count_authors(plan.course_id, Counter(users[new.writer] for new in plan.comments))
    passages: list[dict[str, Any]] = []
    for level in _levels(plan.comments):
        rows = [
            {
                "course_id": plan.course_id,
                "post_id": posts[new.post],
                "author_id": users[new.writer],
                "parent_id": places[new.above].id,
                "path": tree.path_under(places[new.above].path, numbers[new.key]),
                "reply_count": answers[new.key],
                "created_at": new.at,
                "import_key": new.key,
                **new.prose.columns(),
            }
            for new in level
        ]
        for id, row, new in zip(_inserted(rows), rows, level, strict=True):
            places[new.key] = Place(id, row["path"])
            passages.append(index.of_comment(id, row, new.prose.plain))
    index.add_all(passages)


def _levels(comments: Iterable[NewComment]) -> list[list[NewComment]]:
    in_order = sorted(comments, key=lambda new: new.level)
    return [list(level) for _number, level in groupby(in_order, key=lambda new: new.level)]


def _inserted(rows: list[dict[str, Any]]) -> Sequence[int]:
    statement = insert(Comment).returning(Comment.id, sort_by_parameter_order=True)
    return db.session.scalars(statement, rows).all()


def _numbers(comments: Sequence[NewComment], posts: dict[str, int]) -> dict[str, int]:
    """Count the comments in under their posts, and number them on from the last one there."""
    numbers: dict[str, int] = {}
    for post, group in groupby(comments, key=lambda new: new.post):
        new = list(group)
        last = _count_in(posts[post], len(new), max(each.at for each in new))
        numbers.update((each.key, number) for number, each in enumerate(new, last - len(new) + 1))
    return numbers


def _count_in(post_id: int, count: int, latest: datetime) -> int:
    """Count comments in under a post, and return the number of the last one."""
    return db.session.execute(
        update(Post)
        .where(Post.id == post_id)
        .values(
            comment_count=Post.comment_count + count,
            comment_number=Post.comment_number + count,
            active_at=case((Post.active_at > latest, Post.active_at), else_=latest),
        )
        .returning(Post.comment_number)
        .execution_options(synchronize_session=False)
    ).scalar_one()


def _count_answers(places: dict[str, Place], answers: Counter[str]) -> None:
    """Count the new answers to comments that were here."""
    for key, count in answers.items():
        if (place := places.get(key, TOP)).id is not None:
            db.session.execute(
                update(Comment)
                .where(Comment.id == place.id)
                .values(reply_count=Comment.reply_count + count)
                .execution_options(synchronize_session=False)
            )


def _count_authors(course_id: int, written: Counter[int]) -> None:
    for user_id, count in sorted(written.items()):
        db.session.execute(
            update(Membership)
            .where(Membership.course_id == course_id, Membership.user_id == user_id)
            .values(comment_count=Membership.comment_count + count)
            .execution_options(synchronize_session=False)
        )
