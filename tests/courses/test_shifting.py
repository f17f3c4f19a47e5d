"""Dates that move from one term to another."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.courses.shifting import shifted, weeks_between
from forum.posts.scheduling import is_left_out, local_time, moment_of

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


@pytest.mark.parametrize(
    ("old", "new", "weeks"),
    [
        ("2027-01-11", "2027-01-11", 0),
        ("2027-01-11", "2028-01-10", 52),
        ("2027-01-11", "2027-09-01", 33),  # Monday to Wednesday of the same week of the term
        ("2027-01-10", "2027-09-06", 34),  # Sunday to Monday
        ("2027-01-11", "2027-09-05", 34),  # Monday to Sunday: the nearest Monday is the next day
        ("2027-09-06", "2027-01-11", -34),
    ],
)
def test_whole_weeks_the_nearest_number(old: str, new: str, weeks: int) -> None:
    assert weeks_between(date.fromisoformat(old), date.fromisoformat(new)) == weeks


@pytest.mark.parametrize(
    ("zone", "old", "weeks", "new"),
    [
        (BERLIN, "2027-03-05T23:59", 26, "2027-09-03T23:59"),  # winter time to summer time
        (BERLIN, "2027-09-03T23:59", 26, "2028-03-03T23:59"),
        (NEW_YORK, "2027-03-05T17:00", 2, "2027-03-19T17:00"),
        (BERLIN, "2027-03-21T02:30", 1, "2027-03-28T03:30"),  # left out: an hour more
        (NEW_YORK, "2027-03-07T02:15", 1, "2027-03-14T03:15"),
        (BERLIN, "2027-10-24T02:30", 1, "2027-10-31T02:30"),  # comes twice: the first
        ("UTC", "2028-02-29T12:00", 52, "2029-02-27T12:00"),
    ],
)
def test_the_clock_shows_the_same_time(zone: str, old: str, weeks: int, new: str) -> None:
    moved = shifted(moment_of(datetime.fromisoformat(old), zone), weeks, zone)
    assert moved
    assert local_time(moved, zone) == datetime.fromisoformat(new)


def test_of_a_time_that_comes_twice_it_is_the_first() -> None:
    moved = shifted(moment_of(datetime(2027, 10, 24, 2, 30), BERLIN), 1, BERLIN)
    assert moved == datetime.fromisoformat("2027-10-31T00:30:00+00:00")


def test_the_second_of_a_doubled_hour_is_a_plain_time_in_another_week() -> None:
    second = datetime.fromisoformat("2027-10-31T01:30:00+00:00")  # 02:30 for the second time
    moved = shifted(second, 1, BERLIN)
    assert moved
    assert local_time(moved, BERLIN) == datetime(2027, 11, 7, 2, 30)


def test_no_date_stays_none() -> None:
    assert shifted(None, 5, BERLIN) is None


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),
    st.integers(-200, 200),
    st.sampled_from([BERLIN, NEW_YORK, "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_the_day_of_the_week_and_the_time_stay_unless_the_clocks_leave_it_out(
    local: datetime, weeks: int, zone: str
) -> None:
    local = local.replace(microsecond=0)
    moved = shifted(moment_of(local, zone), weeks, zone)
    wanted = local_time(moment_of(local, zone), zone) + timedelta(weeks=weeks)
    assert moved
    assert local_time(moved, zone) == wanted or is_left_out(wanted, zone)
