"""Until when a class is kept, and how the site's admins are asked after that."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum import clock
from forum.auth.models import User
from forum.courses import retention
from forum.extensions import db
from forum.mail.models import Mail
from tests.courses.stories import (
    EVERYBODY_BUT_THOSE_WHO_TEACH,
    HERE,
    at_once,
    change,
    course,
    leads_to,
)
from tests.people import SLUG, Cast, email
from tests.visitor import Visitor

URL = f"{HERE}/settings/retention"
TODAY = clock.now().date()
YESTERDAY = TODAY - timedelta(days=2)  # over, wherever one is


def mails() -> list[Any]:
    return list(db.session.execute(select(Mail.recipient, Mail.subject, Mail.body).order_by(Mail.id)))


@pytest.mark.parametrize("name", ["ines", "adam"])
def test_those_who_teach_name_a_day(visit: Visitor, cast: Cast, via: str, name: str) -> None:
    visit.as_(name)
    assert "No day is named" in visit.get(URL).text
    assert leads_to(visit.post(URL, {"keep_until": "2090-03-01"}, via=via), f"{HERE}/settings")
    assert course(cast.course).keep_until == date(2090, 3, 1)
    assert "It is kept until Mar 1, 2090." in visit.get(URL).text
    visit.post(URL, {"keep_until": ""})
    assert course(cast.course).keep_until is None


@pytest.mark.parametrize("name", EVERYBODY_BUT_THOSE_WHO_TEACH)
def test_others_do_not(visit: Visitor, cast: Cast, name: str) -> None:
    visit.as_(name)
    assert (visit.get(URL).status_code, visit.post(URL, {"keep_until": "2090-03-01"}).status_code) == (
        403,
        403,
    )
    assert course(cast.course).keep_until is None


@pytest.mark.parametrize(
    ("day", "says"),
    [("1999-01-01", "between 1990 and 2099"), ("2200-01-01", "1990 and 2099"), ("x", "like 2027")],
)
def test_a_wrong_day_is_named_and_kept_in_its_field(
    visit: Visitor, cast: Cast, via: str, day: str, says: str
) -> None:
    if day.startswith("1999"):
        day, says = "2001-02-03", "from today on"
    visit.as_("ines").get(URL)
    answer = visit.post(URL, {"keep_until": day}, via=via)
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{day}"' in answer.text


def test_an_admin_is_asked_after_that_day_by_one_mail(cast: Cast) -> None:
    change(cast.course, keep_until=YESTERDAY, is_open=False)
    retention.ask()
    retention.ask()
    (mail,) = mails()
    assert mail.recipient == email("adam")
    assert "Upgrading in Global Supply Chains, Spring 2027" in mail.subject
    assert f"/courses/{SLUG}/purge" in mail.body
    assert f"{HERE}/settings/retention" in mail.body


@pytest.mark.parametrize("day", [None, TODAY, TODAY + timedelta(days=1)])
def test_nobody_is_asked_before_it_is_over(cast: Cast, day: date | None) -> None:
    change(cast.course, keep_until=day)
    retention.ask()
    assert mails() == []
    assert retention.overdue() == []


def test_only_admins_who_can_be_reached_are_written_to(cast: Cast) -> None:
    change(cast.course, keep_until=YESTERDAY)
    db.session.execute(update(User).values(is_admin=True))
    db.session.execute(update(User).where(User.id == cast.sam).values(closed_at=clock.now()))
    db.session.execute(update(User).where(User.id == cast.sue).values(email_confirmed_at=None))
    db.session.execute(update(User).where(User.id == cast.asa).values(email=None))
    db.session.commit()
    retention.ask()
    asked = {mail.recipient for mail in mails()}
    assert asked == {email(name) for name in ("ines", "olga", "otto", "adam")}


def test_of_two_workers_one_asks(app: Flask, cast: Cast) -> None:
    change(cast.course, keep_until=YESTERDAY)
    assert at_once(app, retention.ask, retention.ask) == [None, None]
    assert len(mails()) == 1


def test_for_another_day_the_admins_are_asked_anew(visit: Visitor, cast: Cast) -> None:
    change(cast.course, keep_until=YESTERDAY)
    retention.ask()
    visit.as_("adam").get(URL)
    visit.post(URL, {"keep_until": "2090-03-01"})
    assert course(cast.course).keep_told_at is None
    change(cast.course, keep_until=YESTERDAY)
    retention.ask()
    assert len(mails()) == 2


def test_saving_the_same_day_asks_nobody_again(visit: Visitor, cast: Cast) -> None:
    change(cast.course, keep_until=TODAY, keep_told_at=clock.now())
    visit.as_("ines").get(URL)
    visit.post(URL, {"keep_until": TODAY.isoformat()})
    assert course(cast.course).keep_told_at


def test_the_start_page_reminds_admins_and_nobody_else(visit: Visitor, app: Flask, cast: Cast) -> None:
    change(cast.course, keep_until=YESTERDAY, is_open=False)
    page = visit.as_("adam").get("/").text
    assert "Kept long enough" in page
    assert f"/courses/{SLUG}/purge" in page
    assert f"{HERE}/settings/retention" in page
    assert "Kept long enough" not in Visitor(app).as_("ines").get("/?all=1").text


def test_keeping_it_longer_takes_it_from_there(visit: Visitor, cast: Cast) -> None:
    change(cast.course, keep_until=YESTERDAY)
    visit.as_("adam").get(URL)
    visit.post(URL, {"keep_until": "2090-03-01"})
    assert "Kept long enough" not in visit.get("/").text
