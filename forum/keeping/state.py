"""A reader's own heart and bookmark, as columns beside a post or a comment: one join for both."""

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


# Whether the asker gave a heart, and keeps a bookmark.
OWN = (_says(_own.hearted_at, "hearted"), _says(_own.kept_at, "kept"))


def beside_post(query: Any, asker: Asker) -> Any:
    """Join to a query over posts what OWN asks for."""
    return query.outerjoin(_own, and_(_own.post_id == Post.id, _own.user_id == asker.user_id))


def beside_comment(query: Any, asker: Asker) -> Any:
    """Join to a query over comments what OWN asks for."""
    return query.outerjoin(_own, and_(_own.comment_id == Comment.id, _own.user_id == asker.user_id))
