"""Editing, deleting and hiding a comment, in its place or on a page of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from forum.auth.models import AuditEvent
from forum.comments import actions
from forum.comments.models import Comment
from forum.courses.models import Course
from forum.extensions import db
from tests import factories
from tests.people import SLUG, Cast
from tests.posts.markup import sound
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]


@pytest.fixture
def said(cast: Cast) -> int:
    """What sam said under a post of sue's."""
    return factories.comment(factories.member("sam"), factories.post(factories.member("sue")), "First words.")


def page_of(visitor: Visitor, answer: TestResponse, via: str) -> TestResponse:
    """Return what the visitor sees after an act: the part that came, or the page they were sent to."""
    if via == "htmx":
        assert answer.status_code == 200
        return answer
    assert answer.status_code == 303
    return visitor.get(answer.location.partition("#")[0])


@pytest.mark.parametrize("name", ["sam", "ines", "asa", "adam"])
def test_authors_and_teachers_edit_and_are_named(browse: Browse, said: int, via: str, name: str) -> None:
    visitor, url = browse(name), f"{HERE}/comments/{said}/edit"
    form = visitor.get(url, via=via)
    assert "First words.</textarea>" in form.text
    assert ("<html" in form.text) == (via == "plain")
    page = page_of(visitor, visitor.post(url, {"body": "*Other* words."}, via=via), via)
    assert "<em>Other</em> words." in page.text
    assert f"edited by {name.title()}" in page.text
    assert "Saved." in page.text
    if via == "htmx":
        assert f'hx-target="#said-{said}" hx-swap="outerHTML"' in page.text


@pytest.mark.parametrize("body", ["", "  ", "ß" * 10_001])
def test_an_edit_that_is_wrong_keeps_what_was_typed(browse: Browse, said: int, via: str, body: str) -> None:
    browse("sam").get(f"{HERE}/")
    answer = browse("sam").post(f"{HERE}/comments/{said}/edit", {"body": body}, via=via)
    assert answer.status_code == 422
    assert f"edit-{said}-body-error" in sound(answer).refers
    assert body.strip() in answer.text
    assert factories.of_comment(said, "body_markdown", "edited_at") == ("First words.", None)


def test_deleting_asks_and_can_be_undone(browse: Browse, said: int, via: str) -> None:
    sam, url = browse("sam"), f"{HERE}/comments/{said}/deletion"
    asked = sam.get(url, via=via)
    assert "Delete this comment?" in asked.text
    assert sound(asked).posts_to[-1] == url
    assert factories.of_comment(said, "deleted_at") is None
    page = page_of(sam, sam.post(url, via=via), via)
    assert "The comment is deleted." in page.text
    assert "First words." not in page.text
    assert f"{url}/delete" in sound(page).posts_to
    page = page_of(sam, sam.post(f"{url}/delete", via=via), via)
    assert "First words." in page.text
    assert "The comment is back." in page.text


def test_teachers_hide_with_a_reason_and_show_again(browse: Browse, said: int, via: str) -> None:
    url = f"{HERE}/comments/{said}/hiding"
    post_id = factories.of_comment(said, "post_id")
    for name in ("ines", "asa"):
        teacher = browse(name)
        assert sound(teacher.get(url, via=via)).posts_to[-1] == url
        page = page_of(teacher, teacher.post(url, {"reason": "Off topic."}, via=via), via)
        assert "Off topic." in page.text
        assert factories.of_post(post_id, "comment_count") == 0
        assert "First words." not in browse("sue").get(f"{HERE}/posts/{post_id}").text
        page = page_of(teacher, teacher.post(f"{url}/delete", via=via), via)
        assert "Off topic." not in page.text
        assert factories.of_post(post_id, "comment_count") == 1
    assert factories.of_comment(said, "hidden_reason", "hidden_by_id") == ("", None)


@pytest.mark.parametrize("reason", ["", " ", "ß" * 301])
def test_hiding_needs_a_reason(browse: Browse, said: int, via: str, reason: str) -> None:
    browse("ines").get(f"{HERE}/")
    answer = browse("ines").post(f"{HERE}/comments/{said}/hiding", {"reason": reason}, via=via)
    assert answer.status_code == 422
    assert "reason-error" in sound(answer).refers
    assert reason.strip() in answer.text
    assert factories.of_comment(said, "hidden_at") is None


NOT_THEIRS = {
    "sue": ("edit", "deletion", "deletion/delete", "hiding", "hiding/delete"),
    "olga": ("edit", "deletion", "deletion/delete", "hiding", "hiding/delete"),
    "ines": ("deletion", "deletion/delete"),
    "asa": ("deletion", "deletion/delete"),
    "sam": ("hiding", "hiding/delete"),
}


@pytest.mark.parametrize("name", NOT_THEIRS)
def test_nobody_does_what_is_not_theirs(browse: Browse, said: int, via: str, name: str) -> None:
    visitor = browse(name)
    visitor.get(f"{HERE}/")
    for way in NOT_THEIRS[name]:
        fields = {"body": "Mine now.", "reason": "Because."}
        answer = visitor.post(f"{HERE}/comments/{said}/{way}", fields, via=via)
        assert answer.status_code == 403, way
        if not way.endswith("/delete"):
            assert visitor.get(f"{HERE}/comments/{said}/{way}", via=via).status_code == 403, way
    untouched = ("First words.", None, None)
    assert factories.of_comment(said, "body_markdown", "hidden_at", "deleted_at") == untouched


def test_in_a_closed_class_nobody_changes_anything(browse: Browse, cast: Cast, said: int, via: str) -> None:
    db.session.execute(update(Course).where(Course.id == cast.course).values(is_open=False))
    db.session.commit()
    post_id = factories.of_comment(said, "post_id")
    ways = ("edit", "deletion", "deletion/delete", "hiding", "hiding/delete")
    urls = [*(f"/comments/{said}/{way}" for way in ways), f"/posts/{post_id}/comments"]
    for name in ("ines", "asa", "sam", "adam"):
        page = browse(name).get(f"{HERE}/posts/{post_id}")
        assert "First words." in page.text
        assert "/comments/new" not in page.text
        for url in urls:
            answer = browse(name).post(f"{HERE}{url}", {"body": "But.", "reason": "Because."}, via=via)
            assert answer.status_code == 403, (name, url)
    assert db.session.scalars(select(Comment.body_markdown)).all() == ["First words."]


@pytest.mark.parametrize("gone", ["deleted", "hidden"])
def test_what_is_gone_is_gone_from_every_page_of_its_own(
    browse: Browse, said: int, via: str, gone: str
) -> None:
    if gone == "deleted":
        actions.delete(said, by=factories.member("sam"))
    else:
        actions.hide(said, by=factories.member("ines"), reason="Off topic.")
    post_id = factories.of_comment(said, "post_id")
    for url in (f"/comments/{said}/edit", f"/comments/{said}/deletion", f"/comments/{said}/hiding"):
        answer = browse("sue").get(f"{HERE}{url}", via=via)
        assert answer.status_code == 404, url
        assert "First words" not in answer.text
    for url in (f"/comments/{said}", f"/comments/{said}/replies", f"/posts/{post_id}"):
        answer = browse("sue").get(f"{HERE}{url}", via=via, follow_redirects=True)
        assert answer.status_code == 200, url
        for secret in ("First words", "Off topic"):
            assert secret not in answer.text, url
    form = browse("sue").get(f"{HERE}/posts/{post_id}/comments/new?parent={said}", via=via)
    assert form.status_code in (404, 410)
    assert "First words" not in form.text


def test_an_edit_of_what_was_deleted_meanwhile_changes_nothing(cast: Cast, said: int) -> None:
    sam = factories.member("sam")
    actions.delete(said, by=sam)
    assert not actions.edit(said, "Too late.", by=sam, seen=None)
    assert factories.of_comment(said, "body_markdown") == "First words."


def test_what_happened_is_in_the_audit_trail(cast: Cast, said: int) -> None:
    sam, ines = factories.member("sam"), factories.member("ines")
    actions.edit(said, "Other words.", by=ines, seen=None)
    actions.hide(said, by=ines, reason="Off topic.")
    actions.unhide(said, by=ines)
    actions.delete(said, by=sam)
    actions.restore(said, by=sam)
    target = AuditEvent.target == f"comment-{said}"
    trail = select(AuditEvent.verb, AuditEvent.actor_id).where(target).order_by(AuditEvent.id)
    verbs = ["write", "edit", "hide", "unhide", "delete", "restore"]
    people = [cast.sam, cast.ines, cast.ines, cast.ines, cast.sam, cast.sam]
    expected = [(f"comment.{verb}", person) for verb, person in zip(verbs, people, strict=True)]
    assert db.session.execute(trail).all() == expected
    assert "words" not in str(db.session.scalars(select(AuditEvent.detail)).all())
