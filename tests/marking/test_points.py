"""Points are decimals from the form to the table and back; no binary fraction is among them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forum.points import NoPoints, plain, read
from tests import factories
from tests.marking import marked
from tests.people import Cast


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("7.5", "7.5"),
        ("7,5", "7.5"),
        (" 10 ", "10"),
        ("0", "0"),
        ("0.1", "0.1"),
        ("10000", "10000"),
        (".5", "0.5"),
    ],
)
def test_what_is_written_is_read(written: str, number: str) -> None:
    assert read(written) == Decimal(number)
    assert plain(read(written)) == number


def test_nothing_is_no_points() -> None:
    assert read("  ") is None
    assert plain(None) == ""


@pytest.mark.parametrize(
    "written",
    ["-1", "10000.01", "1.234", "7.5.1", "NaN", "Infinity", "1e3", "ten", "\u0667", "1" * 40, "=1+1", "1_0"],
)
def test_what_is_no_number_of_points_is_refused(written: str) -> None:
    with pytest.raises(NoPoints):
        read(written)


@pytest.mark.parametrize("points", ["0.1", "0.2", "33.33", "9999.99", "0.07"])
def test_they_come_back_as_they_were_stored(cast: Cast, points: str) -> None:
    post_id = factories.post(factories.member("sam"))
    marked.mark(cast.sam, post_id, points=points, out_of="10000")
    found = marked.of_post(post_id, cast.sam).points
    assert (type(found), found) == (Decimal, Decimal(points))
