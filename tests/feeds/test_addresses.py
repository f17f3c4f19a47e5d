"""The page that shows where the feeds are, and the key that members make, change and throw away."""

from __future__ import annotations

import re
from html import unescape
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import delete, func, select

from forum.auth.models import AuditEvent
from forum.courses.models import Course
from forum.extensions import db
from forum.feeds import keys, queries
from forum.feeds.models import FeedKey
from tests import factories
from tests.courses.stories import HERE, publish
from tests.feeds.reading import held, titles
from tests.people import Cast
from tests.visitor import Visitor

COPIED = re.compile(r'<input class="copy" id="([\w-]+)" readonly value="([^"]+)"')
FOUND = re.compile(r'<link rel="alternate" type="application/atom\+xml" title="([^"]*)" href="([^"]+)">')
PAGE = f"{HERE}/feeds"


def shown(visit: Visitor) -> dict[str, str]:
    """Return the addresses that the page offers to copy, as paths."""
    found = COPIED.findall(visit.get(PAGE).text)
    return {name: unescape(value).removeprefix("http://localhost") for name, value in found}


def trail(cast: Cast) -> list[tuple[str, int | None]]:
    events = select(AuditEvent.verb, AuditEvent.actor_id).where(AuditEvent.verb.startswith("feed."))
    return [(row.verb, row.actor_id) for row in db.session.execute(events.order_by(AuditEvent.id))]


def test_from_the_first_address_to_none(app: Flask, visit: Visitor, cast: Cast) -> None:
    factories.post(factories.member("sam"), "Among us")
    sam, program = visit.as_("sam"), Visitor(app)
    assert (shown(sam), "Make my address" in sam.get(PAGE).text) == ({}, True)
    assert sam.post(f"{PAGE}/address").location == PAGE
    first = shown(sam)["private-feed"]
    assert titles(program.get(first)) == ["Among us"]
    assert shown(sam)["private-feed"] == first
    assert sam.post(f"{PAGE}/address").location == PAGE
    second = shown(sam)["private-feed"]
    assert (program.get(first).status_code, program.get(second).status_code) == (404, 200)
    assert sam.post(f"{PAGE}/address/delete").location == PAGE
    assert (shown(sam), program.get(second).status_code) == ({}, 404)
    sam.post(f"{PAGE}/address/delete")
    assert trail(cast) == [("feed.renew", cast.sam), ("feed.renew", cast.sam), ("feed.switch_off", cast.sam)]


def test_the_trail_holds_no_key(visit: Visitor, cast: Cast) -> None:
    sam = factories.member("sam")
    keys.renew(by=sam)
    secret, nonce = held(sam), db.session.scalars(select(FeedKey.nonce)).one()
    for event in db.session.scalars(select(AuditEvent)):
        assert not {secret, nonce} & {event.target, *map(str, event.detail.values())}


def test_the_database_holds_no_address(cast: Cast) -> None:
    sam = factories.member("sam")
    keys.renew(by=sam)
    row = db.session.execute(select(FeedKey.__table__)).one()
    signature = held(sam).rpartition(".")[2]
    assert not any(signature in str(value) for value in row)


def test_two_first_clicks_make_one_key(app: Flask, cast: Cast) -> None:
    sam = factories.member("sam")
    together = Barrier(2)

    def click() -> None:
        with app.app_context():
            together.wait()
            keys.renew(by=sam)

    clicks = [Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert db.session.scalar(select(func.count(FeedKey.id))) == 1
    assert trail(cast) == [("feed.renew", cast.sam)] * 2


def test_another_persons_key_stays(cast: Cast) -> None:
    sam, sue = factories.member("sam"), factories.member("sue")
    keys.renew(by=sam)
    keys.renew(by=sue)
    before = held(sue)
    keys.renew(by=sam)
    keys.switch_off(by=sam)
    assert (held(sue), keys.of(sam)) == (before, None)


def test_the_key_goes_with_the_class(cast: Cast) -> None:
    keys.renew(by=factories.member("sam"))
    db.session.execute(delete(Course).where(Course.id == cast.course))
    assert db.session.scalar(select(func.count(FeedKey.id))) == 0


def test_the_page_offers_the_feeds_of_parts(app: Flask, visit: Visitor, cast: Cast) -> None:
    sam = factories.member("sam")
    post = factories.post(sam, "Who <pays>?")
    page = visit.as_("sue")
    page.get(PAGE)
    page.post(f"{PAGE}/address")
    root = held(factories.member("sue"))
    links = re.findall(rf'href="http://localhost({re.escape(root)}[^"]+)"', page.get(PAGE).text)
    ways = [
        "/categories/uncategorized/feed.atom",
        f"/authors/{cast.sam}/feed.atom",
        f"/posts/{post}/comments.atom",
    ]
    assert links == [root + way for way in ways]
    assert [Visitor(app).get(link).status_code for link in links] == [200] * 3


def test_the_comments_of_every_post_can_be_followed(visit: Visitor, cast: Cast) -> None:
    sam = factories.member("sam")
    old = factories.post(sam, "The oldest")
    for number in range(queries.RECENT):
        factories.post(sam, f"Post {number}")
    page = visit.as_("sue")
    page.post(f"{PAGE}/address")
    assert f'href="{PAGE}?post={old}"' in page.get(f"{HERE}/posts/{old}").text
    link = f"/posts/{old}/comments.atom"
    assert link not in page.get(PAGE).text
    assert link in page.get(f"{PAGE}?post={old}").text
    hidden = factories.hidden(sam, factories.member("ines"))
    assert page.get(f"{PAGE}?post={hidden}").status_code == 404


def test_a_public_class_shows_everybody_the_public_address(visit: Visitor, cast: Cast) -> None:
    factories.post(factories.member("sam"))
    publish(cast.course)
    assert shown(visit) == {"public-feed": f"{HERE}/feed.atom"}
    page = visit.get(PAGE).text
    assert f"{HERE}/categories/uncategorized/feed.atom" in page
    assert "/authors/" not in page
    assert "address is a key" not in page
    otto = visit.as_("otto")
    assert shown(otto) == {"public-feed": f"{HERE}/feed.atom"}
    assert otto.post(f"{PAGE}/address").status_code == 403


def test_pages_of_a_public_class_name_their_feeds(visit: Visitor, cast: Cast) -> None:
    post = factories.post(factories.member("sam"), 'Who "pays"?')
    pages = {
        "/": [],
        "/categories/uncategorized": [("Uncategorized", f"{HERE}/categories/uncategorized/feed.atom")],
        f"/authors/{cast.sam}": [("Sam", f"{HERE}/authors/{cast.sam}/feed.atom")],
        f"/posts/{post}": [('Comments on “Who "pays"?”', f"{HERE}/posts/{post}/comments.atom")],
    }
    for path in pages:
        assert FOUND.findall(visit.get(HERE + path).text) == []
    publish(cast.course)
    of_class = ("Upgrading in Global Supply Chains", f"{HERE}/feed.atom")
    for path, own in pages.items():
        found = [(unescape(title), href) for title, href in FOUND.findall(visit.get(HERE + path).text)]
        assert found == [of_class, *own]
        assert [visit.get(href).status_code for _title, href in found] == [200] * len(found)


def test_pages_of_a_private_class_name_none(visit: Visitor, cast: Cast) -> None:
    sam = visit.as_("sam")
    keys.renew(by=factories.member("sam"))
    assert FOUND.findall(sam.get(f"{HERE}/").text) == []
    assert "/feeds/" not in sam.get(f"{HERE}/").text


def test_every_page_of_the_journal_leads_to_the_feeds(visit: Visitor, cast: Cast) -> None:
    post = factories.post(factories.member("sam"))
    sam = visit.as_("sam")
    for path in ("/", f"/posts/{post}", "/categories/uncategorized", f"/authors/{cast.sam}"):
        assert f'href="{PAGE}"' in sam.get(HERE + path).text
