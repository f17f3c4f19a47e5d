"""A real feed library follows a private feed over real HTTP, with nothing but its address."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from threading import Thread
from urllib.parse import urlsplit

import feedparser
import pytest
from flask import Flask
from werkzeug.serving import make_server

from forum.feeds import keys
from forum.posts import actions as posts
from forum.posts.draft import Draft
from tests import factories
from tests.feeds.reading import key_of
from tests.people import Cast


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of a real server in front of the application."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def ask(address: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc)
    connection.request(
        method, parts.path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    answer = connection.getresponse()
    words = answer.read()
    connection.close()
    return answer, words


def test_a_feed_library_follows_a_private_feed(site: str, cast: Cast) -> None:
    sam, olga = factories.member("sam"), factories.member("olga")
    first = factories.post(sam, "First", "Some *words*.")
    address = f"{site}{key_of(olga)}/feed.atom"
    began = feedparser.parse(address)
    assert (began.status, bool(began.bozo)) == (200, False)
    assert began.feed.title == "Upgrading in Global Supply Chains"
    (entry,) = began.entries
    assert (entry.title, entry.author, "<em>words</em>" in entry.content[0].value) == ("First", "Sam", True)

    idle = feedparser.parse(address, etag=began.etag, modified=began.get("modified"))
    assert (idle.status, idle.entries) == (304, [])

    factories.post(sam, "Second")
    posts.edit(first, Draft("First, again", "Better words."), by=sam, seen=None)
    later = feedparser.parse(address, etag=began.etag, modified=began.get("modified"))
    assert (later.status, [entry.title for entry in later.entries]) == (200, ["Second", "First, again"])
    assert later.entries[1].id == entry.id

    keys.switch_off(by=olga)
    ended = feedparser.parse(address, etag=later.etag)
    assert (ended.status, ended.entries) == (404, [])


def test_conditional_requests_over_http(site: str, cast: Cast) -> None:
    factories.post(factories.member("sam"), "First")
    address = f"{site}{key_of(factories.member('sue'))}/feed.atom"
    whole, words = ask(address)
    etag = whole.headers["ETag"]
    assert (whole.status, whole.headers["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    assert int(whole.headers["Content-Length"]) == len(words)
    unchanged, nothing = ask(address, If_None_Match=etag)
    assert (unchanged.status, nothing, unchanged.headers["ETag"]) == (304, b"", etag)
    assert "Content-Type" not in unchanged.headers
    head, nothing = ask(address, "HEAD")
    assert (head.status, nothing, head.headers["ETag"]) == (200, b"", etag)
