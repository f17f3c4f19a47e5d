"""Errors are sentences, and what was typed is never lost."""

from __future__ import annotations

from forum.posts import actions
from tests import factories
from tests.people import SLUG, Cast
from tests.visitor import Visitor

WORDS = "A long and careful answer that took half an hour."


def test_words_for_a_discussion_that_was_closed_meanwhile_are_shown_to_be_copied(
    visit: Visitor, cast: Cast
) -> None:
    post_id = factories.post(factories.member("sam"))
    visit.as_("sue").get(f"/c/{SLUG}/posts/{post_id}/comments/new")
    actions.set_comments_open(post_id, False, by=factories.member("ines"))
    for words in (WORDS, "Yes, I agree.", "Yes"):
        answer = visit.post(f"/c/{SLUG}/posts/{post_id}/comments", {"body": words, "key": "a-key-of-a-form"})
        assert answer.status_code == 403
        assert "The comments of this post were closed." in answer.text
        assert f"\n{words}</textarea>" in answer.text
        assert "a-key-of-a-form" not in answer.text


def test_words_for_a_post_that_was_deleted_meanwhile_are_shown_to_be_copied(
    visit: Visitor, cast: Cast
) -> None:
    post_id = factories.post(factories.member("sam"))
    visit.as_("sue").get(f"/c/{SLUG}/posts/{post_id}/comments/new")
    actions.delete(post_id, by=factories.member("sam"))
    answer = visit.post(f"/c/{SLUG}/posts/{post_id}/comments", {"body": WORDS})
    assert answer.status_code == 404
    assert WORDS in answer.text


def test_a_password_is_never_among_them(visit: Visitor) -> None:
    visit.get("/sign-in")
    answer = visit.post("/sign-in/nowhere", {"password": "a long secret, seen by nobody", "name": WORDS})
    assert answer.status_code == 404
    assert WORDS in answer.text
    assert "secret" not in answer.text
