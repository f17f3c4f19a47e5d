"""An address that was typed is not believed before a mail to it was answered."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum.auth import queries
from forum.auth.models import AuditEvent, User
from forum.demo import fill
from forum.extensions import db
from tests.courses.stories import GOOD_PASSWORD, HERE, invite, leads_to
from tests.mail.mailbox import letters, link
from tests.people import Cast, email, unconfirm
from tests.visitor import Visitor

URL = "/settings/email/confirm"
NINA = "nina@example.org"
AGAIN = "Mail me the link again"


def is_confirmed(address: str) -> bool:
    db.session.rollback()
    user = queries.by_email(address)
    assert user
    return user.email_confirmed_at is not None


def join(visit: Visitor, cast: Cast, via: str = "plain") -> None:
    visit.get(path := invite(cast))
    typed = {"name": "Nina Nwosu", "email": NINA, "password": GOOD_PASSWORD}
    assert leads_to(visit.post(path, typed, via=via), f"{HERE}/")


# --- The mail to who joins ---------------------------------------------------------------------------


def test_who_joins_with_a_typed_address_is_asked_to_confirm_it(
    app: Flask, visit: Visitor, cast: Cast, via: str
) -> None:
    join(visit, cast, via)
    assert not is_confirmed(NINA)
    page = link(NINA)
    assert page.startswith("/confirm/")
    for _scan in range(3):
        assert NINA in Visitor(app).get(page).text
    assert not is_confirmed(NINA)  # a mail scanner follows links
    visit.get(page)
    assert leads_to(visit.post(page, via=via), "/settings")
    assert is_confirmed(NINA)
    assert AGAIN not in visit.get("/settings").text


def test_the_link_is_good_once_and_changes_no_address(visit: Visitor, cast: Cast) -> None:
    join(visit, cast)
    page = link(NINA)
    visit.get(page)
    assert visit.post(page).status_code == 303
    assert visit.get(page).status_code == 404
    assert visit.post(page).status_code == 404
    db.session.rollback()
    verbs = list(db.session.scalars(select(AuditEvent.verb).where(AuditEvent.verb.startswith("email."))))
    assert verbs == ["email.confirm"]


def test_the_link_of_an_address_that_was_given_up_is_dead(visit: Visitor, cast: Cast) -> None:
    join(visit, cast)
    old = link(NINA)
    asked = {"email": "nina@elsewhere.example", "email_password": GOOD_PASSWORD}
    visit.get("/settings")
    assert visit.post("/settings/email", asked).status_code == 303
    assert visit.get(old).status_code == 404
    assert not is_confirmed(NINA)


def test_a_refused_newcomer_gets_no_mail(visit: Visitor, cast: Cast) -> None:
    visit.get(path := invite(cast))
    typed = {"name": "Sam", "email": email("sam"), "password": GOOD_PASSWORD}
    assert visit.post(path, typed).status_code == 422
    assert letters(email("sam")) == []


# --- The button in the settings ----------------------------------------------------------------------


def test_sam_has_the_link_mailed_again(visit: Visitor, cast: Cast, via: str) -> None:
    unconfirm(cast.sam)
    page = visit.as_("sam").get("/settings").text
    assert "not confirmed yet" in page
    assert AGAIN in page
    assert leads_to(visit.post(URL, via=via), "/settings")
    assert f"on its way to {email('sam')}" in visit.get("/settings").text
    assert not is_confirmed(email("sam"))
    visit.get(page := link(email("sam")))
    assert leads_to(visit.post(page, via=via), "/settings")
    assert is_confirmed(email("sam"))


def test_of_several_links_the_last_is_good(visit: Visitor, cast: Cast) -> None:
    unconfirm(cast.sam)
    visit.as_("sam")
    pages = []
    for _click in range(2):
        visit.post(URL)
        pages.append(link(email("sam")))
    assert [visit.get(page).status_code for page in pages] == [404, 200]


def test_a_confirmed_address_is_asked_nothing(visit: Visitor, cast: Cast) -> None:
    page = visit.as_("sam").get("/settings").text
    assert "not confirmed yet" not in page
    assert AGAIN not in page
    assert visit.post(URL).location == "/settings"
    assert "no address to confirm" in visit.get("/settings").text
    assert letters(email("sam")) == []


def test_who_has_no_address_is_asked_nothing(visit: Visitor, cast: Cast) -> None:
    visit.as_("sam")
    without = {"email": None, "email_confirmed_at": None}
    db.session.execute(update(User).where(User.id == cast.sam).values(without))
    db.session.commit()
    assert AGAIN not in visit.get("/settings").text
    assert visit.post(URL).location == "/settings"


def test_strangers_are_asked_to_sign_in(visit: Visitor) -> None:
    visit.get("/sign-in")
    assert visit.post(URL).location.startswith("/sign-in")


def test_five_mails_an_hour_are_enough(visit: Visitor, cast: Cast, via: str) -> None:
    unconfirm(cast.sam)
    visit.as_("sam")
    for _click in range(5):
        assert leads_to(visit.post(URL, via=via), "/settings")
    answer = visit.post(URL, via=via)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert "Come back in" in answer.text
    assert AGAIN in answer.text
    assert len(letters(email("sam"))) == 5


# --- Who is believed ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("cast")
def test_the_people_of_the_demo_class_have_confirmed_theirs() -> None:
    accounts = fill.fill()
    assert accounts
    assert all(is_confirmed(account.email) for account in accounts)


def test_a_link_that_sets_a_password_confirms_as_well(visit: Visitor, cast: Cast) -> None:
    unconfirm(cast.sam)
    visit.get("/reset")
    visit.post("/reset", {"email": email("sam")})
    visit.get(page := link(email("sam")))
    visit.post(page, {"password": GOOD_PASSWORD})
    assert is_confirmed(email("sam"))
