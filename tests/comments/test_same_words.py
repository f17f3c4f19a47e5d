"""Who says the same again in the same place within ten minutes meant to say it once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum import clock
from forum.auth.models import AuditEvent
from forum.comments import actions, queries, saying
from forum.comments.models import Comment
from forum.extensions import db
from tests import factories
from tests.courses.stories import at_once
from tests.people import SLUG, Cast
from tests.posts.recount import check
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
SHORTER, LONGER = timedelta(minutes=9, seconds=59), timedelta(minutes=10, seconds=1)


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Comment)) or 0


def test_going_back_and_sending_the_same_words_shows_the_comment(
    browse: Browse, cast: Cast, via: str
) -> None:
    post_id = factories.post(factories.member("sue"))
    sam, url = browse("sam"), f"{HERE}/posts/{post_id}/comments"
    sam.get(f"{url}/new")
    first = sam.post(url, {"body": "Twice?\r\nYes.", "key": "the first form"})
    again = sam.post(url, {"body": "Twice?\r\nYes.", "key": "another form"}, via=via)
    onward = again.location if via == "plain" else again.headers["HX-Redirect"]
    assert onward == first.location
    page = sam.get(onward, follow_redirects=True)
    assert page.text.count("Twice?<br>") == 1
    assert "Your comment is posted." in page.text
    assert count() == factories.of_post(post_id, "comment_count", "comment_number")[1] == 1
    written = select(func.count()).where(AuditEvent.verb == "comment.write")
    assert db.session.scalar(written) == 1
    check(cast.course)


def test_the_same_answer_to_the_same_comment_is_one(cast: Cast) -> None:
    sue, sam = factories.member("sue"), factories.member("sam")
    post_id = factories.post(sue)
    above = factories.comment(sue, post_id)
    answers = [factories.comment(sam, post_id, "Yes.", under=above) for _ in range(2)]
    assert answers[0] == answers[1]
    assert factories.of_comment(above, "reply_count") == 1
    check(cast.course)


def test_elsewhere_or_by_somebody_else_it_is_another_comment(cast: Cast) -> None:
    sue, sam = factories.member("sue"), factories.member("sam")
    here, there = factories.post(sue), factories.post(sue)
    above, beside = factories.comment(sue, here), factories.comment(sue, here)
    said = [
        factories.comment(sam, here, "Yes."),
        factories.comment(sam, there, "Yes."),
        factories.comment(sam, here, "Yes.", under=above),
        factories.comment(sam, here, "Yes.", under=beside),
        factories.comment(sue, here, "Yes."),
        factories.comment(sam, here, "Yes!"),
    ]
    assert len(set(said)) == 6
    check(cast.course)


@pytest.mark.parametrize(("later", "comments"), [(SHORTER, 1), (LONGER, 2), (-SHORTER, 1), (-LONGER, 2)])
def test_after_ten_minutes_it_is_said_again(cast: Cast, later: timedelta, comments: int) -> None:
    sam = factories.member("sam")
    post_id, now = factories.post(sam), clock.now() - timedelta(days=1)
    said = {factories.comment(sam, post_id, "Yes.", at=at) for at in (now, now + later)}
    assert len(said) == count() == comments
    assert factories.of_post(post_id, "comment_count") == comments


def test_what_was_deleted_or_edited_meanwhile_can_be_said_again(cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    first = factories.comment(sam, post_id, "Yes.", key="one form")
    actions.edit(first, "No.", by=sam, seen=None)
    second = factories.comment(sam, post_id, "Yes.", key="another form")
    actions.delete(second, by=sam)
    third = factories.comment(sam, post_id, "Yes.", key="another form")
    assert len({first, second, third}) == count() == 3
    assert factories.comment(sam, post_id, "Yes.", key="one form") == third
    assert queries.readable(sam, third).path == "000003"
    check(cast.course)


def test_one_form_is_one_comment_also_after_ten_minutes_and_an_edit(cast: Cast) -> None:
    sam = factories.member("sam")
    post_id, now = factories.post(sam), clock.now()
    first = factories.comment(sam, post_id, "Yes.", key="one form", at=now - LONGER)
    assert factories.comment(sam, post_id, "Yes.", key="one form", at=now) == first
    actions.edit(first, "No.", by=sam, seen=None)
    assert factories.comment(sam, post_id, "Yes.", key="one form", at=now) == first
    assert count() == factories.of_post(post_id, "comment_count") == 1
    check(cast.course)


def test_what_a_teacher_hid_is_not_said_again_by_sending_it_again(cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    first = factories.comment(sam, post_id, "Rude.")
    actions.hide(first, by=factories.member("ines"), reason="Rude.")
    assert factories.comment(sam, post_id, "Rude.") == first
    assert factories.of_post(post_id, "comment_count") == 0


def test_the_same_words_at_the_same_moment_are_one_comment(app: Flask, cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    above = queries.readable(sam, factories.comment(sam, post_id))
    for number, parent in enumerate((None, above, None, above, None)):
        sends = [
            partial(saying.reply, post_id, f"Yes {number}.", by=sam, parent=parent, key=key)
            for key in ("one", "two", None)
        ]
        results = at_once(app, *sends)
        assert len({posted.id for posted in results}) == 1, results
        assert count() == number + 2
        check(cast.course)
