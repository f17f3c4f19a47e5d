"""Invitations by mail are sent again: to one, to all who have not come, and not too often."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from forum import clock
from forum.auth.models import AuditEvent
from forum.courses import actions
from forum.extensions import db
from forum.mail.models import Fate, Mail
from tests.courses import stories
from tests.courses.mails import BEN, NINA, URL, deliver, invite, invited, let_pass, mail_of, settle
from tests.courses.stories import EVERYBODY_BUT_THOSE_WHO_TEACH, at_once, change, leads_to
from tests.mail.mailbox import letters, link
from tests.people import Cast, email
from tests.visitor import Visitor


def again(visit: Visitor, address: str = NINA, via: str = "plain") -> Any:
    visit.get(URL)
    return visit.post(f"{URL}/{invited(address).id}/mail", via=via)


def all_again(visit: Visitor, via: str = "plain") -> Any:
    visit.get(URL)
    return visit.post(f"{URL}/mail/again", via=via)


def mails() -> int:
    return db.session.scalar(select(func.count()).select_from(Mail)) or 0


# --- One ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ines", "adam"])
def test_one_is_sent_again_with_the_same_link(visit: Visitor, cast: Cast, name: str) -> None:
    invite(visit.as_("ines"), NINA, words="Bring the map.")
    number, first, path = invited().id, mail_of().id, link(NINA)
    deliver()
    let_pass(minutes=11)
    other = Visitor(visit.client.application).as_(name)
    assert leads_to(again(other), URL)
    assert f"The invitation is on its way to {NINA} again." in other.get(URL).text
    assert invited().id == number
    assert mail_of().id != first
    assert link(NINA) == path
    assert "Bring the map." not in letters(NINA)[-1]
    assert letters(NINA)[-1].startswith(f"{name.title()} invites you")
    verbs = select(AuditEvent.verb).where(AuditEvent.target == f"invitation-{number}")
    assert list(db.session.scalars(verbs)) == ["invitation.make", "invitation.send", "invitation.send"]


def test_htmx_shows_its_new_state_in_place(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), NINA)
    deliver()
    let_pass(minutes=11)
    answer = again(visit, via="htmx")
    assert answer.status_code == 200
    assert answer.text.strip().startswith(f'<li id="invitation-{invited().id}">')
    assert "Waiting in the queue" in answer.text
    assert 'hx-target="#notices"' in answer.text
    assert f"on its way to {NINA} again" in answer.text
    assert "/join/" not in answer.text


def test_what_still_waits_is_not_sent_twice(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), NINA)
    first = mail_of().id
    let_pass(minutes=11)
    again(visit)
    db.session.expire_all()
    assert db.session.get_one(Mail, first).fate == Fate.DROPPED
    assert mail_of().fate == Fate.QUEUED


def test_within_ten_minutes_it_is_refused_and_said_when(visit: Visitor, cast: Cast, via: str) -> None:
    invite(visit.as_("ines"), NINA)
    let_pass(minutes=4)
    answer = again(visit, via=via)
    assert answer.status_code == 429
    assert 300 < int(answer.headers["Retry-After"]) <= 360
    assert "Come back in" in answer.text
    assert "minutes" in answer.text
    assert len(letters(NINA)) == 1
    let_pass(minutes=10)
    assert leads_to(again(visit), URL)


def test_two_clicks_at_once_send_one_mail(app: Flask, visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), NINA)
    let_pass(minutes=11)
    visit.get(URL)
    path = f"{URL}/{invited().id}/mail"
    answers = at_once(app, *[lambda: visit.post(path).status_code] * 2)
    assert sorted(answers) == [303, 429]
    assert len(letters(NINA)) == 2


def test_the_hour_of_the_class_counts_as_well(visit: Visitor, cast: Cast, via: str) -> None:
    visit.as_("ines")
    for start in (0, 150):
        invite(visit, "\n".join(f"number{n}@uni.example" for n in range(start, start + 150)))
    let_pass(minutes=11)
    answer = again(visit, "number7@uni.example", via)
    assert answer.status_code == 429
    assert "Come back in" in answer.text
    assert mails() == 300


@pytest.mark.parametrize("values", [{"revoked_at": clock.now()}, {"max_uses": 0}, {"uses": 1}])
def test_one_that_is_over_is_not_sent_again(visit: Visitor, cast: Cast, values: dict[str, object]) -> None:
    invite(visit.as_("ines"), NINA)
    let_pass(minutes=11)
    settle(**values)
    answer = again(visit)
    assert answer.status_code == 409
    assert "it was used, declined or revoked" in answer.text
    assert len(letters(NINA)) == 1


def test_a_member_is_not_invited_again(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), email("otto"))
    let_pass(minutes=11)
    actions.enrol(cast.course, cast.otto, "student", by=None)
    db.session.commit()
    assert again(visit, email("otto")).status_code == 409


def test_a_link_and_what_is_elsewhere_are_not_found(visit: Visitor, cast: Cast) -> None:
    stories.invite(cast)
    visit.as_("adam").get(URL)
    assert visit.post(f"{URL}/{stories.invitation().id}/mail").status_code == 404
    invite(visit, NINA)
    let_pass(minutes=11)
    visit.get("/c/elsewhere/invitations")
    assert visit.post(f"/c/elsewhere/invitations/{invited().id}/mail").status_code == 404
    assert visit.post(f"{URL}/999999/mail").status_code == 404
    assert len(letters(NINA)) == 1


@pytest.mark.parametrize("name", [*EVERYBODY_BUT_THOSE_WHO_TEACH, "otto"])
def test_others_send_nothing_again(app: Flask, visit: Visitor, cast: Cast, name: str) -> None:
    invite(Visitor(app).as_("ines"), NINA)
    let_pass(minutes=11)
    refusal = 404 if name == "otto" else 403
    assert again(visit.as_(name)).status_code == refusal
    assert all_again(visit).status_code == refusal
    assert len(letters(NINA)) == 1


def test_a_closed_class_sends_nothing_again(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), NINA)
    let_pass(minutes=11)
    change(cast.course, is_open=False)
    assert again(visit).status_code == 403
    assert all_again(visit).status_code == 403
    page = visit.get(URL).text
    assert "Send again" not in page
    assert "Send all again" not in page
    assert f"{URL}/{invited().id}/revoke" in page


# --- How long it is good -----------------------------------------------------------------------------


def test_one_that_ran_out_is_good_for_as_many_days_as_before(visit: Visitor, cast: Cast) -> None:
    change(cast.course, time_zone="Asia/Tokyo")
    here = ZoneInfo("Asia/Tokyo")
    last = clock.now().astimezone(here).date() + timedelta(days=9)
    invite(visit.as_("ines"), NINA, until=last.isoformat())
    for _time in range(2):
        let_pass(days=30)
        made, end = invited().created_at, invited().expires_at
        assert end
        settle(created_at=made - timedelta(days=30), expires_at=end - timedelta(days=30))
        assert leads_to(again(visit), URL)
        assert invited().expires_at == clock.end_of_day(last, "Asia/Tokyo")
    assert Visitor(visit.client.application).get(link(NINA)).status_code == 200


def test_one_that_is_still_good_keeps_its_day(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), NINA, until=(clock.now().date() + timedelta(days=9)).isoformat())
    end = invited().expires_at
    let_pass(days=2)
    again(visit)
    assert invited().expires_at == end


# --- All ---------------------------------------------------------------------------------------------


def test_all_that_are_not_used_are_sent_again(visit: Visitor, cast: Cast, via: str) -> None:
    ends: dict[str, dict[str, object]] = {
        "came@uni.example": {"uses": 1},
        "no@uni.example": {"max_uses": 0},
        "over@uni.example": {"revoked_at": clock.now()},
    }
    invite(visit.as_("ines"), " ".join([NINA, BEN, *ends, email("otto")]))
    for address, values in ends.items():
        settle(address, **values)
    actions.enrol(cast.course, cast.otto, "student", by=None)
    db.session.commit()
    let_pass(minutes=11)
    assert leads_to(all_again(visit, via), URL)
    assert "Sent again: 2." in visit.get(URL).text
    assert [len(letters(address)) for address in (NINA, BEN, *ends, email("otto"))] == [2, 2, 1, 1, 1, 1]


def test_those_mailed_a_moment_ago_are_left_out_and_counted(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), NINA)
    let_pass(minutes=11)
    invite(visit, BEN)
    assert leads_to(all_again(visit), URL)
    assert "Sent again: 1. Mailed a moment ago, and not again: 1." in visit.get(URL).text
    assert leads_to(all_again(visit), URL)
    assert "Sent again: 0. Mailed a moment ago, and not again: 2." in visit.get(URL).text
    assert (len(letters(NINA)), len(letters(BEN))) == (2, 1)


def test_no_more_go_than_the_hour_allows_the_longest_waiting_first(visit: Visitor, cast: Cast) -> None:
    visit.as_("ines")
    for start in (0, 100):
        invite(visit, "\n".join(f"number{n}@uni.example" for n in range(start, start + 100)))
    let_pass(minutes=11)
    old = [invited(f"number{n}@uni.example").mail_id for n in range(80, 180)]
    earlier = clock.now() - timedelta(days=1)
    db.session.execute(update(Mail).where(Mail.id.in_(old)).values(created_at=earlier))
    db.session.commit()
    assert leads_to(all_again(visit), URL)
    assert "Sent again: 100. Too many for an hour: 100. Send them in" in visit.get(URL).text
    assert [len(letters(f"number{n}@uni.example")) for n in (79, 80, 179, 180)] == [1, 2, 2, 1]
    assert mails() == 300


def test_the_button_stands_there_as_long_as_it_does_something(visit: Visitor, cast: Cast) -> None:
    assert "Send all again" not in visit.as_("ines").get(URL).text
    invite(visit, NINA)
    assert f'formaction="{URL}/mail/again"' in visit.get(URL).text
    settle(uses=1)
    assert "Send all again" not in visit.get(URL).text


def test_with_nothing_to_send_nothing_breaks(visit: Visitor, cast: Cast) -> None:
    assert leads_to(all_again(visit.as_("ines")), URL)
    assert "Sent again: 0." in visit.get(URL).text
    assert mails() == 0
