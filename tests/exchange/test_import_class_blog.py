"""The export of a real WordPress, brought into a class as an admin does it."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, update

from forum.auth.models import AuditEvent, User
from forum.comments import tree
from forum.comments.models import Comment
from forum.courses.models import Course, Membership, Role
from forum.extensions import db
from forum.posts.models import Category, Filing, Post
from tests.exchange.blog import bring, newer_class_blog, recount
from tests.exchange.wxr_files import CLASS_BLOG
from tests.people import Cast
from tests.visitor import Visitor


def test_a_class_blog_comes_whole_once_and_grows(
    app: Flask, cast: Cast, visit: Visitor, tmp_path: Path
) -> None:
    in_new_york = {"time_zone": "America/New_York"}
    db.session.execute(update(Course).where(Course.id == cast.course).values(in_new_york))
    db.session.commit()
    first = bring(app, CLASS_BLOG)
    assert first.exit_code == 0, first.output
    check_posts(cast.course)
    check_comments(cast.course)
    check_people(cast.course)
    recount(cast.course)
    check_pages(visit)

    again = bring(app, CLASS_BLOG)
    assert "Nothing new came in." in again.output
    assert "     97  posts and pages\n      349  comments" in again.output
    newer = bring(app, newer_class_blog(tmp_path))
    assert "Came in\n        1  comments\n        1  people" in newer.output
    recount(cast.course)
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 350
    imports = select(AuditEvent.detail).where(AuditEvent.verb == "exchange.import").order_by(AuditEvent.id)
    blog = {"blog": "class.example.edu"}
    assert db.session.scalars(imports).all() == [
        blog | {"posts": 97, "comments": 349, "people": 28},
        blog | {"posts": 0, "comments": 1, "people": 1},
    ]


def check_posts(course_id: int) -> None:
    found = db.session.scalars(select(Post).where(Post.course_id == course_id)).all()
    assert Counter(post.state for post in found) == {"published": 92, "draft": 3, "private": 2}
    assert {post.body_format for post in found} == {"markdown"}
    assert all(post.title and post.body_html and post.excerpt for post in found)
    months = Counter(post.month for post in found if post.state == "published")
    assert set(months) == {"2010-01", "2010-02", "2010-03", "2010-04"}
    pinned = sorted((post.pin_position, post.title) for post in found if post.pin_position)
    assert pinned == [(1, "No class on 9 March; guest on Thursday"), (2, "Welcome, and how this blog works")]
    filed = select(func.count(Filing.category_id)).group_by(Filing.post_id)
    assert sum(count > 1 for count in db.session.scalars(filed)) == 42
    described = select(Category.name, Category.description).where(Category.course_id == course_id)
    categories = dict(db.session.execute(described.order_by(Category.position)).all())
    assert list(categories)[:3] == ["Announcements", "Cases: India, Brazil & México", "Enforcing regulations"]
    assert list(categories)[-4:] == ["Codes of conduct", "Fair trade", "Pages", "Uncategorized"]
    assert len(categories) == 11
    assert categories["Codes of conduct"] == "Notes on codes of conduct."


def check_comments(course_id: int) -> None:
    found = db.session.scalars(select(Comment).order_by(Comment.post_id, Comment.path)).all()
    assert len(found) == 349
    assert max(Counter(comment.post_id for comment in found).values()) >= 136
    paths = {comment.id: comment.path for comment in found}
    for comment in found:
        if comment.parent_id:
            number = int(comment.path[-tree.DIGITS :])
            assert comment.path == tree.path_under(paths[comment.parent_id], number)
    for earlier, later in pairwise(sorted(found, key=lambda c: (c.post_id, c.path[-tree.DIGITS :]))):
        assert earlier.post_id != later.post_id or earlier.created_at <= later.created_at


def check_people(course_id: int) -> None:
    came = select(User).join(Membership, Membership.user_id == User.id)
    came = came.where(Membership.course_id == course_id, User.password_hash.is_(None))
    found = db.session.scalars(came).all()
    assert len(found) == 28
    assert not any(user.is_admin for user in found)
    roles = select(Membership.role, func.count()).where(Membership.course_id == course_id)
    assert dict(db.session.execute(roles.group_by(Membership.role)).all()) == {
        Role.INSTRUCTOR: 1,
        Role.ASSISTANT: 1,
        Role.OBSERVER: 1,
        Role.STUDENT: 30,
    }


def check_pages(visit: Visitor) -> None:
    here = "/c/supply-chains"
    visit.as_("sam")
    feed = visit.get(f"{here}/").text
    assert "Welcome, and how this blog works" in feed
    assert "A post that is" not in feed
    assert "For the class only" not in feed
    for page in ("categories/fair-trade", "categories/pages", "months/2010-02", "members"):
        assert visit.get(f"{here}/{page}").status_code == 200
    long_thread = select(Post.id).order_by(Post.comment_count.desc()).limit(1)
    assert visit.get(f"{here}/posts/{db.session.scalar(long_thread)}").status_code == 200
