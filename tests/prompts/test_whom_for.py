"""What is for some only is shown to nobody else: on no page, in no number, search, feed or mail."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum.courses import actions as courses
from forum.courses import roster
from forum.courses.models import Membership, Pace
from forum.extensions import db
from forum.feeds import keys
from forum.feeds.doorway import root
from forum.policy import audience, may, posts_readable, posts_withheld
from forum.posts import authors, shelf
from forum.posts.models import Filing, Post
from forum.reading import actions as reading
from forum.reading.models import Level
from forum.search import queries as search
from forum.standing import Member
from tests import factories
from tests.notify.steps import send, tell
from tests.people import SLUG, Cast, email
from tests.prompts.crowd import MANY, Crowd, Rules, fill, key
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
LINK = re.compile(r'href="([^"#?]+(?:\?[^"#]*)?)')
SECRET = re.compile(r"(?:post|comment)secret\d{4}x")
READERS = ("vera", "olga", "sam", "sue", "rob", "uma", "asa", "ines")
CRAWLING = ("vera", "sam", "sue", "asa")
SEEDS = (1, 2, 7)  # in the last, somebody is not excused though their section is


@pytest.fixture(params=SEEDS)
def crowd(request: pytest.FixtureRequest, cast: Cast) -> Crowd:
    return fill(cast, request.param)


def entered(name: str) -> tuple[Any, Member]:
    """Return the class and who somebody is in it, as the doorway finds them."""
    found = roster.enter(SLUG, None if name == "vera" else factories.person(name))
    assert found
    return found


def shown(crowd: Crowd, name: str) -> set[str]:
    """Return the secret words that somebody may be shown."""
    rules = Rules(crowd)
    posts = [post.body_html for post in rules.posts.values() if rules.reads_post(name, post)]
    said = [each.body_html for each in rules.comments.values() if rules.reads_comment(name, each)]
    return set(SECRET.findall(" ".join([*posts, *said])))


def test_the_rule_its_twin_and_plain_counting_agree(crowd: Crowd) -> None:
    rules = Rules(crowd)
    rows = factories.as_read(*crowd.posts)
    for name in READERS:
        _course, member = entered(name)
        wanted = {id for id, post in rules.posts.items() if rules.reads_post(name, post)}
        assert {row.id for row in rows if may(member, "post.read", row)} == wanted, name
        assert set(db.session.scalars(select(Post.id).where(posts_readable(member)))) == wanted, name
        apart = {id for id, post in rules.posts.items() if not rules.is_for(name, post)}
        here = select(Post.id).where(Post.course_id == crowd.cast.course)
        assert set(db.session.scalars(here.where(~audience(member)))) == apart, name
        assert set(db.session.scalars(posts_withheld(member))) == apart, name


def test_numbers_are_of_what_one_sees(crowd: Crowd) -> None:
    rules = Rules(crowd)
    filed = db.session.execute(select(Filing.category_id, Filing.post_id)).all()
    for name in READERS:
        course, member = entered(name)
        counted = {post.id: post for post in rules.counted(name)}
        rail = shelf.of(course, member)
        categories = Counter(category for category, post in filed if post in counted)
        assert {row.id: row.post_count for row in rail.categories if row.post_count} == categories, name
        months = Counter(post.month for post in counted.values())
        assert {row.slug: row.post_count for row in rail.months} == months, name
        posts, comments = _by_people(rules, name, counted)
        wrote = set(posts) | set(comments)
        for row in [*roster.members(member), *(authors.find(member, id) for id in wrote)]:
            assert (row.post_count, row.comment_count) == (posts[row.id], comments[row.id]), name
        assert {int(id) for id, _name in search.choices(member).authors} == wrote, name


def _by_people(rules: Rules, name: str, counted: dict[int, Post]) -> tuple[Counter[int], Counter[int]]:
    posts = Counter(post.author_id for post in counted.values())
    posts.update(user for post, user in rules.co_authors if post in counted)
    said = (each for each in rules.comments.values() if rules.is_for(name, rules.posts[each.post_id]))
    return posts, Counter(each.author_id for each in said)


def test_no_page_or_feed_says_what_is_not_for_its_reader(
    crowd: Crowd, browse: Callable[[str], Visitor]
) -> None:
    for name in CRAWLING:
        seen = set()
        for text in pages(browse(name), addresses(crowd, name)):
            seen |= set(SECRET.findall(text))
        assert seen == shown(crowd, name), name


def addresses(crowd: Crowd, name: str) -> list[str]:
    """Return where somebody might look who guesses: what each post and comment has an address for."""
    posts = [
        f"{HERE}/posts/{id}{more}"
        for id in crowd.posts
        for more in ("", "/history", "/comments.atom", "/hearts", "/comments/new")
    ]
    said = [
        f"{HERE}/comments/{id}{more}"
        for id in crowd.comments
        for more in ("", "/history", "/hearts", "/replies")
    ]
    asked = [f"{HERE}/search?q={key(kind, n)}" for kind in ("post", "comment") for n in range(MANY)]
    mine = []
    if name != "vera":
        keys.renew(by=factories.member(name))
        secret = root(keys.secret(keys.of(factories.member(name))))
        mine = [f"{secret}/feed.atom", *(f"{secret}/posts/{id}/comments.atom" for id in crowd.posts)]
    return [f"{HERE}/", f"{HERE}/new", f"{HERE}/bookmarks", *posts, *said, *asked, *mine]


def pages(visitor: Visitor, first: list[str]) -> Iterator[str]:
    """Yield everything that somebody gets to see who asks for these and follows every link of the class."""
    known, queue = set(first), list(first)
    while queue:
        answer = visitor.get(queue.pop(), follow_redirects=True)
        text = answer.data.decode("utf-8", "replace")  # workbooks, too
        yield text
        new = set(links(text)) - known
        known |= new
        queue += new


def links(html: str) -> Iterator[str]:
    """Yield the addresses of the class that a page leads to, but for further searches."""
    for found in LINK.findall(html):
        link = urlsplit(unescape(found))
        address = f"{link.path}?{link.query}" if link.query else link.path
        if address.startswith(HERE) and "q=" not in link.query:
            yield address


def test_nobody_is_told_or_mailed_of_what_is_not_for_them(
    app: Flask, crowd: Crowd, browse: Callable[[str], Visitor]
) -> None:
    db.session.execute(update(Membership).values(mail_pace=Pace.AT_ONCE))
    for name in READERS[1:]:
        reading.watch(Level.FOLLOWING, by=factories.member(name))
    tell()
    send()
    mailed: dict[str, set[str]] = defaultdict(set)
    for path in Path(app.instance_path, "outbox").iterdir():
        letter = message_from_bytes(path.read_bytes(), policy=policy.default)
        mailed[str(letter["To"])] |= set(SECRET.findall(letter.as_string()))
    for name in READERS[1:]:
        may_see = shown(crowd, name)
        assert mailed[email(name)] <= may_see, name
        assert mailed[email(name)], name
        assert set(SECRET.findall(browse(name).get(f"{HERE}/notifications").text)) <= may_see, name


def test_who_was_removed_sees_what_a_visitor_sees_and_their_own(crowd: Crowd) -> None:
    courses.remove(crowd.cast.course, crowd.people["rob"], by=factories.member("ines"))
    visitor, rules = entered("vera")[1], Rules(crowd)
    member = entered("rob")[1]
    own = {id for id, post in rules.posts.items() if rules.wrote(crowd.people["rob"], post)}
    apart = {id for id, post in rules.posts.items() if not rules.is_for("vera", post)} - own
    assert set(db.session.scalars(posts_withheld(member))) == apart
    rows = factories.as_read(*crowd.posts)
    shown = {row.id for row in rows if may(member, "post.read", row)}
    assert shown == set(db.session.scalars(select(Post.id).where(posts_readable(member))))
    assert shown - own == {row.id for row in rows if may(visitor, "post.read", row)} - own
