"""What several students wrote together is marked for all of them alike, or for each in their own words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import factories
from tests.marking import marked
from tests.marking.marked import HERE, fill, of_post
from tests.people import Cast
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]


@pytest.fixture
def shared(cast: Cast) -> int:
    return factories.post(factories.member("sam"), "Together", co_author_ids=[cast.sue])


def test_a_shared_post_is_marked_for_all_its_authors_or_for_one(
    browse: Browse, cast: Cast, shared: int
) -> None:
    url = f"/posts/{shared}/marks/{cast.sam}"
    assert "The same for all who wrote this" in browse("ines").get(HERE + url).text
    fill(browse("ines"), url, body="Both.", points="5", for_all="y")
    assert [of_post(shared, id).body_markdown for id in (cast.sam, cast.sue)] == ["Both.", "Both."]
    fill(browse("ines"), url, body="For you.", points="6")
    assert [of_post(shared, id).body_markdown for id in (cast.sam, cast.sue)] == ["For you.", "Both."]


def test_who_was_told_something_else_keeps_that(browse: Browse, cast: Cast, shared: int) -> None:
    marked.mark(cast.sue, shared, "For sue alone.", "9")
    url = f"/posts/{shared}/marks/{cast.sam}"
    answer = fill(browse("ines"), url, body="Both.", points="5", for_all="y")
    assert of_post(shared, cast.sue).body_markdown == "For sue alone."
    assert "Sue was told something else before" in browse("ines").get(answer.location).text


def test_what_all_were_told_is_changed_for_all(browse: Browse, cast: Cast, shared: int) -> None:
    url = f"/posts/{shared}/marks/{cast.sam}"
    fill(browse("ines"), url, body="Both.", points="5", for_all="y")
    fill(browse("ines"), url, body="Both, better.", points="6", for_all="y", release="y")
    assert [of_post(shared, id).body_markdown for id in (cast.sam, cast.sue)] == ["Both, better."] * 2
    assert all(of_post(shared, id).released_at for id in (cast.sam, cast.sue))


@pytest.mark.parametrize("again", ["", "sam", "both"])
def test_what_all_were_told_alike_is_released_for_all(
    browse: Browse, cast: Cast, shared: int, again: str
) -> None:
    url, ines = f"{HERE}/posts/{shared}/marks/{cast.sam}", browse("ines")
    form = {"seen": "0", "body": "Both.", "points": "5", "for_all": "y"}
    ines.get(url)
    if again:
        ines.post(url, form if again == "both" else form | {"for_all": ""})
    else:
        marked.mark(cast.sue, shared, "Both.", "5")
    ines.post(url, form | {"release": "y"})
    assert all(of_post(shared, id).released_at for id in (cast.sam, cast.sue))


def test_what_somebody_else_was_told_is_not_released_with_it(browse: Browse, cast: Cast, shared: int) -> None:
    url, ines = f"{HERE}/posts/{shared}/marks/{cast.sam}", browse("ines")
    form = {"seen": "0", "body": "Both.", "points": "5", "for_all": "y"}
    marked.mark(cast.sue, shared, "For sue alone.", "9")
    ines.get(url)
    for release in ({}, {"release": "y"}):
        answer = ines.post(url, form | release)
    assert "Sue was told something else before" in ines.get(answer.location).text
    assert of_post(shared, cast.sam).released_at
    assert of_post(shared, cast.sue).released_at is None
