"""Invitations for the addresses of one domain: the mailbox must be proved."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from forum import clock
from forum.auth import queries as accounts
from forum.auth.models import MailedLink, User
from forum.courses import joining
from forum.courses.models import Role
from forum.extensions import db
from tests.courses.stories import (
    GOOD_PASSWORD,
    HERE,
    change,
    invitation,
    invite,
    leads_to,
    present,
    role,
)
from tests.mail.mailbox import letters, link
from tests.people import Cast, email
from tests.visitor import Visitor

NINA = "nina@uni.example"
ACCOUNT = {"name": "Nina Nwosu", "password": GOOD_PASSWORD}


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(User)) or 0


def move(user_id: int, address: str, *, confirmed: bool) -> None:
    values = {"email": address, "email_confirmed_at": clock.now() if confirmed else None}
    db.session.execute(update(User).where(User.id == user_id).values(values))
    db.session.commit()


def ask(visit: Visitor, path: str, form: dict[str, str] | None = None, via: str = "plain") -> Any:
    visit.get(path)
    return visit.post(path, form, via=via)


# --- Newcomers ---------------------------------------------------------------------------------------


def test_nina_proves_her_address_and_is_in(visit: Visitor, cast: Cast, via: str) -> None:
    path = invite(cast, email_domain="uni.example", role=Role.ASSISTANT)
    before = people()
    page = visit.get(path)
    assert "uni.example" in page.text
    assert 'name="password"' not in page.text
    assert leads_to(visit.post(path, {"email": "Nina@Uni.Example"}, via=via), f"{path}?mailed=1")
    assert "on its way" in visit.get(f"{path}?mailed=1").text
    assert people() == before
    assert invitation().uses == 0

    hers = Visitor(visit.client.application)
    mailed = link(NINA)
    page = hers.get(mailed)
    assert page.status_code == 200
    assert NINA in page.text
    assert leads_to(hers.post(mailed, ACCOUNT, via=via), f"{HERE}/")
    nina = accounts.by_email(NINA)
    assert nina
    assert (nina.name, nina.email_confirmed_at is not None) == ("Nina Nwosu", True)
    assert role(cast.course, nina.id) == Role.ASSISTANT
    assert invitation().uses == 1
    assert hers.get(f"{HERE}/members").status_code == 200


def test_the_mail_says_what_it_is_for(visit: Visitor, cast: Cast) -> None:
    ask(visit, invite(cast, email_domain="uni.example"), {"email": NINA})
    (letter,) = letters(NINA)
    assert "Upgrading in Global Supply Chains" in letter
    assert "do nothing" in letter


@pytest.mark.parametrize(
    "address",
    ["nina@other.example", "nina@sub.uni.example", "nina@xuni.example", "nina@uni.example.org"],
)
def test_another_domain_is_told_beside_the_field(visit: Visitor, cast: Cast, via: str, address: str) -> None:
    answer = ask(visit, invite(cast, email_domain="uni.example"), {"email": address}, via)
    assert answer.status_code == 422
    assert "This invitation is for addresses at uni.example." in answer.text
    assert address in answer.text
    assert letters(address) == []


def test_the_plain_form_does_not_get_round_the_proof(visit: Visitor, cast: Cast) -> None:
    before = people()
    path = invite(cast, email_domain="uni.example")
    assert leads_to(ask(visit, path, {"email": NINA, **ACCOUNT}), f"{path}?mailed=1")
    assert people() == before
    assert present(cast.course) == 5


def test_an_address_with_an_account_signs_in(visit: Visitor, cast: Cast) -> None:
    move(cast.otto, "otto@uni.example", confirmed=False)
    answer = ask(visit, invite(cast, email_domain="uni.example"), {"email": "otto@uni.example"})
    assert answer.status_code == 422
    assert "Sign in to join." in answer.text
    assert letters("otto@uni.example") == []


def test_a_mail_scanner_that_follows_the_link_uses_nothing_up(visit: Visitor, cast: Cast) -> None:
    ask(visit, invite(cast, email_domain="uni.example", max_uses=1), {"email": NINA})
    mailed = link(NINA)
    for _scan in range(3):
        assert visit.get(mailed).status_code == 200
    assert leads_to(ask(visit, mailed, ACCOUNT), f"{HERE}/")


def test_a_mailed_link_is_good_once(visit: Visitor, cast: Cast) -> None:
    ask(visit, invite(cast, email_domain="uni.example"), {"email": NINA})
    mailed = link(NINA)
    ask(visit, mailed, ACCOUNT)
    other = Visitor(visit.client.application)
    refused = other.get(mailed)
    assert refused.status_code == 410
    assert "Open the invitation again" in refused.text
    assert other.post(mailed, {**ACCOUNT, "name": "Second"}).status_code in (400, 410)
    assert present(cast.course) == 6


@pytest.mark.parametrize(
    ("field", "value", "says"), [("name", "", "Write your name"), ("password", "short", "at least 10")]
)
def test_a_wrong_field_keeps_the_link_good(
    visit: Visitor, cast: Cast, via: str, field: str, value: str, says: str
) -> None:
    ask(visit, invite(cast, email_domain="uni.example"), {"email": NINA})
    mailed = link(NINA)
    answer = ask(visit, mailed, {**ACCOUNT, field: value}, via)
    assert answer.status_code == 422
    assert says in answer.text
    assert leads_to(ask(visit, mailed, ACCOUNT, via), f"{HERE}/")


def test_an_old_link_and_one_of_our_other_mails_are_worth_nothing(visit: Visitor, cast: Cast) -> None:
    ask(visit, invite(cast, email_domain="uni.example"), {"email": NINA})
    mailed = link(NINA)
    db.session.execute(update(MailedLink).values(purpose="reset"))
    db.session.commit()
    assert visit.get(mailed).status_code == 410
    db.session.execute(update(MailedLink).values(purpose="join", expires_at=clock.now()))
    db.session.commit()
    assert visit.get(mailed).status_code == 410
    assert visit.get("/join/mailed/guess").status_code == 410


@pytest.mark.parametrize("how", ["revoked", "closed", "used up"])
def test_a_mailed_link_dies_with_its_invitation(visit: Visitor, cast: Cast, how: str) -> None:
    before = people()
    ask(visit, invite(cast, email_domain="uni.example", max_uses=1), {"email": NINA})
    mailed = link(NINA)
    visit.get(mailed)
    if how == "revoked":
        joining.revoke(cast.course, invitation().id, by=cast.ines)
    elif how == "closed":
        change(cast.course, is_open=False)
    else:
        invitation().uses = 1
        db.session.commit()
    assert visit.get(mailed).status_code == 410
    assert visit.post(mailed, ACCOUNT).status_code == 410
    assert people() == before


def test_an_account_made_meanwhile_is_not_taken_over(visit: Visitor, cast: Cast) -> None:
    ask(visit, invite(cast, email_domain="uni.example"), {"email": NINA})
    mailed = link(NINA)
    visit.get(mailed)
    move(cast.otto, NINA, confirmed=True)
    answer = visit.post(mailed, ACCOUNT)
    assert answer.status_code == 409
    assert "Sign in, and open the invitation again." in answer.text
    assert accounts.user(cast.otto).name == "Otto"
    assert role(cast.course, cast.otto) is None


# --- People with an account --------------------------------------------------------------------------


def test_a_confirmed_address_of_the_domain_joins_at_once(visit: Visitor, cast: Cast, via: str) -> None:
    visit.as_("otto")
    move(cast.otto, "otto@uni.example", confirmed=True)
    path = invite(cast, email_domain="uni.example")
    assert leads_to(ask(visit, path, via=via), f"{HERE}/")
    assert role(cast.course, cast.otto) == Role.STUDENT
    assert letters("otto@uni.example") == []


def test_an_unconfirmed_one_proves_it_first(visit: Visitor, cast: Cast, via: str) -> None:
    visit.as_("otto")
    move(cast.otto, "otto@uni.example", confirmed=False)
    path = invite(cast, email_domain="uni.example")
    assert "Mail me the link" in visit.get(path).text
    assert leads_to(ask(visit, path, via=via), f"{path}?mailed=1")
    assert role(cast.course, cast.otto) is None
    mailed = link("otto@uni.example")
    assert visit.get(mailed).status_code == 200
    assert role(cast.course, cast.otto) is None
    assert leads_to(visit.post(mailed, via=via), f"{HERE}/")
    assert role(cast.course, cast.otto) == Role.STUDENT
    db.session.expire_all()
    assert accounts.user(cast.otto).email_confirmed_at is not None


def test_the_mailbox_alone_does_not_confirm_somebody_elses_account(visit: Visitor, cast: Cast) -> None:
    """Otto took an address that is not his; whoever reads that mailbox cannot be made to confirm it."""
    visit.as_("otto")
    move(cast.otto, "victim@uni.example", confirmed=False)
    ask(visit, invite(cast, email_domain="uni.example"))
    mailed = link("victim@uni.example")
    victim = Visitor(visit.client.application)
    victim.get("/sign-in")
    assert "/sign-in" in victim.get(mailed).location
    assert "/sign-in" in victim.post(mailed).location
    assert victim.as_("olga").get(mailed).status_code == 403
    assert victim.post(mailed).status_code == 403
    assert accounts.user(cast.otto).email_confirmed_at is None
    assert role(cast.course, cast.otto) is None


def test_an_address_that_was_changed_meanwhile_proves_nothing(visit: Visitor, cast: Cast) -> None:
    visit.as_("otto")
    move(cast.otto, "otto@uni.example", confirmed=False)
    ask(visit, invite(cast, email_domain="uni.example"))
    mailed = link("otto@uni.example")
    visit.get(mailed)
    move(cast.otto, "otto@other.example", confirmed=False)
    assert visit.post(mailed).status_code == 410
    assert accounts.user(cast.otto).email_confirmed_at is None
    assert role(cast.course, cast.otto) is None


def test_an_account_of_another_domain_is_told_so(visit: Visitor, cast: Cast, via: str) -> None:
    path = invite(cast, email_domain="uni.example")
    page = visit.as_("otto").get(path)
    assert page.status_code == 200
    assert email("otto") in page.text
    assert "Join the class" not in page.text
    refused = visit.post(path, via=via)
    assert refused.status_code == 403
    assert "uni.example" in refused.text
    assert role(cast.course, cast.otto) is None


def test_one_person_is_mailed_ten_times_an_hour(app: Flask, visit: Visitor, cast: Cast) -> None:
    path = invite(cast, email_domain="uni.example")
    visit.get(path)
    for _attempt in range(10):
        assert visit.post(path, {"email": NINA}).status_code == 303
    assert visit.post(path, {"email": NINA.upper()}).status_code == 429
    assert len(letters(NINA)) == 10
