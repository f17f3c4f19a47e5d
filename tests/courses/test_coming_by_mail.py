"""Opening an invitation that was mailed: the mailbox is the proof of its own address and of no other one."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from werkzeug.exceptions import Gone

from forum import clock
from forum.auth import queries as accounts
from forum.auth.actions import AddressTaken
from forum.auth.models import AuditEvent, User
from forum.courses import joining, newcomers
from forum.courses.models import Role
from forum.extensions import db
from forum.mail.models import Fate, Mail
from tests.courses.mails import NINA, URL, invite, invited, mail_of, settle
from tests.courses.stories import GOOD_PASSWORD, HERE, at_once, change, leads_to, present, role
from tests.mail.mailbox import letters, link
from tests.people import Cast, email, unconfirm
from tests.visitor import Visitor

ACCOUNT = {"name": "Nina Nwosu", "password": GOOD_PASSWORD}
MASKED = "n…@uni.example"


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(User)) or 0


def mailed(app: Flask, address: str = NINA, **form: str) -> str:
    """Let ines invite somebody, and return the path of the link in the mail."""
    invite(Visitor(app).as_("ines"), address, **form)
    return link(address)


def use(visit: Visitor, path: str, form: dict[str, str] | None = None, via: str = "plain") -> Any:
    visit.get(path)
    return visit.post(path, form, via=via)


# --- Without an account ------------------------------------------------------------------------------


def test_nina_makes_an_account_with_the_address_that_was_invited(
    app: Flask, visit: Visitor, cast: Cast, via: str
) -> None:
    path = mailed(app, role="assistant")
    page = visit.get(path)
    assert page.status_code == 200
    assert f"<bdi>{NINA}</bdi>" in page.text
    assert 'name="email"' not in page.text
    assert leads_to(visit.post(path, ACCOUNT, via=via), f"{HERE}/")
    nina = accounts.by_email(NINA)
    assert nina
    assert (nina.name, nina.email_confirmed_at is not None) == ("Nina Nwosu", True)
    assert role(cast.course, nina.id) == Role.ASSISTANT
    assert invited().uses == 1
    assert visit.get(f"{HERE}/members").status_code == 200
    verbs = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.actor_id == nina.id))
    assert {"user.join", "member.enrol"} <= set(verbs)
    assert len(letters(NINA)) == 1  # nobody asks to confirm what is confirmed


def test_another_address_that_is_sent_along_is_not_taken(app: Flask, visit: Visitor, cast: Cast) -> None:
    assert leads_to(use(visit, mailed(app), {**ACCOUNT, "email": "else@uni.example"}), f"{HERE}/")
    assert accounts.by_email("else@uni.example") is None
    assert accounts.by_email(NINA)


def test_a_mail_scanner_that_follows_the_link_changes_nothing(app: Flask, visit: Visitor, cast: Cast) -> None:
    before, path = people(), mailed(app)
    for _scan in range(3):
        assert visit.get(path).status_code == 200
    assert (people(), present(cast.course), invited().uses) == (before, 5, 0)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "", "Write your name"),
        ("password", "short", "at least 10"),
        ("password", NINA, 'id="password-error"'),
    ],
)
def test_a_wrong_field_is_named_and_the_link_stays_good(
    app: Flask, visit: Visitor, cast: Cast, via: str, field: str, value: str, says: str
) -> None:
    path = mailed(app)
    answer = use(visit, path, {**ACCOUNT, field: value}, via)
    assert answer.status_code == 422
    assert says in answer.text
    assert leads_to(use(visit, path, ACCOUNT, via), f"{HERE}/")


def test_it_lets_one_person_in_once(app: Flask, visit: Visitor, cast: Cast) -> None:
    path = mailed(app)
    use(visit, path, ACCOUNT)
    assert leads_to(visit.get(path), f"{HERE}/")
    refused = Visitor(app).get(path)
    assert refused.status_code == 410
    assert "This invitation is used up." in refused.text
    assert present(cast.course) == 6


def test_an_account_made_meanwhile_is_not_taken_over(app: Flask, visit: Visitor, cast: Cast) -> None:
    path = mailed(app)
    visit.get(path)
    seen = joining.numbered(invited().id)
    db.session.execute(update(User).where(User.id == cast.otto).values(email=NINA))
    db.session.commit()
    with pytest.raises(AddressTaken):
        newcomers.join_as_invited(seen, name="Nina", password=GOOD_PASSWORD)
    db.session.rollback()
    assert "/sign-in" in visit.post(path, ACCOUNT).location
    assert accounts.user(cast.otto).name == "Otto"
    assert role(cast.course, cast.otto) is None


def test_of_two_who_come_with_one_link_at_once_one_is_in(app: Flask, cast: Cast) -> None:
    before, path = people(), mailed(app)
    browsers = [Visitor(app), Visitor(app)]
    for each in browsers:
        each.get(path)
    answers = at_once(app, *[partial(each.post, path, ACCOUNT) for each in browsers])
    inside = [answer for answer in answers if answer.location == f"{HERE}/"]
    assert len(inside) == 1
    assert people() == before + 1
    assert (present(cast.course), invited().uses) == (6, 1)


@pytest.mark.parametrize("how", ["revoked", "closed", "expired", "declined"])
def test_one_that_is_over_lets_nobody_in(app: Flask, visit: Visitor, cast: Cast, how: str) -> None:
    before, path = people(), mailed(app)
    visit.get(path)
    if how == "closed":
        change(cast.course, is_open=False)
    else:
        past = clock.now() - timedelta(minutes=1)
        ends = {"revoked": {"revoked_at": past}, "expired": {"expires_at": past}, "declined": {"max_uses": 0}}
        settle(**ends[how])
    refused = visit.get(path)
    assert refused.status_code == 410
    assert how in refused.text
    assert visit.post(path, ACCOUNT).status_code == 410
    assert people() == before


def test_a_whole_class_comes_from_one_network(app: Flask, cast: Cast) -> None:
    many = [f"number{n}@uni.example" for n in range(15)]
    invite(Visitor(app).as_("ines"), " ".join(many))
    for address in many:
        assert leads_to(use(Visitor(app), link(address), ACCOUNT), f"{HERE}/")
    assert present(cast.course) == 20


def test_one_link_is_tried_ten_times_an_hour(app: Flask, visit: Visitor, cast: Cast) -> None:
    path = mailed(app)
    visit.get(path)
    for _attempt in range(10):
        assert visit.post(path, {**ACCOUNT, "password": "short"}).status_code == 422
    assert visit.post(path, ACCOUNT).status_code == 429


# --- With an account ---------------------------------------------------------------------------------


def test_who_has_an_account_with_the_address_signs_in_and_joins(
    app: Flask, visit: Visitor, cast: Cast, via: str
) -> None:
    path = mailed(app, email("otto"))
    page = visit.get(path)
    assert "there is an account with your address" in page.text
    assert 'name="password"' not in page.text
    assert leads_to(visit.post(path, ACCOUNT, via=via), f"/sign-in?next={path}")
    assert role(cast.course, cast.otto) is None
    assert "Join the class" in visit.as_("otto").get(path).text
    assert leads_to(visit.post(path, via=via), f"{HERE}/")
    assert role(cast.course, cast.otto) == Role.STUDENT
    assert invited(email("otto")).uses == 1


def test_joining_confirms_the_address_of_the_account(app: Flask, visit: Visitor, cast: Cast) -> None:
    unconfirm(cast.otto)
    path = mailed(app, email("otto"))
    visit.as_("otto").get(path)
    db.session.rollback()
    assert accounts.user(cast.otto).email_confirmed_at is None
    assert leads_to(visit.post(path), f"{HERE}/")
    db.session.expire_all()
    assert accounts.user(cast.otto).email_confirmed_at


def test_an_older_confirmation_keeps_its_time(app: Flask, visit: Visitor, cast: Cast) -> None:
    before = accounts.user(cast.otto).email_confirmed_at
    use(visit.as_("otto"), mailed(app, email("otto")))
    db.session.expire_all()
    assert accounts.user(cast.otto).email_confirmed_at == before


def test_an_address_that_was_changed_meanwhile_is_not_confirmed(
    app: Flask, visit: Visitor, cast: Cast
) -> None:
    path = mailed(app, email("otto"))
    seen = joining.numbered(invited(email("otto")).id)
    elsewhere = {"email": "otto@elsewhere.example", "email_confirmed_at": None}
    db.session.execute(update(User).where(User.id == cast.otto).values(elsewhere))
    db.session.commit()
    assert use(visit, path, ACCOUNT).status_code == 303  # the old address is free: whoever reads it comes
    with pytest.raises(Gone):
        newcomers.join(seen, cast.otto)
    assert accounts.user(cast.otto).email_confirmed_at is None


def test_somebody_with_another_address_is_told_whose_it_is(
    app: Flask, visit: Visitor, cast: Cast, via: str
) -> None:
    path = mailed(app)
    page = visit.as_("otto").get(path)
    assert page.status_code == 200
    assert MASKED in page.text
    assert NINA not in page.text
    assert email("otto") in page.text
    assert "Join the class" not in page.text
    refused = visit.post(path, via=via)
    assert refused.status_code == 403
    assert MASKED in refused.text
    assert NINA not in refused.text
    assert role(cast.course, cast.otto) is None
    assert invited().uses == 0


def test_the_instructor_does_not_come_in_the_place_of_the_invited(
    app: Flask, visit: Visitor, cast: Cast
) -> None:
    """Ines takes nina's address, unproved, and invites it: what she can reach admits and confirms nobody."""
    db.session.execute(update(User).where(User.id == cast.otto).values(email=NINA, email_confirmed_at=None))
    db.session.commit()
    ines = Visitor(app).as_("ines")
    invite(ines, NINA)
    assert "/join/" not in ines.get(URL).text
    assert "/join/" not in ines.get(f"{HERE}/members").text
    db.session.expire_all()
    assert accounts.user(cast.otto).email_confirmed_at is None


def test_a_member_who_opens_it_is_led_in_and_uses_nothing(app: Flask, visit: Visitor, cast: Cast) -> None:
    path = mailed(app)
    assert leads_to(visit.as_("sam").get(path), f"{HERE}/")
    assert leads_to(visit.post(path), f"{HERE}/")
    assert invited().uses == 0


# --- Who does not want to come -----------------------------------------------------------------------


def test_who_declines_hears_no_more_of_it(app: Flask, visit: Visitor, cast: Cast, via: str) -> None:
    path = mailed(app)
    assert f'action="{path}/decline"' in visit.get(path).text
    assert leads_to(visit.post(f"{path}/decline", via=via), "/")
    assert "no more invitations to Upgrading in Global Supply Chains" in visit.get("/").text
    assert invited().max_uses == 0
    assert mail_of().fate == Fate.DROPPED
    again = visit.get(path)
    assert again.status_code == 410
    assert "declined" in again.text
    trail = select(AuditEvent.actor_id, AuditEvent.course_id).where(AuditEvent.verb == "invitation.decline")
    assert db.session.execute(trail).all() == [(None, cast.course)]


def test_a_link_that_is_followed_declines_nothing(app: Flask, visit: Visitor, cast: Cast) -> None:
    path = mailed(app)
    assert visit.get(f"{path}/decline").status_code == 405
    assert invited().max_uses == 1


def test_declining_twice_is_told(app: Flask, visit: Visitor, cast: Cast) -> None:
    path = mailed(app)
    visit.get(path)
    visit.post(f"{path}/decline")
    assert visit.post(f"{path}/decline").status_code == 410
    joining.decline(joining.numbered(invited().id))  # and of two at once, the second does nothing
    trail = select(func.count()).where(AuditEvent.verb == "invitation.decline")
    assert db.session.scalar(trail) == 1


def test_who_has_come_cannot_decline(app: Flask, visit: Visitor, cast: Cast) -> None:
    path = mailed(app)
    use(visit, path, ACCOUNT)
    visit.get(f"{HERE}/")
    assert visit.post(f"{path}/decline").status_code == 410
    assert invited().max_uses == 1


def test_a_link_for_many_cannot_be_declined_by_one(visit: Visitor, cast: Cast) -> None:
    number = joining.invite(cast.course, role=Role.STUDENT, by=cast.ines)
    path = f"/join/{joining.token(joining.numbered(number))}"
    assert "/decline" not in visit.get(path).text
    assert visit.post(f"{path}/decline").status_code == 404
    assert visit.post("/join/made-up/decline").status_code == 404
    assert visit.get(path).status_code == 200
    assert db.session.scalar(select(func.count()).select_from(Mail)) == 0
