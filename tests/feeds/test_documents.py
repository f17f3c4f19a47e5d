"""What stands in a feed: each kind of it, read by a real parser."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from defusedxml.ElementTree import fromstring
from sqlalchemy import update

from forum.comments import actions as comments
from forum.courses import actions as courses
from forum.courses.models import Course
from forum.extensions import db
from forum.feeds import queries
from forum.posts import actions as posts
from forum.posts.models import Post
from tests import factories
from tests.courses.stories import change, publish
from tests.feeds.reading import ATOM, HERE, THREAD, key_of, link, parsed, titles
from tests.people import Cast
from tests.visitor import Visitor

MADE = datetime(2026, 1, 5, 9, tzinfo=UTC)
WRITTEN = datetime(2026, 2, 3, 14, 30, 5, tzinfo=UTC)
TAG = "tag:localhost,2026-01-05:class-{}"
NOTES = "ملاحظات"
SITE = f"http://localhost{HERE}"


@pytest.fixture(autouse=True)
def made(cast: Cast) -> None:
    change(cast.course, visibility="public", created_at=MADE)


def test_the_feed_of_a_class(visit: Visitor, cast: Cast) -> None:
    post = factories.post(factories.member("sam"), "Who pays?", "The *factory* does.", at=WRITTEN)
    factories.pin(post, by=factories.member("ines"))
    answer = visit.get(f"{HERE}/feed.atom")
    found = parsed(answer)
    assert found.feed.title == "Upgrading in Global Supply Chains"
    assert found.feed.subtitle == "Spring 2027"
    assert found.feed.id == TAG.format(cast.course)
    assert found.feed.updated == "2026-02-03T14:30:05Z"
    assert found.feed.link == f"{SITE}/"
    assert fromstring(answer.data).get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    (entry,) = found.entries
    assert (entry.title, entry.author, entry.link) == ("Who pays?", "Sam", f"{SITE}/posts/{post}")
    assert entry.id == f"{TAG.format(cast.course)}/post-{post}"
    assert entry.author_detail.href == f"{SITE}/authors/{cast.sam}"
    assert (entry.published, entry.updated) == ("2026-02-03T14:30:05Z", "2026-02-03T14:30:05Z")
    assert [(tag.term, tag.label) for tag in entry.tags] == [("uncategorized", "Uncategorized")]
    assert entry.summary == "The factory does."
    assert [(text.type, text.value) for text in entry.content] == [
        ("text/html", '<div dir="auto"><p>The <em>factory</em> does.</p></div>')
    ]


def test_a_post_leads_to_its_comments(visit: Visitor, cast: Cast) -> None:
    sam = factories.member("sam")
    post = factories.post(sam)
    factories.comment(sam, post)
    (entry,) = fromstring(visit.get(f"{HERE}/feed.atom").data).findall(f"{ATOM}entry")
    replies = [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "replies"]
    assert [(link.get("type"), link.get("href"), link.get(f"{THREAD}count")) for link in replies] == [
        ("application/atom+xml", f"{SITE}/posts/{post}/comments.atom", "1"),
        ("text/html", f"{SITE}/posts/{post}#comments", "1"),
    ]


def test_the_feed_of_a_category(visit: Visitor, cast: Cast) -> None:
    ines = factories.member("ines")
    filed = factories.category("Field notes", "What was seen.", by=ines)
    factories.post(ines, "Elsewhere")
    factories.post(ines, "In Porto", category_ids=[filed])
    answer = visit.get(f"{HERE}/categories/field-notes/feed.atom")
    found = parsed(answer)
    assert found.feed.title == "Field notes · Upgrading in Global Supply Chains"
    assert (found.feed.subtitle, found.feed.link) == ("What was seen.", f"{SITE}/categories/field-notes")
    assert [entry.title for entry in found.entries] == ["In Porto"]
    assert [(tag.term, tag.label) for tag in found.entries[0].tags] == [("field-notes", "Field notes")]


def test_a_category_in_any_script_has_a_whole_address(visit: Visitor, cast: Cast) -> None:
    factories.category(NOTES, by=factories.member("ines"))
    answer = visit.get(f"{HERE}/categories/{NOTES}/feed.atom")
    assert link(answer, "self").isascii()
    assert parsed(visit.get(link(answer, "self"))).feed.title.startswith(f"\u2068{NOTES}\u2069 · ")


def test_the_feed_of_an_author(visit: Visitor, cast: Cast) -> None:
    factories.post(factories.member("sam"), "By Sam")
    factories.post(factories.member("ines"), "By Ines")
    found = parsed(visit.get(f"{HERE}/authors/{cast.sam}/feed.atom"))
    assert found.feed.title == "Sam · Upgrading in Global Supply Chains"
    assert (found.feed.link, [entry.title for entry in found.entries]) == (
        f"{SITE}/authors/{cast.sam}",
        ["By Sam"],
    )


def test_the_feed_of_the_comments_under_a_post(visit: Visitor, cast: Cast) -> None:
    sam, ines = factories.member("sam"), factories.member("ines")
    post = factories.post(sam, "Who pays?")
    said = factories.comment(ines, post, "Nobody.")
    factories.comment(sam, post, "We do.", under=said)
    answer = visit.get(f"{HERE}/posts/{post}/comments.atom")
    found = parsed(answer)
    assert (found.feed.title, found.feed.link) == ("Comments on “Who pays?”", f"{SITE}/posts/{post}")
    newest, first = found.entries
    assert (newest.title, first.title) == ("Sam on “Who pays?”", "Ines on “Who pays?”")
    assert first.link == f"{SITE}/comments/{said}"
    assert first.content[0].value == '<div dir="auto"><p>Nobody.</p></div>'
    thread = f"{TAG.format(cast.course)}/post-{post}"
    assert first.id == f"{thread}/comment-{said}"
    answered = [node.attrib for node in fromstring(answer.data).iter(f"{THREAD}in-reply-to")]
    assert [(each["ref"], each["href"]) for each in answered] == [
        (f"{thread}/comment-{said}", f"{SITE}/comments/{said}"),
        (thread, f"{SITE}/posts/{post}"),
    ]
    assert found.feed.id == f"{thread}/comments"


def test_a_feed_with_nothing_in_it(visit: Visitor, cast: Cast) -> None:
    found = parsed(visit.get(f"{HERE}/feed.atom"))
    assert (found.entries, found.feed.updated) == ([], "2026-01-05T09:00:00Z")


def test_an_edit_moves_the_time_and_not_the_id(visit: Visitor, cast: Cast) -> None:
    sam = factories.member("sam")
    post = factories.post(sam, "First", at=WRITTEN)
    said = factories.comment(sam, post, "First.", at=WRITTEN)
    paths = (f"{HERE}/feed.atom", f"{HERE}/posts/{post}/comments.atom")
    before = [parsed(visit.get(path)).entries[0] for path in paths]
    posts.edit(post, posts.Draft("Second", "Other words."), by=sam, seen=None)
    comments.edit(said, "Second.", by=sam, seen=None)
    after = [parsed(visit.get(path)).entries[0] for path in paths]
    assert [entry.id for entry in after] == [entry.id for entry in before]
    assert [entry.published for entry in after] == [entry.published for entry in before]
    assert all(new.updated > old.updated for new, old in zip(after, before, strict=True))
    assert (after[0].title, "Second." in after[1].content[0].value) == ("Second", True)


def test_ids_outlive_every_address(visit: Visitor, cast: Cast) -> None:
    ines = factories.member("ines")
    factories.post(ines)
    before = parsed(visit.get(f"{HERE}/feed.atom"))
    courses.change(db.session.get_one(Course, cast.course), {"slug": "moved", "title": "Moved"}, by=None)
    after = parsed(visit.get("/c/moved/feed.atom"))
    own = parsed(visit.get(key_of(factories.member("sam", "moved")) + "/feed.atom"))
    assert before.feed.id == after.feed.id == own.feed.id
    assert before.entries[0].id == after.entries[0].id == own.entries[0].id


def test_addresses_in_a_text_are_whole(visit: Visitor, cast: Cast) -> None:
    body = (
        "[here](/c/x?a=1&b=2), [beside](other), [there](https://example.org/), a note.[^1]\n\n[^1]: Note.\n"
    )
    post = factories.post(factories.member("sam"), body=body)
    (entry,) = parsed(visit.get(f"{HERE}/feed.atom")).entries
    text = entry.content[0].value
    assert 'href="http://localhost/c/x?a=1&amp;b=2"' in text
    assert f'href="{SITE}/posts/other"' in text
    assert 'href="https://example.org/"' in text
    assert text.count(f'href="{SITE}/posts/{post}#') == 2
    assert 'href="#' not in text
    assert 'href="/' not in text


def test_of_a_very_long_text_a_feed_tells_the_first_words(visit: Visitor, cast: Cast) -> None:
    post = factories.post(factories.member("sam"), body="Short.")
    long = {"body_html": "<p>" + "x" * queries.LONGEST + "</p>"}
    db.session.execute(update(Post).where(Post.id == post).values(long))
    db.session.commit()
    (entry,) = parsed(visit.get(f"{HERE}/feed.atom")).entries
    assert ("content" in entry, entry.summary) == (False, "Short.")


@pytest.mark.parametrize(
    "title",
    [
        "</title><script>alert(1)</script>",
        "]]> <!DOCTYPE x [<!ENTITY a 'b'>]> &a; <?xml?>",
        "\"quoted\" & 'quoted' &amp; &#0;",
        "العنوان \u202e turned and never turned back",
    ],
)
def test_hostile_titles_are_titles(visit: Visitor, cast: Cast, title: str) -> None:
    ines = factories.member("ines")
    factories.category(title[:60], title, by=ines)
    post = factories.post(ines, title, title)
    factories.comment(ines, post, title)
    assert [node.text for node in fromstring(visit.get(f"{HERE}/feed.atom").data).iter(f"{ATOM}title")][
        1
    ] == title
    answer = visit.get(f"{HERE}/posts/{post}/comments.atom")
    parsed(answer)
    assert title in (fromstring(answer.data).findtext(f"{ATOM}title") or "")


def test_what_xml_cannot_hold_is_left_out(visit: Visitor, cast: Cast) -> None:
    post = factories.post(factories.member("sam"))
    odd = {"title": "A\x0b\x1f\ufffe bell\x07", "excerpt": "\x01?", "body_html": "<p>\x08\uffff!</p>"}
    db.session.execute(update(Post).where(Post.id == post).values(odd))
    db.session.commit()
    answer = visit.get(f"{HERE}/feed.atom")
    (entry,) = parsed(answer).entries
    assert (entry.title, entry.summary) == ("A bell", "?")
    assert entry.content[0].value == '<div dir="auto"><p>!</p></div>'


def test_a_text_that_turns_the_direction_does_not_turn_ours(visit: Visitor, cast: Cast) -> None:
    sam = factories.member("sam")
    post = factories.post(sam, "\u202etfel")
    factories.comment(sam, post)
    assert titles(visit.get(f"{HERE}/posts/{post}/comments.atom")) == ["Sam on “\u2068\u202etfel\u2069”"]


def test_who_teaches_is_told_what_others_do_not_see(visit: Visitor, cast: Cast) -> None:
    sam, ines = factories.member("sam"), factories.member("ines")
    factories.hidden(sam, ines, "Too far")
    factories.private(sam, "Between us")
    assert titles(visit.get(f"{key_of(ines)}/feed.atom")) == ["Private: Between us", "Hidden: Too far"]
    publish(cast.course)
    assert titles(visit.get(f"{HERE}/feed.atom")) == []
