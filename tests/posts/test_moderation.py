"""Taking posts away and back: deleted by their authors, hidden by teachers, closed for comments."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.auth.models import AuditEvent
from forum.comments import actions as comments
from forum.extensions import db
from forum.posts import actions, authors
from tests import factories
from tests.courses.stories import at_once
from tests.people import SLUG, Cast
from tests.posts.markup import entries, sound
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]


def post_count(cast: Cast) -> int:
    count: int = authors.find(factories.member("ines"), cast.sam).post_count
    return count


def test_deleting_asks_first_and_can_be_undone(browse: Browse, cast: Cast) -> None:
    sam = browse("sam")
    post_id = factories.post(factories.member("sam"))
    asked = sam.get(f"{HERE}/posts/{post_id}/deletion")
    assert "Delete this post?" in asked.text
    assert sound(asked).posts_to[-1] == f"{HERE}/posts/{post_id}/deletion"
    assert factories.of_post(post_id, "deleted_at") is None
    answer = sam.post(f"{HERE}/posts/{post_id}/deletion")
    assert (answer.status_code, answer.location) == (303, f"{HERE}/")
    undo = f"{HERE}/posts/{post_id}/deletion/delete"
    feed = sam.get(f"{HERE}/")
    assert undo in sound(feed).posts_to
    assert (entries(feed), post_count(cast)) == ([], 0)
    back = sam.post(undo)
    assert (back.status_code, back.location) == (303, f"{HERE}/posts/{post_id}")
    assert entries(browse("sue").get(f"{HERE}/")) == [post_id]
    assert post_count(cast) == 1


@pytest.mark.parametrize("name", ["sue", "olga", "ines", "asa", "adam"])
def test_nobody_deletes_what_another_wrote_nor_takes_that_back(browse: Browse, name: str) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    factories.comment(sam, post_id)
    assert browse(name).get(f"{HERE}/posts/{post_id}/deletion").status_code == 403
    assert browse(name).post(f"{HERE}/posts/{post_id}/deletion").status_code == 403
    actions.delete(post_id, by=sam)
    assert browse(name).post(f"{HERE}/posts/{post_id}/deletion/delete").status_code == 403
    assert factories.of_post(post_id, "deleted_at") is not None


def test_where_comments_hang_on_a_deleted_post_a_tombstone_stays(browse: Browse) -> None:
    sam, sue = factories.member("sam"), factories.member("sue")
    post_id = factories.post(sam, "The title is gone", "The words are gone.")
    comment_id = factories.comment(sue, post_id, "Still said.")
    actions.delete(post_id, by=sam)
    pages = ["", "?from=000001"]
    for name in ("ines", "sam", "sue", "olga"):
        for page in pages:
            text = browse(name).get(f"{HERE}/posts/{post_id}{page}").text
            assert "This post was deleted" in text
            assert "Still said." in text
            assert "is gone" not in text
            assert "are gone" not in text
        assert ("Restore it" in text) == (name == "sam")
        assert "/comments/new" not in text
    answer = browse("sue").post(f"{HERE}/posts/{post_id}/comments", {"body": "More"})
    assert answer.status_code == 404
    assert browse("sue").get(f"{HERE}/comments/{comment_id}/edit").status_code == 200


def test_no_page_under_a_deleted_post_tells_its_title(browse: Browse) -> None:
    sam, sue = factories.member("sam"), factories.member("sue")
    post_id = factories.post(sam, "The title is gone")
    comment_id = factories.comment(sue, post_id)
    actions.delete(post_id, by=sam)
    ways = {"ines": ("replies", "edit", "hiding"), "sue": ("replies", "edit", "deletion")}
    for name, pages in ways.items():
        for page in pages:
            answer = browse(name).get(f"{HERE}/comments/{comment_id}/{page}")
            assert answer.status_code == 200, page
            assert "The title is gone" not in answer.text, page


def test_a_deleted_post_without_comments_is_gone_for_all_but_who_deleted_it(browse: Browse) -> None:
    post_id = factories.deleted(factories.member("sam"))
    assert "You took it back." in browse("sam").get(f"{HERE}/posts/{post_id}").text
    for name in ("ines", "asa", "sue", "olga", "adam"):
        assert browse(name).get(f"{HERE}/posts/{post_id}").status_code == 404


def test_the_last_comment_under_a_tombstone_can_be_deleted_and_brought_back(browse: Browse, via: str) -> None:
    sam, sue = factories.member("sam"), factories.member("sue")
    post_id = factories.post(sam)
    comment_id = factories.comment(sue, post_id)
    actions.delete(post_id, by=sam)
    browse("sue").get(f"{HERE}/posts/{post_id}")
    deleted = browse("sue").post(f"{HERE}/comments/{comment_id}/deletion", via=via)
    assert deleted.status_code == (303 if via == "plain" else 200)
    back = browse("sue").post(f"{HERE}/comments/{comment_id}/deletion/delete", via=via)
    assert back.status_code == (303 if via == "plain" else 200)
    assert factories.of_post(post_id, "comment_count") == 1


def test_the_last_comment_under_a_tombstone_can_be_hidden_and_shown_again(browse: Browse, via: str) -> None:
    sam, ines = factories.member("sam"), browse("ines")
    post_id = factories.post(sam)
    comment_id = factories.comment(factories.member("sue"), post_id)
    actions.delete(post_id, by=sam)
    for way in ("hiding", "hiding/delete"):
        answer = ines.post(f"{HERE}/comments/{comment_id}/{way}", {"reason": "Rude."}, via=via)
        assert answer.status_code == (303 if via == "plain" else 200), way
    assert factories.of_post(post_id, "comment_count") == 1


def test_teachers_hide_with_a_reason_and_show_again(browse: Browse, cast: Cast) -> None:
    post_id = factories.post(factories.member("sam"))
    for name in ("ines", "asa"):
        teacher = browse(name)
        assert "Hide this post?" in teacher.get(f"{HERE}/posts/{post_id}/hiding").text
        answer = teacher.post(f"{HERE}/posts/{post_id}/hiding", {"reason": "Off topic."})
        assert (answer.status_code, answer.location) == (303, f"{HERE}/posts/{post_id}")
        page = teacher.get(answer.location)
        assert "Off topic." in page.text
        assert f"{HERE}/posts/{post_id}/hiding/delete" in sound(page).posts_to
        assert (browse("sue").get(f"{HERE}/posts/{post_id}").status_code, post_count(cast)) == (404, 0)
        assert teacher.post(f"{HERE}/posts/{post_id}/hiding/delete").status_code == 303
        assert (browse("sue").get(f"{HERE}/posts/{post_id}").status_code, post_count(cast)) == (200, 1)
    assert factories.of_post(post_id, "hidden_reason", "hidden_by_id") == ("", None)


@pytest.mark.parametrize("reason", ["", "   ", "ß" * 301])
def test_hiding_needs_a_reason_of_a_sentence(browse: Browse, reason: str) -> None:
    post_id = factories.post(factories.member("sam"))
    answer = browse("ines").post(f"{HERE}/posts/{post_id}/hiding", {"reason": reason})
    assert answer.status_code == 422
    assert "reason-error" in sound(answer).ids
    assert reason.strip() in answer.text
    assert factories.of_post(post_id, "hidden_at") is None


@pytest.mark.parametrize("name", ["sam", "sue", "olga"])
def test_nobody_else_hides_closes_or_pins(browse: Browse, name: str) -> None:
    post_id = factories.post(factories.member("sam"))
    for way in ("hiding", "hiding/delete", "closing", "closing/delete", "pin", "pin/delete", "pin/raise"):
        answer = browse(name).post(f"{HERE}/posts/{post_id}/{way}", {"reason": "Because."})
        assert answer.status_code == 403, way
    assert factories.of_post(post_id, "hidden_at", "comments_open", "pin_position") == (None, True, None)


def test_an_author_may_delete_what_was_hidden_and_it_comes_back_hidden(cast: Cast) -> None:
    sam, ines = factories.member("sam"), factories.member("ines")
    post_id = factories.hidden(sam, ines)
    assert actions.delete(post_id, by=sam)
    assert not actions.unhide(post_id, by=ines)
    assert actions.restore(post_id, by=sam)
    assert factories.of_post(post_id, "hidden_at") is not None
    assert post_count(cast) == 0


def test_closed_comments_take_none_until_they_are_opened(browse: Browse, via: str) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    comment_id = factories.comment(sam, post_id)
    url = f"{HERE}/posts/{post_id}"
    assert browse("asa").post(f"{url}/closing").status_code == 303
    page = browse("sue").get(url)
    assert "Comments are closed." in page.text
    assert "/comments/new" not in page.text
    for name in ("sue", "ines"):
        assert browse(name).post(f"{url}/comments", {"body": "But!"}, via=via).status_code == 403
        answer = {"body": "But!", "parent": str(comment_id)}
        assert browse(name).post(f"{url}/comments", answer, via=via).status_code == 403
    assert browse("asa").post(f"{url}/closing/delete").status_code == 303
    assert browse("sue").post(f"{url}/comments", {"body": "Well."}, via=via).status_code in (200, 303)
    assert factories.of_post(post_id, "comment_count") == 2


@pytest.mark.parametrize("verb", ["delete", "restore", "hide", "unhide", "close", "open"])
def test_what_is_done_twice_at_once_counts_once(app: Flask, cast: Cast, verb: str) -> None:
    sam, ines = factories.member("sam"), factories.member("ines")
    before = {"restore": factories.deleted, "unhide": lambda by: factories.hidden(by, ines)}
    post_id = before.get(verb, factories.post)(sam)
    acts: dict[str, Callable[[], bool]] = {
        "delete": lambda: actions.delete(post_id, by=sam),
        "restore": lambda: actions.restore(post_id, by=sam),
        "hide": lambda: actions.hide(post_id, by=ines, reason="Twice."),
        "unhide": lambda: actions.unhide(post_id, by=ines),
        "close": lambda: actions.set_comments_open(post_id, False, by=ines),
        "open": lambda: actions.set_comments_open(post_id, True, by=ines),
    }
    done = [False, False] if verb == "open" else [False, True]
    assert sorted(at_once(app, acts[verb], acts[verb])) == done
    assert post_count(cast) == (0 if verb in ("delete", "hide") else 1)
    noted = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == f"post.{verb}")).all()
    assert len(noted) == sum(done)


def test_what_hangs_on_a_deleted_post_keeps_its_count(cast: Cast) -> None:
    sam, sue = factories.member("sam"), factories.member("sue")
    post_id = factories.post(sam)
    first, _second = factories.comment(sue, post_id), factories.comment(sue, post_id)
    actions.delete(post_id, by=sam)
    comments.delete(first, by=sue)
    actions.restore(post_id, by=sam)
    assert factories.of_post(post_id, "comment_count") == 1
