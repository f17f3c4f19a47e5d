"""A small class blog for the tests of importing, and the command that brings it along."""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import escape

from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from forum.comments.models import Comment
from forum.courses.models import Course, Membership
from forum.extensions import db
from forum.posts.models import Category, Filing, Month, Post, State
from tests.exchange.wxr_files import CLASS_BLOG, export
from tests.people import SLUG

BLOG = "blog.example.edu"  # where wxr_files.export says it comes from


def bring(app: Flask, file: Path, *options: str, course: str = SLUG) -> Result:
    """Run the command on a file."""
    words = ["exchange", "import-wordpress", str(file), "--course", course, *options]
    with app.app_context():
        result = app.test_cli_runner().invoke(args=words)
    db.session.rollback()
    return result


def blog(folder: Path, *parts: str) -> Path:
    """Write an export that holds these authors, terms and posts."""
    file = folder / "blog.xml"
    file.write_bytes(export(*parts).getvalue())
    return file


def _fields(fields: dict[str, object], prefix: str = "wp:") -> str:
    return "".join(f"<{prefix}{name}>{escape(str(value))}</{prefix}{name}>" for name, value in fields.items())


def author(login: str, email: str, number: int = 0) -> str:
    names = {"author_login": login, "author_email": email, "author_display_name": login.title()}
    return f"<wp:author>{_fields({'author_id': number, **names})}</wp:author>"


def category(name: str, description: str = "", parent: str = "") -> str:
    fields = {"category_nicename": name.lower(), "cat_name": name, "category_parent": parent}
    return f"<wp:category>{_fields({**fields, 'category_description': description})}</wp:category>"


def post(
    number: int,
    title: str = "A post",
    *inside: str,
    by: str = "nora",
    body: str = "Words.",
    at: str = "2010-02-03 04:05:06",
    filed: tuple[str, ...] = (),
    tags: tuple[str, ...] = (),
    **fields: object,
) -> str:
    """Write a published post; `fields` are further ones of WordPress, without their prefix."""
    given = {"post_id": number, "post_type": "post", "status": "publish", "post_date_gmt": at, **fields}
    terms = [("category", name) for name in filed] + [("post_tag", name) for name in tags]
    return (
        f"<item><title>{escape(title)}</title><dc:creator>{by}</dc:creator>"
        f"<content:encoded>{escape(body)}</content:encoded>{_fields(given)}"
        + "".join(f'<category domain="{k}" nicename="{n.lower()}">{n}</category>' for k, n in terms)
        + "".join(inside)
        + "</item>"
    )


def comment(
    number: int, body: str = "I agree.", *, under: int = 0, name: str = "Carla", **fields: object
) -> str:
    given = {
        "id": number,
        "parent": under,
        "author": name,
        "author_email": f"{name.lower()}@example.org",
        "date_gmt": f"2010-02-04 00:{number % 60:02}:00",
        "content": body,
        "approved": 1,
        "user_id": 77,
        **fields,
    }
    return f"<wp:comment>{_fields(given, 'wp:comment_')}</wp:comment>"


def newer_class_blog(folder: Path) -> Path:
    """Write the real export again as it would be some days later, with one more answer in a thread."""
    text = CLASS_BLOG.read_text(encoding="utf-8")
    last = [found.end() for found in re.finditer("</wp:comment>", text)][-1]
    answered = re.findall(r"<wp:comment_id>(\d+)<", text[:last])[-1]
    answer = comment(9001, "One more.", under=int(answered), name="Newcomer", user_id=0)
    file = folder / "newer.xml"
    file.write_text(text[:last] + answer + text[last:], encoding="utf-8")
    return file


def posts(course_id: int) -> dict[str, Post]:
    """Return the posts of a class by title."""
    found = db.session.scalars(select(Post).where(Post.course_id == course_id))
    return {post.title: post for post in found}


def comments(course_id: int) -> dict[str, Comment]:
    """Return the comments of a class by what they say."""
    found = db.session.scalars(select(Comment).where(Comment.course_id == course_id))
    return {comment.body_markdown: comment for comment in found}


def recount(course_id: int) -> None:
    """Count everything anew, and compare it with the numbers that are kept beside things."""
    shown = (Post.course_id == course_id, Post.state == State.PUBLISHED)
    _same(Membership.user_id, Membership.post_count, select(Post.author_id).where(*shown), course_id)
    written = select(Comment.author_id).where(Comment.course_id == course_id)
    _same(Membership.user_id, Membership.comment_count, written, course_id)
    _same(Month.month, Month.post_count, select(Post.month).where(*shown), course_id)
    filed = select(Filing.category_id).join(Post, Post.id == Filing.post_id).where(*shown)
    _same(Category.id, Category.post_count, filed, course_id)
    under = select(Comment.post_id).where(Comment.course_id == course_id)
    _same(Post.id, Post.comment_count, under, course_id)
    _same(Post.id, Post.comment_number, under, course_id)
    answers = select(Comment.parent_id).where(Comment.parent_id.is_not(None))
    _same(Comment.id, Comment.reply_count, answers, course_id)
    _check_members_and_times(course_id)


def _same(key: object, kept: object, things: object, course_id: int) -> None:
    table = kept.class_
    told = dict(db.session.execute(select(key, kept).where(table.course_id == course_id, kept != 0)).all())
    column = things.selected_columns[0]
    counted = dict(db.session.execute(things.add_columns(func.count()).group_by(column)).all())
    assert told == counted, kept


def _check_members_and_times(course_id: int) -> None:
    present = select(func.count()).where(Membership.course_id == course_id, Membership.removed_at.is_(None))
    course = db.session.get_one(Course, course_id, populate_existing=True)
    assert course.member_count == db.session.scalar(present)
    latest = dict(
        db.session.execute(
            select(Comment.post_id, func.max(Comment.created_at)).group_by(Comment.post_id)
        ).all()
    )
    for post in db.session.execute(select(Post.id, Post.published_at, Post.active_at)):
        assert post.active_at == max(post.published_at, latest.get(post.id, post.published_at))
