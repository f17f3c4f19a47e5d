"""The people of a class: who sees them, who changes their roles, who goes and comes back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from forum.auth.models import User
from forum.courses import actions
from forum.courses.models import Role
from forum.extensions import db
from tests.courses.stories import (
    EVERYBODY_BUT_THOSE_WHO_TEACH,
    HERE,
    admin_in,
    leads_to,
    present,
    publish,
    role,
    statements,
    wrote,
)
from tests.people import Cast, email, unconfirm
from tests.visitor import Visitor

URL = f"{HERE}/members"


def rows(page: str) -> list[str]:
    return re.findall(r'<tr role="row">(.*?)</tr>', page, re.DOTALL)[1:]


def names(page: str) -> list[str]:
    return re.findall(r'/authors/\d+" dir="auto">([^<]+)<', page)


# --- Seeing who is there -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ines", "asa", "sam", "olga", "adam"])
def test_the_class_sees_its_members(visit: Visitor, name: str) -> None:
    page = visit.as_(name).get(URL)
    assert page.status_code == 200
    assert names(page.text) == ["Ines", "Asa", "Sam", "Sue", "Olga"]


def test_those_who_teach_stand_first_and_then_the_names(visit: Visitor, cast: Cast) -> None:
    db.session.get_one(User, cast.sue).name = "abel"
    actions.change_role(cast.course, cast.olga, Role.INSTRUCTOR, by=admin_in(cast.course))
    assert names(visit.as_("sam").get(URL).text) == ["Ines", "Olga", "Asa", "abel", "Sam"]


def test_each_name_leads_to_what_that_person_wrote(visit: Visitor, cast: Cast) -> None:
    wrote(cast.course, cast.sue, 7, 31)
    page = visit.as_("sam").get(URL).text
    row = next(row for row in rows(page) if "Sue" in row)
    assert f'href="{HERE}/authors/{cast.sue}"' in row
    assert re.search(r'data-label="Posts">7<', row)
    assert re.search(r'data-label="Comments">31<', row)
    assert "Student" in row


@pytest.mark.parametrize(
    ("name", "sees"), [("ines", True), ("asa", True), ("adam", True), ("sam", False), ("olga", False)]
)
def test_addresses_are_for_those_who_teach(visit: Visitor, name: str, sees: bool) -> None:
    assert (email("sue") in visit.as_(name).get(URL).text) is sees


def test_otto_finds_nothing_there(visit: Visitor) -> None:
    assert visit.as_("otto").get(URL).status_code == 404


def test_vera_is_asked_to_sign_in(visit: Visitor) -> None:
    assert "/sign-in" in visit.get(URL).location


def test_a_public_class_shows_its_posts_and_not_its_members(visit: Visitor, cast: Cast) -> None:
    publish(cast.course)
    assert visit.get(f"{HERE}/").status_code == 200
    refused = visit.get(URL)
    assert refused.status_code == 403
    assert "Sue" not in refused.text
    assert visit.as_("otto").get(URL).status_code == 403


def test_a_large_class_takes_no_more_statements_than_a_small_one(visit: Visitor, cast: Cast) -> None:
    visit.as_("ines").get(URL)
    few = statements(lambda: visit.get(URL))
    for number in range(100):
        user = User(name=f"Person {number}", email=f"p{number}@example.org")
        db.session.add(user)
        db.session.flush()
        actions.enrol(cast.course, user.id, Role.STUDENT, by=None)
    db.session.commit()
    assert statements(lambda: visit.get(URL)) == few
    assert present(cast.course) == 105


# --- Adding somebody ---------------------------------------------------------------------------------


def add(visit: Visitor, via: str = "plain", **form: str) -> Any:
    visit.get(f"{URL}/new")
    return visit.post(f"{URL}/new", {"role": "student", **form}, via=via)


@pytest.mark.parametrize("name", ["ines", "adam"])
def test_those_who_teach_add_somebody_with_an_account(
    visit: Visitor, cast: Cast, via: str, name: str
) -> None:
    visit.as_(name)
    assert leads_to(add(visit, via, email=" Otto@EXAMPLE.org ", role="assistant"), URL)
    assert role(cast.course, cast.otto) == Role.ASSISTANT
    assert present(cast.course) == 6
    assert "Otto is in the class now." in visit.get(URL).text


def test_an_unknown_address_is_sent_an_invitation_instead(visit: Visitor, cast: Cast, via: str) -> None:
    answer = add(visit.as_("ines"), via, email="nobody@example.org")
    assert answer.status_code == 422
    assert "Send them an invitation instead" in answer.text
    assert 'value="nobody@example.org"' in answer.text
    assert present(cast.course) == 5


def test_who_is_there_already_keeps_their_role(visit: Visitor, cast: Cast) -> None:
    answer = add(visit.as_("ines"), email=email("asa"), role="observer")
    assert answer.status_code == 422
    assert "Asa is in the class already" in answer.text
    assert role(cast.course, cast.asa) == Role.ASSISTANT
    assert present(cast.course) == 5


@pytest.mark.parametrize(
    "form", [{"email": ""}, {"email": "no address"}, {"email": email("otto"), "role": "king"}]
)
def test_a_wrong_form_adds_nobody(visit: Visitor, cast: Cast, form: dict[str, str]) -> None:
    assert add(visit.as_("ines"), **form).status_code == 422
    assert present(cast.course) == 5


@pytest.mark.parametrize("name", [*EVERYBODY_BUT_THOSE_WHO_TEACH, "otto"])
def test_others_add_nobody(visit: Visitor, cast: Cast, name: str) -> None:
    refusal = 404 if name == "otto" else 403
    visit.as_(name)
    assert visit.get(f"{URL}/new").status_code == refusal
    assert visit.post(f"{URL}/new", {"email": email("otto"), "role": "instructor"}).status_code == refusal
    assert role(cast.course, cast.otto) is None


@pytest.mark.parametrize(("role_", "status"), [("assistant", 422), ("instructor", 422), ("student", 303)])
def test_nobody_is_added_as_staff_by_an_address_that_they_only_typed(
    visit: Visitor, cast: Cast, via: str, role_: str, status: int
) -> None:
    unconfirm(cast.otto)
    visit.as_("ines").get(f"{URL}/new")
    answer = visit.post(f"{URL}/new", {"email": email("otto"), "role": role_}, via=via)
    assert present(cast.course) == (6 if status == 303 else 5)
    if status == 422:
        assert answer.status_code == 422
        assert "Otto has an account with this address, but nobody has proved yet" in answer.text
        assert f'value="{email("otto")}"' in answer.text
