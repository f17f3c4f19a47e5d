"""What a feed costs: few statements, the same for much as for little; it writes nothing, and has a limit."""

from __future__ import annotations

import pytest
from flask import Flask

from forum.extensions import db
from forum.feeds import queries, routes
from tests import factories
from tests.courses.stories import publish
from tests.feeds.reading import HERE, key_of, link
from tests.people import Cast
from tests.posts.statements import recorded, writes
from tests.visitor import Visitor

AT_MOST = 6  # statements, the session and the class included


def paths(cast: Cast, post: int) -> list[str]:
    lists = ["/feed.atom", "/categories/uncategorized/feed.atom", f"/authors/{cast.sam}/feed.atom"]
    return [*lists, f"/posts/{post}/comments.atom"]


def cost(visitor: Visitor, path: str) -> int:
    with recorded() as statements:
        answer = visitor.get(path)
    assert answer.status_code == 200
    assert writes(statements) == []
    return len(statements)


def rows() -> dict[str, list[tuple[object, ...]]]:
    """Return all that the database holds."""
    tables = db.metadata.sorted_tables
    return {each.name: [tuple(row) for row in db.session.execute(each.select())] for each in tables}


def fill(cast: Cast) -> int:
    """Fill every feed with more than a document holds; return the post with the comments."""
    sam, ines = factories.member("sam"), factories.member("ines")
    kinds = [factories.category(f"Kind {n}", by=ines) for n in range(5)]
    filed = [factories.default_category(cast.course), *kinds]
    *_others, post = [factories.post(sam, f"Post {n}", category_ids=filed) for n in range(queries.POSTS + 5)]
    factories.long_thread(sam, post, tops=queries.COMMENTS + 5)
    return post


def test_a_feed_of_much_costs_what_a_feed_of_little_does(app: Flask, cast: Cast) -> None:
    sam = factories.member("sam")
    post = factories.post(sam)
    factories.comment(sam, post)
    publish(cast.course)
    readers = [(Visitor(app), HERE), (Visitor(app).as_("ines"), HERE), (Visitor(app), key_of(sam))]
    little = [[cost(who, root + path) for path in paths(cast, post)] for who, root in readers]
    post = fill(cast)
    much = [[cost(who, root + path) for path in paths(cast, post)] for who, root in readers]
    further = [
        cost(who, link(who.get(root + path), "next")) for path in paths(cast, post) for who, root in readers
    ]
    assert much == little
    assert max(*further, *map(max, much)) <= AT_MOST


def test_the_page_of_addresses_costs_little(app: Flask, cast: Cast) -> None:
    fill(cast)
    sam = Visitor(app).as_("sam")
    without = cost(sam, f"{HERE}/feeds")
    key_of(factories.member("sam"))
    assert without < cost(sam, f"{HERE}/feeds") <= AT_MOST


def test_reading_a_feed_changes_nothing(app: Flask, visit: Visitor, cast: Cast) -> None:
    sam = factories.member("sam")
    post = factories.post(sam)
    factories.comment(sam, post)
    root = key_of(sam)
    before = rows()
    for path in paths(cast, post):
        assert visit.get(root + path).status_code == 200
        assert visit.client.head(root + path).status_code == 200
    assert rows() == before
    assert visit.get(f"{root}/feed.atom").headers.getlist("Set-Cookie") == []


def test_who_asks_all_the_time_has_to_wait(visit: Visitor, cast: Cast) -> None:
    sam, sue = key_of(factories.member("sam")), key_of(factories.member("sue"))
    most = int(routes.OFTEN.split()[0])
    answers = [visit.get(f"{sam}/feed.atom").status_code for _ in range(most)]
    assert set(answers) == {200}
    refused = visit.get(f"{sam}/authors/{cast.sam}/feed.atom")
    assert (refused.status_code, int(refused.headers["Retry-After"]) > 0) == (429, True)
    assert visit.get(f"{sue}/feed.atom").status_code == 200


def test_a_crash_is_logged_without_the_key(
    app: Flask, visit: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def crash() -> None:
        raise RuntimeError("the cause")

    monkeypatch.setitem(app.view_functions, "private.feeds.of_class", crash)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    root = key_of(factories.member("sam"))
    assert visit.get(f"{root}/feed.atom").status_code == 500
    assert "the cause" in caplog.text
    assert "/feeds/<secret>/feed.atom" in caplog.text
    assert root not in caplog.text
