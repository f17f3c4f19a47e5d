"""The journal by category, month and author."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from forum.courses.models import Course, Membership, Visibility
from forum.extensions import db
from forum.posts import lists
from tests import factories
from tests.people import SLUG, Cast
from tests.posts.markup import entries, older, sound
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
MARCH = datetime(2027, 3, 10, 9, tzinfo=UTC)


def test_a_months_archive_holds_its_posts(browse: Browse) -> None:
    sam = factories.member("sam")
    march = [factories.post(sam, at=MARCH + timedelta(hours=n)) for n in range(3)]
    factories.post(sam, at=MARCH + timedelta(days=40))
    page = browse("sue").get(f"{HERE}/months/2027-03")
    assert "March 2027" in page.text
    assert entries(page) == march[::-1]
    assert "Nothing was written in this month." in browse("sue").get(f"{HERE}/months/2026-01").text


OF_OTHER_DIGITS = "%D9%A0" * 4 + "-01"  # the year 0 in Arabic digits, which int() can read


@pytest.mark.parametrize("month", ["2027-13", "2027-00", "2027-3", "0000-01", OF_OTHER_DIGITS, "9" * 30])
def test_a_month_that_never_was_is_not_found(browse: Browse, month: str) -> None:
    assert browse("sam").get(f"{HERE}/months/{month}").status_code == 404


@pytest.mark.parametrize("kind", ["category", "month", "author"])
def test_an_archive_goes_on_page_by_page(browse: Browse, cast: Cast, via: str, kind: str) -> None:
    ines, sam = factories.member("ines"), factories.member("sam")
    notes = factories.category("Field notes", by=ines)
    written = [
        factories.post(sam, at=MARCH + timedelta(minutes=n), category_ids=[notes])
        for n in range(lists.PAGE + 3)
    ]
    places = {"category": "field-notes", "month": "2027-03", "author": cast.sam}
    url = f"{HERE}/{kind.replace('y', 'ie')}s/{places[kind]}"
    first = browse("sue").get(url)
    second = browse("sue").get(f"{url}?before={older(first)}", via=via)
    assert f'hx-get="{url}?before={older(first)}"' in first.text
    assert [*entries(first), *entries(second)] == written[::-1]
    assert older(second) == ""
    assert ("<html" in second.text) == (via == "plain")
    sound(second)


def test_an_authors_page_counts_and_lists_what_all_can_see(browse: Browse, cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    factories.comment(sam, post_id)
    page = browse("sue").get(f"{HERE}/authors/{cast.sam}")
    assert "1 post · 1 comment" in page.text
    assert entries(page) == [post_id]
    assert "has not written a post" in browse("sue").get(f"{HERE}/authors/{cast.olga}").text


def test_who_was_removed_keeps_a_page(browse: Browse, cast: Cast) -> None:
    post_id = factories.post(factories.member("sam"))
    gone = {"removed_at": MARCH}
    db.session.execute(update(Membership).where(Membership.user_id == cast.sam).values(**gone))
    db.session.commit()
    assert entries(browse("sue").get(f"{HERE}/authors/{cast.sam}")) == [post_id]


def test_strangers_have_no_page_here(browse: Browse, cast: Cast) -> None:
    for user_id in (cast.otto, cast.adam, 123_456_789):
        assert browse("ines").get(f"{HERE}/authors/{user_id}").status_code == 404


def test_the_sites_admin_has_a_page_where_they_wrote(browse: Browse, cast: Cast) -> None:
    adam, sam = factories.member("adam"), factories.member("sam")
    url = f"{HERE}/authors/{cast.adam}"
    commented = factories.comment(adam, factories.post(sam))
    assert commented
    assert "0 posts · 1 comment" in browse("sue").get(url).text
    post_id = factories.post(adam)
    factories.draft(adam)
    page = browse("sue").get(url)
    assert "1 post · 1 comment" in page.text
    assert entries(page) == [post_id]


def test_a_visitor_of_a_public_class_meets_those_who_wrote_and_no_others(browse: Browse, cast: Cast) -> None:
    post_id = factories.post(factories.member("sam"))
    factories.comment(factories.member("sue"), post_id)
    public = {"visibility": Visibility.PUBLIC}
    db.session.execute(update(Course).where(Course.id == cast.course).values(**public))
    db.session.commit()
    for user_id, status in ((cast.sam, 200), (cast.sue, 200), (cast.olga, 404), (cast.ines, 404)):
        assert browse("vera").get(f"{HERE}/authors/{user_id}").status_code == status
