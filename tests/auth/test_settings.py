"""What people change about themselves, and what they cannot."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from forum.auth import queries
from forum.auth.models import AuditEvent, User
from forum.extensions import db
from tests.mail.mailbox import letters, link
from tests.people import PASSWORD, Cast, email
from tests.visitor import Visitor

NEW = "four words, nothing in common"
CHANGES = [
    "/settings/name",
    "/settings/email",
    "/settings/email/confirm",
    "/settings/password",
    "/settings/sessions/1/delete",
]


def fresh(user_id: int) -> User:
    db.session.rollback()
    return queries.user(user_id)


@pytest.mark.parametrize("url", ["/settings", *CHANGES])
def test_strangers_are_asked_to_sign_in(visit: Visitor, url: str) -> None:
    visit.get("/sign-in")
    answer = visit.get(url) if url == "/settings" else visit.post(url, {"name": "x"})
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


@pytest.mark.parametrize("url", CHANGES)
def test_a_link_changes_nothing(visit: Visitor, url: str) -> None:
    assert visit.as_("sam").get(url).status_code == 405


def test_sam_changes_his_name(visit: Visitor, cast: Cast) -> None:
    visit.as_("sam").post("/settings/name", {"name": "  Sam   Ölçer <b>  ", "is_admin": "y", "id": cast.sue})
    assert fresh(cast.sam).name == "Sam Ölçer <b>"
    assert not fresh(cast.sam).is_admin
    assert fresh(cast.sue).name == "Sue"
    assert "Sam Ölçer &lt;b&gt;" in visit.get("/settings").text


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "bell \x07", "escape \x1b[2J"])
def test_a_name_that_cannot_be_is_told(visit: Visitor, cast: Cast, name: str) -> None:
    answer = visit.as_("sam").post("/settings/name", {"name": name})
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    assert fresh(cast.sam).name == "Sam"


def test_an_address_changes_when_it_is_confirmed(app: Flask, visit: Visitor, cast: Cast) -> None:
    visit.as_("sam")
    visit.post("/settings/email", {"email": "New@Example.org", "email_password": PASSWORD})
    assert fresh(cast.sam).email == email("sam")
    assert "new@example.org" in letters(email("sam"))[0]
    page = link("new@example.org")

    elsewhere = Visitor(app)
    assert "new@example.org" in elsewhere.get(page).text
    assert fresh(cast.sam).email == email("sam")  # following the link changes nothing
    assert elsewhere.post(page).location == "/sign-in"
    assert fresh(cast.sam).email == "new@example.org"
    assert fresh(cast.sam).email_confirmed_at
    assert elsewhere.post(page).status_code == 404
    elsewhere.get("/sign-in")
    assert elsewhere.post("/sign-in", {"email": email("sam"), "password": PASSWORD}).status_code == 422


def test_a_confirmed_address_kills_links_in_the_old_mailbox(app: Flask, visit: Visitor) -> None:
    visit.get("/reset")
    visit.post("/reset", {"email": email("sam")})
    reset = link(email("sam"))
    visit.as_("sam").post("/settings/email", {"email": "new@example.org", "email_password": PASSWORD})
    visit.get(page := link("new@example.org"))
    assert visit.post(page).location == "/settings"
    assert Visitor(app).get(reset).status_code == 404


def test_an_address_needs_the_password(visit: Visitor, cast: Cast) -> None:
    answer = visit.as_("sam").post("/settings/email", {"email": "new@example.org", "email_password": "wrong"})
    assert answer.status_code == 422
    assert 'id="email_password-error"' in answer.text
    assert 'value="new@example.org"' in answer.text
    assert letters("new@example.org") == letters(email("sam")) == []


@pytest.mark.parametrize(
    "typed", ["", "new", "new@", "x" * 260 + "@example.org", "a@example.org, b@example.org"]
)
def test_an_address_that_cannot_be_is_told(visit: Visitor, typed: str) -> None:
    answer = visit.as_("sam").post("/settings/email", {"email": typed, "email_password": PASSWORD})
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text


def test_the_same_address_is_told(visit: Visitor) -> None:
    answer = visit.as_("sam").post(
        "/settings/email", {"email": "SAM@example.org", "email_password": PASSWORD}
    )
    assert "your address already" in answer.text


def test_whose_address_it_is_learns_only_its_mailbox(visit: Visitor, cast: Cast) -> None:
    places = [
        visit.as_("sam").post("/settings/email", {"email": address, "email_password": PASSWORD}).location
        for address in (email("sue"), email("nobody"))
    ]
    assert places[0] == places[1]
    assert "/confirm/" not in letters(email("sue"))[0]
    assert "/confirm/" in letters(email("nobody"))[0]
    assert fresh(cast.sue).email == email("sue")


def test_of_two_who_want_an_address_the_first_gets_it(app: Flask, visit: Visitor, cast: Cast) -> None:
    pages = []
    for name in ("sam", "sue"):
        Visitor(app).as_(name).post(
            "/settings/email", {"email": "new@example.org", "email_password": PASSWORD}
        )
        pages.append(link("new@example.org"))
    visit.get(pages[1])
    assert visit.post(pages[1]).status_code == 303
    answer = visit.post(pages[0])
    assert answer.status_code == 422
    assert "another account by now" in answer.text
    assert fresh(cast.sam).email == email("sam")
    assert fresh(cast.sue).email == "new@example.org"


def test_a_new_password_ends_all_other_sessions(app: Flask, visit: Visitor, cast: Cast) -> None:
    other, sue = Visitor(app).as_("sam"), Visitor(app).as_("sue")
    cookie = visit.as_("sam").client.get_cookie("seminar")
    answer = visit.post("/settings/password", {"current_password": PASSWORD, "new_password": NEW})
    assert answer.location == "/settings"
    assert visit.get("/settings").status_code == 200
    assert other.get("/settings").status_code == 303
    assert sue.get("/settings").status_code == 200
    thief = Visitor(app)
    thief.client.set_cookie("seminar", cookie.value if cookie else "")
    assert thief.get("/settings").status_code == 303  # this session has a new id as well
    assert Visitor(app).as_("sam", NEW)
    assert "password was changed" in letters(email("sam"))[-1]


@pytest.mark.parametrize(
    ("present", "new", "wrong"),
    [
        ("not mine", NEW, "current_password"),
        ("", NEW, "current_password"),
        (PASSWORD, "", "new_password"),
        (PASSWORD, "too short", "new_password"),
        (PASSWORD, "qwertyuiop", "new_password"),
        (PASSWORD, "sam@example.org", "new_password"),
    ],
)
def test_a_password_that_cannot_be_is_told(
    app: Flask, visit: Visitor, cast: Cast, present: str, new: str, wrong: str
) -> None:
    other = Visitor(app).as_("sam")
    answer = visit.as_("sam").post("/settings/password", {"current_password": present, "new_password": new})
    assert answer.status_code == 422
    assert f'id="{wrong}-error"' in answer.text
    assert answer.text.count('class="error"') == 1
    assert other.get("/settings").status_code == 200
    assert Visitor(app).as_("sam")


@pytest.mark.parametrize(("url", "opened"), [("name", []), ("email", ["email"]), ("password", ["password"])])
def test_what_is_wrong_is_not_folded(visit: Visitor, url: str, opened: list[str]) -> None:
    answer = visit.as_("sam").post(f"/settings/{url}", {})
    assert answer.status_code == 422
    assert re.findall(r'<details open>.*?action="/settings/(\w+)"', answer.text, re.DOTALL) == opened


def test_the_page_is_in_no_cache(visit: Visitor) -> None:
    assert visit.as_("sam").get("/settings").headers["Cache-Control"] == "private, no-store"


def test_changes_leave_a_trail(visit: Visitor, cast: Cast) -> None:
    visit.as_("sam").post("/settings/name", {"name": "Samuel"})
    visit.post("/settings/email", {"email": "new@example.org", "email_password": PASSWORD})
    visit.get(page := link("new@example.org"))
    visit.post(page)
    visit.post("/settings/password", {"current_password": PASSWORD, "new_password": NEW})
    db.session.rollback()
    trail = db.session.execute(select(AuditEvent.verb, AuditEvent.actor_id).order_by(AuditEvent.id)).all()
    assert [verb for verb, _ in trail] == [
        "session.begin",
        "name.change",
        "email.ask",
        "email.change",
        "password.change",
    ]
    assert {actor for _, actor in trail} == {cast.sam}
