"""Marking the answers to a prompt: everybody on one page, one after the other, released at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from forum.courses import actions as courses
from forum.extensions import db
from forum.marking import actions, board
from forum.marking.models import About
from forum.marking.things import Thing
from forum.posts import actions as posts
from forum.posts.forms import version
from forum.prompts.models import Prompt, PromptSection
from tests import factories
from tests.marking import marked
from tests.marking.marked import HERE, fill
from tests.people import Cast
from tests.posts.statements import recorded
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]


@pytest.fixture
def prompt_id(cast: Cast) -> int:
    return marked.prompt("Week 4", replies_wanted=1)


@pytest.fixture
def sams(cast: Cast, prompt_id: int) -> int:
    return marked.answer(factories.member("sam"), prompt_id, "Five ships")


def rows(prompt_id: int, name: str = "ines") -> dict[str, board.Row]:
    return {row.student.name: row for row in board.of_prompt(factories.member(name), prompt_id)}


def test_each_student_has_a_row_with_their_work_and_what_it_is_worth(
    browse: Browse, cast: Cast, prompt_id: int, sams: int
) -> None:
    factories.comment(factories.member("sue"), sams)
    marked.mark(cast.sam, sams, points="8.5", out_of="10")
    page = browse("ines").get(f"{HERE}/prompts/{prompt_id}/marks").text
    for words in ("Sam", "Five ships", "8.5", "Sue", "No answer yet", "Release all (1)", "Go on marking"):
        assert words in page
    found = rows(prompt_id)
    assert list(found) == ["Sam", "Sue"]
    assert (found["Sam"].points, found["Sam"].replies, found["Sue"].replies) == (Decimal("8.5"), 0, 1)


@pytest.mark.parametrize("name", ["sam", "sue", "olga"])
def test_nobody_else_sees_it(browse: Browse, prompt_id: int, name: str) -> None:
    for end in ("marks", "marks.csv", "rubric"):
        assert browse(name).get(f"{HERE}/prompts/{prompt_id}/{end}").status_code == 403
    assert browse(name).post(f"{HERE}/prompts/{prompt_id}/marks/release").status_code == 403


def test_points_of_answers_parts_and_the_whole_come_together(cast: Cast, prompt_id: int, sams: int) -> None:
    second = marked.answer(factories.member("sam"), prompt_id, "Once more")
    theirs = marked.answer(factories.member("sue"), prompt_id, "Four ships")
    factories.comment(factories.member("sam"), theirs)
    for of, about in (
        (sams, About.POST),
        (second, About.POST),
        (theirs, About.PART),
        (prompt_id, About.PROMPT),
    ):
        marked.mark(cast.sam, of, points="1.25", out_of="2", about=about)
    assert (rows(prompt_id)["Sam"].points, rows(prompt_id)["Sam"].out_of) == (Decimal(5), Decimal(8))
    assert rows(prompt_id)["Sue"].points is None


def test_saving_goes_on_to_the_next_student_and_from_the_last_back(
    browse: Browse, cast: Cast, prompt_id: int, sams: int
) -> None:
    ines, url = browse("ines"), f"/posts/{sams}/marks/{cast.sam}"
    assert "Save, and on to Sue" in ines.get(HERE + url).text
    answer = fill(ines, url, points="7", then="next")
    assert answer.location == f"{HERE}/prompts/{prompt_id}/marks/{cast.sue}"
    page = ines.get(answer.location).text
    assert "No answer yet." in page
    assert "Save, and back to all" in page
    answer = fill(
        ines, f"/prompts/{prompt_id}/marks/{cast.sue}", body="Nothing came.", points="0", then="next"
    )
    assert answer.location == f"{HERE}/prompts/{prompt_id}/marks"
    assert marked.row(Thing(About.PROMPT, prompt_id, cast.sue)).points == Decimal(0)


def test_a_shared_answer_comes_up_for_each_of_its_authors(browse: Browse, cast: Cast, prompt_id: int) -> None:
    shared = marked.answer(factories.member("sam"), prompt_id, "Together", co_author_ids=[cast.sue])
    answer = fill(browse("ines"), f"/posts/{shared}/marks/{cast.sam}", points="7", then="next")
    assert answer.location == f"{HERE}/posts/{shared}/marks/{cast.sue}"


def test_all_are_released_at_once_and_told(browse: Browse, cast: Cast, prompt_id: int, sams: int) -> None:
    other = factories.post(factories.member("sam"), "No answer")
    for of in (sams, other):
        marked.mark(cast.sam, of, points="7")
    marked.mark(cast.sue, prompt_id, "Nothing came.", about=About.PROMPT)
    ines = browse("ines")
    page = release_all(ines, prompt_id, shown(ines, prompt_id))
    assert "Released: 2." in page
    assert "look at" not in page
    things = [Thing(About.POST, sams, cast.sam), Thing(About.PROMPT, prompt_id, cast.sue)]
    assert all(marked.row(thing).released_at for thing in things)
    assert marked.of_post(other, cast.sam).released_at is None
    assert "Nothing came." in browse("sue").get(f"{HERE}/marks").text


def shown(visitor: Visitor, prompt_id: int) -> str:
    """Open the page of a prompt's marks, and return what it shows that waits."""
    found = re.search(r'name="shown" value="([^"]*)"', visitor.get(f"{HERE}/prompts/{prompt_id}/marks").text)
    return found[1] if found else ""


def release_all(visitor: Visitor, prompt_id: int, shown: str) -> str:
    """Press "Release all" as the page has it, and return the next page."""
    answer = visitor.post(f"{HERE}/prompts/{prompt_id}/marks/release", {"shown": shown})
    return visitor.get(answer.location).text


def test_what_was_written_or_changed_meanwhile_is_not_released(
    browse: Browse, cast: Cast, prompt_id: int, sams: int
) -> None:
    theirs = marked.answer(factories.member("sue"), prompt_id, "Four ships")
    changed = Thing(About.POST, sams, cast.sam)
    marked.mark(cast.sam, sams, points="7")
    marked.mark(cast.sue, theirs, points="6")
    ines = browse("ines")
    opened = shown(ines, prompt_id)
    marked.mark(cast.sam, sams, points="1", seen=marked.row(changed).edited_at)
    marked.mark(cast.sue, prompt_id, "Not seen yet.", about=About.PROMPT)
    page = release_all(ines, prompt_id, opened)
    assert "Released: 1. The students are told. 2 were written or changed" in page
    assert marked.of_post(theirs, cast.sue).released_at
    later = Thing(About.PROMPT, prompt_id, cast.sue)
    assert [marked.row(each).released_at for each in (changed, later)] == [None, None]
    assert "Released: 2." in release_all(ines, prompt_id, shown(ines, prompt_id))
    assert all(marked.row(each).released_at for each in (changed, later))


@pytest.mark.parametrize("sent", ["", "1-0", "x-y 9 -- 1-", "1-99999999999999999", "{other}"])
def test_what_no_page_has_shown_is_not_released(
    browse: Browse, cast: Cast, prompt_id: int, sams: int, sent: str
) -> None:
    """Nor is what counts to another prompt, whatever is sent."""
    marked.mark(cast.sam, sams, points="7")
    other = factories.post(factories.member("sam"), "No answer")
    marked.mark(cast.sam, other, points="7")
    row = marked.of_post(other, cast.sam)
    ines = browse("ines")
    ines.get(f"{HERE}/prompts/{prompt_id}/marks")
    page = release_all(ines, prompt_id, sent.replace("{other}", f"{row.id}-{version(row.edited_at)}"))
    assert "Nothing is released." in page
    assert "1 was written or changed" in page
    assert [marked.of_post(of, cast.sam).released_at for of in (sams, other)] == [None, None]


def test_a_prompt_for_a_section_asks_its_students(cast: Cast, prompt_id: int) -> None:
    section = marked.section("Tuesday", cast.sue)
    db.session.add(PromptSection(prompt_id=prompt_id, section_id=section))
    db.session.get_one(Prompt, prompt_id).for_sections = True
    db.session.commit()
    assert list(rows(prompt_id)) == ["Sue"]
    post_id = marked.answer(factories.member("sam"), prompt_id)
    assert list(rows(prompt_id)) == ["Sam", "Sue"]
    posts.delete(post_id, by=factories.member("sam"))
    assert list(rows(prompt_id)) == ["Sue"]
    marked.mark(cast.sam, prompt_id, "Not asked.", about=About.PROMPT)
    assert list(rows(prompt_id)) == ["Sam", "Sue"]


def for_nobody(prompt_id: int) -> None:
    """Let a prompt be for a section in which nobody is."""
    db.session.add(PromptSection(prompt_id=prompt_id, section_id=marked.section("Tuesday")))
    db.session.get_one(Prompt, prompt_id).for_sections = True
    db.session.commit()


def test_a_draft_is_no_answer(cast: Cast, prompt_id: int) -> None:
    for_nobody(prompt_id)
    marked.answer(factories.member("sam"), prompt_id, state="draft")
    assert rows(prompt_id) == {}


def test_co_authors_have_answered_it_as_well(cast: Cast, prompt_id: int) -> None:
    for_nobody(prompt_id)
    shared = marked.answer(factories.member("sam"), prompt_id, co_author_ids=[cast.sue])
    found = rows(prompt_id)
    assert list(found) == ["Sam", "Sue"]
    assert [piece.thing.id for piece in found["Sue"].answers] == [shared]


def test_a_tied_assistant_sees_their_students(browse: Browse, cast: Cast, prompt_id: int, sams: int) -> None:
    marked.section("Tuesday", cast.asa, cast.sue)
    marked.tie(cast.asa)
    marked.mark(cast.sam, sams, "Not for asa.")
    assert list(rows(prompt_id, "asa")) == ["Sue"]
    page = browse("asa").get(f"{HERE}/prompts/{prompt_id}/marks").text
    assert "Five ships" not in page
    assert "Not for asa." not in browse("asa").get(f"{HERE}/marking").text


def test_a_deleted_answer_keeps_its_points_until_they_go(cast: Cast, prompt_id: int, sams: int) -> None:
    mark_id = marked.mark(cast.sam, sams, points="7")
    posts.delete(sams, by=factories.member("sam"))
    assert (rows(prompt_id)["Sam"].answers, rows(prompt_id)["Sam"].points) == ([], Decimal(7))
    actions.delete(mark_id, by=factories.member("ines"))
    assert rows(prompt_id)["Sam"].points is None


def test_it_costs_the_same_for_many_as_for_few(browse: Browse, cast: Cast, prompt_id: int, sams: int) -> None:
    ines, counts = browse("ines"), []
    urls = [f"/prompts/{prompt_id}/marks", f"/posts/{sams}/marks/{cast.sam}", "/marking", "/marking.csv"]
    for many in (1, 8):
        for number in range(many):
            post_id = marked.answer(factories.member("sam"), prompt_id, f"{many} {number}")
            marked.mark(cast.sam, post_id, points="1")
            marked.prompt(f"Not marked {many} {number}")
        with recorded() as statements:
            for url in urls:
                assert ines.get(HERE + url).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_of_a_post_that_is_not_shown_any_more_not_even_the_title_is(
    browse: Browse, cast: Cast, prompt_id: int, sams: int
) -> None:
    marked.mark(cast.sam, sams, points="4")
    whole = f"{HERE}/prompts/{prompt_id}/marks/{cast.sam}"
    assert "Five ships" in browse("ines").get(whole).text
    posts.delete(sams, by=factories.member("sam"))
    page = browse("ines").get(whole).text
    assert "A post that is no longer shown" in page
    assert "Five ships" not in page
    assert rows(prompt_id)["Sam"].points == Decimal(4)


def test_what_waits_is_of_those_who_still_study_here(
    browse: Browse, cast: Cast, prompt_id: int, sams: int
) -> None:
    marked.mark(cast.sam, sams, points="4")
    assert "1 not released" in browse("ines").get(f"{HERE}/marking").text
    courses.remove(cast.course, cast.sam, by=factories.member("ines"))
    page = browse("ines").get(f"{HERE}/marking").text
    assert "0 students marked" in page
    assert "1 not released" not in page
    courses.restore(cast.course, cast.sam, by=factories.member("ines"))
    assert "1 not released" in browse("ines").get(f"{HERE}/marking").text
