"""Long threads: pages of fifty at the top, three answers under each, more of them, a permalink to any."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from forum.comments import actions, queries
from forum.comments.models import Comment
from forum.extensions import db
from tests import factories
from tests.comments.threads import drawn, ids
from tests.people import SLUG, Cast
from tests.posts.markup import sound
from tests.posts.statements import recorded, writes
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
LATER = re.compile(r'<li id="later"><a [^>]*href="([^"]+)" hx-get="([^"]+)"')
MORE = re.compile(r'id="more-(\d+)" href="([^"]+)" hx-get="([^"]+)"[^>]*>(\d+) more repl')


def long_post(tops: int, answers: int = 0) -> tuple[int, list[int]]:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    return post_id, factories.long_thread(sam, post_id, tops, answers)


def in_order(post_id: int) -> list[int]:
    rows = select(Comment.id).where(Comment.post_id == post_id).order_by(Comment.path)
    return list(db.session.scalars(rows))


def test_a_hundred_comments_stand_on_one_page(browse: Browse) -> None:
    post_id, tops = long_post(50, answers=1)
    page = browse("sue").get(f"{HERE}/posts/{post_id}")
    assert ids(page) == in_order(post_id)
    assert not LATER.search(page.text)
    assert not MORE.search(page.text)
    assert len(tops) == 50


def test_longer_threads_come_in_pages(browse: Browse, via: str) -> None:
    full = queries.TOP_PAGE
    post_id, tops = long_post(4 * full + 12)
    page, seen = browse("sue").get(f"{HERE}/posts/{post_id}"), []
    for _ in range(5):
        seen.append(ids(page))
        later = LATER.search(page.text)
        if later:
            page = browse("sue").get(later.group(1 if via == "plain" else 2).partition("#")[0], via=via)
            sound(page)
    assert [len(part) for part in seen] == [full, full, full, full, 12]
    assert [comment_id for part in seen for comment_id in part] == tops
    assert ("From the first comment on" in page.text) == (via == "plain")
    assert ("<html" in page.text) == (via == "plain")


def test_more_replies_come_until_all_are_there(browse: Browse) -> None:
    post_id, tops = long_post(2, answers=130)
    page = browse("sue").get(f"{HERE}/posts/{post_id}")
    assert [depth for _id, depth in drawn(page)] == [0, *[1] * queries.REPLIES_SHOWN] * 2
    top, seen = tops[0], ids(page)[: queries.REPLIES_SHOWN + 1]
    left = []
    while more := next((found for found in MORE.findall(page.text) if int(found[0]) == top), None):
        left.append(int(more[3]))
        assert more[1] == more[2]
        page = browse("sue").get(more[2], via="htmx")
        assert f'hx-target="#replies-{top}" hx-swap="beforeend"' in page.text
        sound(page)
        seen += ids(page)
    assert left == [130 - queries.REPLIES_SHOWN - page * queries.REPLIES_PAGE for page in range(3)]
    assert seen == in_order(post_id)[:131]


def test_without_javascript_more_replies_have_a_page_of_their_own(browse: Browse) -> None:
    post_id, tops = long_post(2, answers=130)
    url = f"{HERE}/comments/{tops[0]}/replies"
    page = browse("sue").get(f"{HERE}/posts/{post_id}")
    seen: list[int] = []
    while more := MORE.search(page.text):
        page = browse("sue").get(more.group(2))
        assert page.request.path == url
        assert drawn(page)[0] == (tops[0], 0)
        seen += ids(sound_page(page))[1:]
    assert seen == in_order(post_id)[queries.REPLIES_SHOWN + 1 : 131]
    assert ids(browse("sue").get(url))[:3] == in_order(post_id)[:3]


def sound_page(page: Any) -> Any:
    sound(page)
    return page


def test_more_replies_find_their_places_in_a_deep_thread(browse: Browse) -> None:
    sam = factories.member("sam")
    post_id, (top, *_rest) = long_post(1, answers=100)
    answers = in_order(post_id)[1:]
    deep = factories.comment(sam, post_id, "Deep", under=answers[queries.REPLIES_SHOWN - 1])
    deeper = factories.comment(sam, post_id, "Deeper", under=deep)
    page = browse("sue").get(f"{HERE}/posts/{post_id}")
    assert ids(page) == [top, *answers[: queries.REPLIES_SHOWN]]
    more = MORE.search(page.text)
    assert more
    rest = browse("sue").get(more.group(2), via="htmx")
    assert f'hx-target="#replies-{answers[queries.REPLIES_SHOWN - 1]}" hx-swap="beforeend"' in rest.text
    assert ids(rest)[:3] == [deep, deeper, answers[queries.REPLIES_SHOWN]] or ids(rest)[-2:] == [deep, deeper]
    targets = set(re.findall(r'hx-target="#replies-(\d+)"', rest.text))
    assert targets <= {str(comment_id) for comment_id in ids(page)}


def where(visitor: Visitor, comment_id: int) -> tuple[str, str]:
    """Follow a permalink; return the page it opens and the mark in it."""
    answer = visitor.get(f"{HERE}/comments/{comment_id}")
    assert answer.status_code == 303
    url, _hash, mark = answer.location.partition("#")
    assert mark == f"comment-{comment_id}"
    page = visitor.get(url)
    assert page.status_code == 200
    assert mark in sound(page).ids
    return url, page.text


def test_the_permalink_in_a_short_thread_opens_the_post(browse: Browse) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    first = factories.comment(sam, post_id)
    for comment_id in (first, factories.comment(sam, post_id, under=first)):
        assert where(browse("sue"), comment_id)[0] == f"{HERE}/posts/{post_id}"


@pytest.mark.parametrize("place", [0, 49, 50, 77, 119])
def test_the_permalink_of_a_comment_at_the_top_opens_its_page(browse: Browse, place: int) -> None:
    post_id, tops = long_post(120)
    url, text = where(browse("sue"), tops[place])
    assert url.startswith(f"{HERE}/posts/{post_id}?from=")
    assert "From the first comment on" in text


@pytest.mark.parametrize("place", [1, 4, 60, 130])
def test_the_permalink_of_an_answer_in_a_long_thread_opens_a_page_with_it(browse: Browse, place: int) -> None:
    post_id, tops = long_post(2, answers=130)
    assert where(browse("sue"), in_order(post_id)[place])[0].startswith(f"{HERE}/comments/{tops[0]}/replies")


def test_the_permalink_deep_in_a_long_thread_shows_what_it_answers(browse: Browse) -> None:
    sam = factories.member("sam")
    post_id, _tops = long_post(1, answers=100)
    above = in_order(post_id)[80]
    chain = [above := factories.comment(sam, post_id, f"Level {n}", under=above) for n in range(5)]
    url, _text = where(browse("sue"), chain[4])
    page = browse("sue").get(url)
    assert drawn(page)[:3] == [(in_order(post_id)[0], 0), (in_order(post_id)[80], 1), (chain[0], 2)]
    assert (chain[4], 3) in drawn(page)


def test_the_permalink_of_what_is_gone_still_opens_the_page(browse: Browse) -> None:
    sam = factories.member("sam")
    _post_id, tops = long_post(120)
    actions.delete(tops[60], by=sam)
    answer = browse("sue").get(f"{HERE}/comments/{tops[60]}")
    assert ids(browse("sue").get(answer.location.partition("#")[0]))[0] == tops[61]


@pytest.mark.parametrize("start", ["1", "x", "000001000002", "9" * 30, "-00001", "٣٣٣٣٣٣"])
def test_a_place_that_no_thread_has_is_not_found(browse: Browse, start: str) -> None:
    post_id, tops = long_post(101)
    assert browse("sue").get(f"{HERE}/posts/{post_id}?from={start}").status_code == 404
    if start != "000001000002":
        for name in ("after", "from"):
            url = f"{HERE}/comments/{tops[0]}/replies?{name}={start}"
            assert browse("sue").get(url).status_code == 404


def test_hidden_and_deleted_comments_leave_no_hole_in_a_page(browse: Browse, cast: Cast) -> None:
    ines, sam = factories.member("ines"), factories.member("sam")
    post_id, tops = long_post(110)
    for comment_id in tops[:5]:
        actions.delete(comment_id, by=sam)
    for comment_id in tops[5:10]:
        actions.hide(comment_id, by=ines, reason="Rude.")
    assert ids(browse("sue").get(f"{HERE}/posts/{post_id}")) == tops[10:][: queries.TOP_PAGE]
    assert ids(browse("ines").get(f"{HERE}/posts/{post_id}")) == tops[5:][: queries.TOP_PAGE]


@pytest.mark.parametrize(("tops", "answers"), [(500, 1), (1, 999), (50, 19)])
def test_a_thousand_comments_cost_no_more_than_ten(
    browse: Browse, cast: Cast, tops: int, answers: int
) -> None:
    few, _ids = long_post(5, answers=1)
    many, first = long_post(tops, answers)
    factories.read_all(cast.sue)
    visitor = browse("sue")
    for url in ("/posts/{}", "/posts/{}?from=000001"):
        for post_id in (few, many):
            visitor.get(HERE + url.format(post_id))  # what was new then is read now
        with recorded() as little:
            visitor.get(HERE + url.format(few))
        with recorded() as much:
            page = visitor.get(HERE + url.format(many))
        assert len(much) == len(little) <= 6
        assert writes(much) == []
        assert len(ids(page)) <= queries.TOP_PAGE * (queries.REPLIES_SHOWN + 1)
    with recorded() as part:
        page = visitor.get(f"{HERE}/comments/{first[0]}/replies", via="htmx")
    assert len(part) <= 7
    assert len(ids(page)) <= queries.REPLIES_PAGE
