from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime, timedelta, timezone

from forum.exchange.entries import Author, Comment, Filed, Item, Site, Term
from forum.exchange.wxr import read
from tests.exchange.wxr_files import CLASS_BLOG, LongExport, export, item


def the_item(*parts: str, version: str = "1.2", kind: str | None = "post", offset: int = 0) -> Item:
    zone = timezone(timedelta(hours=offset))
    found = list(read(export(item(*parts, kind=kind), version=version), zone=zone))[-1]
    assert isinstance(found, Item)
    return found


def published(*parts: str, offset: int = 0) -> datetime | None:
    return the_item(*parts, offset=offset).published


def test_every_version_is_read_whatever_its_namespace() -> None:
    for version in ("1.0", "1.1", "1.2"):
        excerpt = "<excerpt:encoded>In short</excerpt:encoded>"
        content = "<content:encoded>At length</content:encoded>"
        entries = list(read(export(item(excerpt, content), version=version)))
        assert entries[0] == Site("A class & its blog", version, "http://blog.example.edu")
        assert isinstance(entries[1], Item)
        assert (entries[1].excerpt, entries[1].body) == ("In short", "At length")


def test_an_empty_blog_is_an_export_too() -> None:
    assert [type(entry) for entry in read(export())] == [Site]


def test_an_item_without_a_type_is_a_post() -> None:
    assert the_item(kind=None).kind == "post"


def test_elements_of_plugins_are_not_taken_for_wordpress() -> None:
    found = the_item("<media:title>A film</media:title><media:post_id>9</media:post_id>")
    assert (found.title, found.id) == ("Post", 7)


def test_authors_and_terms_are_told_in_plain_text() -> None:
    author = (
        "<wp:author><wp:author_id>3</wp:author_id><wp:author_login>sam</wp:author_login>"
        "<wp:author_email> sam@example.edu </wp:author_email>"
        "<wp:author_display_name>Sam O&amp;#039;Neill</wp:author_display_name></wp:author>"
    )
    tag = "<wp:tag><wp:tag_slug>r-d</wp:tag_slug><wp:tag_name>R &amp;amp; D</wp:tag_name></wp:tag>"
    _site, *entries = read(export(author, tag))
    assert entries == [
        Author(3, "sam", "sam@example.edu", "Sam O'Neill"),
        Term("tag", "r-d", "R & D", "", ""),
    ]


def test_a_term_of_a_plugin_is_left_out() -> None:
    term = "<wp:term><wp:term_taxonomy>series</wp:term_taxonomy><wp:term_slug>a</wp:term_slug></wp:term>"
    assert len(list(read(export(term)))) == 1


def test_a_title_loses_its_tags_and_no_words() -> None:
    found = list(read(export("<item><title>Is &lt;em&gt;a&lt;/em&gt; &lt; b\n?</title></item>")))[-1]
    assert isinstance(found, Item)
    assert found.title == "Is a < b ?"


def test_utc_wins_over_every_other_date() -> None:
    when = "<wp:post_date_gmt>2010-01-20 14:30:00</wp:post_date_gmt>"
    local = "<wp:post_date>2010-01-20 09:30:00</wp:post_date>"
    assert published(when, local, offset=9) == datetime(2010, 1, 20, 14, 30, tzinfo=UTC)


def test_a_date_without_utc_comes_from_the_feed_date() -> None:
    zeros = "<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>"
    feed = "<pubDate>Wed, 20 Jan 2010 14:30:00 +0000</pubDate>"
    assert published(zeros, feed) == datetime(2010, 1, 20, 14, 30, tzinfo=UTC)


def test_a_date_of_a_draft_comes_from_local_time() -> None:
    zeros = "<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>"
    feed = "<pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate>"
    local = "<wp:post_date>2010-01-20 09:30:00</wp:post_date>"
    assert published(zeros, feed, local, offset=-5) == datetime(2010, 1, 20, 14, 30, tzinfo=UTC)


def test_without_any_date_there_is_none() -> None:
    nonsense = "<wp:post_date>0000-00-00 00:00:00</wp:post_date><pubDate>soon</pubDate>"
    assert published(nonsense) is None
    assert published("<wp:post_date>0001-01-01 00:00:00</wp:post_date>", offset=5) is None


def test_twins_of_categories_in_old_files_come_once() -> None:
    found = the_item(
        "<category>News</category>",
        '<category domain="category" nicename="news">News</category>',
        '<category domain="tag">wages</category>',
        '<category domain="tag" nicename="wages">wages</category>',
        '<category domain="post_format" nicename="post-format-aside">Aside</category>',
        version="1.0",
    )
    assert found.terms == (Filed("category", "news", "News"), Filed("tag", "wages", "wages"))


def test_a_category_without_a_slug_keeps_its_name() -> None:
    assert the_item("<category>News</category>").terms == (Filed("category", "", "News"),)


def test_a_comment_is_read_with_its_thread() -> None:
    found = the_item(
        "<wp:comment><wp:comment_id>12</wp:comment_id><wp:comment_parent>11</wp:comment_parent>"
        "<wp:comment_author>Sue &amp;amp; Sam</wp:comment_author><wp:comment_author_email>s@example.edu"
        "</wp:comment_author_email><wp:comment_author_url>http://s.example</wp:comment_author_url>"
        "<wp:comment_date_gmt>2010-01-21 08:00:00</wp:comment_date_gmt><wp:comment_content>Yes,\n\nbut"
        "</wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_type></wp:comment_type>"
        "<wp:comment_user_id>3</wp:comment_user_id></wp:comment>"
    )
    assert found.comments == (
        Comment(
            id=12,
            parent_id=11,
            author_name="Sue & Sam",
            author_email="s@example.edu",
            author_url="http://s.example",
            user_id=3,
            at=datetime(2010, 1, 21, 8, 0, tzinfo=UTC),
            body="Yes,\n\nbut",
            approved=True,
            kind="comment",
        ),
    )


def test_what_is_not_approved_is_not() -> None:
    for value in ("0", "trash", "spam", ""):
        approved = f"<wp:comment><wp:comment_approved>{value}</wp:comment_approved></wp:comment>"
        assert not the_item(approved).comments[0].approved


def test_numbers_that_are_none_count_as_zero() -> None:
    for value in ("", "-1", "x", "٣", "9" * 30):
        assert the_item(f"<wp:post_parent>{value}</wp:post_parent>").parent_id == 0


def test_an_item_knows_its_line() -> None:
    assert the_item().line == 14


def test_progress_can_be_read_off_the_stream() -> None:
    with CLASS_BLOG.open("rb") as stream:
        entries = read(stream)
        next(entries)
        assert 0 < stream.tell() < CLASS_BLOG.stat().st_size
        list(entries)
        assert stream.tell() == CLASS_BLOG.stat().st_size


def test_a_long_export_takes_no_more_memory_than_a_short_one() -> None:
    tracemalloc.start()
    try:
        count = sum(isinstance(entry, Item) for entry in read(LongExport(posts=600)))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 600
    assert peak < 2_000_000  # bytes, of a file of 12,000,000
