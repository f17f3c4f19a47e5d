"""Writing posts: published or kept, filed, and every word still there when something is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from forum import clock, text
from forum.auth.models import AuditEvent
from forum.courses.models import Course
from forum.extensions import db
from forum.posts import actions, shelf
from forum.posts.models import Category, Filing, Post, State
from tests import factories
from tests.people import SLUG, Cast
from tests.posts.markup import entries, sound
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]


def newest() -> Post:
    db.session.expire_all()
    return db.session.scalars(select(Post).order_by(Post.id.desc())).first()


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Post)) or 0


def filed(post_id: int) -> list[str]:
    return factories.filed(post_id)


@pytest.mark.parametrize("name", ["ines", "asa", "sam", "adam"])
def test_those_who_take_part_publish(browse: Browse, cast: Cast, name: str) -> None:
    writer = browse(name)
    assert sound(writer.get(f"{HERE}/posts/new")).posts_to[-1] == f"{HERE}/posts"
    answer = writer.post(f"{HERE}/posts", {"title": "  A   note ", "body": "*Well.*\r\nYes."})
    post = newest()
    assert (answer.status_code, answer.location) == (303, f"{HERE}/posts/{post.id}")
    assert (post.title, post.body_markdown, post.state) == ("A note", "*Well.*\nYes.", State.PUBLISHED)
    assert (post.author_id, post.month) == (getattr(cast, name), clock.month_of(post.published_at, "UTC"))
    page = writer.get(answer.location)
    assert "<em>Well.</em>" in page.text
    assert "Your post is published." in page.text


def test_observers_and_visitors_do_not(browse: Browse) -> None:
    typed = {"title": "A", "body": "B"}
    refused = browse("olga").post(f"{HERE}/posts", typed)
    assert refused.status_code == 403
    assert "You observe this class" in refused.text
    assert browse("olga").get(f"{HERE}/posts/new").status_code == 403
    assert browse("otto").post(f"{HERE}/posts", typed).status_code == 404
    browse("vera").get("/sign-in")
    assert "/sign-in" in browse("vera").post(f"{HERE}/posts", typed).location
    assert count() == 0


def test_a_closed_class_takes_no_post_of_anybody(browse: Browse, cast: Cast) -> None:
    post_id = factories.post(factories.member("sam"))
    db.session.execute(update(Course).where(Course.id == cast.course).values(is_open=False))
    db.session.commit()
    ways = ["", "/edit", "/deletion", "/hiding", "/hiding/delete", "/closing", "/closing/delete", "/pin"]
    for name in ("ines", "asa", "sam", "adam"):
        assert browse(name).get(f"{HERE}/").status_code == 200
        assert "This class is closed" in browse(name).get(f"{HERE}/posts/{post_id}").text
        for way in [*(f"/posts/{post_id}{way}" for way in ways[1:]), "/posts", f"/posts/{post_id}/comments"]:
            answer = browse(name).post(f"{HERE}{way}", {"title": "A", "body": "B", "reason": "C"})
            assert answer.status_code == 403, (name, way)
            assert "This class is closed" in answer.text
    assert factories.of_post(post_id, "title", "hidden_at", "deleted_at") == ("A title", None, None)


def test_a_post_is_filed_under_several_categories_of_its_class(browse: Browse, cast: Cast) -> None:
    ines = factories.member("ines")
    notes, week = (factories.category(name, by=ines) for name in ("Field notes", "Week 2"))
    theirs = Category(course_id=cast.elsewhere, slug="theirs", name="Theirs", position=1)
    db.session.add(theirs)
    db.session.commit()
    ids = [str(notes), str(week), str(theirs.id), "9" * 30, "x", "-1", "0", "٣"]
    answer = browse("sam").post(f"{HERE}/posts", {"title": "A", "body": "B", "categories": ids})
    assert answer.status_code == 303
    assert filed(newest().id) == ["Field notes", "Week 2"]
    assert db.session.scalars(select(Filing.post_id).where(Filing.category_id == theirs.id)).all() == []


def test_the_action_files_nothing_under_a_category_of_another_class(cast: Cast) -> None:
    theirs = factories.default_category(cast.elsewhere)
    post_id = factories.post(factories.member("sam"), category_ids=[theirs, 123_456])
    assert filed(post_id) == ["Uncategorized"]


def test_with_no_category_a_post_stands_under_uncategorized(browse: Browse) -> None:
    factories.category("Field notes", by=factories.member("ines"))
    browse("sam").post(f"{HERE}/posts", {"title": "A", "body": "B"})
    assert filed(newest().id) == ["Uncategorized"]
    assert entries(browse("sue").get(f"{HERE}/categories/uncategorized")) == [newest().id]


@pytest.mark.parametrize("name", ["sam", "asa"])
def test_announcing_and_pinning_are_not_for_students_and_assistants(browse: Browse, name: str) -> None:
    writer = browse(name)
    assert "announcement" not in writer.get(f"{HERE}/posts/new").text
    voice = {"announcement": "y", "pinned": "y", "pinned_until": "2999-01-01"}
    assert writer.post(f"{HERE}/posts", {"title": "A", "body": "B", **voice}).status_code == 303
    assert (newest().is_announcement, newest().pin_position, newest().pinned_until) == (False, None, None)


def test_the_action_gives_nobody_else_the_voice_of_an_instructor(cast: Cast) -> None:
    for name in ("sam", "asa"):
        post_id = factories.post(factories.member(name), is_announcement=True, pinned=True)
        assert factories.of_post(post_id, "is_announcement", "pin_position") == (False, None)


def test_an_instructor_announces_and_pins_until_the_end_of_a_day(browse: Browse, cast: Cast) -> None:
    zone = {"time_zone": "America/New_York"}
    db.session.execute(update(Course).where(Course.id == cast.course).values(**zone))
    db.session.commit()
    day = (clock.now().astimezone(clock.zone("America/New_York")) + timedelta(days=3)).date()
    voice = {"announcement": "y", "pinned": "y", "pinned_until": day.isoformat()}
    browse("ines").post(f"{HERE}/posts", {"title": "Read this", "body": "Now.", **voice})
    assert newest().is_announcement
    assert newest().pinned_until == clock.end_of_day(day, "America/New_York")
    page = browse("sam").get(f"{HERE}/")
    assert entries(page) == [newest().id]
    assert "Pinned by Ines" in page.text
    assert "Announcement" in browse("sam").get(f"{HERE}/posts/{newest().id}").text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2020-01-01", "soon", "2027-02-30", "9" * 30])
def test_a_day_that_cannot_be_is_refused_beside_its_field(browse: Browse, cast: Cast, day: str) -> None:
    for zone in ("Pacific/Auckland", "America/New_York"):
        db.session.execute(update(Course).where(Course.id == cast.course).values(time_zone=zone))
        db.session.commit()
        typed = {"title": "A", "body": "Kept words", "pinned": "y", "pinned_until": day}
        answer = browse("ines").post(f"{HERE}/posts", typed)
        assert answer.status_code == 422
        assert 'id="pinned_until-error"' in answer.text
        assert "Kept words" in answer.text
    assert count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("title", " \t "), ("title", "ß" * 201), ("body", "\r\n "), ("body", "ß" * 60_001)],
)
def test_what_is_wrong_stands_beside_its_field_and_all_words_are_kept(
    browse: Browse, field: str, value: str
) -> None:
    notes = factories.category("Field notes", by=factories.member("ines"))
    kept = {"title": "Kept <title>", "body": "Kept </textarea> words", "categories": str(notes)}
    typed = {**kept, field: value}
    answer = browse("sam").post(f"{HERE}/posts", typed)
    assert answer.status_code == 422
    page = sound(answer)
    assert f"{field}-error" in page.ids
    assert page.refers >= {f"{field}-error"}
    assert answer.text.count('id="title-error"') + answer.text.count('id="body-error"') == 1
    assert ("Kept &lt;title&gt;" in answer.text) == (field != "title")
    assert ("Kept &lt;/textarea&gt; words" in answer.text) == (field != "body")
    assert value.strip() in answer.text
    assert "checked" in answer.text
    assert count() == 0


def test_the_longest_texts_are_taken(browse: Browse) -> None:
    title, body = "ß" * text.TITLE_LIMIT, "word " * (text.POST_LIMIT // 5)
    answer = browse("sam").post(f"{HERE}/posts", {"title": title, "body": body})
    assert answer.status_code == 303
    assert (newest().title, newest().body_markdown) == (title, body)
    assert newest().words == text.POST_LIMIT // 5


def test_a_post_keeps_the_month_of_its_class(cast: Cast) -> None:
    db.session.execute(update(Course).where(Course.id == cast.course).values(time_zone="Pacific/Auckland"))
    db.session.commit()
    new_year = datetime(2026, 12, 31, 20, tzinfo=UTC)
    post_id = factories.post(factories.member("sam"), at=new_year)
    assert factories.of_post(post_id, "month", "published_at") == ("2027-01", new_year)
    assert [m.slug for m in shelf.rail(cast.course).months] == ["2027-01"]


def test_what_happened_is_in_the_audit_trail(cast: Cast) -> None:
    post_id = factories.post(factories.member("sam"))
    actions.hide(post_id, by=factories.member("ines"), reason="Off topic.")
    rows = select(AuditEvent.verb, AuditEvent.actor_id, AuditEvent.target, AuditEvent.detail)
    here = rows.where(AuditEvent.course_id == cast.course).order_by(AuditEvent.id)
    assert db.session.execute(here).all() == [
        ("post.write", cast.sam, f"post-{post_id}", {}),
        ("post.hide", cast.ines, f"post-{post_id}", {"reason": "Off topic."}),
    ]
