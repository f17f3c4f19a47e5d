"""News for pages that stay open: what is asked, what comes, and who is told nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from forum.comments import actions as comments
from forum.courses import actions as courses
from forum.extensions import db
from forum.posts import actions as posts
from forum.reading import live
from forum.reading.models import Seen
from tests import factories
from tests.people import SLUG, Cast
from tests.posts.statements import recorded, writes
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
ASKED_AT = re.compile(r'data-news="([^"]+)"')
PARTIAL = re.compile(r'<hx-partial hx-target="#([\w-]+)" hx-swap="\w+">(.*?)</hx-partial>', re.S)


def asks_at(visitor: Visitor, url: str) -> str:
    """Return where an open page asks for news."""
    return ASKED_AT.findall(visitor.get(HERE + url).text)[0]


def test_a_page_learns_of_a_comment_and_takes_it_in(browse: Browse, cast: Cast) -> None:
    sam, ines = factories.member("sam"), factories.member("ines")
    post_id = factories.post(sam)
    old = factories.comment(ines, post_id)
    sue = browse("sue")
    news = asks_at(sue, f"/posts/{post_id}")
    assert sue.get(news, via="htmx").status_code == 204
    factories.comment(factories.member("sue"), post_id)
    assert sue.get(news, via="htmx").status_code == 204
    under, top = (
        factories.comment(sam, post_id, "Below", under=old),
        factories.comment(sam, post_id, "At the end"),
    )
    told = sue.get(news, via="htmx")
    assert (told.status_code, "2 new comments" in told.text) == (200, True)
    url = re.findall(r'hx-get="([^"]+)"', told.text)[0]
    parts = PARTIAL.findall(sue.get(url, via="htmx").text)
    placed = dict(parts)
    assert f'class="comment fresh" id="comment-{top}" tabindex="-1">' in placed["comment-list"]
    focused = f'class="comment fresh" id="comment-{under}" tabindex="-1" data-focus'
    assert focused in placed[f"replies-{old}"]  # it stands first on the page
    assert "2 new comments are in their places." in placed["notices"]
    assert "4 comments" in placed["comment-count"]
    assert sue.get(ASKED_AT.findall(placed["news"])[0], via="htmx").status_code == 204
    db.session.rollback()
    assert db.session.scalar(select(Seen.comment_id).where(Seen.user_id == cast.sue)) == top


def test_without_javascript_the_link_leads_to_the_post_with_its_marks(browse: Browse) -> None:
    post_id = factories.post(factories.member("sam"))
    said = factories.comment(factories.member("ines"), post_id)
    sue = browse("sue")
    answer = sue.get(f"{HERE}/posts/{post_id}/comments?since={said - 1}")
    assert (answer.status_code, answer.location) == (303, f"{HERE}/posts/{post_id}?new={said - 1}#comments")
    assert 'class="comment fresh"' in sue.get(answer.location).text


def test_answers_to_answers_come_each_in_its_place(browse: Browse) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    since = factories.comment(sam, post_id)
    new_top = factories.comment(sam, post_id)
    new_answer = factories.comment(sam, post_id, under=new_top)
    old_answer = factories.comment(sam, post_id, under=since)
    parts = PARTIAL.findall(
        browse("sue").get(f"{HERE}/posts/{post_id}/comments?since={since}", via="htmx").text
    )
    places = {target: re.findall(r'id="comment-(\d+)"', html) for target, html in parts}
    assert places["comment-list"] == [str(new_top), str(new_answer)]
    assert places[f"replies-{since}"] == [str(old_answer)]


def test_much_comes_in_portions(browse: Browse) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    since = factories.comment(sam, post_id) - 1
    db.session.rollback()
    factories.long_thread(sam, factories.post(sam), tops=1)
    other = factories.post(sam)
    tops = factories.long_thread(sam, other, tops=live.TOGETHER + 5)
    answer = browse("sue").get(f"{HERE}/posts/{other}/comments?since={since}", via="htmx")
    assert answer.text.count('class="comment fresh"') == live.TOGETHER
    assert "5 new comments" in answer.text
    assert f"since={tops[live.TOGETHER] - 1}" in answer.text


def test_the_feed_learns_of_posts(browse: Browse) -> None:
    sue = browse("sue")
    news = asks_at(sue, "/")
    assert sue.get(news, via="htmx").status_code == 204
    sam = factories.member("sam")
    first = factories.post(sam)
    factories.draft(sam)
    factories.hidden(sam, factories.member("ines"))
    assert "1 new post<" in sue.get(news, via="htmx").text
    news = asks_at(sue, "/")
    assert sue.get(news, via="htmx").status_code == 204
    second = factories.post(sam)
    assert "1 new post<" in sue.get(news, via="htmx").text
    sue.get(f"{HERE}/posts/{second}")
    assert sue.get(news, via="htmx").status_code == 204
    assert first


@pytest.mark.parametrize("page", ["/", "/categories/uncategorized", "/months/{month}", "/authors/{sam}"])
def test_every_list_of_posts_learns_of_posts_and_of_what_is_said(
    browse: Browse, cast: Cast, page: str
) -> None:
    sam, sue = factories.member("sam"), browse("sue")
    post_id, muted = factories.post(sam), factories.post(sam)
    sue.post(f"{HERE}/posts/{muted}/muting")
    sue.get(f"{HERE}/posts/{post_id}")
    url = page.format(month=factories.of_post(post_id, "month"), sam=cast.sam)
    news = html.unescape(asks_at(sue, url))
    assert sue.get(news, via="htmx").status_code == 204
    factories.comment(factories.member("sue"), post_id)
    factories.comment(sam, muted)
    assert sue.get(news, via="htmx").status_code == 204
    factories.comment(sam, post_id)
    told = sue.get(news, via="htmx").text
    assert ("New comments under 1 post<" in told, f'href="{HERE}/new"' in told) == (True, True)
    factories.post(sam)
    assert "1 new post<" in sue.get(news, via="htmx").text


def test_what_is_muted_is_told_to_nobody_who_muted_it(browse: Browse) -> None:
    sam, sue = factories.member("sam"), browse("sue")
    post_id = factories.post(sam)
    news = asks_at(sue, f"/posts/{post_id}")
    sue.post(f"{HERE}/posts/{post_id}/muting")
    factories.comment(sam, post_id)
    assert sue.get(news, via="htmx").status_code == 204


def test_asking_marks_nothing_and_costs_little(browse: Browse) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    factories.comment(sam, post_id)
    sue = browse("sue")
    for url in (f"/posts/{post_id}/news?since=0", "/news?since=0-0"):
        with recorded() as statements:
            assert sue.get(HERE + url, via="htmx").status_code == 200
        assert writes(statements) == []
        assert len(statements) == 3  # the session, the class, the number


@pytest.mark.parametrize("url", ["/posts/{}/news?since=999999999", "/news?since=99999999999999999-1"])
def test_there_is_no_news_from_the_future(browse: Browse, url: str) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    factories.comment(sam, post_id)
    assert browse("sue").get(HERE + url.format(post_id), via="htmx").status_code == 204


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/posts/{}/news", 400),
        ("/posts/{}/news?since=-1", 400),
        ("/posts/{}/news?since=" + "9" * 40, 400),
        ("/posts/{}/comments?since=%F0%9F%92%A9", 400),
        ("/posts/{}/comments", 400),
        ("/news", 404),
        ("/news?since=tomorrow", 404),
        ("/posts/999999/news?since=1", 404),
        ("/posts/999999/comments?since=1", 404),
    ],
)
def test_a_bent_question_has_a_clear_answer(browse: Browse, via: str, url: str, status: int) -> None:
    post_id = factories.post(factories.member("sam"))
    assert browse("sue").get(HERE + url.format(post_id), via=via).status_code == status


def test_who_may_not_read_it_is_told_nothing(browse: Browse, cast: Cast) -> None:
    sam, ines = factories.member("sam"), factories.member("ines")
    post_id = factories.post(sam)
    hushed, gone = factories.comment(sam, post_id), factories.comment(sam, post_id)
    comments.hide(hushed, by=ines, reason="Not here.")
    comments.delete(gone, by=sam)
    sue = browse("sue")
    assert sue.get(f"{HERE}/posts/{post_id}/news?since=0", via="htmx").status_code == 204
    assert (
        "comment-" + str(hushed) not in sue.get(f"{HERE}/posts/{post_id}/comments?since=0", via="htmx").text
    )
    factories.comment(sam, post_id)
    posts.hide(post_id, by=ines, reason="Not here.")
    assert sue.get(f"{HERE}/posts/{post_id}/news?since=0", via="htmx").status_code == 404
    assert sue.get(f"{HERE}/posts/{post_id}/comments?since=0", via="htmx").status_code == 404
    assert browse("otto").get(f"{HERE}/posts/{post_id}/news?since=0", via="htmx").status_code == 404
    assert browse("vera").get(f"{HERE}/news?since=0-0", via="htmx").status_code == 401


def test_who_is_removed_while_the_page_is_open_hears_no_more(browse: Browse, cast: Cast) -> None:
    post_id = factories.post(factories.member("sam"))
    sue = browse("sue")
    news = asks_at(sue, f"/posts/{post_id}")
    courses.remove(cast.course, cast.sue, by=factories.member("ines"))
    factories.comment(factories.member("sam"), post_id, "Between us.")
    for url in (news, f"{HERE}/news?since=0-0", f"{HERE}/posts/{post_id}/comments?since=0", f"{HERE}/new"):
        answer = sue.get(url, via="htmx")
        assert answer.status_code == 404
        assert "Between us" not in answer.text
