"""Who was named for a class and never chose a password gets the welcome mail again, and nobody else does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum import clock
from forum.auth.models import AuditEvent, MailedLink, User
from forum.courses import newcomers, queries
from forum.courses.newcomers import Named
from forum.extensions import db
from tests.courses.stories import (
    EVERYBODY_BUT_THOSE_WHO_TEACH,
    GOOD_PASSWORD,
    HERE,
    at_once,
    leads_to,
)
from tests.mail.mailbox import letters, link
from tests.people import SLUG, Cast, email
from tests.visitor import Visitor

NILS = "nils@uni.example"
BUTTON = "Send the welcome mail again"


@pytest.fixture
def nils(cast: Cast) -> int:
    """Somebody whom an admin named for the class, an hour ago."""
    newcomers.name_person(queries.by_slug(SLUG), Named(NILS, "Nils"), "student", by=cast.adam)
    db.session.commit()
    let_pass(hours=3)
    return db.session.scalars(select(User.id).where(User.email == NILS)).one()


def let_pass(**time: float) -> None:
    """Let every link have been mailed earlier."""
    then = clock.now() - timedelta(**time)
    db.session.execute(update(MailedLink).values(created_at=then, expires_at=then + timedelta(hours=2)))
    db.session.commit()


def change(user_id: int, **values: object) -> None:
    db.session.execute(update(User).where(User.id == user_id).values(**values))
    db.session.commit()


def page(user_id: int) -> str:
    return f"{HERE}/members/{user_id}"


@pytest.mark.parametrize("name", ["ines", "adam"])
def test_the_mail_goes_again_with_a_new_link(
    app: Flask, visit: Visitor, cast: Cast, nils: int, via: str, name: str
) -> None:
    old = link(NILS)
    assert Visitor(app).get(old).status_code == 404  # it was good for two hours
    assert "Has not signed in yet" in visit.as_(name).get(page(nils)).text
    assert leads_to(visit.post(f"{page(nils)}/welcome", via=via), page(nils))
    assert f"on its way to {NILS}" in visit.get(page(nils)).text
    assert "in the class Upgrading in Global Supply Chains" in letters(NILS)[-1]
    trail = select(AuditEvent.actor_id, AuditEvent.target).where(AuditEvent.verb == "member.welcome")
    assert db.session.execute(trail).all() == [(getattr(cast, name), f"user-{nils}")]

    theirs = Visitor(app)
    theirs.get(path := link(NILS))
    assert theirs.post(path, {"password": GOOD_PASSWORD}).status_code == 303
    assert theirs.get(f"{HERE}/").status_code == 200
    assert BUTTON not in visit.get(page(nils)).text


def test_who_has_a_password_is_not_bothered(visit: Visitor, cast: Cast, via: str) -> None:
    assert BUTTON not in visit.as_("ines").get(page(cast.sue)).text
    refused = visit.post(f"{page(cast.sue)}/welcome", via=via)
    assert refused.status_code == 409
    assert "no mail is sent" in refused.text
    assert letters(email("sue")) == []


@pytest.mark.parametrize("values", [{"email": None}, {"closed_at": clock.now()}])
def test_who_cannot_be_written_to_is_not(
    visit: Visitor, cast: Cast, nils: int, values: dict[str, object]
) -> None:
    change(nils, **values)
    assert BUTTON not in visit.as_("ines").get(page(nils)).text
    assert visit.post(f"{page(nils)}/welcome").status_code == 409
    assert len(letters(NILS)) == 1


def test_one_mail_in_ten_minutes(visit: Visitor, cast: Cast, nils: int, via: str) -> None:
    visit.as_("ines").get(page(nils))
    assert leads_to(visit.post(f"{page(nils)}/welcome", via=via), page(nils))
    answer = visit.post(f"{page(nils)}/welcome", via=via)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    assert "Come back in" in answer.text
    assert len(letters(NILS)) == 2
    let_pass(minutes=11)
    assert leads_to(visit.post(f"{page(nils)}/welcome", via=via), page(nils))


def test_two_clicks_at_once_send_one_mail(app: Flask, visit: Visitor, cast: Cast, nils: int) -> None:
    visit.as_("ines").get(page(nils))
    answers = at_once(app, *[lambda: visit.post(f"{page(nils)}/welcome").status_code] * 2)
    assert sorted(answers) == [303, 429]
    assert len(letters(NILS)) == 2


@pytest.mark.parametrize("name", [*EVERYBODY_BUT_THOSE_WHO_TEACH, "otto"])
def test_others_send_nothing(visit: Visitor, cast: Cast, nils: int, name: str) -> None:
    visit.as_(name)
    assert visit.post(f"{page(nils)}/welcome").status_code == (404 if name == "otto" else 403)
    assert len(letters(NILS)) == 1


def test_who_is_not_in_the_class_is_not_found(visit: Visitor, cast: Cast, nils: int) -> None:
    visit.as_("adam").get("/c/elsewhere/members")
    assert visit.post(f"/c/elsewhere/members/{nils}/welcome").status_code == 404
    assert visit.post(f"{page(cast.otto)}/welcome").status_code == 404
    assert visit.post(f"{page(999_999)}/welcome").status_code == 404
    assert len(letters(NILS)) == 1
