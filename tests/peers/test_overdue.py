"""Nobody is given what is overdue already; who teaches is shown the answers that have no reader for that."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update

from forum.extensions import db
from forum.peers import actions, allotting, state
from forum.posts import actions as posts
from forum.prompts import arranging
from forum.prompts.models import Prompt
from tests.factories import member
from tests.peers.stories import given, share, yours
from tests.prompts.stories import HERE, ago, answer, prompt, section
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]


def due(prompt_id: int, days_ago: float | None) -> None:
    """Let replies to a prompt be due at another time."""
    at = None if days_ago is None else ago(days_ago)
    db.session.execute(update(Prompt).where(Prompt.id == prompt_id).values(replies_due_at=at))
    db.session.commit()


@pytest.fixture
def late(four: dict[str, int]) -> tuple[int, int]:
    """A prompt whose replies were due after sam's and sue's answers were shared out, and an answer since."""
    prompt_id = prompt(replies_due_at=ago(-2))
    for name in ("sam", "sue"):
        answer(name, prompt_id)
    share(prompt_id)
    due(prompt_id, 1)
    return prompt_id, answer("rob", prompt_id)


def test_late_comers_are_given_nothing_and_what_was_given_stays(late: tuple[int, int]) -> None:
    prompt_id, _of_rob = late
    before = given(prompt_id)
    allotting.late_comers()
    assert given(prompt_id) == before
    assert allotting.share_out_now(prompt_id, by=member("ines")) == 0
    assert given(prompt_id) == before


def test_nobody_is_given_another_in_the_place_of_what_is_gone(late: tuple[int, int]) -> None:
    prompt_id, _of_rob = late
    [post_id] = yours("sue", prompt_id)
    posts.hide(post_id, by=member("ines"), reason="It names somebody.")
    allotting.late_comers()
    assert yours("sue", prompt_id) == {}
    assert post_id not in {post for _reader, post in given(prompt_id)}


def test_who_has_more_time_is_given_it(late: tuple[int, int], four: dict[str, int]) -> None:
    prompt_id, of_rob = late
    uma, terms = arranging.Whom(four["uma"], None, "Uma"), arranging.Terms(replies_due_at=ago(-1))
    actions.arrange(prompt_id, actions.Terms(3), by=member("ines"))
    before = given(prompt_id)
    arranging.arrange(prompt_id, uma, terms, by=member("ines"))
    allotting.share_out_now(prompt_id, by=member("ines"))
    assert {reader for reader, _post in given(prompt_id) - before} == {four["uma"]}
    assert of_rob in yours("uma", prompt_id)


def test_more_time_is_seen_at_the_next_look(late: tuple[int, int], four: dict[str, int]) -> None:
    prompt_id, of_rob = late
    uma = arranging.Whom(four["uma"], None, "Uma")
    actions.arrange(prompt_id, actions.Terms(3), by=member("ines"))
    arranging.arrange(prompt_id, uma, arranging.Terms(replies_due_at=ago(0.1)), by=member("ines"))
    allotting.late_comers()
    before = given(prompt_id)
    assert state.changed() == []
    arranging.arrange(prompt_id, uma, arranging.Terms(replies_due_at=ago(-1)), by=member("ines"))
    allotting.late_comers()
    assert {reader for reader, _post in given(prompt_id) - before} == {four["uma"]}
    assert of_rob in yours("uma", prompt_id)
    assert state.changed() == []
    arranging.arrange(prompt_id, uma, arranging.Terms(), by=member("ines"))
    assert [each.prompt_id for each in state.changed()] == [prompt_id]


def test_a_section_with_more_time_is_seen_as_well(late: tuple[int, int], four: dict[str, int]) -> None:
    prompt_id, _of_rob = late
    monday = section("Monday", four["uma"], course_id=member("ines").course_id)
    actions.arrange(prompt_id, actions.Terms(3), by=member("ines"))
    allotting.late_comers()
    before = given(prompt_id)
    whom = arranging.Whom(None, monday, "Monday")
    arranging.extend(prompt_id, whom, arranging.Terms(replies_due_at=ago(-1)), by=member("ines"))
    allotting.late_comers()
    assert {reader for reader, _post in given(prompt_id) - before} == {four["uma"]}


def test_it_is_said_that_only_who_has_more_time_is_given_something(
    browse: Browse, late: tuple[int, int], four: dict[str, int], via: str
) -> None:
    prompt_id, _of_rob = late
    uma, terms = arranging.Whom(four["uma"], None, "Uma"), arranging.Terms(replies_due_at=ago(-1))
    arranging.arrange(prompt_id, uma, terms, by=member("ines"))
    page = f"{HERE}/prompts/{prompt_id}/reviews"
    ines = browse("ines")
    ines.get(page)
    said = []
    for _twice in range(2):
        ines.post(f"{HERE}/prompts/{prompt_id}/allotments", via=via)
        said.append(ines.get(page).text)
    rest = "Replies were due already: only who has more time is given something."
    assert f"1 answer is given out. {rest}" in said[0]
    assert f"There is nothing to be given out now. {rest}" in said[1]


@pytest.mark.parametrize("days_ago", [-1, None])
def test_a_later_date_makes_it_go_on(late: tuple[int, int], days_ago: float | None) -> None:
    prompt_id, of_rob = late
    allotting.late_comers()
    due(prompt_id, days_ago)
    allotting.late_comers()
    assert of_rob in {post for _reader, post in given(prompt_id)}


def test_those_who_teach_see_which_answers_have_no_reader(
    browse: Browse, late: tuple[int, int], via: str
) -> None:
    prompt_id, of_rob = late
    allotting.late_comers()
    page = f"{HERE}/prompts/{prompt_id}/reviews"
    for name in ("ines", "asa"):
        text = browse(name).get(page).text
        assert "1 answer has no reader yet" in text
        assert f'<a href="{HERE}/posts/{of_rob}" dir="auto">An answer of rob</a>' in text
        assert "Only who has more time" in text
    ines = browse("ines")
    ines.get(page)
    ines.post(f"{HERE}/prompts/{prompt_id}/allotments", via=via)
    assert "There is nothing to be given out now. Replies were due already" in ines.get(page).text
    due(prompt_id, -1)
    ines.post(f"{HERE}/prompts/{prompt_id}/allotments", via=via)
    assert "no reader yet" not in ines.get(page).text
