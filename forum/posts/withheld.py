"""What is taken off a class's numbers for a reader: the posts that are not for them, and what is said there.

The numbers stand with categories, months and members, and count for everybody alike. Who misses nothing, as
nobody does in most classes (`Member.misses`), costs no statement.
"""

from __future__ import annotations

from collections import defaultdict
from types import SimpleNamespace
from typing import Any

from sqlalchemy import func, literal, select, union_all

from forum.comments.models import Comment
from forum.policy import comments_counted, posts_counted, posts_withheld
from forum.posts.models import CoAuthor, Filing, Post
from forum.prepared import Asker, prepared, run
from forum.standing import Member


def of_shelf(member: Member) -> tuple[dict[int, int], dict[str, int]]:
    """Return how many posts to take off each category, by its id, and each month."""
    if not member.misses:
        return {}, {}
    rows = run(member, _of_shelf(member))
    categories = {row.id: row.many for row in rows if row.id}
    return categories, {row.month: row.many for row in rows if not row.id}


@prepared
def _of_shelf(asker: Asker) -> Any:
    here = (Post.id.in_(posts_withheld(asker)), posts_counted())
    filed = select(Filing.category_id.label("id"), literal("").label("month"), func.count().label("many"))
    filed = filed.join(Post, Post.id == Filing.post_id).where(*here).group_by(Filing.category_id)
    months = select(literal(0), Post.month, func.count()).where(*here).group_by(Post.month)
    return union_all(filed, months)


def of_people(member: Member) -> dict[int, tuple[int, int]]:
    """Return how many posts and comments to take off the numbers of each person who wrote some."""
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    if not member.misses:
        return found
    for person, posts, comments in run(member, _of_people(member)):
        before = found[person]
        found[person] = (before[0] + posts, before[1] + comments)
    return found


@prepared
def _of_people(asker: Asker) -> Any:
    apart = Post.id.in_(posts_withheld(asker))
    many, none = func.count(), literal(0)
    first = select(Post.author_id.label("person"), many.label("posts"), none.label("comments"))
    others = select(CoAuthor.user_id, many, none).join(Post, Post.id == CoAuthor.post_id)
    said = select(Comment.author_id, none, many).join(Post, Post.id == Comment.post_id)
    return union_all(
        first.where(apart, posts_counted()).group_by(Post.author_id),
        others.where(apart, posts_counted()).group_by(CoAuthor.user_id),
        said.where(apart, comments_counted()).group_by(Comment.author_id),
    )


def taken_off(person: Any, apart: dict[int, tuple[int, int]]) -> Any:
    """Return the row of a person with what `of_people` says taken off its numbers."""
    posts, comments = apart.get(person.id, (0, 0))
    fewer = {"post_count": person.post_count - posts, "comment_count": person.comment_count - comments}
    return SimpleNamespace(**{**person._asdict(), **fewer})
