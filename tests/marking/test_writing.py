"""Staff write a note and points: what was typed is never lost, and two never overwrite each other."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import update

from forum import rerender
from forum.extensions import db
from forum.marking.models import About, Mark
from forum.marking.things import Thing
from tests import factories
from tests.marking import marked
from tests.marking.marked import HERE, fill, of_post
from tests.peers import stories
from tests.people import Cast
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]


@pytest.fixture
def post_id(cast: Cast) -> int:
    return factories.post(factories.member("sam"), "Five ships", "We saw *five* ships.")


@pytest.mark.parametrize("name", ["ines", "asa", "adam"])
def test_staff_write_a_note_and_points(browse: Browse, cast: Cast, post_id: int, name: str, via: str) -> None:
    url = f"/posts/{post_id}/marks/{cast.sam}"
    answer = fill(browse(name), url, via, body="Well *argued*.", points="8,5", out_of="10")
    where = answer.location or answer.headers.get("HX-Redirect")
    assert where == HERE + url
    mark = of_post(post_id, cast.sam)
    assert (mark.points, mark.out_of, mark.released_at) == (Decimal("8.5"), Decimal(10), None)
    assert "<em>argued</em>" in mark.body_html
    page = browse(name).get(where).text
    assert "Saved for Sam." in page
    assert "Not released" in page
    assert 'value="8.5"' in page


@pytest.mark.parametrize("name", ["sam", "sue", "olga"])
def test_nobody_else_gets_at_the_form(browse: Browse, cast: Cast, post_id: int, name: str, via: str) -> None:
    url = f"{HERE}/posts/{post_id}/marks/{cast.sam}"
    assert browse(name).get(url).status_code == 403
    assert browse(name).post(url, {"seen": "0", "points": "10"}, via=via).status_code == 403
    assert of_post(post_id, cast.sam) is None


def test_a_note_without_points_and_points_without_a_note(browse: Browse, cast: Cast, post_id: int) -> None:
    url = f"/posts/{post_id}/marks/{cast.sam}"
    assert fill(browse("ines"), url, points="3").status_code == 303
    assert (of_post(post_id, cast.sam).points, of_post(post_id, cast.sam).body_markdown) == (Decimal(3), "")
    assert fill(browse("ines"), url, body="Later.").status_code == 303
    assert (of_post(post_id, cast.sam).points, of_post(post_id, cast.sam).body_markdown) == (None, "Later.")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"points": "many", "body": "Kept words."}, "Write a number from 0 to 10000"),
        ({"points": "11", "out_of": "10", "body": "Kept words."}, "more points than there are"),
        ({"points": "", "body": "  "}, "Write a note, or give points."),
        ({"points": "-1", "body": "Kept words."}, "Write a number"),
        ({"points": "1.234", "body": "Kept words."}, "Write a number"),
        ({"body": "Kept words." + "x" * 60_000}, "characters long"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    browse: Browse, cast: Cast, post_id: int, typed: dict[str, str], says: str, via: str
) -> None:
    answer = fill(browse("ines"), f"/posts/{post_id}/marks/{cast.sam}", via, **typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert not typed["body"].strip() or "Kept words." in answer.text
    assert not typed.get("points") or f'value="{typed["points"]}"' in answer.text
    assert of_post(post_id, cast.sam) is None


def test_only_who_wrote_a_post_is_marked_for_it(browse: Browse, cast: Cast, post_id: int) -> None:
    ines = browse("ines")
    theirs = factories.post(factories.member("ines"))
    for url in (f"/posts/{post_id}/marks/{cast.sue}", f"/posts/{post_id}/marks/{cast.otto}"):
        assert ines.get(HERE + url).status_code == 404
    assert ines.get(f"{HERE}/posts/{theirs}/marks/{cast.ines}").status_code == 404  # nor marks oneself
    assert browse("adam").get(f"{HERE}/posts/{theirs}/marks/{cast.ines}").status_code == 200
    for name, status in (("ines", 404), ("adam", 403)):
        answer = browse(name).post(f"{HERE}/posts/{theirs}/marks/{cast.ines}", {"points": "1"})
        assert answer.status_code == status


def test_a_part_in_a_thread_is_marked_beside_what_was_said(browse: Browse, cast: Cast, post_id: int) -> None:
    sue = factories.member("sue")
    factories.comment(sue, post_id, "I counted four.")
    factories.comment(factories.member("sam"), post_id, "Count again.")
    url = f"/posts/{post_id}/marks/{cast.sue}/part"
    page = browse("ines").get(HERE + url).text
    assert "I counted four." in page
    assert "Count again." not in page
    assert fill(browse("ines"), url, body="Good eyes.", points="2").status_code == 303
    assert marked.row(Thing(About.PART, post_id, cast.sue)).points == Decimal(2)
    assert browse("ines").get(f"{HERE}/posts/{post_id}/marks/{cast.asa}/part").status_code == 404


def test_a_post_and_a_part_in_its_thread_have_a_mark_each(browse: Browse, cast: Cast, post_id: int) -> None:
    factories.comment(factories.member("sam"), post_id)
    fill(browse("ines"), f"/posts/{post_id}/marks/{cast.sam}", points="1")
    fill(browse("ines"), f"/posts/{post_id}/marks/{cast.sam}/part", points="2")
    marks = [marked.row(Thing(about, post_id, cast.sam)) for about in (About.POST, About.PART)]
    assert [mark.points for mark in marks] == [Decimal(1), Decimal(2)]


# --- Two at once --------------------------------------------------------------------------------------


def test_the_second_of_two_graders_is_shown_both_versions(browse: Browse, cast: Cast, post_id: int) -> None:
    url = f"/posts/{post_id}/marks/{cast.sam}"
    seen = marked.SEEN.search(browse("asa").get(HERE + url).text)
    assert seen
    fill(browse("ines"), url, body="Splendid.", points="7")
    answer = browse("asa").post(HERE + url, {"seen": seen[1], "body": "Middling.", "points": "9"})
    assert answer.status_code == 409
    for words in (
        "Two versions",
        "Ines saved another version",
        "Splendid",
        "Middling",
        "7 are saved, 9 are",
    ):
        assert words in answer.text
    assert of_post(post_id, cast.sam).body_markdown == "Splendid."
    version = marked.SEEN.search(answer.text)
    assert version
    again = browse("asa").post(HERE + url, {"seen": version[1], "body": "Middling.", "points": "9"})
    assert again.status_code == 303
    assert (of_post(post_id, cast.sam).body_markdown, of_post(post_id, cast.sam).by_id) == (
        "Middling.",
        cast.asa,
    )


def test_a_double_click_saves_once_and_says_so_twice(browse: Browse, cast: Cast, post_id: int) -> None:
    url, form = f"{HERE}/posts/{post_id}/marks/{cast.sam}", {"seen": "0", "body": "Once.", "points": "4"}
    browse("ines").get(url)
    answers = [browse("ines").post(url, form) for _twice in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]


def test_what_is_sent_again_to_be_released_is_released(
    browse: Browse, cast: Cast, post_id: int, via: str
) -> None:
    url, form = f"{HERE}/posts/{post_id}/marks/{cast.sam}", {"seen": "0", "body": "Once.", "points": "4"}
    ines = browse("ines")
    ines.get(url)
    for release in ({}, {}, {"release": "y"}):
        assert of_post(post_id, cast.sam) is None or of_post(post_id, cast.sam).released_at is None
        ines.post(url, form | release, via=via)
    first = of_post(post_id, cast.sam)
    assert first.released_at
    ines.post(url, form | {"release": "y"}, via=via)
    assert of_post(post_id, cast.sam) == first


def test_what_was_deleted_meanwhile_does_not_come_back_unseen(
    browse: Browse, cast: Cast, post_id: int
) -> None:
    url = f"/posts/{post_id}/marks/{cast.sam}"
    mark_id = marked.mark(cast.sam, post_id, "First.")
    seen = marked.SEEN.search(browse("asa").get(HERE + url).text)
    assert seen
    browse("ines").get(HERE + url)
    browse("ines").post(f"{HERE}/marks/{mark_id}/deletion")
    answer = browse("asa").post(HERE + url, {"seen": seen[1], "body": "Second."})
    assert answer.status_code == 409
    assert "was deleted while you were writing" in answer.text
    assert "Second." in answer.text
    assert browse("asa").post(HERE + url, {"seen": "0", "body": "Second."}).status_code == 303
    mark = of_post(post_id, cast.sam)
    assert (mark.id, mark.body_markdown, mark.deleted_at) == (mark_id, "Second.", None)


# --- What is being typed ------------------------------------------------------------------------------


def test_words_are_saved_while_they_are_typed_and_come_back(browse: Browse, cast: Cast, post_id: int) -> None:
    ines, place = browse("ines"), f"posts/{post_id}/marks/{cast.sam}"
    ines.get(f"{HERE}/{place}")
    words = {"place": place, "unsent": "0123456789abcdef", "saves": "0", "body": "Half a note", "points": "4"}
    assert ines.post(f"{HERE}/drafts", words, via="htmx").status_code == 200
    page = ines.get(f"{HERE}/{place}").text
    assert "Half a note" in page
    assert 'value="4"' in page
    assert "Note and points" in ines.get(f"{HERE}/drafts").text
    assert "Go on with your note" in ines.get(f"{HERE}/posts/{post_id}").text
    ines.post(f"{HERE}/{place}", {**words, "seen": "0"})
    assert "Half a note" not in ines.get(f"{HERE}/drafts").text
    assert of_post(post_id, cast.sam).body_markdown == "Half a note"


def test_a_note_is_previewed(browse: Browse, cast: Cast, post_id: int) -> None:
    ines = browse("ines")
    ines.get(f"{HERE}/posts/{post_id}/marks/{cast.sam}")
    place = f"posts/{post_id}/marks/{cast.sam}"
    answer = ines.post(f"{HERE}/preview", {"place": place, "body": "# Good"}, via="htmx")
    assert "<h3" in answer.text


# --- Assistants of some sections, closed classes, those who left -----------------------------------------


def test_a_tied_assistant_marks_the_students_of_their_sections(
    browse: Browse, cast: Cast, post_id: int
) -> None:
    marked.section("Tuesday", cast.asa, cast.sue)
    marked.tie(cast.asa)
    theirs = factories.post(factories.member("sue"), "Four ships")
    assert fill(browse("asa"), f"/posts/{theirs}/marks/{cast.sue}", points="3").status_code == 303
    assert browse("asa").get(f"{HERE}/posts/{post_id}/marks/{cast.sam}").status_code == 404
    assert f"/posts/{post_id}/marks/{cast.sam}" not in browse("asa").get(f"{HERE}/posts/{post_id}").text
    assert browse("asa").get(f"{HERE}/members/{cast.sam}/marks").status_code == 404


def test_a_note_is_rendered_anew_when_the_rules_have_changed(app: Flask, cast: Cast, post_id: int) -> None:
    marked.mark(cast.sam, post_id, "Well *argued*.")
    db.session.execute(update(Mark).values(body_html="old", renderer=0))
    db.session.commit()
    said = app.test_cli_runner().invoke(rerender.group, ["rerender"]).output
    assert "1 notes" in said
    assert "<em>argued</em>" in of_post(post_id, cast.sam).body_html


def test_beside_the_form_stands_which_answers_a_student_reviewed(visit: Visitor, cast: Cast) -> None:
    asked = marked.prompt()
    theirs = marked.answer(factories.member("sam"), asked, "Who pays?")
    marked.answer(factories.member("sue"), asked, "Who does not?")
    url = f"{marked.HERE}/prompts/{asked}/marks/{cast.sue}"
    stories.share(asked, questions=stories.ASKED)
    assert "Review of" not in visit.as_("ines").get(url).text
    review_id = stories.review("sue", theirs)
    link = f'Review of <a href="{marked.HERE}/posts/{theirs}/reviews#review-{review_id}"'
    assert link in visit.get(url).text
    assert "Review of" not in visit.get(f"{marked.HERE}/prompts/{asked}/marks/{cast.sam}").text
