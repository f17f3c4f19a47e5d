"""The title of a page tells in a row of tabs what it is, of which class; never what is not to be read."""

from __future__ import annotations

import re
from html import unescape

import pytest

from forum.posts import actions
from tests import factories
from tests.courses.stories import HERE
from tests.people import Cast
from tests.visitor import Visitor

TITLE = re.compile(r"<title>(.*?)</title>")
CLASS = "Upgrading in Global Supply Chains"
OF_INES = {
    "/": "Posts",
    "/?before=1000000-5": "Older posts",
    "/posts/new": "Write a post",
    "/posts/{post}": "Dyeing & washing",
    "/posts/{post}/edit": "Edit · Dyeing & washing",
    "/posts/{post}/hiding": "Hide a post · Dyeing & washing",
    "/posts/{post}/comments/new": "Leave a comment · Dyeing & washing",
    "/posts/{post}/comments/new?parent={comment}": "Reply · Dyeing & washing",
    "/comments/{comment}/edit": "Edit a comment · Dyeing & washing",
    "/comments/{comment}/hiding": "Hide a comment · Dyeing & washing",
    "/comments/{comment}/replies": "Replies · Dyeing & washing",
    "/categories/uncategorized": "Uncategorized",
    "/categories/{category}/edit": "Edit a category · Uncategorized",
    "/months/2027-03": "March 2027",
    "/authors/{sam}": "Sam",
    "/members": "Members",
    "/members/{sam}": "Sam · Members",
    "/settings": "Class settings",
    "/posts/999999": "There is nothing here",
}
OF_SAM = {
    "/drafts": "Your drafts",
    "/posts/{post}/deletion": "Delete a post · Dyeing & washing",
    "/comments/{comment}/deletion": "Delete a comment · Dyeing & washing",
}


@pytest.fixture
def known(cast: Cast) -> dict[str, int]:
    """What stands in the class, by the names in the tables."""
    sam = factories.member("sam")
    post = factories.post(sam, "Dyeing & washing")
    category = factories.default_category(cast.course)
    comment = factories.comment(sam, post)
    return {"post": post, "comment": comment, "category": category, "sam": cast.sam}


def title(visit: Visitor, path: str) -> str:
    [found] = TITLE.findall(visit.get(path).text)
    return unescape(found)


@pytest.mark.parametrize(("name", "titles"), [("ines", OF_INES), ("sam", OF_SAM)])
def test_every_page_tells_what_it_is_and_of_which_class(
    visit: Visitor, known: dict[str, int], name: str, titles: dict[str, str]
) -> None:
    visit.as_(name)
    found = {path: title(visit, HERE + path.format(**known)) for path in titles}
    assert found == {path: f"{expected} · {CLASS}" for path, expected in titles.items()}


def test_outside_of_classes_the_site_is_named(visit: Visitor) -> None:
    assert title(visit, "/") == "Welcome · Seminar"
    assert title(visit, "/sign-in") == "Sign in · Seminar"
    assert title(visit, "/nothing") == "There is nothing here · Seminar"


def test_a_title_tells_nothing_to_who_may_not_read(visit: Visitor, known: dict[str, int]) -> None:
    path = f"{HERE}/posts/{known['post']}"
    assert visit.get(path).status_code == 303
    assert "Dyeing" not in visit.get("/sign-in").text
    otto = Visitor(visit.client.application).as_("otto")
    assert title(otto, path) == "There is nothing here · Seminar"
    actions.hide(known["post"], by=factories.member("ines"), reason="It names somebody.")
    sue = Visitor(visit.client.application).as_("sue")
    assert title(sue, path) == f"There is nothing here · {CLASS}"
    actions.delete(known["post"], by=factories.member("sam"))
    sam = Visitor(visit.client.application).as_("sam")
    assert title(sam, path) == f"Deleted post · {CLASS}"
