"""Answers shared out among students: asked for once, and then as people and posts come and go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum.auth.models import AuditEvent
from forum.courses import actions as courses
from forum.courses.models import Course, Membership
from forum.extensions import db
from forum.notify.teller import Teller
from forum.peers import actions, allotting, queries, state
from forum.posts import actions as posts
from forum.posts.draft import Draft
from forum.posts.models import CoAuthor, Post
from forum.prompts import actions as prompts
from forum.prompts import arranging
from forum.prompts.models import Prompt
from tests import factories
from tests.factories import member
from tests.peers.stories import ASKED, given, review, share, yours
from tests.people import Cast
from tests.prompts.stories import HERE, ago, answer, prompt, section
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
FOUR = ("sam", "sue", "rob", "uma")


def test_each_gets_their_number_and_each_answer_its_readers(four: dict[str, int]) -> None:
    prompt_id = prompt()
    wrote = {four[name]: answer(name, prompt_id) for name in FOUR}
    assert share(prompt_id, each=2) == 8
    pairs = given(prompt_id)
    assert set(Counter(reader for reader, _post in pairs).values()) == {2}
    assert set(Counter(post for _reader, post in pairs).values()) == {2}
    assert all(wrote[reader] != post for reader, post in pairs)
    assert allotting.share_out_now(prompt_id, by=member("ines")) == 0
    assert given(prompt_id) == pairs


def test_late_answers_and_late_comers_are_thought_of(cast: Cast, four: dict[str, int]) -> None:
    prompt_id = prompt(must_post_first=True)
    for name in ("sam", "sue"):
        answer(name, prompt_id)
    assert share(prompt_id) == 2
    before = given(prompt_id)
    allotting.late_comers()
    assert given(prompt_id) == before
    late = answer("rob", prompt_id)
    allotting.late_comers()
    after = given(prompt_id)
    assert before < after
    assert late in {post for _reader, post in after}
    assert four["rob"] in {reader for reader, _post in after}
    assert four["uma"] not in {reader for reader, _post in after}  # who has not posted is given nothing
    later = answer("uma", prompt_id)
    allotting.late_comers()
    assert later in {post for _reader, post in given(prompt_id)}
    assert yours("uma", prompt_id)


def test_an_answer_that_is_too_short_to_count_is_given_once_it_is_long_enough(four: dict[str, int]) -> None:
    prompt_id = prompt(post_words=3)
    for name in ("sam", "sue"):
        answer(name, prompt_id)
    short = answer("rob", prompt_id, 2)
    share(prompt_id)
    assert short not in {post for _reader, post in given(prompt_id)}
    assert short not in {row.id for row in queries.answers_alone(member("ines"), prompt_id)}
    posts.edit(short, Draft("Longer", "Three words now."), by=member("rob"), seen=None)
    allotting.late_comers()
    assert short in {post for _reader, post in given(prompt_id)}


def test_one_that_has_become_too_short_stays_with_whom_it_was_given_to(four: dict[str, int]) -> None:
    prompt_id = prompt(post_words=3)
    wrote = {name: answer(name, prompt_id) for name in ("sam", "sue")}
    share(prompt_id)
    before = {pair for pair in given(prompt_id) if pair[1] == wrote["sam"]}
    posts.edit(wrote["sam"], Draft("Shorter", "Two words."), by=member("sam"), seen=None)
    allotting.late_comers()
    assert before
    assert {pair for pair in given(prompt_id) if pair[1] == wrote["sam"]} == before


def test_nothing_is_given_before_it_was_asked_for(four: dict[str, int]) -> None:
    prompt_id = prompt()
    for name in FOUR:
        answer(name, prompt_id)
    actions.arrange(prompt_id, actions.Terms(2), by=member("ines"))
    allotting.late_comers()
    assert given(prompt_id) == set()


def test_what_somebody_left_open_is_given_to_others(cast: Cast, four: dict[str, int]) -> None:
    prompt_id = prompt()
    for name in FOUR:
        answer(name, prompt_id)
    share(prompt_id)
    theirs = {post for reader, post in given(prompt_id) if reader == four["uma"]}
    courses.remove(cast.course, four["uma"], by=member("ines"))
    allotting.late_comers()
    pairs = given(prompt_id)
    assert not [post for reader, post in pairs if reader == four["uma"]]
    assert theirs <= {post for _reader, post in pairs}
    courses.restore(cast.course, four["uma"], by=member("ines"))
    allotting.late_comers()
    assert len(yours("uma", prompt_id)) == 1


def test_what_is_done_stays_with_who_has_done_it(cast: Cast, four: dict[str, int]) -> None:
    prompt_id = prompt()
    for name in FOUR:
        answer(name, prompt_id)
    share(prompt_id)
    [post_id] = yours("uma", prompt_id)
    factories.comment(member("uma"), post_id)
    assert yours("uma", prompt_id) == {post_id: True}
    courses.remove(cast.course, four["uma"], by=member("ines"))
    allotting.late_comers()
    assert (four["uma"], post_id) in given(prompt_id)


@pytest.mark.parametrize("fate", ["hidden", "deleted"])
def test_readers_of_a_post_that_is_gone_get_another(four: dict[str, int], fate: str) -> None:
    prompt_id = prompt()
    wrote = {name: answer(name, prompt_id) for name in FOUR}
    share(prompt_id)
    [reader] = [name for name in FOUR if wrote["sam"] in yours(name, prompt_id)]
    if fate == "hidden":
        posts.hide(wrote["sam"], by=member("ines"), reason="It names somebody.")
    else:
        posts.delete(wrote["sam"], by=member("sam"))
    assert yours(reader, prompt_id) == {}
    allotting.late_comers()
    assert len(yours(reader, prompt_id)) == 1
    assert wrote["sam"] not in {post for _reader, post in given(prompt_id)}


def test_sections_co_authors_and_excuses_are_minded(cast: Cast, four: dict[str, int]) -> None:
    tuesday = section("Tuesday", four["sam"], four["sue"], four["rob"], course_id=cast.course)
    prompt_id = prompt(section_ids=[tuesday])
    shared = answer("sam", prompt_id, section_id=tuesday)
    db.session.add(CoAuthor(post_id=shared, user_id=four["sue"], course_id=cast.course, place=0))
    db.session.commit()
    arranging.excuse(prompt_id, arranging.Whom(four["rob"], None, "Rob"), by=member("ines"))
    assert share(prompt_id, each=3) == 0
    arranging.arrange(
        prompt_id, arranging.Whom(four["rob"], None, "Rob"), arranging.Terms(), by=member("ines")
    )
    allotting.late_comers()
    assert given(prompt_id) == {(four["rob"], shared)}
    whole_class = update(Post).where(Post.id == shared).values(section_id=None)
    db.session.execute(whole_class)
    db.session.commit()
    allotting.late_comers()
    assert given(prompt_id) == {(four["rob"], shared)}


def test_who_joined_after_it_was_due_is_given_none_until_they_answer(four: dict[str, int]) -> None:
    prompt_id = prompt(posts_due_at=ago(2))
    for name in ("sam", "sue"):
        answer(name, prompt_id)
    for name, days in (("rob", 1), ("uma", 9)):
        here = Membership.user_id == four[name]
        db.session.execute(update(Membership).where(here).values(joined_at=ago(days)))
    db.session.commit()
    share(prompt_id)
    assert four["uma"] in {reader for reader, _post in given(prompt_id)}
    assert four["rob"] not in {reader for reader, _post in given(prompt_id)}
    answer("rob", prompt_id)
    allotting.late_comers()
    assert four["rob"] in {reader for reader, _post in given(prompt_id)}


def test_who_owes_it_again_after_a_later_date_is_noticed(four: dict[str, int]) -> None:
    prompt_id = prompt(posts_due_at=ago(2))
    for name in ("sam", "sue"):
        answer(name, prompt_id)
    here = Membership.user_id == four["rob"]
    db.session.execute(update(Membership).where(here).values(joined_at=ago(1)))
    db.session.commit()
    share(prompt_id)
    allotting.late_comers()
    assert four["rob"] not in {reader for reader, _post in given(prompt_id)}
    db.session.execute(update(Prompt).where(Prompt.id == prompt_id).values(posts_due_at=ago(-1)))
    db.session.commit()
    allotting.late_comers()
    assert four["rob"] in {reader for reader, _post in given(prompt_id)}


def test_what_is_asked_of_one_in_an_excused_section_is_noticed(cast: Cast, four: dict[str, int]) -> None:
    tuesday = section("Tuesday", four["rob"], four["uma"], course_id=cast.course)
    prompt_id, ines = prompt(), member("ines")
    answer("sam", prompt_id)
    arranging.excuse(prompt_id, arranging.Whom(None, tuesday, "Tuesday"), by=ines)
    share(prompt_id, each=3)
    assert {reader for reader, _post in given(prompt_id)} == {four["sue"]}
    arranging.reopen(prompt_id, arranging.Whom(four["rob"], None, "Rob"), by=ines)
    allotting.late_comers()
    assert {reader for reader, _post in given(prompt_id)} == {four["sue"], four["rob"]}


def test_a_teachers_answer_is_given_to_nobody(four: dict[str, int]) -> None:
    prompt_id = prompt()
    answer("ines", prompt_id)
    of_sam = answer("sam", prompt_id)
    share(prompt_id, each=2)
    assert {post for _reader, post in given(prompt_id)} == {of_sam}
    assert list(queries.answers_alone(member("ines"), prompt_id)) == []
    of_sue = answer("sue", prompt_id)
    assert [row.id for row in queries.answers_alone(member("ines"), prompt_id)] == [of_sue]


@pytest.mark.parametrize("how", ["off", "deleted", "closed"])
def test_where_it_is_over_nothing_is_owed_and_nothing_lost(
    browse: Browse, cast: Cast, four: dict[str, int], how: str
) -> None:
    prompt_id = prompt()
    for name in FOUR:
        answer(name, prompt_id)
    share(prompt_id)
    before = given(prompt_id)
    assert "1 post to answer" in browse("sam").get(f"{HERE}/").text
    _over(how, prompt_id, cast)
    assert "For you to answer" not in browse("sam").get(f"{HERE}/").text
    page = browse("sam").get(f"{HERE}/prompts/{prompt_id}")
    assert page.status_code == (404 if how == "deleted" else 200)
    assert 'id="yours"' not in page.text
    allotting.late_comers()
    assert given(prompt_id) == before
    _again(how, prompt_id, cast)
    assert "1 post to answer" in browse("sam").get(f"{HERE}/").text


def _over(how: str, prompt_id: int, cast: Cast) -> None:
    if how == "off":
        actions.switch_off(prompt_id, by=member("ines"))
    elif how == "deleted":
        prompts.delete(prompt_id, by=member("ines"))
    else:
        db.session.execute(update(Course).where(Course.id == cast.course).values(is_open=False))
        db.session.commit()


def _again(how: str, prompt_id: int, cast: Cast) -> None:
    if how == "off":
        actions.arrange(prompt_id, actions.Terms(1), by=member("ines"))
    elif how == "deleted":
        prompts.restore(prompt_id, by=member("ines"))
    else:
        db.session.execute(update(Course).where(Course.id == cast.course).values(is_open=True))
        db.session.commit()


def test_the_worker_looks_for_late_comers(
    app: Flask, four: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    prompt_id = prompt()
    answer("sam", prompt_id)
    share(prompt_id)
    late = answer("sue", prompt_id)
    monkeypatch.setitem(allotting._next, "look", 0.0)
    assert Teller(app)._look()
    db.session.rollback()
    assert late in {post for _reader, post in given(prompt_id)}
    answer("rob", prompt_id)
    assert Teller(app)._look()  # it is not time yet
    db.session.rollback()
    assert four["rob"] in {reader for reader, _post in given(prompt_id)}
    assert state.changed()


def test_one_that_goes_wrong_holds_up_no_other(
    four: dict[str, int], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = prompt("Bad"), prompt("Good")
    for prompt_id in (bad, good):
        answer("sam", prompt_id)
        share(prompt_id)
    late = {prompt_id: answer("sue", prompt_id) for prompt_id in (bad, good)}
    monkeypatch.setattr(allotting, "_rests", {})
    plan = allotting._plan

    def broken(now: Any) -> allotting.Plan:
        if now.prompt_id == bad:
            raise RuntimeError("as if")
        return plan(now)

    with monkeypatch.context() as context:
        context.setattr(allotting, "_plan", broken)
        allotting.late_comers()
    assert late[good] in {post for _reader, post in given(good)}
    assert late[bad] not in {post for _reader, post in given(bad)}
    assert "is tried again" in caplog.text


def test_it_is_noted_who_asked_for_it(four: dict[str, int]) -> None:
    prompt_id = prompt()
    answer("sam", prompt_id)
    share(prompt_id)
    verbs = select(AuditEvent.verb).where(AuditEvent.target == f"prompt-{prompt_id}").order_by(AuditEvent.id)
    assert list(db.session.scalars(verbs))[-3:] == ["sharing.arrange", "sharing.begin", "sharing.give"]


def test_a_reply_does_it_without_questions_and_a_review_with_them(cast: Cast, four: dict[str, int]) -> None:
    prompt_id = prompt(reply_words=3)
    answer("sue", prompt_id)
    share(prompt_id)
    [post_id] = yours("sam", prompt_id)
    factories.comment(member("sam"), post_id, "Too short.")
    assert yours("sam", prompt_id) == {post_id: False}
    factories.comment(member("sam"), post_id, "Now it is long enough.")
    assert yours("sam", prompt_id) == {post_id: True}
    actions.arrange(prompt_id, actions.Terms(1, questions=ASKED), by=member("ines"))
    assert yours("sam", prompt_id) == {post_id: False}
    review("sam", post_id)
    assert yours("sam", prompt_id) == {post_id: True}
    actions.arrange(prompt_id, actions.Terms(1), by=member("ines"))
    assert yours("sam", prompt_id) == {post_id: True}
