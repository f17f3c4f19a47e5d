"""Mentions in the texts of a class hold its address: they follow it to another one."""

from __future__ import annotations

from sqlalchemy import func, update

from forum.comments.models import Comment
from forum.extensions import db
from forum.mentions import MARKUP, page
from forum.posts.models import Post


def move(course_id: int, old: str, new: str) -> None:
    """Let every mention in a class lead to its new slug. The caller commits."""
    before, after = (f'{MARKUP} href="{page(slug, "")}' for slug in (old, new))
    for table in (Post, Comment):
        holding = (table.course_id == course_id, table.body_html.contains(before, autoescape=True))
        moved = update(table).where(*holding).values(body_html=func.replace(table.body_html, before, after))
        db.session.execute(moved.execution_options(synchronize_session=False))
