"""A mark outlives what it is about: its points count on, and whoever gave it can still change that."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import delete

from forum.extensions import db
from forum.marking import rubrics
from forum.marking.models import About
from forum.marking.rubrics import Line
from forum.marking.things import Thing
from forum.posts import actions as posts
from forum.posts import publishing
from forum.posts.models import CoAuthor
from forum.prompts import actions as prompts
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


@pytest.fixture(params=["prompt", "co-author"])
def off(cast: Cast, request: pytest.FixtureRequest) -> Thing:
    """What sue has a mark for, and would be given none any more: her prompt is gone, or she left the post."""
    ines, prompt_id = factories.member("ines"), marked.prompt()
    if request.param == "prompt":
        marked.mark(cast.sue, prompt_id, "Well argued.", "4", about=About.PROMPT)
        assert prompts.delete(prompt_id, by=ines)
        return Thing(About.PROMPT, prompt_id, cast.sue)
    shared = marked.answer(factories.member("sam"), prompt_id, "Together", co_author_ids=[cast.sue])
    marked.mark(cast.sue, shared, "Well argued.", "4")
    db.session.execute(delete(CoAuthor).where(CoAuthor.post_id == shared))
    db.session.commit()
    return Thing(About.POST, shared, cast.sue)


def test_what_is_of_nobody_any_more_is_found_with_its_student(
    browse: Browse, cast: Cast, off: Thing, via: str
) -> None:
    ines, mark_id = browse("ines"), marked.row(off).id
    listed = f"{HERE}/members/{cast.sue}/marks"
    assert f'href="{HERE}{off.path}"' in ines.get(listed).text
    page = ines.get(HERE + off.path).text
    gone = "no longer there" if off.about == About.PROMPT else "Sue does not stand under this post"
    for words in (gone, "Well argued.", "Save and release"):
        assert words in page
    assert "The same for all" not in page
    assert fill(ines, off.path, via, body="Changed.", points="3").status_code in (200, 303)
    assert (marked.row(off).body_markdown, marked.row(off).points) == ("Changed.", Decimal(3))
    ines.post(f"{HERE}/marks/{mark_id}/release", via=via)
    assert marked.row(off).released_at
    assert "Changed." in browse("sue").get(f"{HERE}/marks").text
    ines.post(f"{HERE}/marks/{mark_id}/release/delete", via=via)
    assert marked.row(off).released_at is None
    answer = ines.post(f"{HERE}/marks/{mark_id}/deletion")
    assert answer.location == listed
    assert "Deleted." in ines.get(listed).text
    assert ines.get(HERE + off.path).status_code == 404
    answer = ines.post(f"{HERE}/marks/{mark_id}/deletion/delete")
    assert "It is back." in ines.get(answer.location).text


def test_the_rubric_of_a_prompt_that_is_gone_stays_that_of_its_marks(browse: Browse, cast: Cast) -> None:
    ines, prompt_id = factories.member("ines"), marked.prompt()
    rubrics.write(None, None, [Line("Argument", "", Decimal(6))], by=ines)
    rubrics.write(prompt_id, None, [Line("Courage", "", Decimal(2))], by=ines)
    [courage] = rubrics.scale(cast.course, prompt_id).criteria
    post_id = marked.answer(factories.member("sam"), prompt_id)
    things = [Thing(About.POST, post_id, cast.sam), Thing(About.PROMPT, prompt_id, cast.sam)]
    for thing in things:
        fill(browse("ines"), thing.path, **{f"criterion_{courage.id}": "1"})
    assert prompts.delete(prompt_id, by=ines)
    for thing in things:
        assert "Argument" not in browse("ines").get(HERE + thing.path).text
        fill(browse("ines"), thing.path, **{f"criterion_{courage.id}": "1.5"})
        assert (marked.row(thing).points, marked.row(thing).out_of) == (Decimal("1.5"), Decimal(2))


def test_nobody_else_gets_at_it(browse: Browse, cast: Cast, gone: int) -> None:
    url = f"{HERE}/posts/{gone}/marks/{cast.sam}"
    for name in ("sam", "sue", "olga"):
        assert browse(name).get(url).status_code == 403
    for end in (f"{cast.sam}/part", str(cast.sue), f"{cast.ines}/part"):
        assert browse("ines").get(f"{HERE}/posts/{gone}/marks/{end}").status_code == 404
    marked.section("Tuesday", cast.asa, cast.sue)
    marked.tie(cast.asa)
    assert browse("asa").get(url).status_code == 404
