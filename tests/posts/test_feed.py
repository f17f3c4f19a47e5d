"""The journal: what is pinned, then the newest, then older ones page by page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from forum import clock
from forum.posts import lists, shelf
from forum.posts.models import Post
from tests import factories
from tests.people import SLUG, Cast
from tests.posts.markup import entries, older, sound
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]


def posts_a_minute_apart(count: int, name: str = "sam") -> list[int]:
    """Write posts and return their ids, the newest first."""
    by, now = factories.member(name), clock.now()
    written = [factories.post(by, f"Post {n}", at=now - timedelta(minutes=count - n)) for n in range(count)]
    return written[::-1]


def test_an_empty_class_says_what_to_do(browse: Browse) -> None:
    assert "Be the first" in browse("sam").get(f"{HERE}/").text
    assert "invite your class" in browse("ines").get(f"{HERE}/").text
    olgas = browse("olga").get(f"{HERE}/")
    assert "Posts will appear here" in olgas.text
    assert "/posts/new" not in olgas.text


def test_pins_come_first_in_their_order_then_the_newest(browse: Browse) -> None:
    newest_first = posts_a_minute_apart(4)
    ines = factories.member("ines")
    factories.pin(newest_first[3], newest_first[1], by=ines)
    answer = browse("sam").get(f"{HERE}/")
    assert entries(answer) == [newest_first[3], newest_first[1], newest_first[0], newest_first[2]]
    assert answer.text.count("Pinned by Ines") == 2


def test_an_entry_shows_who_what_and_where_it_is_filed(browse: Browse) -> None:
    ines, sam = factories.member("ines"), factories.member("sam")
    kinds = [factories.category(name, by=ines) for name in ("Field notes", "Week 2")]
    factories.post(sam, "On <leather> & glue", "*First* words.\n\nMore.", category_ids=kinds)
    text = browse("olga").get(f"{HERE}/").text
    assert "On &lt;leather&gt; &amp; glue" in text
    assert '<p class="excerpt" dir="auto">First words.' in text
    assert f'<a href="{HERE}/categories/field-notes" dir="auto">Field notes</a>, ' in text
    assert f'<a href="{HERE}/categories/week-2" dir="auto">Week 2</a>' in text


@pytest.mark.parametrize(("count", "says"), [(0, "Leave a comment"), (1, "1 comment"), (5, "5 comments")])
def test_the_way_to_the_comments_counts_them(browse: Browse, count: int, says: str) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    for _ in range(count):
        factories.comment(sam, post_id)
    assert f'href="{HERE}/posts/{post_id}#comments">{says}</a>' in browse("sue").get(f"{HERE}/").text


def test_who_cannot_comment_is_not_asked_to(browse: Browse) -> None:
    factories.post(factories.member("sam"))
    text = browse("olga").get(f"{HERE}/").text
    assert "No comments</a>" in text
    assert "Leave a comment" not in text


def test_older_posts_follow_page_by_page_without_gap_or_double(browse: Browse) -> None:
    newest_first = posts_a_minute_apart(lists.PAGE * 2 + 3)
    sam, seen, cursor = browse("sam"), [], ""
    while True:
        answer = sam.get(f"{HERE}/?before={cursor}")
        seen += entries(answer)
        cursor = older(answer)
        assert len(entries(answer)) == (lists.PAGE if cursor else 3)
        if not cursor:
            break
    assert seen == newest_first


def test_posts_of_the_same_moment_are_neither_lost_nor_doubled(cast: Cast) -> None:
    sam, moment = factories.member("sam"), clock.now()
    written = [factories.post(sam, at=moment) for _ in range(lists.PAGE + 2)]
    first = lists.latest(sam)
    rest = lists.latest(sam, before=first.older)
    assert [row.id for row in [*first.posts, *rest.posts]] == written[::-1]


def test_pins_stand_on_the_first_page_only(browse: Browse) -> None:
    newest_first = posts_a_minute_apart(lists.PAGE + 3)
    factories.pin(newest_first[-1], by=factories.member("ines"))
    sam = browse("sam")
    first = sam.get(f"{HERE}/")
    second = sam.get(f"{HERE}/?before={older(first)}")
    assert entries(first)[0] == newest_first[-1]
    assert entries(second) == newest_first[lists.PAGE : -1]


def test_htmx_gets_the_older_entries_and_nothing_else(browse: Browse) -> None:
    newest_first = posts_a_minute_apart(lists.PAGE + 2)
    sam = browse("sam")
    cursor = older(sam.get(f"{HERE}/"))
    part = sam.get(f"{HERE}/?before={cursor}", via="htmx")
    assert entries(part) == newest_first[lists.PAGE :]
    assert sound(part).ids.keys() >= {f"post-{newest_first[-1]}"}
    for whole_page in ("<main", "<html", 'class="rail"', 'id="journal"'):
        assert whole_page not in part.text
    assert "HX-Request-Type" in part.headers["Vary"]


@pytest.mark.parametrize("page", ["/", "/categories/uncategorized", "/months/2027-03", "/drafts"])
def test_a_cursor_that_we_never_gave_leads_nowhere(browse: Browse, page: str) -> None:
    long = "9" * 30
    for cursor in ["x", "-", "1-", "-1", "1-2-3", "1.5-2", "٣-٣", f"{long}-1", f"1-{long}", "%F0%9F%98%80"]:
        assert browse("sam").get(f"{HERE}{page}?before={cursor}").status_code == 404, cursor


def test_the_rail_counts_what_everybody_sees(browse: Browse) -> None:
    ines, sam = factories.member("ines"), factories.member("sam")
    notes = factories.category("Field notes", by=ines)
    for make in (factories.draft, factories.private, factories.deleted):
        make(sam)
    factories.hidden(sam, ines)
    factories.post(sam, category_ids=[notes])
    month = clock.month_of(clock.now(), "UTC")
    for name in ("ines", "sam", "olga"):
        rail = shelf.rail(ines.course_id)
        assert [(c.slug, c.post_count) for c in rail.categories] == [("field-notes", 1), ("uncategorized", 0)]
        assert [(m.slug, m.post_count) for m in rail.months] == [(month, 1)]
        text = browse(name).get(f"{HERE}/").text
        assert 'dir="auto">Field notes</a><span>1</span>' in text
        assert f'href="{HERE}/months/{month}"' in text


def test_an_empty_category_is_in_the_rail_of_those_only_who_manage_it(browse: Browse) -> None:
    factories.category("Field notes", by=factories.member("ines"))
    assert "Field notes" in browse("ines").get(f"{HERE}/").text
    assert "Field notes" not in browse("sam").get(f"{HERE}/").text


def test_a_title_of_full_length_stands_whole(browse: Browse, cast: Cast) -> None:
    title = "ß" * Post.title.type.length
    factories.post(factories.member("sam"), title)
    assert title in browse("sue").get(f"{HERE}/").text
