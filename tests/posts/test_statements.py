"""What a page costs: few statements, the same for much as for little, and reading writes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from forum.comments import queries as comments
from forum.posts import lists
from tests import factories
from tests.people import SLUG, Cast
from tests.posts.statements import recorded, writes
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
AT_MOST = 6  # statements for a page of the main job, the session and the class included


def cost(visitor: Visitor, url: str, via: str = "plain") -> int:
    visitor.get(f"{HERE}{url}", via=via)  # what was new then is read now
    with recorded() as statements:
        answer = visitor.get(f"{HERE}{url}", via=via)
    assert answer.status_code == 200
    assert writes(statements) == []
    return len(statements)


def pages(cast: Cast, post_id: int) -> list[str]:
    month = factories.of_post(post_id, "month")
    lists = ["/", "/categories/uncategorized", f"/months/{month}", f"/authors/{cast.sam}"]
    return [*lists, f"/posts/{post_id}"]


@pytest.mark.parametrize("name", ["sam", "ines"])
def test_a_page_of_much_costs_what_a_page_of_little_does(browse: Browse, cast: Cast, name: str) -> None:
    ines, sam = factories.member("ines"), factories.member("sam")
    first = factories.post(sam)
    visitor = browse(name)
    little = {url: cost(visitor, url) for url in pages(cast, first)}
    assert max(little.values()) <= AT_MOST, little
    kinds = [factories.category(f"Kind {n}", by=ines) for n in range(5)]
    more = [factories.post(sam, f"Post {n}", category_ids=kinds) for n in range(lists.PAGE + 5)]
    factories.pin(*more[:3], by=ines)
    for n in range(10):
        factories.comment(sam, first, f"Comment {n}")
    assert {url: cost(visitor, url) for url in pages(cast, first)} == little


def test_the_pages_around_it_are_cheap_as_well(browse: Browse, cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    comment_id = factories.comment(sam, post_id)
    factories.draft(sam)
    for url in ("/drafts", "/posts/new", f"/posts/{post_id}/edit", f"/posts/{post_id}/deletion"):
        assert cost(browse("sam"), url) <= AT_MOST, url
    for url in (f"/posts/{post_id}/comments/new?parent={comment_id}", f"/comments/{comment_id}/edit"):
        assert cost(browse("sam"), url, "htmx") <= AT_MOST, url
    assert cost(browse("ines"), "/categories") <= AT_MOST


def test_htmx_pays_for_the_part_that_it_asked_for(browse: Browse, cast: Cast) -> None:
    sam = factories.member("sam")
    written = [factories.post(sam, f"Post {n}") for n in range(lists.PAGE + 1)]
    cursor = lists.latest(sam).older
    visitor = browse("sam")
    assert cost(visitor, f"/?before={cursor}", "htmx") <= cost(visitor, f"/?before={cursor}")
    assert cost(visitor, f"/posts/{written[0]}", "htmx") <= cost(visitor, f"/posts/{written[0]}")


def test_the_shelf_is_read_when_it_has_changed_and_only_for_a_page(browse: Browse, cast: Cast) -> None:
    post_id = factories.post(factories.member("sam"))
    visitor = browse("sam")
    usual = cost(visitor, f"/posts/{post_id}")
    factories.category("A new one", by=factories.member("ines"))
    counts = []
    for via in ("htmx", "plain", "plain"):
        with recorded() as statements:
            visitor.get(f"{HERE}/posts/{post_id}", via=via)
        counts.append(len(statements))
    assert counts == [usual, usual + 1, usual]


@pytest.mark.parametrize("count", [10, 1000])
def test_a_thousand_comments_cost_what_ten_do(browse: Browse, cast: Cast, count: int) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    factories.long_thread(sam, post_id, tops=count // 10, answers=9)
    factories.read_all(cast.sue)
    visitor = browse("sue")
    assert cost(visitor, f"/posts/{post_id}") <= AT_MOST
    shown = visitor.get(f"{HERE}/posts/{post_id}").text.count('<li class="comment"')
    assert shown == (10 if count == 10 else comments.TOP_PAGE * (comments.REPLIES_SHOWN + 1))
