"""The page of what is new: all of it, once, in pages; the shortest way through."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from forum.reading import queries
from tests import factories
from tests.people import SLUG
from tests.posts.statements import recorded
from tests.visitor import Visitor

NEW = f"/c/{SLUG}/new"
Browse = Callable[[str], Visitor]
FURTHER = re.compile(r'id="older" href="([^"]+)"')
SHOWN = re.compile(r'id="new-(\d+)"')


def pages(visitor: Visitor) -> list[str]:
    """Return every page of what is new, followed by its links."""
    found = [visitor.get(NEW).text]
    while further := FURTHER.findall(found[-1]):
        found.append(visitor.get(NEW + further[0]).text)
    return found


def test_every_new_post_is_on_one_of_the_pages_once(browse: Browse) -> None:
    sam = factories.member("sam")
    written = [factories.post(sam, f"Post {n}") for n in range(queries.PAGE + 5)]
    sue = browse("sue")
    sue.get(f"/c/{SLUG}/posts/{written[3]}")
    shown = [[int(id) for id in SHOWN.findall(page)] for page in pages(sue)]
    assert [len(page) for page in shown] == [queries.PAGE, 4]
    assert [*shown[0], *shown[1]] == [id for id in reversed(written) if id != written[3]]


def test_what_was_active_last_comes_first_with_its_comments(browse: Browse) -> None:
    sam, ines = factories.member("sam"), factories.member("ines")
    old, new = factories.post(sam, "Old"), factories.post(sam, "New")
    first = factories.comment(sam, old)
    sue = browse("sue")
    sue.get(f"/c/{SLUG}/posts/{old}")
    answer = factories.comment(ines, old, "An *answer*.", under=first)
    page = sue.get(NEW).text
    assert SHOWN.findall(page) == [str(old), str(new)]
    assert "answering Sam" in page
    assert "An <em>answer</em>." in page
    assert f"/comments/{answer}?new={first}" in page
    assert f"/comments/{first}?" not in page


def test_much_under_one_post_is_told_and_led_to(browse: Browse) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    sue = browse("sue")
    sue.get(f"/c/{SLUG}/posts/{post_id}")
    factories.long_thread(sam, post_id, tops=queries.UNDER_ONE + 3)
    page = sue.get(NEW).text
    assert page.count('<li class="comment">') == queries.UNDER_ONE
    assert f"All {queries.UNDER_ONE + 3} new comments" in page


def test_much_under_one_post_leaves_room_for_the_others(browse: Browse) -> None:
    sam, sue = factories.member("sam"), browse("sue")
    busy, calm = factories.post(sam), factories.post(sam)
    for post_id in (busy, calm):
        sue.get(f"/c/{SLUG}/posts/{post_id}")
    factories.long_thread(sam, busy, tops=150)
    said = factories.comment(sam, calm)
    page = sue.get(NEW).text
    assert f"/comments/{said}?new=" in page
    assert page.count('<li class="comment">') == queries.UNDER_ONE + 1


@pytest.mark.parametrize("via", ["plain", "htmx"])
def test_when_the_last_is_marked_as_read_the_page_says_so(browse: Browse, via: str) -> None:
    first, last = (factories.post(factories.member("sam")) for _ in range(2))
    sue = browse("sue")
    answer = sue.post(f"/c/{SLUG}/posts/{first}/seen", via="htmx")
    assert "HX-Redirect" not in answer.headers
    answer = sue.post(f"/c/{SLUG}/posts/{last}/seen", via=via)
    assert answer.headers["HX-Redirect" if via == "htmx" else "Location"] == NEW
    assert "You have read everything" in sue.get(NEW).text


def test_it_is_looked_further_back_than_what_was_active_of_late(browse: Browse) -> None:
    sam, own = factories.member("sam"), factories.member("sue")
    written = [factories.post(sam), factories.post(sam)]
    for n in range(queries.WINDOW):
        factories.post(own, f"Mine {n}")
    first, second = pages(browse("sue"))
    assert "You have read all that was active of late" in first
    assert SHOWN.findall(second) == [str(id) for id in reversed(written)]


def test_much_costs_what_little_does(browse: Browse) -> None:
    sam = factories.member("sam")
    sue = browse("sue")
    costs = []
    for _more in range(2):
        for n in range(10):
            factories.comment(sam, factories.post(sam, f"Post {n}"))
        with recorded() as statements:
            sue.get(NEW)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 6
