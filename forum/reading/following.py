"""Following by itself: whoever writes under a post hears of what comes there, until they say otherwise."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, exists, insert, literal, select, union

from forum import upserts
from forum.comments.models import Comment
from forum.extensions import db
from forum.posts.models import Post
from forum.reading.models import Level, Watch

WATCH = Watch.metadata.tables[Watch.__tablename__]


@upserts.built_once
def _unless_watched() -> Any:
    row: dict[str, Any] = {name: bindparam(name) for name in ("user_id", "course_id", "post_id")}
    return upserts.insert(WATCH).values(**row, level=Level.FOLLOWING).on_conflict_do_nothing()


def follow(user_id: int, course_id: int, post_id: int) -> None:
    """Let somebody follow a post, unless they follow or have muted it already. The caller commits."""
    row = {"user_id": user_id, "course_id": course_id, "post_id": post_id}
    db.session.execute(_unless_watched(), row)


def follow_what_they_wrote(course_id: int) -> None:
    """Let everybody follow the posts of a class that they wrote in, as an import does. The caller commits."""
    written = union(
        select(Post.author_id, Post.id.label("post_id")).where(Post.course_id == course_id),
        select(Comment.author_id, Comment.post_id).where(Comment.course_id == course_id),
    ).subquery()
    known = exists().where(Watch.user_id == written.c.author_id, Watch.post_id == written.c.post_id)
    row = select(written.c.author_id, literal(course_id), written.c.post_id, literal(str(Level.FOLLOWING)))
    columns = ["user_id", "course_id", "post_id", "level"]
    db.session.execute(insert(Watch).from_select(columns, row.where(~known)))
