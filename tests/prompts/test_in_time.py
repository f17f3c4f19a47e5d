"""What came in time: not what was made an answer, long enough, or somebody's, only after it was due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from forum.comments import actions as comments
from forum.posts import actions as posts
from forum.posts.draft import Draft
from forum.posts.whom import Whom
from forum.prompts import progress
from forum.prompts.progress import Standing
from tests import factories
from tests.factories import member, of_comment, of_post
from tests.people import Cast
from tests.prompts.stories import prompt

START = datetime(2027, 2, 1, 12, tzinfo=UTC)
DUE = START + timedelta(days=2)
LONG = "word " * 20


@pytest.fixture
def in_time(cast: Cast) -> Iterator[time_machine.Coordinates]:
    """The day on which a prompt opens that is due two days later."""
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def asked(**wanted: int) -> int:
    return prompt(opens_at=START, posts_due_at=DUE, replies_due_at=DUE, **wanted)


def standing(name: str, prompt_id: int) -> Standing:
    rows = progress.of_class(member(name).course_id, prompt_id=prompt_id)
    return next(row.state for row in rows if row.user_id == member(name).user_id)


def edit(post_id: int, body: str, whom: Whom | None = None, **draft: object) -> None:
    seen = of_post(post_id, "edited_at")
    posts.edit(post_id, Draft("A title", body, whom=whom, **draft), by=member("sam"), seen=seen)


def test_an_answer_that_is_made_long_enough_too_late_is_late(in_time: time_machine.Coordinates) -> None:
    prompt_id = asked(post_words=15)
    post_id = factories.post(member("sam"), whom=Whom(prompt_id=prompt_id))
    assert standing("sam", prompt_id) == Standing.OPEN
    in_time.move_to(DUE + timedelta(hours=1))
    edit(post_id, LONG)
    assert standing("sam", prompt_id) == Standing.LATE


def test_one_that_was_long_enough_stays_in_time_whatever_is_edited(in_time: time_machine.Coordinates) -> None:
    prompt_id = asked(post_words=15)
    post_id = factories.post(member("sam"), body=LONG, whom=Whom(prompt_id=prompt_id))
    in_time.move_to(DUE + timedelta(hours=1))
    edit(post_id, f"{LONG} and more.")
    assert standing("sam", prompt_id) == Standing.DONE
    edit(post_id, "Short.")
    assert standing("sam", prompt_id) == Standing.OPEN
    edit(post_id, LONG)
    assert standing("sam", prompt_id) == Standing.LATE


def test_a_reply_that_is_made_long_enough_too_late_is_late(in_time: time_machine.Coordinates) -> None:
    prompt_id = asked(posts_wanted=0, replies_wanted=1, reply_words=15)
    post_id = factories.post(member("sue"), whom=Whom(prompt_id=prompt_id))
    comment_id = factories.comment(member("sam"), post_id, "Short.")
    in_time.move_to(DUE + timedelta(hours=1))
    comments.edit(comment_id, LONG, by=member("sam"), seen=of_comment(comment_id, "edited_at"))
    assert standing("sam", prompt_id) == Standing.LATE


def test_what_was_written_for_something_else_answers_from_the_day_it_is_made_to(
    in_time: time_machine.Coordinates,
) -> None:
    prompt_id = asked()
    post_id = factories.post(member("sam"))
    in_time.move_to(DUE + timedelta(hours=1))
    edit(post_id, "Some words.", Whom(prompt_id=prompt_id))
    assert standing("sam", prompt_id) == Standing.LATE


def test_who_is_named_later_was_not_there_before(in_time: time_machine.Coordinates, cast: Cast) -> None:
    prompt_id = asked()
    post_id = factories.post(member("sam"), whom=Whom(prompt_id=prompt_id), co_author_ids=[cast.sue])
    assert standing("sue", prompt_id) == Standing.DONE
    in_time.move_to(DUE + timedelta(hours=1))
    edit(post_id, "Some words.", co_author_ids=[])
    edit(post_id, "Some words.", co_author_ids=[cast.sue])
    assert (standing("sam", prompt_id), standing("sue", prompt_id)) == (Standing.DONE, Standing.LATE)


def test_a_draft_that_comes_out_in_time_is_in_time(in_time: time_machine.Coordinates, cast: Cast) -> None:
    prompt_id = asked(post_words=15)
    draft = {"whom": Whom(prompt_id=prompt_id), "state": "draft", "co_author_ids": [cast.sue]}
    post_id = factories.post(member("sam"), **draft)
    in_time.move_to(START + timedelta(days=1))
    edit(post_id, LONG)
    assert (standing("sam", prompt_id), standing("sue", prompt_id)) == (Standing.DONE, Standing.DONE)
