"""A mark outlives what it is about: its points count on, and whoever gave it can still change that."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from forum.marking.models import About
from forum.marking.things import Thing
from forum.posts import actions as posts
from forum.posts import publishing
from tests import factories
from tests.marking import marked
from tests.marking.marked import HERE, fill
from tests.people import Cast
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]


@pytest.fixture(params=["deleted", "taken back"])
def gone(cast: Cast, request: pytest.FixtureRequest) -> int:
    """A post of sam's that answers a prompt, and is not shown any more."""
    post_id = marked.answer(factories.member("sam"), marked.prompt(), "Five ships", body="Quixotic words.")
    if request.param == "deleted":  # what has comments is not taken back
        factories.comment(factories.member("sue"), post_id)
    for student, about in ((cast.sam, About.POST), (cast.sue, About.PART)):
        marked.mark(student, post_id, "Well argued.", "4", about=about)
    leave = posts.delete if request.param == "deleted" else publishing.take_back
    assert leave(post_id, by=factories.member("sam"))
    return post_id


@pytest.mark.parametrize("about", [About.POST, About.PART])
def test_it_is_changed_released_taken_back_and_deleted(
    browse: Browse, cast: Cast, gone: int, about: About, via: str
) -> None:
    thing = Thing(about, gone, cast.sam if about == About.POST else cast.sue)
    ines, mark_id = browse("ines"), marked.row(thing).id
    page = ines.get(HERE + thing.path).text
    for words in ("A post that is no longer shown", "Well argued.", "Save and release", "Week 4"):
        assert words in page
    assert "Five ships" not in page
    assert "Quixotic" not in page
    assert fill(ines, thing.path, via, body="Changed.", points="3").status_code in (200, 303)
    assert (marked.row(thing).body_markdown, marked.row(thing).points) == ("Changed.", Decimal(3))
    ines.post(f"{HERE}/marks/{mark_id}/release", via=via)
    assert marked.row(thing).released_at
    ines.post(f"{HERE}/marks/{mark_id}/release/delete", via=via)
    assert marked.row(thing).released_at is None
    answer = ines.post(f"{HERE}/marks/{mark_id}/deletion")
    assert "Deleted." in ines.get(answer.location).text
    assert ines.get(HERE + thing.path).status_code == 404
    answer = ines.post(f"{HERE}/marks/{mark_id}/deletion/delete")
    assert "It is back." in ines.get(answer.location).text


def test_nobody_else_gets_at_it(browse: Browse, cast: Cast, gone: int) -> None:
    url = f"{HERE}/posts/{gone}/marks/{cast.sam}"
    for name in ("sam", "sue", "olga"):
        assert browse(name).get(url).status_code == 403
    for end in (f"{cast.sam}/part", str(cast.sue), f"{cast.ines}/part"):
        assert browse("ines").get(f"{HERE}/posts/{gone}/marks/{end}").status_code == 404
    marked.section("Tuesday", cast.asa, cast.sue)
    marked.tie(cast.asa)
    assert browse("asa").get(url).status_code == 404
