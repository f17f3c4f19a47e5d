"""Nobody finds what they may not read: not the text, not a title, not a number."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update

from forum.comments import actions as comments
from forum.courses.models import Course, Visibility
from forum.extensions import db
from forum.posts import actions as posts
from tests import factories
from tests.people import SLUG, Cast
from tests.visitor import Visitor

HERE = f"/c/{SLUG}/search"
Browse = Callable[[str], Visitor]
EVERYBODY = ("ines", "asa", "sam", "sue", "olga", "adam", "vera")
TEACHERS = {"ines", "asa", "adam"}
SECRET = "Zanzibar"
# Who may find what sam wrote so.
FINDERS = {
    "draft": {"sam"},
    "private": {"sam", *TEACHERS},
    "hidden": {"sam", *TEACHERS},
    "deleted": set(),
    "comment": set(EVERYBODY),
    "hidden comment": {"sam", *TEACHERS},
    "deleted comment": set(),
    "comment under a hidden post": {"sam", *TEACHERS},
    "comment under a deleted post": set(),
}


def write(kind: str) -> None:
    sam, ines = factories.member("sam"), factories.member("ines")
    if kind in ("draft", "private", "deleted"):
        getattr(factories, kind)(sam, SECRET, f"About {SECRET}.")
    elif kind == "hidden":
        factories.hidden(sam, ines, SECRET)
    else:
        say(kind)


def say(kind: str) -> None:
    sam, ines = factories.member("sam"), factories.member("ines")
    post_id = factories.post(sam)
    comment_id = factories.comment(sam, post_id, f"About {SECRET}.")
    if kind == "hidden comment":
        comments.hide(comment_id, by=ines, reason="Why.")
    elif kind == "deleted comment":
        comments.delete(comment_id, by=sam)
    elif kind == "comment under a hidden post":
        posts.hide(post_id, by=ines, reason="Why.")
    elif kind == "comment under a deleted post":
        posts.delete(post_id, by=sam)


def answer(page: str) -> str:
    """Return what a page says of the search, without the form above it and its token."""
    return page[max(0, page.find('id="said"')) :]


def make_public(course_id: int) -> None:
    db.session.execute(update(Course).where(Course.id == course_id).values(visibility=Visibility.PUBLIC))
    db.session.commit()


@pytest.mark.parametrize("kind", FINDERS)
def test_only_who_may_read_it_finds_it(browse: Browse, cast: Cast, kind: str, via: str) -> None:
    make_public(cast.course)
    nothing = {name: answer(browse(name).get(f"{HERE}?q=zanzi", via=via).text) for name in EVERYBODY}
    write(kind)
    for name in EVERYBODY:
        page = browse(name).get(f"{HERE}?q=zanzi", via=via)
        assert page.status_code == 200
        assert ("1 result." in page.text) == (name in FINDERS[kind]), name
        assert (answer(page.text) == nothing[name]) == (name not in FINDERS[kind]), name


@pytest.mark.parametrize("kind", FINDERS)
def test_no_order_and_no_filter_leads_around_it(browse: Browse, cast: Cast, kind: str) -> None:
    write(kind)
    for query in (
        f"author={cast.sam}",
        "category=uncategorized",
        "since=2020-01-01",
        "posts=y",
        "sort=newest",
    ):
        for words in ("", "zanzibar", "-nothing", '"about zanzibar"', "zanzibar counting inspectors"):
            for name in ("sue", "olga"):
                page = browse(name).get(f"{HERE}?q={words}&{query}")
                assert SECRET not in page.text.replace(f'value="{words}"', "") or name in FINDERS[kind]


def test_otto_finds_his_own_class_and_nothing_of_this_one(browse: Browse, cast: Cast) -> None:
    factories.post(factories.member("sam"), SECRET, "Here.")
    otto = browse("otto")
    assert otto.get(f"{HERE}?q=zanzibar").status_code == 404
    assert "Nothing was found" in otto.get("/c/elsewhere/search?q=zanzibar").text
    factories.post(factories.member("otto", "elsewhere"), SECRET, "There.")
    for name, slug in (("otto", "elsewhere"), ("sam", SLUG)):
        assert "1 result." in browse(name).get(f"/c/{slug}/search?q=zanzibar").text
    theirs = browse("sam").get(f"{HERE}?author={cast.otto}").text
    assert SECRET not in theirs


def test_authors_to_choose_from_are_those_who_wrote_what_all_can_see(browse: Browse, cast: Cast) -> None:
    make_public(cast.course)
    factories.draft(factories.member("sue"))
    factories.hidden(factories.member("asa"), factories.member("ines"))
    factories.post(factories.member("sam"))
    for name in ("vera", "sue"):
        page = browse(name).get(HERE).text
        assert f'<option value="{cast.sam}">Sam</option>' in page
        assert page.count("<option value=") == len(
            ["anybody", "sam", "any", "uncategorized", "best", "newest"]
        )


def test_what_comes_back_is_found_again(browse: Browse, cast: Cast) -> None:
    sam, ines = factories.member("sam"), factories.member("ines")
    post_id = factories.post(sam)
    comment_id = factories.comment(sam, post_id, f"About {SECRET}.")

    def is_found() -> bool:
        return "1 result." in browse("sue").get(f"{HERE}?q=zanzibar").text

    assert is_found()
    for away, back in (
        (lambda: comments.delete(comment_id, by=sam), lambda: comments.restore(comment_id, by=sam)),
        (
            lambda: comments.hide(comment_id, by=ines, reason="."),
            lambda: comments.unhide(comment_id, by=ines),
        ),
        (lambda: posts.delete(post_id, by=sam), lambda: posts.restore(post_id, by=sam)),
        (lambda: posts.hide(post_id, by=ines, reason="."), lambda: posts.unhide(post_id, by=ines)),
    ):
        away()
        assert not is_found()
        back()
        assert is_found()
    comments.edit(comment_id, "About something else.", by=sam, seen=None)
    assert not is_found()
