"""A real export, written by a real WordPress 6.1.9 of a made-up class."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from forum import text
from forum.exchange.editable import to_source
from forum.exchange.entries import Author, Comment, Entry, Item, Site, Term
from forum.exchange.wordpress_html import comment_html, to_html
from forum.exchange.wxr import read
from tests.exchange.wxr_files import CLASS_BLOG


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    with CLASS_BLOG.open("rb") as stream:
        return list(read(stream, zone=ZoneInfo("America/New_York")))


@pytest.fixture(scope="module")
def items(entries: list[Entry]) -> list[Item]:
    return [entry for entry in entries if isinstance(entry, Item)]


@pytest.fixture(scope="module")
def posts(items: list[Item]) -> list[Item]:
    return [item for item in items if item.kind == "post"]


@pytest.fixture(scope="module")
def comments(items: list[Item]) -> list[Comment]:
    return [comment for item in items for comment in item.comments]


def test_it_comes_whole(entries: list[Entry], items: list[Item]) -> None:
    assert entries[0] == Site("Upgrading in Global Supply Chains", "1.2", "http://class.example.edu")
    assert Counter(type(entry) for entry in entries) == {Site: 1, Author: 25, Term: 17, Item: 100}
    assert Counter(item.kind for item in items) == {"post": 96, "page": 2, "attachment": 2}


def test_terms_come_once_and_know_their_parents(entries: list[Entry]) -> None:
    terms = [entry for entry in entries if isinstance(entry, Term)]
    assert Counter(term.kind for term in terms) == {"category": 10, "tag": 7}
    parents = {term.slug: term.parent_slug for term in terms if term.parent_slug}
    assert parents == {"codes-of-conduct": "voluntary-standards", "fair-trade": "voluntary-standards"}
    assert "Cases: India, Brazil & México" in {term.name for term in terms}


def test_people_keep_their_names(entries: list[Entry]) -> None:
    authors = {entry.login: entry for entry in entries if isinstance(entry, Author)}
    assert authors["ukasz.wjcik8"].display_name == "Łukasz Wójcik"
    assert authors["ukasz.wjcik8"].email == "ukasz.wjcik8@students.example.edu"
    assert authors["ukasz.wjcik8"].id == 10


def test_posts_keep_their_state(posts: list[Item]) -> None:
    states = Counter(post.status for post in posts)
    assert states == {"publish": 91, "draft": 1, "private": 1, "pending": 1, "future": 1, "trash": 1}
    assert sum(post.is_sticky for post in posts) == 2
    assert [post.password != "" for post in posts].count(True) == 1
    assert all(post.author_login for post in posts)


def test_posts_know_what_they_are_filed_under(posts: list[Item]) -> None:
    filed = [[term.slug for term in post.terms if term.kind == "category"] for post in posts]
    assert sum(len(slugs) > 1 for slugs in filed) == 42
    assert all(slugs for slugs in filed)


def test_a_draft_has_its_local_time(posts: list[Item]) -> None:
    draft = next(post for post in posts if post.status == "draft")
    assert draft.published == datetime(2010, 4, 2, 14, 0, tzinfo=UTC)


def test_comments_keep_their_threads(comments: list[Comment], items: list[Item]) -> None:
    assert len(comments) == 362
    assert sum(comment.approved for comment in comments) == 350
    assert Counter(comment.kind for comment in comments) == {"comment": 361, "pingback": 1}
    assert sum(comment.parent_id > 0 for comment in comments) == 175
    assert max(len(item.comments) for item in items) == 140
    for item in items:
        ids = {comment.id for comment in item.comments}
        assert {comment.parent_id for comment in item.comments} <= ids | {0}


def test_attachments_know_where_they_are(items: list[Item]) -> None:
    addresses = {item.attachment_url.rpartition("/")[2] for item in items if item.kind == "attachment"}
    assert addresses == {"tannery.jpg", "reading-list.pdf"}


def test_every_body_becomes_markdown_that_shows_the_same(items: list[Item]) -> None:
    bodies = [to_html(item.body, base=item.link) for item in items]
    assert Counter(to_source(body, text.render)[1] for body in bodies) == {"markdown": 100}


def test_every_comment_becomes_markdown_that_shows_the_same(comments: list[Comment]) -> None:
    bodies = [comment_html(comment.body) for comment in comments]
    assert Counter(to_source(body, text.render)[1] for body in bodies) == {"markdown": 362}


def test_nothing_that_only_wordpress_understands_is_left(items: list[Item]) -> None:
    shown = "".join(to_html(item.body, base=item.link) for item in items)
    for leftover in ("<!--", "[caption", "[/caption]", "wp-block", "<script", "onclick", "style="):
        assert leftover not in shown


def test_structure_survives(items: list[Item]) -> None:
    shown = "".join(to_html(item.body, base=item.link) for item in items)
    counts = {
        tag: shown.count(f"<{tag}>") for tag in ("ul", "li", "h2", "table", "th", "td", "pre", "blockquote")
    }
    assert counts == {
        "ul": 18, "li": 54, "h2": 15, "table": 12, "th": 24, "td": 48, "pre": 6, "blockquote": 27,
    }  # fmt: skip
    assert shown.count("tannery.jpg</a>") + shown.count("(tannery.jpg)</a>") == 9
