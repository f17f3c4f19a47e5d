"""What counts for a student, in which week, and what never does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from forum.comments import actions as comments
from forum.courses import actions as courses
from forum.posts import actions as posts
from tests import factories
from tests.people import Cast
from tests.reports.sheets import Row
from tests.reports.stories import moment, rows, term
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]


def numbers(row: Row) -> dict[str, int]:
    return dict(zip(("posts", "given", "received", "words", "days"), row.numbers, strict=False))


def test_a_post_and_a_reply_count_for_both(cast: Cast, browse: Browse) -> None:
    sam, sue = factories.member("sam"), factories.member("sue")
    post_id = factories.post(sam, "T", "Three plain words.")
    factories.comment(sue, post_id, "I see it otherwise.")
    found = rows(browse("ines"))
    assert numbers(found["Sam"]) == {"posts": 1, "given": 0, "received": 1, "words": 3, "days": 1}
    assert numbers(found["Sue"]) == {"posts": 0, "given": 1, "received": 0, "words": 4, "days": 1}
    assert found["Sam"].last
    assert list(found) == ["Sam", "Sue"], "who teaches, assists or observes is not listed"


def test_what_is_hidden_or_deleted_or_a_draft_never_counts(cast: Cast, browse: Browse) -> None:
    sam, sue, ines = (factories.member(name) for name in ("sam", "sue", "ines"))
    factories.draft(sam)
    factories.private(sam)
    factories.deleted(sam)
    hidden = factories.hidden(sam, ines)
    factories.comment(sam, hidden, "Under a post that is hidden.")
    post_id = factories.post(ines)
    comments.hide(factories.comment(sam, post_id), by=ines, reason="No.")
    comments.delete(factories.comment(sam, post_id), by=sam)
    assert rows(browse("ines"))["Sam"].numbers == [0] * 7
    posts.unhide(hidden, by=ines)
    factories.comment(sue, hidden)
    assert rows(browse("ines"))["Sam"].numbers[:3] == [1, 0, 1]


def test_co_authors_are_authors(cast: Cast, browse: Browse) -> None:
    sam, asa = factories.member("sam"), factories.member("asa")
    post_id = factories.post(sam, "T", "Two words", co_author_ids=[cast.sue])
    factories.comment(asa, post_id)
    found = rows(browse("ines"))
    assert [found[name].numbers[:4] for name in ("Sam", "Sue")] == [[1, 0, 1, 2], [1, 0, 1, 2]]


def test_going_on_under_ones_own_is_no_reply(cast: Cast, browse: Browse) -> None:
    sam, sue = factories.member("sam"), factories.member("sue")
    post_id = factories.post(sam, co_author_ids=[cast.sue])
    first = factories.comment(sue, post_id, "One more thing.")
    factories.comment(sue, post_id, "And another one.", under=first)
    found = rows(browse("ines"))
    assert found["Sue"].numbers[1:3] == [0, 0]
    assert found["Sam"].numbers[1:3] == [0, 0]
    factories.comment(sam, post_id, "I answer you.", under=first)
    found = rows(browse("ines"))
    assert found["Sam"].numbers[1:3] == [1, 0]
    assert found["Sue"].numbers[1:3] == [0, 1]


def test_who_was_removed_is_not_listed_and_comes_back_with_all(cast: Cast, browse: Browse) -> None:
    sam, ines = factories.member("sam"), factories.member("ines")
    factories.post(sam)
    courses.remove(cast.course, cast.sam, by=ines)
    assert list(rows(browse("ines"))) == ["Sue"]
    courses.restore(cast.course, cast.sam, by=ines)
    assert rows(browse("ines"))["Sam"].numbers[0] == 1


@pytest.mark.parametrize(
    ("zone", "first_day", "last_minute", "first_minute"),
    [
        ("UTC", "2027-03-22", "2027-03-28 23:59:59", "2027-03-29 00:00"),
        (
            "Europe/Stockholm",
            "2027-03-22",
            "2027-03-28 21:59:59",
            "2027-03-28 22:00",
        ),  # forward in that night
        ("Europe/Stockholm", "2027-10-25", "2027-10-31 22:59:59", "2027-10-31 23:00"),  # and back
        ("Africa/Cairo", "2027-04-23", "2027-04-29 21:59:59", "2027-04-29 22:00"),  # no midnight on that day
        ("Asia/Kathmandu", "2027-03-22", "2027-03-28 18:14:59", "2027-03-28 18:15"),
        ("America/Los_Angeles", "2027-03-08", "2027-03-15 06:59:59", "2027-03-15 07:00"),
    ],
)
def test_a_week_ends_at_midnight_where_the_class_is(
    cast: Cast, browse: Browse, zone: str, first_day: str, last_minute: str, first_minute: str
) -> None:
    term(cast, first_day, 3, zone)
    sam = factories.member("sam")
    for at in (last_minute, first_minute):
        factories.post(sam, at=moment(at))
    row = rows(browse("ines"))["Sam"]
    assert row.weeks == {"Week 1": 1, "Week 2": 1, "Week 3": 0}
    assert row.numbers[4] == 2


def test_a_day_of_25_hours_is_one_day(cast: Cast, browse: Browse) -> None:
    term(cast, "2027-10-25", 3, "Europe/Stockholm")
    for at in ("2027-10-30 22:00", "2027-10-31 00:30", "2027-10-31 01:30", "2027-10-31 22:59"):
        factories.post(factories.member("sam"), at=moment(at))
    assert rows(browse("ines"))["Sam"].numbers[4] == 1


def test_what_lies_outside_of_the_term_has_its_own_column(cast: Cast, browse: Browse) -> None:
    term(cast, "2027-01-11", 2)
    sam = factories.member("sam")
    assert set(rows(browse("ines"))["Sam"].weeks) == {"Week 1", "Week 2"}
    for at in (
        "2015-05-01 12:00",
        "2027-01-10 23:59",
        "2027-01-11 00:00",
        "2027-01-24 23:59",
        "2027-01-25 00:00",
    ):
        factories.post(sam, at=moment(at))
    weeks = rows(browse("ines"))["Sam"].weeks
    assert weeks == {"Before the first week": 2, "Week 1": 1, "Week 2": 1, "After the last week": 1}


def test_of_a_span_only_what_was_written_in_it(cast: Cast, browse: Browse) -> None:
    term(cast, "2027-01-11", 4, "America/New_York")
    sam = factories.member("sam")
    for at in ("2027-01-13 04:59", "2027-01-13 05:00", "2027-01-20 04:59", "2027-01-20 05:00"):
        factories.post(sam, at=moment(at))
    row = rows(browse("ines"), "since=2027-01-13&until=2027-01-19")["Sam"]
    assert row.numbers[0] == 2
    assert row.weeks == {"Week 1": 1, "Week 2": 1}
    assert rows(browse("ines"), "since=2027-01-20")["Sam"].numbers[0] == 1
    assert rows(browse("ines"), "until=2027-01-12")["Sam"].numbers[0] == 1
    assert rows(browse("ines"), "since=2026-01-01&until=2026-02-01")["Sam"].numbers[0] == 0
