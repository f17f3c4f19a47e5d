"""Bookmarks: a list of one's own, of what one may still read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.test import TestResponse

from forum.comments import actions as comments
from forum.courses import actions as courses
from forum.courses.models import Course
from forum.extensions import db
from forum.keeping import actions, queries
from forum.keeping.models import Kind
from forum.posts import actions as posts
from tests import factories
from tests.people import SLUG, Cast
from tests.posts.statements import recorded, writes
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
LIST = f"{HERE}/bookmarks"
Browse = Callable[[str], Visitor]
LISTED = re.compile(r'<h2 dir="auto"><a href="/c/[\w-]+/((?:posts|comments)/\d+)"')
PRESSED = re.compile(r'id="bookmark-([\w-]+)"[^>]*aria-pressed="(\w+)"')
NOON = datetime(2027, 2, 1, 12, tzinfo=UTC)


def listed(visitor: Visitor) -> list[str]:
    return LISTED.findall(visitor.get(LIST).text)


def pressed(answer: TestResponse) -> dict[str, str]:
    return dict(PRESSED.findall(answer.text))


@pytest.fixture
def post_id(cast: Cast) -> int:
    return factories.post(factories.member("sam"), "A *title*", "Words of the post.")


def test_the_list_is_empty_at_first_and_says_how_it_fills(browse: Browse) -> None:
    assert "Nothing is bookmarked yet" in browse("sue").get(LIST).text


def test_the_menu_leads_there(browse: Browse, post_id: int) -> None:
    assert f'href="{LIST}"' in browse("olga").get(f"{HERE}/").text
    assert f'href="{LIST}"' not in browse("adam").get(f"{HERE}/").text


@pytest.mark.parametrize("name", ["sam", "sue", "olga", "ines"])
def test_everybody_in_the_class_keeps_what_they_like(
    browse: Browse, cast: Cast, post_id: int, name: str, via: str
) -> None:
    comment_id = factories.comment(factories.member("ines"), post_id, "Words of the comment.")
    visitor = browse(name)
    for path in (f"posts/{post_id}", f"comments/{comment_id}"):
        answer = visitor.post(f"{HERE}/{path}/bookmark", via=via)
        assert answer.status_code == (200 if via == "htmx" else 303)
        if via == "htmx":
            assert list(pressed(answer).values()) == ["true"]
    assert listed(visitor) == [f"comments/{comment_id}", f"posts/{post_id}"]
    page = visitor.get(LIST).text
    for words in ("Words of the post.", "Words of the comment.", "A *title*", "Sam", "Ines"):
        assert words in page
    shown = pressed(visitor.get(f"{HERE}/posts/{post_id}"))
    assert shown == {f"post-{post_id}": "true", f"comment-{comment_id}": "true"}
    others = browse("asa").get(f"{HERE}/posts/{post_id}")
    assert set(pressed(others).values()) == {"false"}
    assert listed(browse("asa")) == []


def test_letting_go_leads_back_to_where_it_was_done(browse: Browse, post_id: int) -> None:
    sue = browse("sue")
    url = f"{HERE}/posts/{post_id}"
    sue.post(f"{url}/bookmark")
    assert sue.post(f"{url}/bookmark/delete", {"seen_on": "list"}).location.endswith(LIST)
    assert listed(sue) == []
    assert sue.post(f"{url}/bookmark").location.endswith(url)
    in_place = sue.post(f"{url}/bookmark/delete", {"seen_on": "list"}, via="htmx").text
    assert (f'formaction="{url}/bookmark"' in in_place, 'value="list"' in in_place) == (True, True)


def test_a_second_click_changes_nothing(cast: Cast, post_id: int) -> None:
    sue = factories.member("sue")
    other = factories.post(factories.member("sam"))
    actions.keep(Kind.POST, post_id, by=sue, at=NOON)
    actions.keep(Kind.POST, other, by=sue, at=NOON + timedelta(minutes=1))
    actions.keep(Kind.POST, post_id, by=sue, at=NOON + timedelta(minutes=2))
    assert [row.post_id for row in queries.kept(sue).rows] == [other, post_id]
    actions.let_go(Kind.POST, post_id, by=sue)
    actions.let_go(Kind.POST, post_id, by=sue)
    assert [row.post_id for row in queries.kept(sue).rows] == [other]


def test_it_stays_possible_in_a_closed_class(browse: Browse, cast: Cast, post_id: int) -> None:
    courses.change(db.session.get_one(Course, cast.course), {"is_open": False}, by=cast.ines)
    assert browse("sue").post(f"{HERE}/posts/{post_id}/bookmark").status_code == 303
    assert listed(browse("sue")) == [f"posts/{post_id}"]


@pytest.mark.parametrize(("name", "status"), [("otto", 404), ("adam", 403)])
def test_who_has_no_place_in_the_class_keeps_nothing(
    browse: Browse, post_id: int, name: str, status: int
) -> None:
    assert browse(name).get(LIST).status_code == status
    assert browse(name).post(f"{HERE}/posts/{post_id}/bookmark").status_code == status


def test_visitors_of_a_public_class_are_offered_none(browse: Browse, cast: Cast, post_id: int) -> None:
    courses.change(db.session.get_one(Course, cast.course), {"visibility": "public"}, by=cast.ines)
    factories.comment(factories.member("sam"), post_id)
    for name in ("vera", "otto"):
        page = browse(name).get(f"{HERE}/posts/{post_id}").text
        assert "bookmark" not in page
        assert browse(name).get(LIST).status_code == 403


def test_what_can_no_longer_be_read_is_gone_from_the_list_and_comes_back(browse: Browse, cast: Cast) -> None:
    sam, sue, ines, asa = (factories.member(name) for name in ("sam", "sue", "ines", "asa"))
    hidden, deleted, stays = (factories.post(sam, title) for title in ("Hidden", "Deleted", "Stays"))
    hushed, unsaid, under = (factories.comment(sam, stays), factories.comment(sam, stays), 0)
    under = factories.comment(ines, hidden, "Under the hidden one.")
    beneath = factories.comment(ines, deleted, "Under the deleted one.")
    for by in (sue, asa):
        for post in (hidden, deleted, stays):
            actions.keep(Kind.POST, post, by=by)
        for comment in (hushed, unsaid, under, beneath):
            actions.keep(Kind.COMMENT, comment, by=by)
    posts.hide(hidden, by=ines, reason="Why.")
    posts.delete(deleted, by=sam)
    comments.hide(hushed, by=ines, reason="Why.")
    comments.delete(unsaid, by=sam)
    # What stands under a deleted post can still be read there, without the title of the post.
    assert listed(browse("sue")) == [f"comments/{beneath}", f"posts/{stays}"]
    assert "Deleted post" in browse("sue").get(LIST).text
    seen = [f"comments/{id}" for id in (beneath, under, hushed)] + [f"posts/{id}" for id in (stays, hidden)]
    assert listed(browse("asa")) == seen
    for path in (f"posts/{hidden}", f"comments/{hushed}", f"posts/{deleted}"):
        assert browse("sue").post(f"{HERE}/{path}/bookmark").status_code == 404
    posts.unhide(hidden, by=ines)
    comments.unhide(hushed, by=ines)
    posts.restore(deleted, by=sam)
    assert len(listed(browse("sue"))) == 6


def test_who_is_removed_and_comes_back_finds_them_again(browse: Browse, cast: Cast, post_id: int) -> None:
    ines = factories.member("ines")
    browse("sue").post(f"{HERE}/posts/{post_id}/bookmark")
    courses.remove(cast.course, cast.sue, by=ines)
    assert browse("sue").get(LIST).status_code == 404
    courses.restore(cast.course, cast.sue, by=ines)
    assert listed(browse("sue")) == [f"posts/{post_id}"]


def test_the_list_comes_in_pages_and_costs_the_same(browse: Browse, cast: Cast) -> None:
    sam, sue = factories.member("sam"), factories.member("sue")
    visitor = browse("sue")
    ids = [factories.post(sam, f"Post {n}") for n in range(queries.PAGE + 3)]
    costs = []
    for number, id in enumerate(ids):
        actions.keep(Kind.POST, id, by=sue, at=NOON + timedelta(minutes=number // 2))
        if number in (0, len(ids) - 1):
            with recorded() as statements:
                first = visitor.get(LIST)
            costs.append(len(statements))
            assert writes(statements) == []
    assert (costs[0] == costs[1], costs[0] <= 6) == (True, True)
    older = re.findall(r'href="\?before=([\d-]+)"', first.text)[0]
    found = [*LISTED.findall(first.text), *LISTED.findall(visitor.get(f"{LIST}?before={older}").text)]
    assert found == [f"posts/{id}" for id in reversed(ids)]
    part = visitor.get(f"{LIST}?before={older}", via="htmx")
    assert (len(LISTED.findall(part.text)), "data-focus" in part.text, "<html" in part.text) == (
        3,
        True,
        False,
    )
    assert len(LISTED.findall(visitor.get(f"{LIST}?show=23").text)) == 23


@pytest.mark.parametrize("cursor", ["x", "-", "1-", "9" * 30 + "-1", "1-1-1"])
def test_a_made_up_cursor_leads_nowhere(browse: Browse, cursor: str) -> None:
    assert browse("sue").get(f"{LIST}?before={cursor}").status_code == 404
