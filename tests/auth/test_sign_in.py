"""Through the door, and not through it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from forum.auth import passwords, queries
from forum.auth.models import AuditEvent, Session
from forum.extensions import db
from tests.people import PASSWORD, Cast, email
from tests.visitor import TOKEN, Visitor


def enter(visit: Visitor, address: str, password: str, url: str = "/sign-in") -> TestResponse:
    visit.get(url)
    return visit.post(url, {"email": address, "password": password})


def test_sam_signs_in_and_reads_the_settings(visit: Visitor, cast: Cast) -> None:
    answer = enter(visit, email("sam"), PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Sam" in visit.get("/settings").text
    verbs = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.actor_id == cast.sam)).all()
    assert verbs == ["session.begin"]


def test_an_address_is_taken_as_people_type_it(visit: Visitor) -> None:
    assert enter(visit, "  SAM@Example.org ", PASSWORD).status_code == 303


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(app: Flask, cast: Cast) -> None:
    pages = set()
    for address in (email("sam"), email("nobody")):
        answer = enter(Visitor(app), address, "not the password")
        assert answer.status_code == 422
        assert f'value="{address}"' in answer.text  # what was typed is still there
        assert "not the password" not in answer.text
        pages.add(TOKEN.sub("", answer.text).replace(address, ""))
    assert len(pages) == 1
    assert "do not belong together" in pages.pop()


def test_somebody_without_a_password_cannot_sign_in(visit: Visitor, cast: Cast) -> None:
    queries.user(cast.sue).password_hash = None
    db.session.commit()
    for guess in ("", "None", "nobody's password"):
        assert enter(visit, email("sue"), guess).status_code == 422


@pytest.mark.parametrize("missing", ["email", "password"])
def test_an_empty_field_is_named(visit: Visitor, missing: str) -> None:
    visit.get("/sign-in")
    fields = {"email": email("sam"), "password": PASSWORD, missing: ""}
    answer = visit.post("/sign-in", fields)
    assert answer.status_code == 422
    assert f'id="{missing}-error"' in answer.text


def test_the_password_is_taken_exactly(visit: Visitor, cast: Cast) -> None:
    queries.user(cast.sue).password_hash = passwords.hash_password("  exactly  this ")
    db.session.commit()
    assert enter(visit, email("sue"), "exactly  this").status_code == 422
    assert enter(visit, email("sue"), "  exactly this ").status_code == 422
    assert enter(visit, email("sue"), "  exactly  this ").status_code == 303


def test_a_hash_of_older_cost_is_made_anew(app: Flask, visit: Visitor, cast: Cast) -> None:
    weaker = passwords.PasswordHasher(1, 16, 1).hash(PASSWORD)
    queries.user(cast.sue).password_hash = weaker
    db.session.commit()
    assert enter(visit, email("sue"), "wrong").status_code == 422
    assert queries.user(cast.sue).password_hash == weaker
    assert enter(visit, email("sue"), PASSWORD).status_code == 303
    db.session.expire_all()
    assert not passwords.is_outdated(queries.user(cast.sue).password_hash or "")


@pytest.mark.parametrize(
    ("wanted", "location"),
    [
        ("/c/supply-chains", "/c/supply-chains"),
        ("//evil.org", "/"),
        ("https:evil.org", "/"),
        ("/%5Cevil.org", "/"),
    ],
)
def test_signing_in_leads_back_into_the_site_only(visit: Visitor, wanted: str, location: str) -> None:
    assert enter(visit, email("sam"), PASSWORD, f"/sign-in?next={wanted}").location == location


def test_the_form_carries_where_to_go(visit: Visitor) -> None:
    page = visit.get("/sign-in?next=/c/supply-chains?month%3D2027-03").text
    assert 'action="/sign-in?next=/c/supply-chains?month%3D2027-03"' in page
    assert "evil" not in visit.get("/sign-in?next=//evil.org").text


def test_who_is_signed_in_is_sent_on(visit: Visitor) -> None:
    answer = visit.as_("sam").get("/sign-in?next=/settings")
    assert (answer.status_code, answer.location) == (303, "/settings")


def test_a_second_tab_that_signs_in_late_is_sent_on(visit: Visitor) -> None:
    visit.get("/sign-in?next=/settings")
    old = visit.token
    visit.as_("sam")
    visit.token = old
    answer = visit.post("/sign-in?next=/settings", {"email": email("sam"), "password": PASSWORD})
    assert answer.status_code == 303
    assert visit.get(answer.location).location == "/settings"


def test_without_a_cookie_the_form_comes_again(app: Flask, cast: Cast) -> None:
    answer = Visitor(app).post("/sign-in", {"email": email("sam"), "password": PASSWORD})
    assert answer.status_code == 303
    assert "open too long" in Visitor(app).get(answer.location).text
    assert db.session.scalar(select(func.count(Session.id))) == 0


def test_a_failure_is_logged_without_what_was_typed(visit: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    enter(visit, "my-secret@example.org", "another secret")
    assert "session.refuse address=127.0.0.1" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    "odd", ["x" * 5000 + "@example.org", "sam@example.org\u0130", "'; drop table user_account; --"]
)
def test_odd_addresses_are_only_wrong(visit: Visitor, odd: str) -> None:
    assert enter(visit, odd, "\u202e odd").status_code == 422
