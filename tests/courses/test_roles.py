"""Roles: who gives them, and that a class keeps an instructor."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from forum import clock
from forum.auth.models import User
from forum.courses import actions
from forum.courses.models import Role
from forum.extensions import db
from tests.courses.stories import (
    EVERYBODY_BUT_THOSE_WHO_TEACH,
    HERE,
    admin_in,
    give,
    leads_to,
    present,
    role,
)
from tests.people import Cast, unconfirm
from tests.visitor import Visitor

URL = f"{HERE}/members"


@pytest.mark.parametrize("name", ["ines", "adam"])
@pytest.mark.parametrize("new", list(Role))
def test_those_who_teach_change_roles(visit: Visitor, cast: Cast, via: str, name: str, new: Role) -> None:
    visit.as_(name)
    assert leads_to(give(visit, cast.sue, new, via), URL)
    assert role(cast.course, cast.sue) == new
    assert present(cast.course) == 5


def test_a_new_role_counts_from_the_next_click(visit: Visitor, cast: Cast) -> None:
    sam = Visitor(visit.client.application).as_("sam")
    assert sam.get(f"{HERE}/settings").status_code == 403
    give(visit.as_("ines"), cast.sam, Role.INSTRUCTOR)
    assert sam.get(f"{HERE}/settings").status_code == 200
    give(visit, cast.sam, Role.OBSERVER)
    assert sam.get(f"{HERE}/settings").status_code == 403


@pytest.mark.parametrize("name", [*EVERYBODY_BUT_THOSE_WHO_TEACH, "otto"])
def test_others_change_no_role(visit: Visitor, cast: Cast, name: str) -> None:
    refusal = 404 if name == "otto" else 403
    visit.as_(name)
    assert visit.get(f"{URL}/{cast.sue}").status_code == refusal
    assert visit.post(f"{URL}/{cast.sue}/role", {"role": "instructor"}).status_code == refusal
    assert visit.post(f"{URL}/{cast.sue}/remove").status_code == refusal
    assert role(cast.course, cast.sue) == Role.STUDENT


@pytest.mark.parametrize("new", ["king", ""])
def test_a_role_that_there_is_not(visit: Visitor, cast: Cast, via: str, new: str) -> None:
    assert give(visit.as_("ines"), cast.sue, new, via).status_code == 422
    assert role(cast.course, cast.sue) == Role.STUDENT


def test_people_of_other_classes_are_not_found(visit: Visitor, cast: Cast) -> None:
    visit.as_("ines").get(URL)
    for user_id in (cast.otto, cast.adam, 999_999):
        assert visit.get(f"{URL}/{user_id}").status_code == 404
        for verb in ("role", "remove", "restore"):
            assert visit.post(f"{URL}/{user_id}/{verb}", {"role": "student"}).status_code == 404


def test_ines_who_instructs_alone_stays_an_instructor(visit: Visitor, cast: Cast, via: str) -> None:
    answer = give(visit.as_("ines"), cast.ines, Role.STUDENT, via)
    assert answer.status_code == 422
    assert "Make somebody an instructor first" in answer.text
    assert role(cast.course, cast.ines) == Role.INSTRUCTOR


def test_ines_may_go_when_there_is_another(visit: Visitor, cast: Cast) -> None:
    visit.as_("ines")
    give(visit, cast.asa, Role.INSTRUCTOR)
    assert leads_to(give(visit, cast.ines, Role.OBSERVER), URL)
    assert role(cast.course, cast.ines) == Role.OBSERVER


def test_an_instructor_who_was_removed_does_not_count(visit: Visitor, cast: Cast) -> None:
    actions.change_role(cast.course, cast.asa, Role.INSTRUCTOR, by=admin_in(cast.course))
    actions.remove(cast.course, cast.asa, by=admin_in(cast.course))
    assert give(visit.as_("ines"), cast.ines, Role.STUDENT).status_code == 422


def test_adam_may_take_the_last_instructor_away(visit: Visitor, cast: Cast) -> None:
    assert leads_to(give(visit.as_("adam"), cast.ines, Role.STUDENT), URL)
    assert role(cast.course, cast.ines) == Role.STUDENT


@pytest.mark.parametrize("new", [Role.ASSISTANT, Role.INSTRUCTOR])
@pytest.mark.parametrize("name", ["ines", "adam"])
def test_nobody_is_made_staff_by_an_address_that_they_only_typed(
    visit: Visitor, cast: Cast, via: str, name: str, new: Role
) -> None:
    unconfirm(cast.sue)
    answer = give(visit.as_(name), cast.sue, new, via)
    assert answer.status_code == 422
    assert "Nobody has proved yet that sue@example.org is the address of Sue." in answer.text
    assert f'value="{new}"' in answer.text
    assert role(cast.course, cast.sue) == Role.STUDENT


def test_and_is_once_it_is_proved(visit: Visitor, cast: Cast, via: str) -> None:
    unconfirm(cast.sue)
    visit.as_("ines")
    assert leads_to(give(visit, cast.sue, Role.OBSERVER, via), URL)
    db.session.execute(update(User).where(User.id == cast.sue).values(email_confirmed_at=clock.now()))
    db.session.commit()
    assert leads_to(give(visit, cast.sue, Role.ASSISTANT, via), URL)
    assert role(cast.course, cast.sue) == Role.ASSISTANT


def test_who_has_the_role_keeps_it_and_who_never_signed_in_needs_no_proof(visit: Visitor, cast: Cast) -> None:
    for user_id in (cast.asa, cast.sue):
        unconfirm(user_id)
    db.session.execute(update(User).where(User.id == cast.sue).values(password_hash=None))
    db.session.commit()
    visit.as_("ines")
    assert leads_to(give(visit, cast.asa, Role.ASSISTANT), URL)
    assert leads_to(give(visit, cast.sue, Role.ASSISTANT), URL)
    assert role(cast.course, cast.sue) == Role.ASSISTANT
    assert give(visit, cast.asa, Role.INSTRUCTOR).status_code == 422
