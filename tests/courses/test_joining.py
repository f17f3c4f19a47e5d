"""Opening an invitation's link: who comes in, and who is told why not."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.auth import queries as accounts
from forum.auth.models import AuditEvent, User
from forum.courses import actions, joining, newcomers
from forum.courses.models import Role
from forum.extensions import db
from tests.courses.stories import (
    GOOD_PASSWORD,
    HERE,
    admin_in,
    invitation,
    invite,
    leads_to,
    place,
    present,
    role,
)
from tests.people import Cast, email
from tests.visitor import Visitor

NEW = {"name": "Nina Nwosu", "email": "nina@example.org", "password": GOOD_PASSWORD}


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(User)) or 0


def use(visit: Visitor, link: str, form: dict[str, str] | None = None, via: str = "plain") -> Any:
    visit.get(link)
    return visit.post(link, form, via=via)


# --- With an account ---------------------------------------------------------------------------------


@pytest.mark.parametrize("new", list(Role))
def test_otto_joins_with_one_click(visit: Visitor, cast: Cast, via: str, new: Role) -> None:
    link = invite(cast, role=new)
    page = visit.as_("otto").get(link)
    assert page.status_code == 200
    assert new.value in page.text
    assert "Join the class" in page.text
    assert leads_to(visit.post(link, via=via), f"{HERE}/")
    assert role(cast.course, cast.otto) == new
    assert present(cast.course) == 6
    assert invitation().uses == 1
    assert visit.get(f"{HERE}/members").status_code == 200


def test_reading_the_page_changes_nothing(visit: Visitor, cast: Cast) -> None:
    link = invite(cast, max_uses=1)
    otto = visit.as_("otto")
    for _look in range(3):
        assert otto.get(link).status_code == 200
    assert role(cast.course, cast.otto) is None
    assert invitation().uses == 0


def test_joining_twice_uses_it_once(visit: Visitor, cast: Cast) -> None:
    link = invite(cast, max_uses=1)
    assert leads_to(use(visit.as_("otto"), link), f"{HERE}/")
    assert leads_to(visit.post(link), f"{HERE}/")
    assert leads_to(visit.get(link), f"{HERE}/")
    assert invitation().uses == 1
    assert present(cast.course) == 6


def test_a_member_is_led_in_and_keeps_the_role(visit: Visitor, cast: Cast, via: str) -> None:
    link = invite(cast, role=Role.INSTRUCTOR)
    assert leads_to(visit.as_("sam").get(link, via=via), f"{HERE}/")
    assert leads_to(visit.post(link, via=via), f"{HERE}/")
    assert role(cast.course, cast.sam) == Role.STUDENT
    assert invitation().uses == 0


def test_who_was_removed_comes_back_in_the_role_of_the_link(visit: Visitor, cast: Cast) -> None:
    found = place(cast.course, cast.sam)
    assert found
    found.post_count = 4
    actions.remove(cast.course, cast.sam, by=admin_in(cast.course))
    link = invite(cast, role=Role.OBSERVER)
    assert leads_to(use(visit.as_("sam"), link), f"{HERE}/")
    back = place(cast.course, cast.sam)
    assert back
    assert (back.role, back.post_count) == (Role.OBSERVER, 4)
    assert present(cast.course) == 5


# --- With a new account ------------------------------------------------------------------------------


def test_nina_makes_an_account_and_is_in(visit: Visitor, cast: Cast, via: str) -> None:
    link = invite(cast)
    page = visit.get(link)
    assert page.status_code == 200
    assert f'href="/sign-in?next={link}"' in page.text
    assert leads_to(visit.post(link, NEW, via=via), f"{HERE}/")
    nina = accounts.by_email("nina@example.org")
    assert nina
    assert (nina.name, nina.email_confirmed_at, nina.is_admin) == ("Nina Nwosu", None, False)
    assert role(cast.course, nina.id) == Role.STUDENT
    assert present(cast.course) == 6
    assert invitation().uses == 1
    assert visit.get(f"{HERE}/members").status_code == 200
    verbs = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.actor_id == nina.id))
    assert {"user.join", "member.enrol"} <= set(verbs)


def test_nina_can_sign_in_afterwards(visit: Visitor, cast: Cast) -> None:
    use(visit, invite(cast), NEW)
    again = Visitor(visit.client.application)
    again.get("/sign-in")
    answer = again.post("/sign-in", {"email": "nina@example.org", "password": GOOD_PASSWORD})
    assert answer.status_code == 303
    assert leads_to(again.get("/"), f"{HERE}/")


def test_who_has_an_account_signs_in_and_comes_back_to_the_link(visit: Visitor, cast: Cast) -> None:
    link = invite(cast)
    visit.get(f"/sign-in?next={link}")
    answer = visit.post(f"/sign-in?next={link}", {"email": email("otto"), "password": "wrong"})
    assert answer.status_code == 422
    visit.as_("otto")
    assert leads_to(use(visit, link), f"{HERE}/")


def test_an_address_that_has_an_account_is_told_beside_the_field(
    visit: Visitor, cast: Cast, via: str
) -> None:
    before = people()
    answer = use(visit, invite(cast), {**NEW, "email": "Sam@example.org"}, via)
    assert answer.status_code == 422
    assert "Sign in to join." in answer.text
    assert 'value="Nina Nwosu"' in answer.text
    assert GOOD_PASSWORD not in answer.text
    assert people() == before
    assert invitation().uses == 0


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "", "Write your name"),
        ("name", "   ", "Write your name"),
        ("name", "x" * 101, "at most 100 fit"),
        ("email", "", "Write an e-mail address"),
        ("email", "nobody", "not an e-mail address"),
        ("email", "x" * 250 + "@example.org", "at most 254 fit"),
        ("password", "", "Choose a password"),
        ("password", "short", "use at least 10"),
        ("password", "x" * 201, "at most 200 fit"),
        ("password", "nina@example.org", 'id="password-error"'),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_is_kept(
    visit: Visitor, cast: Cast, via: str, field: str, value: str, says: str
) -> None:
    before = people()
    answer = use(visit, invite(cast), {**NEW, field: value}, via)
    assert answer.status_code == 422
    assert says in answer.text
    assert ("nina@example.org" if field == "name" else "Nina Nwosu") in answer.text
    assert people() == before
    assert invitation().uses == 0


def test_no_account_is_made_when_the_last_use_goes_meanwhile(app: Flask, cast: Cast) -> None:
    invite(cast, max_uses=1)
    seen = joining.numbered(invitation().id)
    newcomers.join(seen, cast.otto)
    before = people()
    with pytest.raises(newcomers.Gone, match="used up"):
        newcomers.join_anew(seen, name="Nina", email="nina@example.org", password=GOOD_PASSWORD)
    assert people() == before
    assert present(cast.course) == 6


# --- How often ---------------------------------------------------------------------------------------


def test_one_address_is_tried_ten_times_an_hour(visit: Visitor, cast: Cast, via: str) -> None:
    link = invite(cast)
    visit.get(link)
    for _attempt in range(10):
        assert visit.post(link, {**NEW, "password": "short"}, via=via).status_code == 422
    answer = visit.post(link, NEW, via=via)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert visit.post(link, {**NEW, "email": "other@example.org"}).status_code == 303


def test_a_whole_lecture_hall_joins_from_one_network(visit: Visitor, cast: Cast) -> None:
    link = invite(cast)
    for number in range(30):
        newcomer = Visitor(visit.client.application)
        answer = use(newcomer, link, {**NEW, "email": f"nina{number}@example.org"})
        assert leads_to(answer, f"{HERE}/")
    assert present(cast.course) == 35
    assert invitation().uses == 30
