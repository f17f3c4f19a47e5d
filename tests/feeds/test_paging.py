"""A feed comes in pages (RFC 5005 section 3): together they hold everything, and nothing twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from forum.feeds import queries
from forum.posts import actions as posts
from tests import factories
from tests.courses.stories import publish
from tests.feeds.reading import HERE, ids, key_of, link, pages, titles
from tests.people import Cast
from tests.visitor import Visitor

BEGAN = datetime(2026, 2, 1, 12, tzinfo=UTC)
MANY = 2 * queries.POSTS + 5


@pytest.fixture
def written(cast: Cast) -> list[str]:
    """Titles of many posts, newest first; three at a time were written in the same moment."""
    publish(cast.course)
    sam = factories.member("sam")
    topic = factories.category("Field notes", by=factories.member("ines"))
    for number in range(MANY):
        at = BEGAN + timedelta(minutes=number // 3)
        factories.post(sam, f"Number {number}", at=at, category_ids=[topic])
    return [f"Number {number}" for number in reversed(range(MANY))]


@pytest.mark.parametrize(
    "feed", ["/feed.atom", "/categories/field-notes/feed.atom", "/authors/{sam}/feed.atom"]
)
def test_the_pages_hold_every_post_once(visit: Visitor, cast: Cast, written: list[str], feed: str) -> None:
    for root in (HERE, key_of(factories.member("sam"))):
        found = pages(visit, root + feed.format(sam=cast.sam))
        assert [len(titles(page)) for page in found] == [queries.POSTS, queries.POSTS, 5]
        assert [title for page in found for title in titles(page)] == written


def test_the_pages_hold_every_comment_once(visit: Visitor, cast: Cast) -> None:
    publish(cast.course)
    sam = factories.member("sam")
    post = factories.post(sam)
    factories.long_thread(sam, post, tops=queries.COMMENTS // 2, answers=2)
    found = pages(visit, f"{HERE}/posts/{post}/comments.atom")
    assert [len(ids(page)) for page in found] == [queries.COMMENTS, queries.COMMENTS // 2]
    assert len({each for page in found for each in ids(page)}) == queries.COMMENTS * 3 // 2


def test_each_page_leads_to_those_beside_it(visit: Visitor, cast: Cast, written: list[str]) -> None:
    path = f"{HERE}/feed.atom"
    first, second, third = pages(visit, path)
    for page in (first, second, third):
        assert (link(page, "first"), link(page, "current")) == (path, path)
    assert [link(page, "previous") for page in (first, second)] == ["", path]
    assert link(third, "previous") == link(second, "self") == link(first, "next")
    assert link(third, "next") == ""
    assert link(third, "self") == link(second, "next")


def test_going_back_meets_the_same_pages(visit: Visitor, cast: Cast, written: list[str]) -> None:
    *_rest, second, third = pages(visit, f"{HERE}/feed.atom")
    assert visit.get(link(third, "previous")).data == second.data


def test_what_comes_and_goes_meanwhile_leaves_no_gap(visit: Visitor, cast: Cast, written: list[str]) -> None:
    first = visit.get(f"{HERE}/feed.atom")
    sam = factories.member("sam")
    factories.post(sam, "Just now")
    last_of_first = int(ids(first)[-1].rpartition("post-")[2])
    posts.delete(last_of_first, by=sam)
    second = visit.get(link(first, "next"))
    assert titles(second) == written[queries.POSTS : 2 * queries.POSTS]


def test_a_page_that_ends_exactly_is_the_last(visit: Visitor, cast: Cast) -> None:
    publish(cast.course)
    sam = factories.member("sam")
    for number in range(queries.POSTS):
        factories.post(sam, f"Number {number}")
    assert len(pages(visit, f"{HERE}/feed.atom")) == 1


@pytest.mark.parametrize(
    "before", ["x", "1", "-", "1-2-3", "9" * 18 + "-1", "1-" + "9" * 10, "\u0661-\u0662"]
)
def test_a_page_that_we_never_gave_is_not_found(visit: Visitor, cast: Cast, before: str) -> None:
    publish(cast.course)
    assert visit.get(f"{HERE}/feed.atom", query_string={"before": before}).status_code == 404


def test_beyond_the_last_page_there_is_nothing(visit: Visitor, cast: Cast, written: list[str]) -> None:
    answer = visit.get(f"{HERE}/feed.atom?before=1000000-1")
    assert titles(answer) == []
    assert titles(visit.get(link(answer, "previous"))) == written[-queries.POSTS :]
