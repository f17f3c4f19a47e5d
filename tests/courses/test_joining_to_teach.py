"""Invitations to teach or assist, for any address: the mailbox must be proved."""

from __future__ import annotations

import pytest

from forum.auth import queries as accounts
from forum.courses.models import Role
from tests.courses.stories import HERE, invite, leads_to, role
from tests.courses.test_joining_by_mail import ACCOUNT, NINA, ask, move, people
from tests.mail.mailbox import link
from tests.people import Cast
from tests.visitor import Visitor

TO_TEACH = [Role.ASSISTANT, Role.INSTRUCTOR]


@pytest.mark.parametrize("new", TO_TEACH)
def test_who_has_an_account_proves_its_address_before_they_teach(
    visit: Visitor, cast: Cast, via: str, new: Role
) -> None:
    visit.as_("otto")
    move(cast.otto, "otto@uni.example", confirmed=False)
    path = invite(cast, role=new)
    page = visit.get(path).text
    assert "proves their address first" in page
    assert "Join the class" not in page
    assert leads_to(visit.post(path, via=via), f"{path}?mailed=1")
    assert role(cast.course, cast.otto) is None
    mailed = link("otto@uni.example")
    visit.get(mailed)
    assert leads_to(visit.post(mailed, via=via), f"{HERE}/")
    assert role(cast.course, cast.otto) == new
    assert accounts.user(cast.otto).email_confirmed_at is not None


@pytest.mark.parametrize("new", TO_TEACH)
def test_a_newcomer_proves_their_address_before_they_teach(
    visit: Visitor, cast: Cast, via: str, new: Role
) -> None:
    path, before = invite(cast, role=new), people()
    page = visit.get(path).text
    assert "proves their address first" in page
    assert 'name="password"' not in page
    assert leads_to(visit.post(path, {"email": NINA, **ACCOUNT}, via=via), f"{path}?mailed=1")
    assert people() == before
    mailed = link(NINA)
    visit.get(mailed)
    assert leads_to(visit.post(mailed, ACCOUNT, via=via), f"{HERE}/")
    nina = accounts.by_email(NINA)
    assert nina
    assert (role(cast.course, nina.id), nina.email_confirmed_at is not None) == (new, True)


@pytest.mark.parametrize("new", [Role.STUDENT, Role.OBSERVER])
def test_who_only_reads_or_studies_joins_at_once(visit: Visitor, cast: Cast, via: str, new: Role) -> None:
    visit.as_("otto")
    move(cast.otto, "otto@uni.example", confirmed=False)
    assert leads_to(ask(visit, invite(cast, role=new), via=via), f"{HERE}/")
    assert role(cast.course, cast.otto) == new
