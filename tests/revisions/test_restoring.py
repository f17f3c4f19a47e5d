"""Bringing an old version back: an edit like any other, by who may edit, and never over what was not seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from forum import clock
from forum.auth.models import AuditEvent
from forum.courses.models import Course
from forum.extensions import db
from forum.posts.models import State
from tests import factories
from tests.people import SLUG, Cast
from tests.posts.markup import sound
from tests.revisions.test_keeping import edit_comment, edit_post
from tests.revisions.versions import kept, marked, present, seen
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
WORDS = {"posts": ("One.", "Two.", "Three."), "comments": ("I saw one.", "I saw two.", "I saw three.")}


@pytest.fixture
def ids(cast: Cast) -> dict[str, int]:
    """A post and a comment of sam's, each with two earlier versions."""
    sam = factories.member("sam")
    post_id = factories.post(sam, "A title", WORDS["posts"][0])
    comment_id = factories.comment(sam, post_id, WORDS["comments"][0])
    for number in (1, 2):
        edit_post(post_id, WORDS["posts"][number], by=sam, title=f"Title {number + 1}")
        edit_comment(comment_id, WORDS["comments"][number], by=sam)
    return {"posts": post_id, "comments": comment_id}


def body(kind: str, id: int) -> str:
    read = factories.of_post if kind == "posts" else factories.of_comment
    return str(read(id, "body_markdown"))


def restore(visitor: Visitor, kind: str, id: int, number: int, **typed: str) -> TestResponse:
    """Press the button on the page of that version."""
    url = f"{HERE}/{kind}/{id}/history"
    page = visitor.get(f"{url}?new={number}")
    action = f"{url}/{number}/restoration"
    assert action in sound(page).posts_to
    return visitor.post(action, {"seen": seen(page), **typed})


@pytest.mark.parametrize("kind", ["posts", "comments"])
@pytest.mark.parametrize("name", ["sam", "ines", "asa"])
def test_an_old_version_stands_again_and_nothing_is_lost(
    browse: Browse, ids: dict[str, int], kind: str, name: str
) -> None:
    id, words = ids[kind], WORDS[kind]
    answer = restore(browse(name), kind, id, 1)
    assert (answer.status_code, answer.location) == (303, f"{HERE}/{kind}/{id}")
    assert body(kind, id) == words[0]
    of = {"post_id": id} if kind == "posts" else {"comment_id": id}
    assert kept(**of) == list(enumerate(words, start=1))
    page = browse(name).get(f"{HERE}/posts/{ids['posts']}").text
    assert "Version 1 stands again." in page
    assert f"edited by {name.title()}" in page
    assert words[0] in page


def test_the_title_comes_back_too_and_all_else_of_a_post_stays(browse: Browse, cast: Cast) -> None:
    ines, until = factories.member("ines"), clock.end_of_day(clock.now().date(), "UTC")
    kind = factories.category("Field notes", by=ines)
    voice = {"is_announcement": True, "pinned": True, "pinned_until": until, "category_ids": [kind]}
    post_id = factories.post(ines, "First title", **voice)
    edit_post(post_id, "Other words.", by=ines, title="Second title", **voice)
    columns = ("is_announcement", "pin_position", "pinned_until", "pinned_by_id", "published_at", "state")
    before = factories.of_post(post_id, *columns)
    for name in ("ines", "asa"):
        assert restore(browse(name), "posts", post_id, 1).status_code == 303
        assert factories.of_post(post_id, *columns) == before
        assert factories.filed(post_id) == ["Field notes"]
        assert factories.of_post(post_id, "title") == "First title"


def test_a_draft_and_a_private_post_stay_what_they_are(browse: Browse, cast: Cast) -> None:
    sam = factories.member("sam")
    for state in (State.DRAFT, State.PRIVATE):
        post_id = factories.post(sam, "A title", "One.", state=state)
        edit_post(post_id, "Two.", by=sam, state=state)
        assert restore(browse("sam"), "posts", post_id, 1).status_code == 303
        assert factories.of_post(post_id, "state", "body_markdown") == (state, "One.")


def test_imported_html_comes_back_as_html(browse: Browse, cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam, body="<p>It was <b>so</b>.</p>", format="html")
    edit_post(post_id, "<p>It was not.</p>", by=sam, format="html")
    restore(browse("sam"), "posts", post_id, 1)
    assert factories.of_post(post_id, "body_format") == "html"
    assert "It was <b>so</b>." in factories.of_post(post_id, "body_html").replace("strong>", "b>")


@pytest.mark.parametrize("kind", ["posts", "comments"])
@pytest.mark.parametrize("version", ["", "0", "x", "1", "9" * 17])
def test_over_what_was_not_seen_nothing_is_brought_back(
    browse: Browse, ids: dict[str, int], kind: str, version: str
) -> None:
    answer = restore(browse("sam"), kind, ids[kind], 1, seen=version)
    assert answer.status_code == 409
    sound(answer)
    assert "nothing was brought back" in answer.text
    assert marked(answer, "ins")
    assert seen(answer) == present(kind, ids[kind])
    assert body(kind, ids[kind]) == WORDS[kind][2]
    again = f"{HERE}/{kind}/{ids[kind]}/history/1/restoration"
    assert browse("sam").post(again, {"seen": seen(answer)}).status_code == 303


def test_what_says_the_same_already_makes_no_version(browse: Browse, ids: dict[str, int]) -> None:
    edit_post(ids["posts"], "One.", by=factories.member("sam"))
    assert restore(browse("sam"), "posts", ids["posts"], 1).status_code == 303
    assert len(kept(post_id=ids["posts"])) == 3


@pytest.mark.parametrize("kind", ["posts", "comments"])
@pytest.mark.parametrize("name", ["sue", "olga"])
def test_nobody_else_brings_anything_back(browse: Browse, ids: dict[str, int], kind: str, name: str) -> None:
    url = f"{HERE}/{kind}/{ids[kind]}/history/1/restoration"
    browse(name).get(f"{HERE}/")
    assert browse(name).post(url, {"seen": present(kind, ids[kind])}).status_code == 403
    assert body(kind, ids[kind]) == WORDS[kind][2]


@pytest.mark.parametrize("kind", ["posts", "comments"])
def test_in_a_closed_class_it_is_read_and_not_changed(
    browse: Browse, cast: Cast, ids: dict[str, int], kind: str
) -> None:
    db.session.execute(update(Course).where(Course.id == cast.course).values(is_open=False))
    db.session.commit()
    for name in ("sam", "ines"):
        page = browse(name).get(f"{HERE}/{kind}/{ids[kind]}/history?new=1")
        assert page.status_code == 200
        assert "restoration" not in page.text
        url = f"{HERE}/{kind}/{ids[kind]}/history/1/restoration"
        assert browse(name).post(url, {"seen": present(kind, ids[kind])}).status_code == 403


@pytest.mark.parametrize("number", [3, 4, 99])
def test_there_is_nothing_to_bring_back_of_versions_that_are_not_old(
    browse: Browse, ids: dict[str, int], number: int
) -> None:
    browse("sam").get(f"{HERE}/")
    url = f"{HERE}/posts/{ids['posts']}/history/{number}/restoration"
    assert browse("sam").post(url, {"seen": present("posts", ids["posts"])}).status_code == 404


def test_it_is_an_edit_in_the_audit_trail(browse: Browse, cast: Cast, ids: dict[str, int]) -> None:
    restore(browse("ines"), "posts", ids["posts"], 1)
    last = select(AuditEvent.verb, AuditEvent.actor_id).where(AuditEvent.target == f"post-{ids['posts']}")
    rows = db.session.execute(last.order_by(AuditEvent.id.desc()).limit(1)).all()
    assert [tuple(row) for row in rows] == [("post.edit", cast.ines)]
