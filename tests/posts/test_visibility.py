"""Drafts, private, hidden and deleted posts: nobody meets them who may not, on any page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update

from forum import clock
from forum.courses.models import Course, Visibility
from forum.extensions import db
from forum.posts import actions, authors, lists, shelf
from forum.posts.models import Category, Post
from tests import factories
from tests.people import SLUG, Cast
from tests.posts.markup import entries
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
EVERYBODY = ("ines", "asa", "sam", "sue", "olga", "adam", "vera")
SECRET = "What only some may read"
# Who may read what sam wrote so; he himself always, but for what he deleted.
READERS = {"draft": {"sam"}, "private": {"sam", "ines", "asa", "adam"}, "deleted": set()}
READERS["hidden"] = READERS["private"]


def sams(kind: str) -> int:
    sam = factories.member("sam")
    if kind == "hidden":
        return factories.hidden(sam, factories.member("ines"), SECRET)
    made: int = getattr(factories, kind)(sam, SECRET)
    return made


def make_public(course_id: int) -> None:
    db.session.execute(update(Course).where(Course.id == course_id).values(visibility=Visibility.PUBLIC))
    db.session.commit()


def addresses(cast: Cast) -> dict[str, str]:
    month = clock.month_of(clock.now(), "UTC")
    return {
        "feed": "/",
        "category": "/categories/uncategorized",
        "month": f"/months/{month}",
        "author": f"/authors/{cast.sam}",
    }


@pytest.mark.parametrize("kind", READERS)
def test_nobody_meets_it_who_may_not(browse: Browse, cast: Cast, kind: str) -> None:
    make_public(cast.course)
    shown, secret = factories.post(factories.member("sam"), "For all"), sams(kind)
    for name in EVERYBODY:
        page = browse(name).get(f"{HERE}/posts/{secret}")
        expected = READERS[kind] | ({"sam"} if kind == "deleted" else set())
        assert page.status_code == (200 if name in expected else 404), name
        assert (SECRET in page.text) == (name in READERS[kind]), name
        for place, url in addresses(cast).items():
            answer = browse(name).get(f"{HERE}{url}")
            listed = name in READERS[kind] and kind != "draft"
            assert set(entries(answer)) == ({shown, secret} if listed else {shown}), (name, place)
            assert (SECRET in answer.text) == listed, (name, place)


def test_a_draft_stands_on_its_authors_list_of_drafts_alone(browse: Browse, cast: Cast) -> None:
    post_id = sams("draft")
    assert entries(browse("sam").get(f"{HERE}/drafts")) == [post_id]
    for name in ("sue", "ines", "asa", "adam"):
        assert entries(browse(name).get(f"{HERE}/drafts")) == []
    assert entries(browse("olga").get(f"{HERE}/drafts")) == []  # who has a place may have written once


@pytest.mark.parametrize("kind", READERS)
def test_no_number_tells_of_it(browse: Browse, cast: Cast, kind: str) -> None:
    sams(kind)
    member = factories.member("ines")
    assert authors.find(member, cast.sam).post_count == 0
    assert [c.post_count for c in shelf.categories(cast.course)] == [0]
    assert shelf.rail(cast.course).months == ()
    assert "0 posts" in browse("sue").get(f"{HERE}/authors/{cast.sam}").text


def test_a_deleted_post_of_nobody_is_for_nobody(browse: Browse, cast: Cast) -> None:
    """An account that is gone leaves no name in the row; visitors, who have none either, are not meant."""
    make_public(cast.course)
    post_id = factories.deleted(factories.member("sam"), SECRET)
    db.session.execute(update(Post).where(Post.id == post_id).values(deleted_by_id=None))
    db.session.commit()
    for name in EVERYBODY:
        assert browse(name).get(f"{HERE}/posts/{post_id}").status_code == 404, name


@pytest.mark.parametrize("kind", READERS)
def test_nobody_acts_on_what_they_cannot_read(browse: Browse, cast: Cast, via: str, kind: str) -> None:
    secret, sue = sams(kind), browse("sue")
    ways = ["edit", "deletion", "hiding", "hiding/delete", "closing", "closing/delete", "comments"]
    for way in [*ways, "pin", "pin/delete", "pin/raise", "deletion/delete"]:
        answer = sue.post(f"{HERE}/posts/{secret}/{way}", {"title": "x", "body": "x", "reason": "x"}, via=via)
        assert answer.status_code == 404, way
        assert SECRET not in answer.text
    for way in ("edit", "deletion", "hiding", "comments/new"):
        assert sue.get(f"{HERE}/posts/{secret}/{way}", via=via).status_code == 404, way


def test_the_reason_of_a_hiding_is_for_its_author_and_the_teachers(browse: Browse, cast: Cast) -> None:
    ines = factories.member("ines")
    post_id = factories.hidden(factories.member("sam"), ines, reason="It names a patient.")
    for name in ("sam", "ines", "asa"):
        assert (
            "Hidden from the class by Ines: It names a patient."
            in browse(name).get(f"{HERE}/posts/{post_id}").text
        )
    for name in ("sue", "olga"):
        assert "patient" not in browse(name).get(f"{HERE}/posts/{post_id}").text


def test_otto_of_another_class_finds_nothing_at_all(browse: Browse, cast: Cast) -> None:
    post_id = factories.post(factories.member("sam"))
    for url in [*addresses(cast).values(), f"/posts/{post_id}", "/posts/new", "/drafts", "/categories"]:
        assert browse("otto").get(f"{HERE}{url}").status_code == 404, url
    assert browse("vera").get(f"{HERE}/posts/{post_id}").location.startswith("/sign-in")


def test_a_category_of_another_class_is_not_here(browse: Browse, cast: Cast) -> None:
    theirs = Category(course_id=cast.elsewhere, slug="theirs", name="Theirs", position=1)
    db.session.add(theirs)
    db.session.commit()
    assert browse("ines").get(f"{HERE}/categories/theirs").status_code == 404
    for way in ("edit", "deletion"):
        assert browse("ines").get(f"{HERE}/categories/{theirs.id}/{way}").status_code == 404
        answer = browse("ines").post(f"{HERE}/categories/{theirs.id}/{way}", {"name": "Mine now"})
        assert answer.status_code == 404
    assert browse("ines").post(f"{HERE}/categories/{theirs.id}/raise").status_code == 404


def test_the_pins_of_a_feed_obey_the_same_rule(cast: Cast) -> None:
    ines, sam, sue = (factories.member(name) for name in ("ines", "sam", "sue"))
    post_id = factories.post(sam)
    factories.pin(post_id, by=ines)
    actions.hide(post_id, by=ines, reason="Wait.")
    assert lists.pinned(sue) == lists.latest(sue).posts == []
    actions.unhide(post_id, by=ines)
    assert [row.id for row in lists.latest(sue).posts] == [post_id]
