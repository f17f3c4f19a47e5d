"""The bell, its page, and when what it rang for counts as read: with and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from forum.comments import actions as comments
from tests.factories import comment, long_thread, member, post
from tests.notify.steps import tell
from tests.people import SLUG, Cast
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
HERE = f"/c/{SLUG}"
NUMBER = re.compile(r'id="bell"[^>]*data-many="(\d+)"')

pytestmark = pytest.mark.usefixtures("cast")


def rings(page: str) -> int:
    """Return the number at the bell of a page."""
    found = NUMBER.search(page)
    assert found
    return int(found[1])


def test_the_bell_rings_until_the_comment_was_shown(browse: Browse) -> None:
    sam = browse("sam")
    post_id = post(member("sam"))
    comment(member("sue"), post_id)
    tell()
    assert rings(sam.get(f"{HERE}/").text) == 1
    assert "1 notification" in sam.get(f"{HERE}/members").text
    assert rings(sam.get(f"{HERE}/posts/{post_id}").text) == 0
    assert rings(sam.get(f"{HERE}/").text) == 0


def test_it_leads_to_the_very_comment(browse: Browse) -> None:
    post_id = post(member("sam"), "My post")
    comment_id = comment(member("sue"), post_id, "I *disagree* with that.")
    tell()
    page = browse("sam").get(f"{HERE}/notifications").text
    assert "Sue commented" in page
    assert "I disagree with that." in page
    assert f'href="{HERE}/comments/{comment_id}"' in page
    assert browse("sam").get(f"{HERE}/comments/{comment_id}").location == (
        f"{HERE}/posts/{post_id}#comment-{comment_id}"
    )


def test_of_a_long_thread_only_what_was_shown_is_read(browse: Browse) -> None:
    post_id = post(member("sam"))
    long_thread(member("sue"), post_id, 120)
    last = comment(member("sue"), post_id)
    tell()
    assert rings(browse("sam").get(f"{HERE}/posts/{post_id}").text) == 1
    onward = browse("sam").get(f"{HERE}/comments/{last}").location
    assert rings(browse("sam").get(onward).text) == 0


def test_looking_ahead_reads_nothing(browse: Browse) -> None:
    post_id = post(member("sam"))
    comment(member("sue"), post_id)
    tell()
    browse("sam").client.get(f"{HERE}/posts/{post_id}", headers={"Sec-Purpose": "prefetch"})
    assert rings(browse("sam").get(f"{HERE}/").text) == 1


def test_all_at_once(browse: Browse) -> None:
    post_id = post(member("sam"))
    for _ in range(3):
        comment(member("sue"), post_id)
    tell()
    page = browse("sam").get(f"{HERE}/notifications").text
    newest = re.search(r'name="newest" value="(\d+)"', page)
    assert newest
    comment(member("sue"), post_id)
    tell()
    assert browse("sam").post(f"{HERE}/notifications/seen", {"newest": newest[1]}).status_code == 303
    assert rings(browse("sam").get(f"{HERE}/").text) == 1  # what came meanwhile stays


def test_what_nobody_may_see_is_on_no_page(browse: Browse) -> None:
    post_id = post(member("sam"))
    gone = comment(member("sue"), post_id, "Gone too far.")
    tell()
    comments.hide(gone, by=member("ines"), reason="Not here.")
    page = browse("sam").get(f"{HERE}/notifications").text
    assert "Gone too far." not in page
    assert rings(page) == 0


def test_older_ones_come_by_the_page(browse: Browse, via: str) -> None:
    for number in range(35):
        comment(member("sue"), post(member("sam"), f"Post {number}"))
    tell()
    first = browse("sam").get(f"{HERE}/notifications").text
    older = re.search(r'href="\?before=(\d+)"', first)
    assert older
    second = browse("sam").get(f"{HERE}/notifications?before={older[1]}", via).text
    assert first.count("Sue commented") == 30
    assert second.count("Sue commented") == 5
    assert ("<html" in second) == (via == "plain")


def test_what_concerns_others_concerns_nobody_else(browse: Browse, cast: Cast) -> None:
    comment(member("sue"), post(member("sam")))
    tell()
    assert "Sue commented" not in browse("sue").get(f"{HERE}/notifications").text
    assert browse("otto").get(f"{HERE}/notifications").status_code == 404
    assert browse("vera").get(f"{HERE}/notifications").status_code == 303


def test_open_pages_hear_the_number_with_the_news(browse: Browse) -> None:
    post_id = post(member("sam"))
    comment(member("sue"), post_id)
    sam = browse("sam")
    quiet = sam.get(f"{HERE}/posts/{post_id}/news?since=99", "htmx")
    assert (quiet.status_code, quiet.headers["Bell"]) == (204, "0")
    tell()
    assert sam.get(f"{HERE}/posts/{post_id}/news?since=99", "htmx").headers["Bell"] == "1"
    drawn = sam.get(f"{HERE}/notifications/bell", "htmx")
    assert rings(drawn.text) == 1
    assert drawn.headers["Bell"] == "1"


def test_more_than_nine_are_not_counted(browse: Browse) -> None:
    post_id = post(member("sam"))
    for _ in range(12):
        comment(member("sue"), post_id)
    tell()
    page = browse("sam").get(f"{HERE}/").text
    assert "More than 9 notifications" in page
    assert ">9+</b>" in page
