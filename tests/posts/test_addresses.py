"""Every page of posts and comments is sound HTML, and nothing on it leads nowhere, for anybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.routing import RequestRedirect

from forum import clock
from forum.comments import actions as comments
from forum.comments.queries import TOP_PAGE
from forum.courses.models import Course, Visibility
from forum.extensions import db
from forum.posts import actions, lists
from tests import factories
from tests.people import SLUG, Cast
from tests.posts.markup import Page, sound
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
ROOMS = ("/posts", "/comments", "/categories", "/months", "/authors", "/drafts", "/?")


def every_kind_of_post() -> None:
    ines, asa, sam = (factories.member(name) for name in ("ines", "asa", "sam"))
    kind = factories.category("Ünïcode & <Co>", "A < B", by=ines)
    pinned = [factories.post(ines, f"Pinned {n}", is_announcement=True) for n in range(2)]
    factories.pin(*pinned, by=ines, until=clock.now() + timedelta(days=2))
    body = "A [link](https://example.org) & <b>.\n\n# Heading\n\nNote[^1].\n\n[^1]: Foot."
    for n in range(lists.PAGE):
        factories.post(sam, f"Post <{n}> & more", body, category_ids=[kind])
    factories.hidden(sam, ines)
    factories.draft(sam)
    factories.private(asa)
    commented = factories.post(sam, "Tombstone", body)
    talk(commented)
    actions.delete(commented, by=sam)
    closed = factories.post(sam, "Closed", body)
    talk(closed)
    actions.set_comments_open(closed, False, by=ines)
    talk(factories.post(sam, "Talked about", body))


def talk(post_id: int) -> None:
    """Leave comments of every kind under a post, down to where they go on flat."""
    ines, sam, sue = (factories.member(name) for name in ("ines", "sam", "sue"))
    above = None
    for person in (sam, sue, ines, sam, sue, sam):
        above = factories.comment(person, post_id, "Said[^1].\n\n[^1]: Foot.", under=above)
    hidden, gone = (factories.comment(sue, post_id, words) for words in ("Hidden.", "Gone."))
    factories.comment(sam, post_id, "But.", under=hidden)
    factories.comment(sam, post_id, "And.", under=gone)
    comments.hide(hidden, by=ines, reason="Rude < & >.")
    comments.delete(gone, by=sue)


class Walk:
    """Somebody who follows every link of the class that they are shown."""

    def __init__(self, app: Flask, visitor: Visitor) -> None:
        self.routes, self.visitor = app.url_map.bind("localhost"), visitor
        self.seen: set[str] = set()
        self.opened: set[str] = set()
        self.posts_to: set[str] = set()

    def follow(self, url: str, via: str = "plain") -> None:
        """Open a page and what it links to in these rooms; what is elsewhere must only be an address."""
        self.seen.add(url)
        page, _hash, _place = url.partition("#")  # all places of a page are one page
        if page in self.opened:
            return
        self.opened.add(page)
        answer = self.visitor.get(page, via=via, follow_redirects=True)
        assert answer.status_code == 200, url
        self._check(answer.request.path, sound(answer))

    def _check(self, path: str, page: Page) -> None:
        for action in page.posts_to:
            self.posts_to.add(action)
            self.routes.match(action, method="POST")
        for link in page.links:
            full = f"{path}{link}" if link.startswith(("?", "#")) else link
            if full.startswith(f"{HERE}/") and full.removeprefix(HERE).startswith(ROOMS):
                self.follow(full)
            elif full.startswith("/"):
                self._is_an_address(full)

    def _is_an_address(self, url: str) -> None:
        try:
            self.routes.match(url.partition("#")[0].partition("?")[0], method="GET")
        except RequestRedirect as to:
            raise AssertionError(f"{url} leads to {to.new_url}") from to


# What everybody in a class may set, for it is theirs: what they have read, follow, muted and bookmarked.
OF_ONE = r"/(?:seen|following|muting|bookmark)(?:/delete)?$"
# What who teaches may mark when the term is over: it goes along into the next one.
OF_TERMS = r"/carrying(?:/delete)?$"


def change(course_id: int, **values: object) -> None:
    db.session.execute(update(Course).where(Course.id == course_id).values(**values))
    db.session.commit()


@pytest.mark.parametrize(
    ("name", "is_open"),
    [*((name, True) for name in ("ines", "asa", "sam", "olga", "vera")), ("ines", False), ("sam", False)],
)
def test_every_link_and_every_form_leads_somewhere(
    app: Flask, browse: Browse, cast: Cast, name: str, is_open: bool
) -> None:
    every_kind_of_post()
    change(cast.course, visibility=Visibility.PUBLIC, is_open=is_open)
    walk = Walk(app, browse(name))
    walk.follow(f"{HERE}/")
    assert len(walk.seen) > 40
    if name in ("olga", "vera") or not is_open:
        of_these_rooms = (f"{HERE}/posts", f"{HERE}/comments")
        free = f"{OF_ONE}|{OF_TERMS}" if name == "ines" else OF_ONE
        of_the_class = [action for action in walk.posts_to if not re.search(free, action)]
        assert not [action for action in of_the_class if action.startswith(of_these_rooms)]


def test_long_threads_lead_on_as_well(app: Flask, browse: Browse, cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    factories.long_thread(sam, post_id, tops=TOP_PAGE + 2, answers=4)
    walk = Walk(app, browse("sue"))
    walk.follow(f"{HERE}/posts/{post_id}")
    assert f"{HERE}/posts/{post_id}?from={5 * TOP_PAGE + 1:06d}#comments" in walk.seen


def test_every_part_that_htmx_gets_is_sound(browse: Browse) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    said = factories.comment(sam, post_id)
    visitor, ines = browse("sam"), browse("ines")
    here = f"{HERE}/comments/{said}"
    for url in (f"{here}/edit", f"{here}/deletion", here, f"{here}/replies", f"{HERE}/posts/{post_id}"):
        sound(visitor.get(url, via="htmx"))
    for url in (f"{HERE}/posts/{post_id}/comments/new", f"{HERE}/posts/{post_id}/comments/new?parent={said}"):
        sound(visitor.get(url, via="htmx"))
    sound(ines.get(f"{here}/hiding", via="htmx"))
    url = f"{HERE}/posts/{post_id}/comments"
    answer = {"body": "B", "parent": str(said)}
    for fields in ({"body": ""}, {"body": "A"}, answer, {**answer, "body": ""}):
        sound(visitor.post(url, fields, via="htmx"))
    for url, fields in ((f"{here}/edit", {"body": ""}), (f"{here}/edit", {"body": "Other"})):
        sound(visitor.post(url, fields, via="htmx"))
    for way in ("hiding", "hiding/delete"):
        sound(ines.post(f"{here}/{way}", {"reason": ""}, via="htmx"))
        sound(ines.post(f"{here}/{way}", {"reason": "Rude."}, via="htmx"))
    for way in ("deletion", "deletion/delete"):
        sound(visitor.post(f"{here}/{way}", via="htmx"))
