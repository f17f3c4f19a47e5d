"""Leaving a class: removed by those who teach, and let back in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select, update

from forum import clock
from forum.auth.models import AuditEvent, User
from forum.courses import actions
from forum.courses.models import Role
from forum.extensions import db
from tests.courses.stories import (
    EVERYBODY_BUT_THOSE_WHO_TEACH,
    HERE,
    admin_in,
    change,
    give,
    leads_to,
    place,
    present,
    role,
    wrote,
)
from tests.people import Cast, email, unconfirm
from tests.visitor import Visitor

URL = f"{HERE}/members"


def names(page: str) -> list[str]:
    return re.findall(r'/authors/\d+" dir="auto">([^<]+)<', page)


def remove(visit: Visitor, user_id: int, via: str = "plain") -> Any:
    visit.get(f"{URL}/{user_id}")
    return visit.post(f"{URL}/{user_id}/remove", via=via)


def prove(user_id: int) -> None:
    """Let an address be proved, as a mailed link does it."""
    db.session.execute(update(User).where(User.id == user_id).values(email_confirmed_at=clock.now()))
    db.session.commit()


def test_who_is_removed_finds_nothing_from_the_next_click(visit: Visitor, cast: Cast, via: str) -> None:
    sue = Visitor(visit.client.application).as_("sue")
    assert sue.get(URL).status_code == 200
    assert leads_to(remove(visit.as_("ines"), cast.sue, via), URL)
    assert sue.get(URL).status_code == 404
    assert sue.get(f"{HERE}/").status_code == 404
    assert names(visit.get(URL).text) == ["Ines", "Asa", "Sam", "Olga"]
    assert present(cast.course) == 4


def test_the_notice_offers_the_way_back(visit: Visitor, cast: Cast, via: str) -> None:
    give(visit.as_("ines"), cast.sue, Role.ASSISTANT)
    remove(visit, cast.sue)
    page = visit.get(URL).text
    undo = re.search(r'action="([^"]+/restore)"', page)
    assert undo
    assert leads_to(visit.post(undo.group(1), via=via), URL)
    assert role(cast.course, cast.sue) == Role.ASSISTANT
    assert present(cast.course) == 5
    assert "Sue is back in the class." in visit.get(URL).text


@pytest.mark.parametrize("new", [Role.ASSISTANT, Role.INSTRUCTOR])
def test_nobody_comes_back_as_staff_by_an_address_that_they_only_typed(
    visit: Visitor, cast: Cast, via: str, new: Role
) -> None:
    give(visit.as_("ines"), cast.sue, new)
    remove(visit, cast.sue)
    unconfirm(cast.sue)
    refused = visit.post(f"{URL}/{cast.sue}/restore", via=via)
    assert refused.status_code == 409
    assert "Nobody has proved yet that sue@example.org is the address of Sue." in refused.text
    assert role(cast.course, cast.sue) is None
    assert present(cast.course) == 4
    prove(cast.sue)
    assert leads_to(visit.post(f"{URL}/{cast.sue}/restore", via=via), URL)
    assert role(cast.course, cast.sue) == new


def test_who_studied_comes_back_without_a_proof(visit: Visitor, cast: Cast, via: str) -> None:
    unconfirm(cast.sue)
    remove(visit.as_("ines"), cast.sue)
    assert leads_to(visit.post(f"{URL}/{cast.sue}/restore", via=via), URL)
    assert role(cast.course, cast.sue) == Role.STUDENT


def test_removing_or_restoring_twice_counts_once(visit: Visitor, cast: Cast) -> None:
    visit.as_("ines")
    remove(visit, cast.sue)
    assert visit.post(f"{URL}/{cast.sue}/remove").status_code == 404
    assert present(cast.course) == 4
    for _twice in range(2):
        assert leads_to(visit.post(f"{URL}/{cast.sue}/restore"), URL)
    assert present(cast.course) == 5


def test_what_somebody_wrote_is_still_counted_when_they_come_back(visit: Visitor, cast: Cast) -> None:
    wrote(cast.course, cast.sue, 7, 31)
    before = place(cast.course, cast.sue)
    assert before
    joined_at = before.joined_at
    remove(visit.as_("ines"), cast.sue)
    assert leads_to(visit.post(f"{URL}/new", {"email": email("sue"), "role": "observer"}), URL)
    back = place(cast.course, cast.sue)
    assert back
    assert (back.post_count, back.comment_count, back.role) == (7, 31, Role.OBSERVER)
    assert back.joined_at == joined_at


@pytest.mark.parametrize("name", [*EVERYBODY_BUT_THOSE_WHO_TEACH, "otto"])
def test_others_let_nobody_back_in(visit: Visitor, cast: Cast, name: str) -> None:
    actions.remove(cast.course, cast.sue, by=admin_in(cast.course))
    answer = visit.as_(name).post(f"{URL}/{cast.sue}/restore")
    assert answer.status_code == (404 if name == "otto" else 403)
    assert role(cast.course, cast.sue) is None


def test_ines_who_instructs_alone_cannot_leave(visit: Visitor, cast: Cast, via: str) -> None:
    answer = remove(visit.as_("ines"), cast.ines, via)
    assert answer.status_code == 422
    assert "Make somebody an instructor first" in answer.text
    assert present(cast.course) == 5


def test_ines_can_leave_to_another_instructor(visit: Visitor, cast: Cast) -> None:
    give(visit.as_("ines"), cast.asa, Role.INSTRUCTOR)
    assert leads_to(remove(visit, cast.ines), "/")
    page = visit.get("/")
    assert "Ines is removed from the class." in page.text
    assert "/restore" not in page.text
    assert visit.get(URL).status_code == 404


def test_adam_may_remove_the_last_instructor(visit: Visitor, cast: Cast) -> None:
    assert leads_to(remove(visit.as_("adam"), cast.ines), URL)
    assert role(cast.course, cast.ines) is None


def test_a_closed_class_can_still_be_put_in_order(visit: Visitor, cast: Cast) -> None:
    change(cast.course, is_open=False)
    assert leads_to(remove(visit.as_("ines"), cast.sue), URL)
    assert leads_to(visit.post(f"{URL}/new", {"email": email("otto"), "role": "student"}), URL)


def test_the_trail_says_who_did_what_to_whom(visit: Visitor, cast: Cast) -> None:
    give(visit.as_("ines"), cast.sue, Role.OBSERVER)
    remove(visit, cast.sue)
    visit.post(f"{URL}/{cast.sue}/restore")
    events = select(AuditEvent).where(AuditEvent.verb.startswith("member."))
    found = db.session.scalars(events.order_by(AuditEvent.id)).all()
    assert [(e.verb, e.actor_id, e.course_id, e.target) for e in found] == [
        (verb, cast.ines, cast.course, f"user-{cast.sue}")
        for verb in ("member.role", "member.remove", "member.restore")
    ]


@pytest.mark.parametrize("verb", ["role", "remove", "restore"])
def test_without_the_token_of_the_form_nothing_happens(visit: Visitor, cast: Cast, verb: str) -> None:
    visit.as_("ines").token = ""
    assert visit.post(f"{URL}/{cast.sue}/{verb}", {"role": "observer"}).status_code == 400
    assert role(cast.course, cast.sue) == Role.STUDENT


def test_who_is_signed_out_acts_nowhere(visit: Visitor, cast: Cast) -> None:
    visit.get("/sign-in")
    for verb in ("role", "remove", "restore"):
        assert "/sign-in" in visit.post(f"{URL}/{cast.sue}/{verb}").location
    assert role(cast.course, cast.sue) == Role.STUDENT
