"""Pinning: one click, an order, a last day, and a place of its own in the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from forum import clock
from forum.courses.models import Course
from forum.extensions import db
from forum.posts import lists, pinning, queries
from forum.posts.models import Post
from tests import factories
from tests.people import SLUG, Cast
from tests.posts.markup import entries, older, sound
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]


def pins() -> list[int]:
    return [row.id for row in lists.pinned(factories.member("sue"))]


def let_pin_run_out(post_id: int) -> None:
    over = {"pinned_until": clock.now() - timedelta(seconds=1)}
    db.session.execute(update(Post).where(Post.id == post_id).values(**over))
    db.session.commit()


def test_one_click_in_the_feed_pins_and_unpins(browse: Browse, via: str) -> None:
    first, second = (factories.post(factories.member("sam"), title) for title in ("First", "Second"))
    ines = browse("ines")
    url = f"{HERE}/posts/{first}/pin"
    assert url in sound(ines.get(f"{HERE}/")).posts_to
    answer = ines.post(url, {"seen_on": "feed"}, via=via)
    feed = ines.get(f"{HERE}/") if via == "plain" else answer
    assert answer.status_code == (303 if via == "plain" else 200)
    assert entries(feed) == [first, second]
    assert f"{url}/delete" in sound(feed).posts_to
    assert "Pinned to the top." in feed.text
    answer = ines.post(f"{url}/delete", {"seen_on": "feed"}, via=via)
    feed = ines.get(f"{HERE}/") if via == "plain" else answer
    assert (entries(feed), pins()) == ([second, first], [])


def test_one_click_on_the_post_changes_that_part_only(browse: Browse, via: str) -> None:
    post_id = factories.post(factories.member("sam"))
    ines, url = browse("ines"), f"{HERE}/posts/{post_id}/pin"
    assert url in sound(ines.get(f"{HERE}/posts/{post_id}")).posts_to
    answer = ines.post(url, {"seen_on": "post"}, via=via)
    if via == "plain":
        assert (answer.status_code, answer.location) == (303, f"{HERE}/posts/{post_id}")
    else:
        assert 'id="pinning"' in answer.text
        assert "<article" not in answer.text
        assert f"{url}/delete" in sound(answer).posts_to
    assert pins() == [post_id]


def test_the_journal_that_htmx_gets_leads_on_to_older_posts(browse: Browse) -> None:
    written = [factories.post(factories.member("sam"), f"Post {n}") for n in range(lists.PAGE + 2)]
    answer = browse("ines").post(f"{HERE}/posts/{written[0]}/pin", {"seen_on": "feed"}, via="htmx")
    link = re.search(r'id="older" href="(\?before=[\d-]+)" hx-get="([^"]+)"', answer.text)
    assert link
    assert link.group(2) == f"{HERE}/{link.group(1)}"
    rest = browse("ines").get(link.group(2), via="htmx")
    assert [*entries(answer), *entries(rest)] == [written[0], *written[:0:-1]]
    assert older(rest) == ""


def test_archives_have_no_pin_to_click(browse: Browse, cast: Cast) -> None:
    """A post that is pinned looks there like every other, and a click would forget its last day."""
    post_id = factories.post(factories.member("sam"))
    factories.pin(post_id, by=factories.member("ines"))
    month = factories.of_post(post_id, "month")
    for url in ("/categories/uncategorized", f"/months/{month}", f"/authors/{cast.sam}"):
        answer = browse("ines").get(f"{HERE}{url}")
        assert entries(answer) == [post_id]
        assert "/pin" not in answer.text


def test_the_last_pinned_stands_first_and_moves_up_one_by_one(browse: Browse, via: str) -> None:
    ines, sam = factories.member("ines"), factories.member("sam")
    a, b, c = (factories.post(sam, title) for title in "ABC")
    for post_id in (a, b, c):
        pinning.pin(post_id, by=ines)
    assert pins() == [c, b, a]
    feed = sound(browse("ines").get(f"{HERE}/"))
    assert f"{HERE}/posts/{a}/pin/raise" in feed.posts_to
    assert f"{HERE}/posts/{c}/pin/raise" not in feed.posts_to
    for expected in ([c, a, b], [a, c, b], [a, c, b]):
        answer = browse("ines").post(f"{HERE}/posts/{a}/pin/raise", via=via)
        assert answer.status_code == (303 if via == "plain" else 200)
        assert pins() == expected
    pinning.pin(c, by=ines)
    assert pins() == [a, c, b]


def test_a_pin_ends_by_itself(browse: Browse) -> None:
    sam, ines = factories.member("sam"), factories.member("ines")
    kept, over, newest = (factories.post(sam, title) for title in ("Kept", "Over", "Newest"))
    factories.pin(kept, over, by=ines, until=clock.now() + timedelta(days=1))
    assert "until" in browse("ines").get(f"{HERE}/").text
    assert entries(browse("sam").get(f"{HERE}/")) == [kept, over, newest]
    let_pin_run_out(over)
    assert entries(browse("sam").get(f"{HERE}/")) == [kept, newest, over]
    assert not pinning.is_pinned(queries.readable(ines, over))
    page = browse("ines").get(f"{HERE}/posts/{over}")
    assert f"{HERE}/posts/{over}/pin" in sound(page).posts_to


def test_a_pin_that_ran_out_is_pinned_anew_on_top_by_who_does_it(cast: Cast) -> None:
    sam, ines, adam = (factories.member(name) for name in ("sam", "ines", "adam"))
    old, other = (factories.post(sam, title) for title in ("Old", "Other"))
    pinning.pin(old, by=ines, until=clock.now() + timedelta(days=1))
    pinning.pin(other, by=ines)
    let_pin_run_out(old)
    pinning.pin(old, by=adam)
    assert pins() == [old, other]
    assert factories.of_post(old, "pinned_until", "pinned_by_id") == (None, cast.adam)


def test_a_pinned_post_keeps_its_place_and_its_pinner(cast: Cast) -> None:
    sam, ines, adam = (factories.member(name) for name in ("sam", "ines", "adam"))
    first, second = (factories.post(sam, title) for title in ("First", "Second"))
    factories.pin(first, second, by=ines)
    pinning.pin(second, by=adam)
    assert pins() == [first, second]
    assert factories.of_post(second, "pinned_by_id") == cast.ines


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Auckland"])
def test_the_editor_shows_the_last_day_that_was_chosen(browse: Browse, cast: Cast, zone: str) -> None:
    db.session.execute(update(Course).where(Course.id == cast.course).values(time_zone=zone))
    db.session.commit()
    day = clock.now().date() + timedelta(days=5)
    typed = {"title": "A", "body": "B", "pinned": "y", "pinned_until": day.isoformat()}
    location = browse("ines").post(f"{HERE}/posts", typed).location
    editor = browse("ines").get(f"{location}/edit").text
    assert f'name="pinned_until" type="date" value="{day.isoformat()}"' in editor


def test_the_editor_forgets_a_day_that_is_over(browse: Browse) -> None:
    post_id = factories.post(factories.member("ines"), pinned=True, pinned_until=clock.now())
    editor = browse("ines").get(f"{HERE}/posts/{post_id}/edit").text
    assert 'name="pinned_until" type="date" value=""' in editor


def test_only_what_everybody_sees_can_be_pinned(browse: Browse) -> None:
    ines, sam = factories.member("ines"), factories.member("sam")
    for post_id in (factories.hidden(sam, ines), factories.private(sam), factories.draft(ines)):
        assert browse("ines").post(f"{HERE}/posts/{post_id}/pin").status_code == 403
        pinning.pin(post_id, by=ines)
        assert factories.of_post(post_id, "pin_position") is None


def test_a_post_of_another_class_cannot_be_pinned_from_here(cast: Cast) -> None:
    theirs = factories.post(factories.member("otto", "elsewhere"))
    pinning.pin(theirs, by=factories.member("ines"))
    assert factories.of_post(theirs, "pin_position") is None
