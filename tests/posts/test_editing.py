"""Editing: by its author or a teacher, who is named; two at once lose nothing; drafts come out later."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from forum import clock
from forum.extensions import db
from forum.posts import actions, authors, shelf
from forum.posts.models import Filing, State
from tests import factories
from tests.courses.stories import at_once
from tests.people import SLUG, Cast
from tests.posts.markup import entries, sound
from tests.revisions.versions import sides
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
SEEN = re.compile(r'name="seen" value="(\d*)"')


def seen(answer: TestResponse) -> str:
    found = SEEN.search(answer.text)
    assert found, answer.text
    return found.group(1)


def save(visitor: Visitor, post_id: int, **typed: object) -> TestResponse:
    """Open the editor as it is now, change something, and save."""
    url = f"{HERE}/posts/{post_id}/edit"
    fields = {"title": "A title", "body": "Some words.", "seen": seen(visitor.get(url)), **typed}
    return visitor.post(url, fields)


def test_an_author_edits_and_the_page_says_so(browse: Browse) -> None:
    post_id = factories.post(factories.member("sam"))
    answer = save(browse("sam"), post_id, title="Better", body="Better **words**.")
    assert (answer.status_code, answer.location) == (303, f"{HERE}/posts/{post_id}")
    page = browse("sue").get(answer.location).text
    assert "Better" in page
    assert "<strong>words</strong>" in page
    assert "edited by Sam" in page


@pytest.mark.parametrize("name", ["ines", "asa", "adam"])
def test_teachers_edit_and_the_page_names_them(browse: Browse, name: str) -> None:
    post_id = factories.post(factories.member("sam"))
    assert save(browse(name), post_id, body="Now without the name.").status_code == 303
    page = browse("sam").get(f"{HERE}/posts/{post_id}").text
    assert f"edited by {name.title()}" in page
    assert 'dir="auto">Sam</a>' in page


@pytest.mark.parametrize("name", ["sue", "olga"])
def test_others_do_not(browse: Browse, name: str) -> None:
    post_id = factories.post(factories.member("sam"))
    assert "/edit" not in browse(name).get(f"{HERE}/posts/{post_id}").text
    assert browse(name).get(f"{HERE}/posts/{post_id}/edit").status_code == 403
    answer = browse(name).post(f"{HERE}/posts/{post_id}/edit", {"title": "Mine", "body": "now", "seen": "0"})
    assert answer.status_code == 403
    assert factories.of_post(post_id, "title") == "A title"


@pytest.mark.parametrize(("field", "value"), [("title", ""), ("body", ""), ("body", "ß" * 60_001)])
def test_what_is_wrong_keeps_what_was_typed(browse: Browse, field: str, value: str) -> None:
    post_id = factories.post(factories.member("sam"))
    answer = save(browse("sam"), post_id, **{"title": "Typed title", "body": "Typed words", field: value})
    assert answer.status_code == 422
    assert f"{field}-error" in sound(answer).ids
    assert value in answer.text
    assert ("Typed words" if field == "title" else "Typed title") in answer.text
    assert factories.of_post(post_id, "body_markdown") == "Some words."


def test_the_second_of_two_editors_gets_both_versions(browse: Browse) -> None:
    post_id = factories.post(factories.member("sam"))
    url = f"{HERE}/posts/{post_id}/edit"
    opened = seen(browse("ines").get(url))
    save(browse("sam"), post_id, title="Sam's new title", body="Sam's new words.")
    answer = browse("ines").post(url, {"title": "Ines' title", "body": "Ines' words.", "seen": opened})
    assert answer.status_code == 409
    sound(answer)
    assert sides(answer) == ("Sam's new title\nSam's new words.", "Ines' title\nInes' words.")
    assert 'value="Ines&#39; title"' in answer.text
    assert "Ines&#39; words.</textarea>" in answer.text
    assert factories.of_post(post_id, "title", "body_markdown") == ("Sam's new title", "Sam's new words.")
    both = {"title": "Both", "body": "Sam's and Ines' words.", "seen": seen(answer)}
    assert browse("ines").post(url, both).status_code == 303
    assert factories.of_post(post_id, "title") == "Both"


@pytest.mark.parametrize("version", ["", "x", "-1", "1", "9" * 17, "9" * 30, "٣"])
def test_a_version_that_never_was_is_not_overwritten(browse: Browse, version: str) -> None:
    post_id = factories.post(factories.member("sam"))
    save(browse("sam"), post_id, body="The second version.")
    typed = {"title": "A", "body": "B", "seen": version}
    assert browse("sam").post(f"{HERE}/posts/{post_id}/edit", typed).status_code in (409, 422)
    assert factories.of_post(post_id, "body_markdown") == "The second version."


def test_an_editor_opened_before_a_draft_came_out_overwrites_nothing(browse: Browse) -> None:
    post_id = factories.draft(factories.member("sam"))
    url = f"{HERE}/posts/{post_id}/edit"
    opened = seen(browse("sam").get(url))
    save(browse("sam"), post_id, body="What came out.", state="published")
    answer = browse("sam").post(url, {"title": "A", "body": "An old tab.", "seen": opened})
    assert answer.status_code == 409
    assert "An old tab." in answer.text
    assert factories.of_post(post_id, "body_markdown") == "What came out."


def test_of_two_saves_at_the_same_moment_one_wins_and_one_is_told(app: Flask, cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    texts = ["One.", "Two."]

    def saves(text: str) -> Callable[[], None]:
        return lambda: actions.edit(post_id, actions.Draft("A", text), by=sam, seen=None)

    results = at_once(app, *map(saves, texts))
    refused = [isinstance(result, actions.EditedMeanwhile) for result in results]
    assert sorted(refused) == [False, True]
    assert factories.of_post(post_id, "body_markdown") == texts[refused.index(False)]


def test_an_edit_changes_what_it_is_filed_under(browse: Browse, cast: Cast) -> None:
    ines = factories.member("ines")
    notes, week = (factories.category(name, by=ines) for name in ("Field notes", "Week 2"))
    post_id = factories.post(factories.member("sam"), category_ids=[notes])
    save(browse("sam"), post_id, categories=str(week))
    counts = {row.slug: row.post_count for row in shelf.categories(cast.course)}
    assert counts == {"field-notes": 0, "week-2": 1, "uncategorized": 0}
    save(browse("sam"), post_id)
    counts = {row.slug: row.post_count for row in shelf.categories(cast.course)}
    assert counts == {"field-notes": 0, "week-2": 0, "uncategorized": 1}


def test_an_assistants_edit_leaves_the_announcement_and_the_pin_alone(browse: Browse) -> None:
    until = clock.now() + timedelta(days=3)
    voice = {"is_announcement": True, "pinned": True, "pinned_until": until}
    post_id = factories.post(factories.member("ines"), **voice)
    before = factories.of_post(post_id, "is_announcement", "pin_position", "pinned_until", "pinned_by_id")
    assert before.is_announcement
    assert save(browse("asa"), post_id, body="A typo less.").status_code == 303
    after = factories.of_post(post_id, "is_announcement", "pin_position", "pinned_until", "pinned_by_id")
    assert after == before


def test_an_instructors_edit_keeps_or_takes_them_as_ticked(browse: Browse) -> None:
    post_id = factories.post(factories.member("ines"), is_announcement=True, pinned=True)
    editor = browse("ines").get(f"{HERE}/posts/{post_id}/edit").text
    assert len(re.findall(r'<input[^>]* checked[^>]* type="checkbox"', editor)) == 2
    save(browse("ines"), post_id, announcement="y", pinned="y")
    assert factories.of_post(post_id, "is_announcement", "pin_position") == (True, -1)
    save(browse("ines"), post_id)
    assert factories.of_post(post_id, "is_announcement", "pin_position") == (False, None)


def test_an_edit_moves_neither_date_nor_month(browse: Browse) -> None:
    old = clock.now() - timedelta(days=90)
    post_id = factories.post(factories.member("sam"), at=old)
    before = factories.of_post(post_id, "published_at", "month")
    save(browse("sam"), post_id, state="draft")
    assert factories.of_post(post_id, "published_at", "month") == before
    assert factories.of_post(post_id, "state") == State.PUBLISHED


def test_a_private_post_stays_private(browse: Browse) -> None:
    post_id = factories.private(factories.member("sam"))
    assert save(browse("sam"), post_id, state="published").status_code == 303
    assert factories.of_post(post_id, "state") == State.PRIVATE


def test_a_draft_comes_out_with_a_date_a_month_and_its_numbers(browse: Browse, cast: Cast) -> None:
    ines = factories.member("ines")
    notes = factories.category("Field notes", by=ines)
    typed = {"title": "Half", "body": "A thought.", "state": "draft", "categories": str(notes)}
    answer = browse("sam").post(f"{HERE}/posts", typed)
    assert "Your draft is saved." in browse("sam").get(answer.location).text
    post_id = int(answer.location.rsplit("/", 1)[1])
    save(browse("sam"), post_id, body="Two thoughts.", state="draft", categories=str(notes))
    assert shelf.rail(cast.course).months == ()
    before = clock.now()
    assert save(browse("sam"), post_id, state="published", categories=str(notes)).status_code == 303
    row = factories.of_post(post_id, "state", "published_at", "month", "edited_by_id")
    assert row.state == State.PUBLISHED
    assert before <= row.published_at <= clock.now()
    assert (row.month, row.edited_by_id) == (clock.month_of(row.published_at, "UTC"), None)
    times = select(Filing.published_at).where(Filing.post_id == post_id)
    assert db.session.scalars(times).all() == [row.published_at]
    assert entries(browse("sue").get(f"{HERE}/categories/field-notes")) == [post_id]
    assert [m.post_count for m in shelf.rail(cast.course).months] == [1]
    assert authors.find(ines, cast.sam).post_count == 1
    assert "edited by" not in browse("sue").get(f"{HERE}/posts/{post_id}").text


def test_a_draft_is_edited_by_its_author_alone(browse: Browse) -> None:
    post_id = factories.draft(factories.member("sam"))
    for name in ("ines", "asa", "adam", "sue"):
        assert browse(name).get(f"{HERE}/posts/{post_id}/edit").status_code == 404
    assert "Save as draft" in browse("sam").get(f"{HERE}/posts/{post_id}/edit").text
