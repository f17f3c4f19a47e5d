"""How many hearts a post or a comment has, and the reader's own heart and bookmark: columns, and one join."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case
from sqlalchemy.orm import aliased

from forum.comments.models import Comment
from forum.keeping.models import Regard
from forum.posts.models import Post
from forum.prepared import Asker

_own = aliased(Regard)


def _says(moment: Any, name: str) -> ColumnElement[int]:
    return case((moment.is_not(None), 1), else_=0).label(name)


OWN = (_says(_own.hearted_at, "hearted"), _says(_own.kept_at, "kept"))
OF_POST = (Post.heart_count, *OWN)
OF_COMMENT = (Comment.heart_count, *OWN)


def beside_post(query: Any, asker: Asker) -> Any:
    """Join to a query over posts what OF_POST asks for."""
    return query.outerjoin(_own, and_(_own.post_id == Post.id, _own.user_id == asker.user_id))


def beside_comment(query: Any, asker: Asker) -> Any:
    """Join to a query over comments what OF_COMMENT asks for."""
    return query.outerjoin(_own, and_(_own.comment_id == Comment.id, _own.user_id == asker.user_id))
