"""The people of a class: who sees them, who changes their roles, who goes and comes back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from forum.auth.models import AuditEvent, User
from forum.courses import actions
from forum.courses.models import Role
from forum.extensions import db
from tests.courses.stories import (
    EVERYBODY_BUT_THOSE_WHO_TEACH,
    HERE,
    admin_in,
    change,
    leads_to,
    place,
    present,
    publish,
    role,
    statements,
)
from tests.people import Cast, email
from tests.visitor import Visitor

URL = f"{HERE}/members"


def rows(page: str) -> list[str]:
    return re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)[1:]


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
    found = place(cast.course, cast.sue)
    assert found
    found.post_count, found.comment_count = 7, 31
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


# --- Roles -------------------------------------------------------------------------------------------


def give(visit: Visitor, user_id: int, new: str, via: str = "plain") -> Any:
    visit.get(f"{URL}/{user_id}")
    return visit.post(f"{URL}/{user_id}/role", {"role": new}, via=via)


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


# --- Going and coming back ---------------------------------------------------------------------------


def remove(visit: Visitor, user_id: int, via: str = "plain") -> Any:
    visit.get(f"{URL}/{user_id}")
    return visit.post(f"{URL}/{user_id}/remove", via=via)


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


def test_removing_or_restoring_twice_counts_once(visit: Visitor, cast: Cast) -> None:
    visit.as_("ines")
    remove(visit, cast.sue)
    assert visit.post(f"{URL}/{cast.sue}/remove").status_code == 404
    assert present(cast.course) == 4
    for _twice in range(2):
        assert leads_to(visit.post(f"{URL}/{cast.sue}/restore"), URL)
    assert present(cast.course) == 5


def test_what_somebody_wrote_is_still_counted_when_they_come_back(visit: Visitor, cast: Cast) -> None:
    found = place(cast.course, cast.sue)
    assert found
    found.post_count, found.comment_count, joined_at = 7, 31, found.joined_at
    remove(visit.as_("ines"), cast.sue)
    assert leads_to(add(visit, email=email("sue"), role="observer"), URL)
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
    assert leads_to(add(visit, email=email("otto")), URL)


def test_the_trail_says_who_did_what_to_whom(visit: Visitor, cast: Cast) -> None:
    give(visit.as_("ines"), cast.sue, Role.OBSERVER)
    remove(visit, cast.sue)
    visit.post(f"{URL}/{cast.sue}/restore")
    found = db.session.scalars(select(AuditEvent).where(AuditEvent.verb.startswith("member."))).all()
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
