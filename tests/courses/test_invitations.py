"""Invitations from inside the class: made, seen, revoked."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from forum import clock
from forum.auth.models import AuditEvent
from forum.courses.models import Invitation
from forum.extensions import db
from tests.courses.stories import (
    EVERYBODY_BUT_THOSE_WHO_TEACH,
    HERE,
    change,
    invitation,
    invite,
    leads_to,
    statements,
)
from tests.people import Cast
from tests.visitor import Visitor

URL = f"{HERE}/invitations"
FORM = {"role": "student", "until": "", "max_uses": "", "email_domain": ""}
SHOWN = re.compile(r'value="http://localhost(/join/[^"]+)"')


def make(visit: Visitor, via: str = "plain", **form: str) -> Any:
    visit.get(f"{URL}/new")
    return visit.post(f"{URL}/new", {**FORM, **form}, via=via)


def shown(visit: Visitor) -> list[str]:
    return SHOWN.findall(visit.get(URL).text)


def in_days(days: int) -> str:
    return (clock.now().date() + timedelta(days=days)).isoformat()


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Invitation)) or 0


@pytest.mark.parametrize("name", ["ines", "adam"])
def test_those_who_teach_make_an_invitation(visit: Visitor, cast: Cast, via: str, name: str) -> None:
    visit.as_(name)
    assert "No invitations yet" in visit.get(URL).text
    assert leads_to(make(visit, via), URL)
    made = invitation()
    assert (made.course_id, made.role, made.uses) == (cast.course, "student", 0)
    assert (made.max_uses, made.expires_at, made.email_domain) == (None, None, "")
    assert made.created_by_id == getattr(cast, name)
    (link,) = shown(visit)
    sure = Visitor(visit.client.application).get(link)
    assert sure.status_code == 200
    assert "Upgrading in Global Supply Chains" in sure.text


def test_the_link_can_be_shown_again_and_is_not_in_the_database(visit: Visitor, cast: Cast) -> None:
    make(visit.as_("ines"))
    first, again = shown(visit), shown(visit)
    assert first == again
    token = first[0].rpartition("/")[2]
    assert token not in str(db.session.execute(select(Invitation.__table__)).all())


def test_a_link_with_every_condition(visit: Visitor, cast: Cast) -> None:
    change(cast.course, time_zone="Asia/Tokyo")
    day = in_days(30)
    form = {"role": "assistant", "until": day, "max_uses": "3", "email_domain": " @Uni.Example "}
    assert leads_to(make(visit.as_("ines"), **form), URL)
    made = invitation()
    assert (made.role, made.max_uses, made.email_domain) == ("assistant", 3, "uni.example")
    assert made.expires_at
    assert made.expires_at.isoformat() == f"{day}T14:59:59+00:00"
    page = visit.get(URL).text
    assert "used 0 of 3 times" in page
    assert "uni.example" in page
    assert "Ines" in page


@pytest.mark.parametrize("name", [*EVERYBODY_BUT_THOSE_WHO_TEACH, "otto"])
def test_others_neither_see_nor_make_nor_revoke_one(visit: Visitor, cast: Cast, name: str) -> None:
    invite(cast)
    refusal = 404 if name == "otto" else 403
    visit.as_(name)
    assert visit.get(URL).status_code == refusal
    assert "/join/" not in visit.get(URL).text
    assert visit.get(f"{URL}/new").status_code == refusal
    assert visit.post(f"{URL}/new", FORM).status_code == refusal
    assert visit.post(f"{URL}/{invitation().id}/revoke").status_code == refusal
    assert count() == 1
    assert invitation().revoked_at is None


def test_vera_is_asked_to_sign_in(visit: Visitor) -> None:
    assert "/sign-in" in visit.get(URL).location
    visit.get("/sign-in")
    assert "/sign-in" in visit.post(f"{URL}/new", FORM).location
    assert count() == 0


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("role", "king", "Not a valid choice"),
        ("until", "soon", "year-month-day"),
        ("until", in_days(-2), "from today on"),
        ("until", in_days(500), "from today on"),
        ("until", "9999-12-31", "from today on"),
        ("max_uses", "0", "from 1 to 10000"),
        ("max_uses", "-1", "from 1 to 10000"),
        ("max_uses", "many", "from 1 to 10000"),
        ("max_uses", "9" * 30, "from 1 to 10000"),
        ("email_domain", "name@uni.example", "after the @"),
        ("email_domain", "uni", "after the @"),
        ("email_domain", "uni.example, other.example", "after the @"),
        ("email_domain", "x." * 60 + "example", "at most 100 fit"),
    ],
)
def test_a_wrong_field_is_named(
    visit: Visitor, cast: Cast, via: str, field: str, value: str, says: str
) -> None:
    answer = make(visit.as_("ines"), via, **{field: value})
    assert answer.status_code == 422
    assert says in answer.text
    assert count() == 0


def test_a_form_with_nothing_in_it_makes_a_student_link(visit: Visitor, cast: Cast) -> None:
    visit.as_("ines").get(f"{URL}/new")
    assert leads_to(visit.post(f"{URL}/new"), URL)
    assert invitation().role == "student"


def test_a_revoked_link_is_shown_no_more_and_lets_nobody_in(visit: Visitor, cast: Cast, via: str) -> None:
    link = invite(cast)
    visit.as_("ines").get(URL)
    assert leads_to(visit.post(f"{URL}/{invitation().id}/revoke", via=via), URL)
    page = visit.get(URL).text
    assert "Revoked" in page
    assert "/join/" not in page
    refused = Visitor(visit.client.application).get(link)
    assert refused.status_code == 410
    assert "This invitation was revoked." in refused.text


def test_revoking_twice_keeps_the_first_moment(visit: Visitor, cast: Cast) -> None:
    invite(cast)
    visit.as_("ines").get(URL)
    visit.post(f"{URL}/{invitation().id}/revoke")
    first = invitation().revoked_at
    assert leads_to(visit.post(f"{URL}/{invitation().id}/revoke"), URL)
    assert invitation().revoked_at == first
    verbs = db.session.scalars(
        select(AuditEvent.verb).where(AuditEvent.verb.startswith("invitation.")).order_by(AuditEvent.id)
    )
    assert list(verbs) == ["invitation.make", "invitation.revoke"]


def test_the_invitation_of_another_class_is_not_found(visit: Visitor, cast: Cast) -> None:
    link = invite(cast)
    change(cast.course, title="Renamed")
    adam = visit.as_("adam")
    adam.get("/c/elsewhere/invitations")
    assert adam.post(f"/c/elsewhere/invitations/{invitation().id}/revoke").status_code == 404
    assert adam.post(f"{URL}/999999/revoke").status_code == 404
    assert Visitor(visit.client.application).get(link).status_code == 200


def test_what_stands_beside_each_invitation(visit: Visitor, cast: Cast) -> None:
    invite(cast, expires_at=clock.now() - timedelta(minutes=1))
    invite(cast, max_uses=1)
    invitation().uses = 1
    invite(cast, role="observer")
    page = visit.as_("ines").get(URL).text
    states = re.findall(r'class="state">([^<]+)<', page)
    assert states == ["Used up", "Expired"]
    assert len(SHOWN.findall(page)) == 1
    assert "used 0 times" in page


def test_many_invitations_take_no_more_statements_than_few(visit: Visitor, cast: Cast) -> None:
    invite(cast)
    visit.as_("ines").get(URL)
    few = statements(lambda: visit.get(URL))
    for _more in range(20):
        invite(cast)
    assert statements(lambda: visit.get(URL)) == few
