"""The same blog a second time, a newer export of it, and another blog."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import DeclarativeBase

from forum import clock
from forum.auth.models import AuditEvent, User
from forum.comments.models import Comment
from forum.courses.models import Membership
from forum.extensions import db
from forum.posts.models import Category, Filing, Post
from tests.exchange.blog import blog, bring, category, comment, comments, post, posts, recount
from tests.people import Cast


def test_a_second_run_leaves_what_people_did_since(app: Flask, cast: Cast, tmp_path: Path) -> None:
    file = blog(tmp_path, category("Codes"), post(1, "One", comment(1), comment(2, "Gone"), filed=("Codes",)))
    bring(app, file)
    db.session.execute(update(Post).values(title="Renamed"))
    db.session.execute(update(Category).where(Category.name == "Codes").values(name="Rules"))
    db.session.execute(update(Comment).where(Comment.body_markdown == "Gone").values(deleted_at=clock.now()))
    db.session.commit()
    before = rows()
    result = bring(app, file)
    assert "Nothing new came in." in result.output
    assert "1  comments, deleted since" in result.output
    assert rows() == before
    assert set(posts(cast.course)) == {"Renamed"}


def rows() -> dict[str, int]:
    tables: tuple[type[DeclarativeBase], ...] = (
        Post,
        Comment,
        Category,
        Filing,
        User,
        Membership,
        AuditEvent,
    )
    return {t.__tablename__: db.session.scalar(select(func.count()).select_from(t)) or 0 for t in tables}


def test_a_newer_export_adds_what_is_new(app: Flask, cast: Cast, tmp_path: Path) -> None:
    bring(app, blog(tmp_path, post(1, "One", comment(1, "First"), comment(2, "Second", under=1))))
    answers = (comment(1, "First"), comment(2, "Second", under=1), comment(3, "Third", under=2))
    result = bring(
        app, blog(tmp_path, post(1, "One", *answers, comment(4, "Fourth")), post(2, "Two", comment(5)))
    )
    assert "1  posts\n        3  comments" in result.output
    found = comments(cast.course)
    assert found["Third"].parent_id == found["Second"].id
    assert found["Third"].path == "000001000002000003"
    assert found["Fourth"].path == "000004"
    recount(cast.course)


def test_an_answer_to_what_was_deleted_here_stands_higher(app: Flask, cast: Cast, tmp_path: Path) -> None:
    said = (comment(1, "First"), comment(2, "Second", under=1))
    bring(app, blog(tmp_path, post(1, "One", *said), post(2, "Two")))
    db.session.execute(
        update(Comment).where(Comment.body_markdown == "Second").values(deleted_at=clock.now())
    )
    db.session.execute(update(Post).where(Post.title == "Two").values(deleted_at=clock.now()))
    db.session.commit()
    late = (comment(3, "Third", under=2), comment(4, "Late"))
    result = bring(app, blog(tmp_path, post(1, "One", *said, late[0]), post(2, "Two", late[1])))
    found = comments(cast.course)
    assert found["Third"].parent_id == found["First"].id
    assert "Late" not in found
    assert "1  comments on posts that were deleted here\n             Two" in result.output


def test_what_stands_in_a_file_twice_comes_once(app: Flask, cast: Cast, tmp_path: Path) -> None:
    twice = post(1, "One", comment(1), comment(1))
    result = bring(app, blog(tmp_path, twice, twice))
    assert result.exit_code == 0
    assert "1  posts that stand in the file twice" in result.output
    assert "3  comments that stand in the file twice" in result.output
    recount(cast.course)


def test_numbers_may_be_missing(app: Flask, cast: Cast, tmp_path: Path) -> None:
    file = blog(tmp_path, post(0, "One", comment(0, "This")), post(0, "Two", comment(0, "That")))
    bring(app, file)
    assert set(posts(cast.course)) == {"One", "Two"}
    assert set(comments(cast.course)) == {"This", "That"}
    assert "Nothing new came in." in bring(app, file).output


def test_a_blog_is_known_again_at_https(app: Flask, cast: Cast, tmp_path: Path) -> None:
    file = blog(tmp_path, post(1, "One"))
    bring(app, file)
    file.write_text(file.read_text().replace("http://blog.example.edu", "https://blog.example.edu/"))
    assert "Nothing new came in." in bring(app, file).output


def test_blogs_are_told_apart(app: Flask, cast: Cast, tmp_path: Path) -> None:
    file = blog(tmp_path, post(1, "One"))
    bring(app, file)
    file.write_text(file.read_text().replace("blog.example.edu", "b" * 300).replace("One", "Another"))
    assert bring(app, file).exit_code == 0
    assert set(posts(cast.course)) == {"One", "Another"}
    assert "Nothing new came in." in bring(app, file).output


def test_each_class_has_its_own_import(app: Flask, cast: Cast, tmp_path: Path) -> None:
    file = blog(tmp_path, post(1, "One", comment(1)))
    for slug in ("supply-chains", "elsewhere"):
        assert bring(app, file, course=slug).exit_code == 0
    assert len(posts(cast.course)) == len(posts(cast.elsewhere)) == 1
