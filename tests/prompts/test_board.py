"""The board: who has done it, what is arranged with whom, and that it stays up to date at little cost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum import clock
from forum.auth.models import AuditEvent, User
from forum.courses import actions as courses
from forum.courses.models import Membership, Role
from forum.extensions import db
from forum.prompts import arranging, progress
from forum.prompts.models import Arrangement
from forum.prompts.progress import Standing
from tests import factories
from tests.courses.stories import at_once
from tests.factories import member
from tests.people import Cast
from tests.posts.statements import recorded
from tests.prompts.stories import HERE, ago, answer, prompt, section, sound
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
UNDO = re.compile(r'<form method="post" action="([^"]*board/arrangements[^"]*)"')


def board(prompt_id: int, query: str = "") -> str:
    return f"{HERE}/prompts/{prompt_id}/board{query}"


def lines(page: Any) -> dict[int, str]:
    """Return what the board says of each student."""
    found = re.findall(r'<tr role="row" id="user-(\d+)"[^>]*>(.*?)</tr>', page.text, re.DOTALL)
    return {int(id): sound(text) for id, text in found}


def tallies(page: Any) -> dict[str, int]:
    found = re.findall(r"<dt>([^<]*)</dt><dd>(\d+)</dd>", page.text)
    return {name: int(number) for name, number in found}


def state(prompt_id: int, user_id: int) -> Standing:
    rows = progress.of_class(member("ines").course_id, prompt_id=prompt_id)
    return next(row.state for row in rows if row.user_id == user_id)


def local(days: float) -> str:
    return (clock.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def more_students(course_id: int, many: int) -> list[int]:
    users = [User(name=f"Student {n}", email=f"s{n}@example.org") for n in range(many)]
    db.session.add_all(users)
    db.session.flush()
    db.session.add_all([Membership(course_id=course_id, user_id=user.id) for user in users])
    db.session.commit()
    return [user.id for user in users]


def test_the_board_says_how_far_each_student_is(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(1), replies_wanted=1, post_words=3)
    (uma,) = more_students(cast.course, 1)
    whole, short = answer("sue", prompt_id, 4), answer("sam", prompt_id, 2)
    factories.comment(member("sue"), short)
    page = browse("asa").get(board(prompt_id))
    assert set(lines(page)) == {cast.sam, cast.sue, uma}
    assert tallies(page) == {"done": 0, "late": 1, "not yet": 2, "excused": 0}
    assert "Late 1 / 1" in lines(page)[cast.sue]
    assert "Overdue 0 / 1" in lines(page)[cast.sam]
    assert "(2 words)" in lines(page)[cast.sam]
    for post_id in (whole, short):
        assert f'href="{HERE}/posts/{post_id}"' in page.text


@pytest.mark.parametrize("who", ["sam", "olga"])
def test_the_board_is_for_those_who_teach(browse: Browse, who: str) -> None:
    prompt_id = prompt()
    assert browse(who).get(board(prompt_id)).status_code == 403
    for verb in ("excuses", "extensions", "arrangements"):
        assert browse(who).post(f"{board(prompt_id)}/{verb}/user-1").status_code == 403
    assert browse(who).get(f"{board(prompt_id)}/messages").status_code == 403


def test_it_is_up_to_date_at_the_price_of_nothing_when_nothing_has_changed(browse: Browse) -> None:
    prompt_id = prompt()
    page = browse("ines").get(board(prompt_id))
    again = re.search(r'hx-get="([^"]+)" hx-trigger="every 20s, click"', page.text)
    assert again
    assert browse("ines").get(again[1], via="htmx").status_code == 204
    answer("sue", prompt_id)
    part = browse("ines").get(again[1], via="htmx")
    assert part.status_code == 200
    assert part.text.lstrip().startswith('<div id="board">')
    assert tallies(part) == {"done": 1, "late": 0, "not yet": 1, "excused": 0}
    assert browse("ines").get(again[1]).status_code == 200  # without htmx, a page


def test_it_costs_as_much_for_many_students_as_for_few(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt()

    def asked() -> int:
        with recorded() as statements:
            browse("ines").get(board(prompt_id))
        return len(statements)

    browse("ines").get(board(prompt_id))
    few = asked()
    more_students(cast.course, 30)
    answer("sue", prompt_id)
    answer("sam", prompt_id)
    assert asked() == few <= 10


def test_a_section_has_a_board_of_its_own(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt()
    tuesday = section("Tuesday", cast.sue, course_id=cast.course)
    elsewhere = section("Elsewhere", cast.otto, course_id=cast.elsewhere)
    page = browse("ines").get(board(prompt_id, f"?section={tuesday}"))
    assert set(lines(page)) == {cast.sue}
    assert browse("ines").get(board(prompt_id, f"?section={elsewhere}")).status_code == 404
    assert browse("ines").get(board(prompt_id, "?section=x")).status_code == 200


def test_a_tied_assistant_sees_and_arranges_with_their_own_students(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(-1))
    tuesday = section("Tuesday", cast.sue, cast.asa, course_id=cast.course)
    wednesday = section("Wednesday", cast.sam, course_id=cast.course)
    db.session.execute(update(Membership).where(Membership.user_id == cast.asa).values(only_sections=True))
    db.session.commit()
    page = browse("asa").get(board(prompt_id))
    assert set(lines(page)) == {cast.sue}
    assert "Wednesday" not in page.text
    assert browse("asa").get(board(prompt_id, f"?section={wednesday}")).status_code == 404
    for whom, status in ((f"user-{cast.sue}", 303), (f"user-{cast.sam}", 404), (f"section-{wednesday}", 404)):
        assert browse("asa").post(f"{board(prompt_id)}/excuses/{whom}").status_code == status
    assert browse("asa").post(f"{board(prompt_id)}/excuses/section-{tuesday}").status_code == 303
    letter = browse("asa").get(f"{board(prompt_id)}/messages")
    assert "Sam" not in letter.text
    assert "0 of 0 done" in browse("asa").get(f"{HERE}/prompts").text


def test_excusing_and_taking_it_back(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(1), must_post_first=True)
    post_id = answer("sue", prompt_id)
    browse("ines").get(board(prompt_id))
    assert browse("sam").get(f"{HERE}/posts/{post_id}").status_code == 404
    assert browse("ines").post(f"{board(prompt_id)}/excuses/user-{cast.sam}").status_code == 303
    page = browse("ines").get(board(prompt_id))
    assert "Sam is excused." in page.text
    assert tallies(page) == {"done": 0, "late": 1, "not yet": 0, "excused": 1}
    assert browse("sam").get(f"{HERE}/posts/{post_id}").status_code == 200  # the gate is open to them
    assert "You owe nothing here." in browse("sam").get(f"{HERE}/prompts/{prompt_id}").text
    undo = UNDO.search(page.text)
    assert undo
    assert browse("ines").post(undo[1]).status_code == 303
    assert state(prompt_id, cast.sam) == Standing.OPEN
    browse("ines").post(f"{board(prompt_id)}/excuses/user-{cast.sam}")
    browse("ines").post(f"{board(prompt_id)}/excuses/user-{cast.sam}/delete")
    assert state(prompt_id, cast.sam) == Standing.OPEN
    events = select(AuditEvent.verb).where(AuditEvent.target == f"prompt-{prompt_id}").order_by(AuditEvent.id)
    verbs = [verb.partition(".")[2] for verb in db.session.scalars(events)]
    assert verbs == ["write", "excuse", "reopen", "excuse", "reopen"]


def test_more_time_for_a_student_and_its_undo(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(1))
    answer("sam", prompt_id)
    assert state(prompt_id, cast.sam) == Standing.LATE
    url = f"{board(prompt_id)}/extensions/user-{cast.sam}"
    form = browse("ines").get(url).text
    assert "More time for Sam" in form
    first, later = local(1), local(3)
    for due, note in ((first, "Ill & in bed"), (later, "Still ill")):
        assert browse("ines").post(url, {"posts_due_at": due, "note": note}).status_code == 303
    assert state(prompt_id, cast.sam) == Standing.DONE
    page = browse("ines").get(board(prompt_id))
    assert "Still ill" in lines(page)[cast.sam]
    undo = UNDO.findall(page.text)[-1].replace("&amp;", "&")
    assert browse("ines").post(undo).status_code == 303
    terms = arranging.terms_with(prompt_id, arranging.find(member("ines"), f"user-{cast.sam}"))
    assert terms.note == "Ill & in bed"
    assert terms.posts_due_at is not None
    assert terms.posts_due_at.strftime("%Y-%m-%dT%H:%M") == first
    assert "Ill &amp; in bed" in browse("ines").get(url).text


def test_more_time_for_a_section(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(1))
    tuesday = section("Tuesday", cast.sue, course_id=cast.course)
    url = f"{board(prompt_id)}/extensions/section-{tuesday}"
    browse("asa").get(url)
    assert browse("asa").post(url, {"posts_due_at": local(1)}).status_code == 303
    rows = {row.user_id: row for row in progress.of_class(cast.course, prompt_id=prompt_id)}
    assert (rows[cast.sue].is_overdue, rows[cast.sam].is_overdue) == (False, True)
    assert "More time for Tuesday" in browse("asa").get(board(prompt_id, f"?section={tuesday}")).text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"posts_due_at": "", "replies_due_at": ""}, "Choose until when."),
        ({"posts_due_at": "2020-01-01T10:00"}, "That is earlier than for everybody"),
        ({"posts_due_at": "0001-01-01T00:00"}, "Choose a time within ten years"),
        ({"posts_due_at": local(0.5)}, "That is earlier than for everybody"),
        ({"posts_due_at": local(9)}, "Then the replies would be due before the posts."),
        ({"posts_due_at": local(2), "note": "x" * 301}, "This is 301 characters long"),
        ({"posts_due_at": "soon"}, "Not a valid datetime value."),
    ],
    ids=lambda value: "",
)
def test_what_is_no_extension_is_refused(
    browse: Browse, cast: Cast, typed: dict[str, str], says: str
) -> None:
    prompt_id = prompt(posts_due_at=ago(-1), replies_due_at=ago(-5), replies_wanted=1)
    url = f"{board(prompt_id)}/extensions/user-{cast.sam}"
    browse("ines").get(url)
    answer = browse("ines").post(url, typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert db.session.scalars(select(Arrangement.id)).all() == []


def test_without_a_due_date_nobody_needs_more_time(browse: Browse, cast: Cast) -> None:
    url = f"{board(prompt())}/extensions/user-{cast.sam}"
    assert "nobody needs more time" in browse("ines").get(url).text
    assert browse("ines").post(url, {}).status_code in (303, 422)


@pytest.mark.parametrize(
    "whom", ["user-999999", "user-x", "section-1", "user-", "group-1", "user-" + "9" * 30]
)
def test_whom_nobody_knows_is_nobody(browse: Browse, whom: str) -> None:
    assert browse("ines").get(f"{board(prompt())}/extensions/{whom}").status_code == 404


def test_who_is_removed_and_comes_back_keeps_what_was_arranged(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(1))
    browse("ines").get(board(prompt_id))
    browse("ines").post(f"{board(prompt_id)}/excuses/user-{cast.sam}")
    courses.remove(cast.course, cast.sam, by=member("ines"))
    assert cast.sam not in lines(browse("ines").get(board(prompt_id)))
    assert browse("ines").post(f"{board(prompt_id)}/excuses/user-{cast.sam}/delete").status_code == 404
    courses.enrol(cast.course, cast.sam, Role.STUDENT, by=cast.ines)
    db.session.commit()
    assert state(prompt_id, cast.sam) == Standing.EXCUSED


def test_two_who_arrange_at_once_leave_one_arrangement(app: Flask, cast: Cast) -> None:
    prompt_id, ines = prompt(posts_due_at=ago(1)), member("ines")
    whom = arranging.find(ines, f"user-{cast.sam}")
    done = at_once(app, *[lambda: arranging.excuse(prompt_id, whom, by=ines) for _ in range(4)])
    assert [result for result in done if isinstance(result, Exception)] == []
    assert len(db.session.scalars(select(Arrangement.id)).all()) == 1
