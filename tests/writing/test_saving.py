"""What is typed is saved, once, for its writer alone; what was sent is no draft any more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from forum import clock
from forum.auth.models import KeptForm
from forum.courses.models import Course, Membership
from forum.extensions import db
from forum.posts.models import Post
from forum.writing import actions
from forum.writing.actions import Words
from forum.writing.models import Unsent
from forum.writing.places import Place
from tests import factories
from tests.factories import comment, member, post
from tests.people import SLUG, Cast
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
HERE = f"/c/{SLUG}"
KEY = "0123456789abcdef"

pytestmark = pytest.mark.usefixtures("cast")


def save(
    browser: Visitor, body: str, *, place: str = "posts/new", key: str = KEY, saw: int = 0, **more: Any
) -> TestResponse:
    """Send what a page sends while somebody types."""
    if not browser.token:
        browser.get(f"{HERE}/")
    words = {"place": place, "unsent": key, "saves": str(saw), "title": "", "body": body}
    return browser.post(f"{HERE}/drafts", words | more, via="htmx")


def kept(key: str = KEY) -> Unsent:
    db.session.expire_all()
    return db.session.scalars(select(Unsent).where(Unsent.key == key)).one()


def test_what_is_typed_is_saved_and_comes_back_into_the_editor(browse: Browse) -> None:
    sam = browse("sam")
    topic = factories.category("Labour", by=member("ines"))
    first = save(sam, "Half a thought", title="A title", categories=str(topic))
    assert first.status_code == 200
    assert first.headers["Saves"] == "1"
    assert first.text.strip().startswith("Draft saved ")
    assert save(sam, "Half a thought, and more", saw=1, categories=str(topic)).headers["Saves"] == "2"
    editor = sam.get(f"{HERE}/posts/new").text
    assert "Half a thought, and more</textarea>" in editor
    assert f'name="unsent" value="{KEY}"' in editor
    assert 'name="saves" value="2"' in editor
    assert f'checked id="categories-0" name="categories" type="checkbox" value="{topic}"' in editor
    assert "Half a thought" not in browse("sue").get(f"{HERE}/posts/new").text
    assert "Half a thought" not in sam.get(f"{HERE}/posts/new?blank=1").text


@pytest.mark.parametrize("what", ["comment", "answer", "edit of a post", "edit of a comment"])
def test_each_form_gets_its_own_words_back(browse: Browse, what: str) -> None:
    sam, post_id = browse("sam"), post(member("sam"))
    said = comment(member("sam"), post_id)
    place, address = {
        "comment": (f"posts/{post_id}/comments", f"/posts/{post_id}/comments/new"),
        "answer": (f"comments/{said}/answer", f"/posts/{post_id}/comments/new?parent={said}"),
        "edit of a post": (f"posts/{post_id}/edit", f"/posts/{post_id}/edit"),
        "edit of a comment": (f"comments/{said}/edit", f"/comments/{said}/edit"),
    }[what]
    save(sam, "What I was about to say", place=place, title="T")
    assert "What I was about to say</textarea>" in sam.get(HERE + address).text
    page = sam.get(f"{HERE}/posts/{post_id}").text
    assert f'data-draft="{KEY}"' in page
    assert "data-draft" not in browse("sue").get(f"{HERE}/posts/{post_id}").text


def test_what_was_sent_is_no_draft_any_more_and_a_late_save_comes_too_late(browse: Browse, via: str) -> None:
    sam, post_id = browse("sam"), post(member("sue"))
    place = f"posts/{post_id}/comments"
    save(sam, "My words", place=place)
    sam.post(f"{HERE}/posts/{post_id}/comments", {"body": "My words", "unsent": KEY}, via=via)
    assert save(sam, "My wor", place=place, saw=1).status_code == 204
    assert "My wor" not in sam.get(f"{HERE}/posts/{post_id}/comments/new").text
    assert "data-draft" not in sam.get(f"{HERE}/posts/{post_id}").text


def test_a_save_that_arrives_after_its_words_were_sent_makes_no_draft(browse: Browse) -> None:
    sam = browse("sam")
    sam.get(f"{HERE}/")
    sam.post(f"{HERE}/posts", {"title": "T", "body": "Sent", "unsent": KEY})
    assert save(sam, "Sent").status_code == 204
    assert "Sent" not in sam.get(f"{HERE}/posts/new").text


@pytest.mark.parametrize("how", ["post", "edit", "comment", "edited comment"])
def test_every_way_of_sending_ends_the_draft(browse: Browse, how: str) -> None:
    sam, mine = browse("sam"), post(member("sam"))
    said = comment(member("sam"), mine)
    path = {
        "post": "/posts",
        "edit": f"/posts/{mine}/edit",
        "comment": f"/posts/{mine}/comments",
        "edited comment": f"/comments/{said}/edit",
    }[how]
    save(sam, "Words on their way")
    answer = sam.post(HERE + path, {"title": "T", "body": "Words", "seen": "0", "unsent": KEY})
    assert answer.status_code == 303
    assert kept().ended_at


def test_the_same_form_twice_ends_the_draft_as_well(browse: Browse) -> None:
    sam = browse("sam")
    sam.get(f"{HERE}/")
    for _click in range(2):
        sam.post(f"{HERE}/posts", {"title": "T", "body": "Once", "key": "form", "unsent": KEY})
        assert kept().ended_at
    assert len(db.session.scalars(select(Post.id)).all()) == 1


def test_a_refused_form_keeps_its_draft(browse: Browse) -> None:
    sam = browse("sam")
    save(sam, "Words without a title")
    answer = sam.post(
        f"{HERE}/posts", {"title": "", "body": "Words without a title", "unsent": KEY, "saves": "1"}
    )
    assert answer.status_code == 422
    assert f'name="unsent" value="{KEY}"' in answer.text
    assert kept().ended_at is None


def test_two_windows_with_one_draft_do_not_overwrite_each_other(browse: Browse) -> None:
    sam = browse("sam")
    save(sam, "From both")
    assert save(sam, "From the first", saw=1).status_code == 200
    second = save(sam, "From the second", saw=1)
    assert second.status_code == 409
    assert kept().body == "From the first"
    assert save(sam, "From the first", saw=1).headers["Saves"] == "3"  # its answer was lost on the way


def test_two_saves_at_once(app: Flask, cast: Cast) -> None:
    by, place = member("sam"), Place("posts", 0, "new")
    outcomes: list[str] = []

    def one(body: str) -> None:
        with app.app_context():
            try:
                actions.save(Words(place, "", body, []), KEY, by=by, saw=0)
                outcomes.append("saved")
            except actions.SavedElsewhere:
                outcomes.append("elsewhere")

    threads = [threading.Thread(target=one, args=(body,)) for body in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["elsewhere", "saved"]


def test_words_are_kept_where_nothing_can_be_sent_any_more(browse: Browse, cast: Cast) -> None:
    sam, post_id = browse("sam"), post(member("sue"))
    save(sam, "The last", place=f"posts/{post_id}/comments")
    db.session.execute(update(Course).where(Course.id == cast.course).values(is_open=False))
    db.session.commit()
    assert save(sam, "The last words", place=f"posts/{post_id}/comments", saw=1).status_code == 200
    assert "The last words" in sam.get(f"/drafts/{KEY}").text


def test_who_was_removed_still_reads_what_they_were_writing(browse: Browse, cast: Cast) -> None:
    sam = browse("sam")
    save(sam, "What I had to say", title="My last")
    gone = update(Membership).where(Membership.user_id == cast.sam).values(removed_at=clock.now())
    db.session.execute(gone)
    db.session.commit()
    assert save(sam, "More", saw=1).status_code == 404
    assert "My last" in sam.get("/drafts").text
    assert "What I had to say" in sam.get(f"/drafts/{KEY}").text
    assert "What I had to say" not in browse("sue").get("/drafts").text
    assert browse("sue").get(f"/drafts/{KEY}").status_code == 404


@pytest.mark.parametrize(
    "place", ["", "posts/new/edit", "posts/0/edit", "comments/1/comments", "posts/1/answer"]
)
def test_there_is_no_other_place(browse: Browse, place: str) -> None:
    assert save(browse("sam"), "Words", place=place).status_code == 422


def test_what_belongs_to_another_class_is_tied_to_nothing(browse: Browse) -> None:
    theirs = post(member("otto", "elsewhere"))
    save(browse("sam"), "Words", place=f"posts/{theirs}/comments")
    assert kept().post_id is None
    assert "A title" not in browse("sam").get(f"{HERE}/drafts").text


def test_there_is_an_end_to_drafts(browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 1)
    sam = browse("sam")
    assert save(sam, "One").status_code == 200
    assert save(sam, "Two", key="fedcba9876543210").status_code == 429
    assert save(sam, "One, longer", saw=1).status_code == 200


def test_more_than_can_be_sent_is_kept_and_more_than_that_is_told(browse: Browse) -> None:
    sam = browse("sam")
    assert save(sam, "ß" * 70_000).status_code == 200
    assert save(sam, "x" * 240_001, saw=1).status_code == 422
    assert len(kept().body) == 70_000


def test_a_copy_is_not_kept_as_a_form(browse: Browse) -> None:
    sam = browse("sam")
    sam.get(f"{HERE}/")
    sam.token = "stale"
    assert save(sam, "Words").status_code == 400
    assert db.session.scalars(select(KeptForm)).all() == []


def test_drafts_are_thrown_away_and_brought_back(browse: Browse) -> None:
    sam = browse("sam")
    save(sam, "Words that I shall miss", title="Missed")
    assert "Missed" in sam.get(f"{HERE}/drafts").text
    assert browse("sue").post(f"/drafts/{KEY}/ending").status_code in (400, 404)
    answer = sam.post(f"/drafts/{KEY}/ending", {"seen_on": SLUG})
    assert answer.location == f"{HERE}/drafts"
    listed = sam.get(f"{HERE}/drafts").text
    assert "Missed" not in listed
    assert f"/drafts/{KEY}/ending/delete" in listed  # Undo
    sam.post(f"/drafts/{KEY}/ending/delete")
    assert "Missed" in sam.get(f"{HERE}/drafts").text


@pytest.mark.parametrize("slug", ["..", "//evil.example", "a/b"])
def test_the_way_back_from_throwing_away_leads_nowhere_else(browse: Browse, slug: str) -> None:
    sam = browse("sam")
    save(sam, "Words")
    location = sam.post(f"/drafts/{KEY}/ending", {"seen_on": slug}).location
    assert location in ("/drafts", "/c/../drafts")


def test_what_is_old_or_empty_is_tidied_away(browse: Browse, cast: Cast) -> None:
    sam = browse("sam")
    sent = {"sent-before": timedelta(weeks=6), "sent-lately": timedelta(days=2), "just-sent": timedelta()}
    for key, body in (("old-words", "b"), ("old-nothing", ""), *((key, "a") for key in sent)):
        save(sam, body, key=key)
    old = update(Unsent).where(Unsent.key.like("old%"))
    db.session.execute(old.values(saved_at=clock.now() - timedelta(days=2)))
    for key, ago in sent.items():
        actions.throw_away(key, cast.sam)
        db.session.execute(update(Unsent).where(Unsent.key == key).values(ended_at=clock.now() - ago))
    db.session.commit()
    actions.tidy()
    left = {row.key: row.body for row in db.session.execute(select(Unsent.key, Unsent.body))}
    assert left == {"old-words": "b", "sent-lately": "", "just-sent": "a"}
    assert save(sam, "a", key="sent-lately").status_code == 204  # from a browser that comes back late


def test_one_draft_sent_from_two_windows_is_one_post(browse: Browse) -> None:
    sam = browse("sam")
    save(sam, "Once")
    for form_key in ("first", "second"):
        form = {"title": "T", "body": "Once", "key": form_key, "unsent": KEY, "state": "published"}
        assert sam.post(f"{HERE}/posts", form).status_code == 303
    assert len(db.session.scalars(select(Post.id)).all()) == 1


def test_a_draft_of_somebody_elses_page_is_not_theirs(browse: Browse) -> None:
    save(browse("sam"), "Mine alone")
    save(browse("sue"), "Hers", key=KEY)  # the same key by chance
    words = db.session.execute(select(Unsent.user_id, Unsent.body).order_by(Unsent.user_id)).all()
    assert [row.body for row in words] == ["Mine alone", "Hers"]
