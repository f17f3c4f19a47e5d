"""What points are given for: written by an instructor, for a prompt or the class; points are the sum."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from forum.extensions import db
from forum.marking import queries, rubrics
from forum.marking.models import Criterion
from tests import factories
from tests.marking import marked
from tests.marking.marked import HERE, fill
from tests.people import Cast
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]


def lines(*criteria: tuple[str, str], **more: str) -> dict[str, str]:
    """Return what the form of a rubric sends for criteria of these names and points."""
    fields = {}
    for place, (name, points) in enumerate(criteria):
        fields |= {f"criteria-{place}-name": name, f"criteria-{place}-points": points}
    return fields | more


def scale(prompt_id: int | None = None) -> list[tuple[str, Decimal]]:
    db.session.rollback()
    found = rubrics.scale(factories.member("ines").course_id, prompt_id)
    return [(each.name, each.points) for each in found.criteria]


@pytest.fixture
def prompt_id(cast: Cast) -> int:
    return marked.prompt()


def test_an_instructor_writes_one_for_the_class_and_one_for_a_prompt(
    browse: Browse, cast: Cast, prompt_id: int
) -> None:
    ines = browse("ines")
    assert (
        fill(ines, "/marking/rubric", **lines(("Argument", "6"), ("", ""), ("Sources", "4,5"))).status_code
        == 303
    )
    assert scale() == scale(prompt_id) == [("Argument", Decimal(6)), ("Sources", Decimal("4.5"))]
    assert "marked by the rubric of the class" in ines.get(f"{HERE}/prompts/{prompt_id}/rubric").text
    assert fill(ines, f"/prompts/{prompt_id}/rubric", **lines(("Courage", "1"))).status_code == 303
    assert scale(prompt_id) == [("Courage", Decimal(1))]
    assert scale() == [("Argument", Decimal(6)), ("Sources", Decimal("4.5"))]


@pytest.mark.parametrize("name", ["asa", "sam", "olga"])
def test_nobody_else_writes_one(browse: Browse, prompt_id: int, name: str) -> None:
    for url in (f"{HERE}/marking/rubric", f"{HERE}/prompts/{prompt_id}/rubric"):
        assert browse(name).get(url).status_code == 403
        assert browse(name).post(url, lines(("Argument", "6"))).status_code == 403
    assert scale() == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (lines(("Argument", "")), "Say how many points"),
        (lines(("", "6")), "Give it a name."),
        (lines(("Argument", "six")), "Write a number"),
        (lines(("x" * 121, "6")), "characters long"),
        (lines(("Argument", "6"), out_of="-3"), "Write a number"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    browse: Browse, prompt_id: int, typed: dict[str, str], says: str
) -> None:
    answer = fill(browse("ines"), f"/prompts/{prompt_id}/rubric", **typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert all(value in answer.text for value in typed.values())
    assert scale(prompt_id) == []


def rubric(browse: Browse, cast: Cast) -> list[Any]:
    fill(browse("ines"), "/marking/rubric", **lines(("Argument", "6"), ("Sources", "4")))
    db.session.rollback()
    return list(rubrics.scale(cast.course, None).criteria)


def test_points_are_the_sum_of_what_is_given_for_each_criterion(browse: Browse, cast: Cast) -> None:
    argument, sources = rubric(browse, cast)
    post_id = factories.post(factories.member("sam"))
    url = f"/posts/{post_id}/marks/{cast.sam}"
    refused = fill(browse("ines"), url, **{f"criterion_{argument.id}": "6.5"})
    assert refused.status_code == 422
    assert "There are 6 points at most." in refused.text
    given = {f"criterion_{argument.id}": "5.5", f"criterion_{sources.id}": "3"}
    assert fill(browse("ines"), url, **given, release="y").status_code == 303
    mark = marked.of_post(post_id, cast.sam)
    assert (mark.points, mark.out_of) == (Decimal("8.5"), Decimal(10))
    page = browse("sam").get(f"{HERE}/posts/{post_id}").text
    for words in ("Argument", "5.5", "of 6", "8.5", "of 10"):
        assert words in page


def test_what_was_given_stays_when_the_rubric_changes(browse: Browse, cast: Cast) -> None:
    argument, sources = rubric(browse, cast)
    post_id = factories.post(factories.member("sam"))
    url = f"/posts/{post_id}/marks/{cast.sam}"
    fill(
        browse("ines"), url, **{f"criterion_{argument.id}": "5", f"criterion_{sources.id}": "3"}, release="y"
    )
    change = {"criteria-0-id": str(argument.id)}
    fill(browse("ines"), "/marking/rubric", **lines(("Reasons", "6")), **change)
    assert scale() == [("Reasons", Decimal(6))]
    mark = marked.of_post(post_id, cast.sam)
    names = [share.name for share in queries.shares([mark.id])[mark.id]]
    assert (mark.points, names) == (Decimal(8), ["Reasons", "Sources"])
    assert len(db.session.scalars(select(Criterion)).all()) == 2


def test_a_criterion_of_another_class_is_not_changed(browse: Browse, cast: Cast, prompt_id: int) -> None:
    argument, _sources = rubric(browse, cast)
    fill(
        browse("ines"),
        f"/prompts/{prompt_id}/rubric",
        **lines(("Mine", "1")),
        **{"criteria-0-id": str(argument.id)},
    )
    assert scale() == [("Argument", Decimal(6)), ("Sources", Decimal(4))]
    assert scale(prompt_id) == [("Mine", Decimal(1))]


def test_how_many_points_there_are_is_suggested(browse: Browse, cast: Cast, prompt_id: int) -> None:
    fill(browse("ines"), f"/prompts/{prompt_id}/rubric", out_of="12.5")
    post_id = marked.answer(factories.member("sam"), prompt_id)
    assert 'value="12.5"' in browse("ines").get(f"{HERE}/posts/{post_id}/marks/{cast.sam}").text


def test_points_given_without_a_rubric_are_kept_when_there_is_one(browse: Browse, cast: Cast) -> None:
    post_id = factories.post(factories.member("sam"))
    marked.mark(cast.sam, post_id, points="7", out_of="10")
    rubric(browse, cast)
    url = f"/posts/{post_id}/marks/{cast.sam}"
    assert 'value="7"' in browse("ines").get(HERE + url).text
    fill(browse("ines"), url, points="7", out_of="10", body="With a note.")
    assert (marked.of_post(post_id, cast.sam).points, marked.of_post(post_id, cast.sam).out_of) == (7, 10)


def test_what_was_given_for_a_criterion_that_is_gone_can_be_changed(browse: Browse, cast: Cast) -> None:
    argument, sources = rubric(browse, cast)
    post_id = factories.post(factories.member("sam"))
    url = f"/posts/{post_id}/marks/{cast.sam}"
    given = {f"criterion_{argument.id}": "5", f"criterion_{sources.id}": "3"}
    fill(browse("ines"), url, **given)
    fill(browse("ines"), "/marking/rubric", **lines(("Argument", "6")), **{"criteria-0-id": str(argument.id)})
    assert "Sources" in browse("ines").get(HERE + url).text
    fill(browse("ines"), url, **given, body="With a note.")
    assert marked.of_post(post_id, cast.sam).points == Decimal(8)


def marked_by_rubric(browse: Browse, cast: Cast) -> tuple[str, dict[str, str], Any]:
    """Give sam 8 of 10 by the class's rubric; return the address, what the form sent, and how to look."""
    argument, sources = rubric(browse, cast)
    post_id = factories.post(factories.member("sam"))
    url = f"/posts/{post_id}/marks/{cast.sam}"
    given = {f"criterion_{argument.id}": "5", f"criterion_{sources.id}": "3"}
    fill(browse("ines"), url, **given, release="y")

    def told() -> tuple[Decimal, Decimal]:
        mark = marked.of_post(post_id, cast.sam)
        return mark.points, mark.out_of

    assert told() == (8, 10)
    return url, given, told


def added(name: str) -> str:
    """Return the field of a criterion of the class that has this name."""
    db.session.rollback()
    id = db.session.scalars(select(Criterion.id).where(Criterion.name == name)).one()
    return f"criterion_{id}"


def kept(given: dict[str, str]) -> dict[str, str]:
    """Return what the form of the rubric sends for criteria that stay."""
    return {f"criteria-{place}-id": name.split("_")[1] for place, name in enumerate(given)}


ADDED = lines(("Argument", "6"), ("Sources", "4"), ("Courage", "5"))
ANEW = lines(("Clarity", "5"), ("Care", "5"))
LOWERED = lines(("Argument", "4"), ("Sources", "4"))


@pytest.mark.parametrize(("anew", "stays"), [(ADDED, True), (ANEW, False), (LOWERED, True)])
def test_a_note_is_changed_after_the_rubric_was_and_the_points_stay(
    browse: Browse, cast: Cast, anew: dict[str, str], stays: bool
) -> None:
    url, given, told = marked_by_rubric(browse, cast)
    fill(browse("ines"), "/marking/rubric", **anew, **(kept(given) if stays else {}))
    for note in ("With a note.", "With a note, and no typo."):
        assert fill(browse("ines"), url, **given, body=note).status_code == 303
        assert told() == (8, 10)


def test_a_note_is_changed_where_a_criterion_was_left_empty(browse: Browse, cast: Cast) -> None:
    url, given, told = marked_by_rubric(browse, cast)
    argument = next(iter(given))
    fill(browse("ines"), url, **{argument: "5"})
    assert told() == (5, 10)
    fill(browse("ines"), "/marking/rubric", **ADDED, **kept(given))
    fill(browse("ines"), url, **{argument: "5"}, body="With a note.")
    assert told() == (5, 10)


def test_other_points_for_the_same_criteria_are_out_of_the_same(browse: Browse, cast: Cast) -> None:
    url, given, told = marked_by_rubric(browse, cast)
    fill(browse("ines"), "/marking/rubric", **ADDED, **kept(given))
    fill(browse("ines"), url, **given | {next(iter(given)): "6"})
    assert told() == (9, 10)


def test_points_for_a_criterion_that_came_later_count_to_what_there_is_now(
    browse: Browse, cast: Cast
) -> None:
    url, given, told = marked_by_rubric(browse, cast)
    fill(browse("ines"), "/marking/rubric", **ADDED, **kept(given))
    fill(browse("ines"), url, **given, **{added("Courage"): "2"})
    assert told() == (10, 15)


def test_a_mark_is_given_anew_by_another_rubric(browse: Browse, cast: Cast) -> None:
    url, given, told = marked_by_rubric(browse, cast)
    fill(browse("ines"), "/marking/rubric", **ANEW)
    fill(browse("ines"), url, **{next(iter(given)): "5"})
    assert told() == (5, 10)  # by the old one still, out of all of it
    fill(browse("ines"), url, **{added("Clarity"): "4"})
    assert told() == (4, 10)


def test_more_points_than_there_were_are_out_of_what_the_rubric_says(browse: Browse, cast: Cast) -> None:
    url, given, told = marked_by_rubric(browse, cast)
    fill(browse("ines"), "/marking/rubric", **lines(("Argument", "20"), ("Sources", "4")), **kept(given))
    fill(browse("ines"), url, **given | {next(iter(given)): "15"})
    assert told() == (18, 24)
