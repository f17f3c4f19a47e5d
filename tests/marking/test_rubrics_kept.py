"""Two who write a rubric at once overwrite nothing; and a prompt goes back to the rubric of the class."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import select

from forum.auth.models import AuditEvent
from forum.extensions import db
from forum.marking import queries
from tests import factories
from tests.marking import marked
from tests.marking.marked import HERE, fill
from tests.marking.test_rubrics import lines, scale
from tests.people import Cast
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
OF_CLASS = "/marking/rubric"


@pytest.fixture
def prompt_id(cast: Cast) -> int:
    return marked.prompt()


@pytest.fixture(params=["class", "prompt"])
def url(request: pytest.FixtureRequest, prompt_id: int) -> str:
    return OF_CLASS if request.param == "class" else f"/prompts/{prompt_id}/rubric"


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found
    return found[1]


# --- Two at once --------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [True, False], ids=["a changed one", "a first one"])
def test_the_second_is_shown_both(browse: Browse, cast: Cast, url: str, known: bool, via: str) -> None:
    ines, adam = browse("ines"), browse("adam")
    if known:
        fill(ines, url, **lines(("Argument", "6")))
    opened = seen(adam.get(HERE + url).text)
    fill(ines, url, **lines(("Argument", "5"), ("Sources", "4")))
    mine = lines(("Reasons", "2"), seen=opened) | {"criteria-0-description": "Kept words."}
    answer = adam.post(HERE + url, mine, via=via)
    assert answer.status_code == 409
    for words in ("Two versions", "Ines saved another version", "Sources", 'value="Reasons"', "Kept words."):
        assert words in answer.text
    prompt_id = None if url == OF_CLASS else int(url.split("/")[2])
    assert scale(prompt_id) == [("Argument", Decimal(5)), ("Sources", Decimal(4))]
    adam.post(HERE + url, mine | {"seen": seen(answer.text)}, via=via)
    assert scale(prompt_id) == [("Reasons", Decimal(2))]


def test_what_is_sent_twice_is_saved_once(browse: Browse, url: str, via: str) -> None:
    ines = browse("ines")
    sent = lines(("Argument", "6"), ("Sources", "4,5"), out_of="3", seen=seen(ines.get(HERE + url).text))
    for _time in range(2):
        answer = ines.post(HERE + url, sent, via=via)
        assert answer.location or answer.headers.get("HX-Redirect")
    events = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.verb == "rubric.write")).all()
    assert len(events) == 1
    assert "Saved." in ines.get(HERE + "/marking").text


# --- Back to the rubric of the class ------------------------------------------------------------------


@pytest.fixture
def own(browse: Browse, prompt_id: int) -> str:
    """The page of a prompt's own rubric, beside which there is one of the class."""
    fill(browse("ines"), OF_CLASS, **lines(("Argument", "6")))
    fill(browse("ines"), f"/prompts/{prompt_id}/rubric", **lines(("Courage", "1")))
    return f"{HERE}/prompts/{prompt_id}/rubric"


def test_a_prompt_goes_back_to_that_of_the_class(browse: Browse, prompt_id: int, own: str, via: str) -> None:
    ines = browse("ines")
    assert "Use the rubric of the class" in ines.get(own).text
    ines.post(f"{own}/deletion", via=via)
    assert scale(prompt_id) == [("Argument", Decimal(6))]
    page = ines.get(own).text
    assert "marked by the rubric of the class" in page
    assert "no rubric of its own any more" in page
    assert "Use the rubric of the class" not in page
    ines.post(f"{own}/deletion/delete", via=via)
    assert scale(prompt_id) == [("Courage", Decimal(1))]


def test_one_that_was_put_away_is_written_anew(browse: Browse, prompt_id: int, own: str) -> None:
    ines = browse("ines")
    ines.get(own)
    ines.post(f"{own}/deletion")
    fill(ines, f"/prompts/{prompt_id}/rubric", **lines(("Tone", "2")))
    assert scale(prompt_id) == [("Tone", Decimal(2))]
    ines.post(f"{own}/deletion/delete")  # there is nothing to take back
    assert scale(prompt_id) == [("Tone", Decimal(2))]


def test_who_was_writing_it_meanwhile_is_told(browse: Browse, prompt_id: int, own: str) -> None:
    ines, adam = browse("ines"), browse("adam")
    opened = seen(adam.get(own).text)
    ines.get(own)
    ines.post(f"{own}/deletion")
    answer = adam.post(own, lines(("Tone", "2"), seen=opened))
    assert answer.status_code == 409
    assert "Somebody has put this rubric away" in answer.text
    adam.post(own, lines(("Tone", "2"), seen=seen(answer.text)))
    assert scale(prompt_id) == [("Tone", Decimal(2))]


def test_what_was_given_by_it_stays(browse: Browse, cast: Cast, prompt_id: int, own: str) -> None:
    ines, post_id = browse("ines"), marked.answer(factories.member("sam"), prompt_id)
    url = f"/posts/{post_id}/marks/{cast.sam}"
    [name] = set(re.findall(r'name="(criterion_\d+)"', ines.get(HERE + url).text))
    fill(ines, url, **{name: "0.5"})
    ines.post(f"{own}/deletion")
    mark = marked.of_post(post_id, cast.sam)
    assert (mark.points, mark.out_of) == (Decimal("0.5"), Decimal(1))
    assert [row.name for row in queries.shares([mark.id])[mark.id]] == ["Courage"]
    assert "Courage" in ines.get(HERE + url).text


def test_without_one_of_the_class_there_is_none(browse: Browse, prompt_id: int) -> None:
    ines, url = browse("ines"), f"{HERE}/prompts/{prompt_id}/rubric"
    fill(ines, f"/prompts/{prompt_id}/rubric", **lines(("Courage", "1")))
    assert "Do without a rubric" in ines.get(url).text
    ines.post(f"{url}/deletion")
    assert scale(prompt_id) == []
    assert "Do without a rubric" not in ines.get(url).text
