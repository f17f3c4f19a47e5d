"""Invitations by mail and a real mail server: taken, refused with a reason, sent again after that."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask

from forum.extensions import db, huey
from forum.mail import outgoing
from tests.courses.mails import BEN, NINA, URL, invite, invited, let_pass
from tests.courses.stories import GOOD_PASSWORD, HERE, leads_to
from tests.people import Cast
from tests.serving.mailserver import Mailbox
from tests.visitor import Visitor

LINK = re.compile(r"http://localhost(/join/\S+)")


pytestmark = pytest.mark.usefixtures("smtp")


def deliver_all() -> None:
    """Do what the worker does: first what is in the queue, then the sweep."""
    while task := huey.dequeue():
        huey.execute(task)
    outgoing.deliver_waiting()
    db.session.rollback()


def words(visit: Visitor, address: str) -> str:
    page = visit.get(URL).text
    found = re.search(rf'<li id="invitation-{invited(address).id}">(.*?)</li>', page, re.DOTALL)
    assert found
    return unescape(re.sub(r"<[^>]+>|\s+", " ", found[1]))


def test_one_arrives_and_one_is_refused_and_arrives_the_next_time(
    app: Flask, visit: Visitor, cast: Cast, mailbox: Mailbox
) -> None:
    mailbox.answers[BEN] = "550 5.1.1 No such user here"
    invite(visit.as_("ines"), f"{NINA}, {BEN}", words="Bring the map.")
    deliver_all()
    assert [mail["To"] for mail in mailbox.mails] == [NINA]
    assert "Sent" in words(visit, NINA)
    assert "Not delivered" in words(visit, BEN)
    assert "The mail server of this address did not take it. It said: 550 5.1.1 No such user here" in words(
        visit, BEN
    )
    mailbox.answers.clear()
    let_pass(minutes=11)
    assert leads_to(visit.post(f"{URL}/{invited(BEN).id}/mail"), URL)
    assert "Waiting in the queue" in words(visit, BEN)
    deliver_all()
    assert [mail["To"] for mail in mailbox.mails] == [NINA, BEN]
    assert "Sent" in words(visit, BEN)
    assert "Not delivered" not in words(visit, BEN)


def test_the_link_that_arrived_lets_its_reader_in(
    app: Flask, visit: Visitor, cast: Cast, mailbox: Mailbox
) -> None:
    invite(Visitor(app).as_("ines"), NINA, words="Bring the map, and “Ports”.")
    deliver_all()
    (mail,) = mailbox.mails
    assert mail["Subject"] == "Ines invites you to Upgrading in Global Supply Chains"
    text = mail.get_content()
    assert "Ines writes: “Bring the map, and “Ports”.”" in text
    assert mail.get_content_type() == "text/plain"
    found = LINK.search(text)
    assert found
    visit.get(found[1])
    typed = {"name": "Nina", "password": GOOD_PASSWORD}
    assert leads_to(visit.post(found[1], typed), f"{HERE}/")


def test_a_mail_that_was_withdrawn_is_not_delivered(
    app: Flask, visit: Visitor, cast: Cast, mailbox: Mailbox
) -> None:
    invite(visit.as_("ines"), f"{NINA}, {BEN}")
    visit.post(f"{URL}/{invited(NINA).id}/revoke")
    deliver_all()
    assert [mail["To"] for mail in mailbox.mails] == [BEN]
