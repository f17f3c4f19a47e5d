"""What is arranged with one student comes before what is arranged with their section."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from forum import clock
from forum.prompts import due, progress
from forum.prompts.progress import Progress, Standing
from tests import factories
from tests.factories import member
from tests.people import Cast
from tests.prompts.stories import HERE, ago, answer, prompt, section
from tests.prompts.test_board import UNDO, board, lines, tallies
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]


def local(days: float) -> str:
    return (clock.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def of(prompt_id: int, user_id: int) -> Progress:
    rows = progress.of_class(member("ines").course_id, prompt_id=prompt_id)
    return next(row for row in rows if row.user_id == user_id)


def press(browse: Browse, prompt_id: int, path: str, **typed: Any) -> None:
    browse("ines").get(board(prompt_id))
    assert browse("ines").post(f"{board(prompt_id)}/{path}", typed).status_code == 303


def sees(browse: Browse, who: str, post_id: int) -> bool:
    """Say whether somebody is shown a post, and that all who decide it agree."""
    found = browse(who).get(f"{HERE}/posts/{post_id}").status_code == 200
    rows = factories.as_read(post_id)
    assert found == (f"{HERE}/posts/{post_id}" in browse(who).get(f"{HERE}/prompts/{rows[0].prompt_id}").text)
    return found


def test_one_of_an_excused_section_can_be_asked_after_all(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(-3), must_post_first=True)
    tuesday = section("Tuesday", cast.sam, cast.sue, course_id=cast.course)
    post_id = answer("ines", prompt_id)
    press(browse, prompt_id, f"excuses/section-{tuesday}")
    page = browse("ines").get(board(prompt_id))
    assert "Do not excuse Sam" in lines(page)[cast.sam]
    assert sees(browse, "sam", post_id)
    press(browse, prompt_id, f"excuses/user-{cast.sam}/delete")
    page = browse("ines").get(board(prompt_id))
    assert "Sam is not excused." in page.text
    assert tallies(page) == {"done": 0, "late": 0, "not yet": 1, "excused": 1}
    assert "not excused" in lines(page)[cast.sam]
    assert not sees(browse, "sam", post_id)
    assert sees(browse, "sue", post_id)
    assert [each.kind for each in due.of(member("sam"))] == ["posts"]
    assert "1 post" in browse("sam").get(f"{HERE}/prompts/{prompt_id}").text
    assert due.of(member("sue")) == []
    assert f"{board(prompt_id)}/excuses/user-{cast.sam}" in page.text  # may be excused alone

    undo = UNDO.search(page.text)
    assert undo
    browse("ines").post(undo[1])
    assert of(prompt_id, cast.sam).is_excused


@pytest.mark.parametrize("back", ["excuses/user-{sam}", "arrangements/user-{sam}/delete"])
def test_who_was_asked_after_all_can_be_excused_again(browse: Browse, cast: Cast, back: str) -> None:
    prompt_id = prompt(posts_due_at=ago(-3))
    tuesday = section("Tuesday", cast.sam, course_id=cast.course)
    press(browse, prompt_id, f"excuses/section-{tuesday}")
    press(browse, prompt_id, f"excuses/user-{cast.sam}/delete")
    assert not of(prompt_id, cast.sam).is_excused
    press(browse, prompt_id, back.format(sam=cast.sam))
    assert of(prompt_id, cast.sam).is_excused


def test_not_excused_is_said_as_long_as_a_section_is(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(-3))
    tuesday = section("Tuesday", cast.sam, cast.sue, course_id=cast.course)
    group = section("Group 1", cast.sam, course_id=cast.course)
    for section_id in (tuesday, group):
        press(browse, prompt_id, f"excuses/section-{section_id}")
    press(browse, prompt_id, f"excuses/user-{cast.sam}/delete")
    press(browse, prompt_id, f"excuses/section-{tuesday}/delete")
    assert "not excused" in lines(browse("ines").get(board(prompt_id)))[cast.sam]
    press(browse, prompt_id, f"excuses/section-{group}/delete")
    line = lines(browse("ines").get(board(prompt_id)))[cast.sam]
    assert "not excused" not in line
    assert "Take back" not in line

    press(browse, prompt_id, f"excuses/section-{tuesday}")
    page = browse("ines").get(board(prompt_id))
    assert "Tuesday is excused. Still asked, as was arranged with them alone: Sam." in page.text
    assert "not excused" in lines(page)[cast.sam]
    assert "Take back" in lines(page)[cast.sam]
    assert not of(prompt_id, cast.sam).is_excused
    assert of(prompt_id, cast.sue).is_excused


def test_who_is_still_asked_is_named_after_an_undo_as_well(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(-3))
    tuesday = section("Tuesday", cast.sam, cast.sue, course_id=cast.course)
    press(browse, prompt_id, f"excuses/section-{tuesday}")
    assert "Still asked" not in browse("ines").get(board(prompt_id)).text
    press(browse, prompt_id, f"excuses/user-{cast.sam}/delete")
    press(browse, prompt_id, f"excuses/section-{tuesday}/delete")
    undo = UNDO.search(browse("ines").get(board(prompt_id)).text)
    assert undo
    browse("ines").post(undo[1].replace("&amp;", "&"))
    assert "It is as it was. Still asked" in browse("ines").get(board(prompt_id)).text


def test_each_act_comes_back_to_its_line_in_the_section_that_was_chosen(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(-3))
    tuesday = section("Tuesday", cast.sam, course_id=cast.course)
    ines, there = browse("ines"), board(prompt_id, f"?section={tuesday}")
    page = ines.get(there)
    for whom in (f"user-{cast.sam}", f"section-{tuesday}"):
        for act in (f"excuses/{whom}", f"excuses/{whom}/delete", f"arrangements/{whom}/delete"):
            back = ines.post(f"{board(prompt_id)}/{act}?section={tuesday}").location
            assert back == f"{there}#{whom}"
            page = ines.get(back)
            assert f'id="{whom}"' in page.text
            assert set(lines(page)) == {cast.sam}
            assert f"/excuses/{whom}?section={tuesday}" in page.text.replace("/delete?", "?")
            undo = UNDO.search(page.text)
            assert undo
            assert ines.post(unescape(undo[1])).location == back
            ines.get(back)
        more = f"{board(prompt_id)}/extensions/{whom}?section={tuesday}"
        assert f'href="{more}"' in page.text
        assert f'action="{more}"' in ines.get(more).text
        assert ines.post(more, {"posts_due_at": local(5)}).location == f"{there}#{whom}"
        ines.get(there)
    everybody = ines.post(f"{board(prompt_id)}/excuses/user-{cast.sam}").location
    assert everybody == f"{board(prompt_id)}#user-{cast.sam}"


def test_to_htmx_an_act_is_answered_with_the_board_alone(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(-3))
    tuesday = section("Tuesday", cast.sam, course_id=cast.course)
    browse("ines").get(board(prompt_id))
    act = f"{board(prompt_id)}/excuses/user-{cast.sam}?section={tuesday}"
    answered = browse("ines").post(act, via="htmx")
    assert answered.status_code == 200
    assert "<h1" not in answered.text
    assert "Sam is excused." in answered.text
    assert set(lines(answered)) == {cast.sam}
    assert UNDO.search(answered.text)


def test_an_excuse_that_is_taken_back_leaves_nothing_for_later(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(-3))
    tuesday = section("Tuesday", cast.sam, course_id=cast.course)
    press(browse, prompt_id, f"excuses/user-{cast.sam}")
    press(browse, prompt_id, f"excuses/user-{cast.sam}/delete")
    press(browse, prompt_id, f"excuses/section-{tuesday}")
    assert of(prompt_id, cast.sam).is_excused


def test_more_time_keeps_an_excuse_unless_that_is_taken_back(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(-1))
    tuesday = section("Tuesday", cast.sue, course_id=cast.course)
    press(browse, prompt_id, f"excuses/user-{cast.sam}")
    press(browse, prompt_id, f"excuses/section-{tuesday}")
    for name, user_id in (("Sam", cast.sam), ("Sue", cast.sue)):
        url = f"extensions/user-{user_id}"
        assert "Take the excuse back" in browse("ines").get(f"{board(prompt_id)}/{url}").text
        press(browse, prompt_id, url, posts_due_at=local(3))
        page = browse("ines").get(board(prompt_id)).text
        assert f"{name} has more time, and is still excused." in page
        assert of(prompt_id, user_id).state == Standing.EXCUSED
        press(browse, prompt_id, url, posts_due_at=local(4), owes="y")
        assert of(prompt_id, user_id).state == Standing.OPEN
        assert of(prompt_id, user_id).posts_due_at > ago(-3.5)
        assert "Take the excuse back" not in browse("ines").get(f"{board(prompt_id)}/{url}").text
    press(browse, prompt_id, f"extensions/user-{cast.sue}", posts_due_at=local(5))
    assert of(prompt_id, cast.sue).state == Standing.OPEN


def test_taking_an_excuse_back_with_no_more_time_is_called_what_it_is(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(-1))
    press(browse, prompt_id, f"excuses/user-{cast.sam}")
    press(browse, prompt_id, f"extensions/user-{cast.sam}", posts_due_at=local(1), owes="y")
    page = browse("ines").get(board(prompt_id)).text
    assert "Sam is not excused." in page
    assert "more time" not in page.split("Sam is not excused.")[0].split('id="notices"')[1]
    assert of(prompt_id, cast.sam).state == Standing.OPEN


def test_taking_an_excuse_back_keeps_the_time(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(-1))
    press(browse, prompt_id, f"extensions/user-{cast.sam}", posts_due_at=local(3))
    press(browse, prompt_id, f"excuses/user-{cast.sam}")
    press(browse, prompt_id, f"excuses/user-{cast.sam}/delete")
    row = of(prompt_id, cast.sam)
    assert (row.state, row.posts_due_at > ago(-2)) == (Standing.OPEN, True)
    press(browse, prompt_id, f"arrangements/user-{cast.sam}/delete")
    assert of(prompt_id, cast.sam).posts_due_at < ago(-2)


def test_the_time_of_a_student_comes_before_that_of_their_section(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(-1), replies_due_at=ago(-2), replies_wanted=1)
    tuesday = section("Tuesday", cast.sam, cast.sue, course_id=cast.course)
    press(browse, prompt_id, f"extensions/user-{cast.sam}", posts_due_at=local(1), replies_due_at=local(4))
    press(browse, prompt_id, f"extensions/section-{tuesday}", posts_due_at=local(5), replies_due_at=local(6))
    sam, sue = of(prompt_id, cast.sam), of(prompt_id, cast.sue)
    # What was left as it was for everybody moves with the section; what was arranged with Sam stands.
    assert (sam.posts_due_at, sam.replies_due_at < ago(-5)) == (sue.posts_due_at, True)
    page = browse("ines").get(f"{board(prompt_id)}/extensions/user-{cast.sue}").text
    assert "for their section or group: " in page
    press(browse, prompt_id, f"extensions/user-{cast.sue}", posts_due_at=local(2), replies_due_at=local(6))
    assert of(prompt_id, cast.sue).posts_due_at < ago(-3)


def test_the_time_that_they_have_anyway_is_no_arrangement(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(-1))
    browse("ines").get(board(prompt_id))
    url = f"{board(prompt_id)}/extensions/user-{cast.sam}"
    refused = browse("ines").post(url, {"posts_due_at": local(1)})
    assert refused.status_code == 422
    assert "Until then they have time anyway." in refused.text


def test_the_board_says_what_may_come_later(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(-1), replies_due_at=ago(-2), replies_wanted=1)
    whole = f"extensions/user-{cast.sam}"

    def sees() -> str:
        return lines(browse("ines").get(board(prompt_id)))[cast.sam]

    press(browse, prompt_id, whole, posts_due_at=local(1), replies_due_at=local(4))
    assert "replies until" in sees()
    assert "posts until" not in sees()
    press(browse, prompt_id, whole, posts_due_at=local(1.5), replies_due_at=local(2))
    assert "posts until" in sees()
    press(browse, prompt_id, whole, posts_due_at=local(3), replies_due_at=local(4))
    assert "posts until" in sees()
    assert "replies until" in sees()
    press(browse, prompt_id, whole, posts_due_at=local(4), replies_due_at=local(4))
    assert "posts and replies until" in sees()
