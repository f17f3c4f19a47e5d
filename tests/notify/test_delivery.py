"""Instructors see how an announcement was delivered, and admins how all mail is doing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from forum import clock
from forum.auth import tasks
from forum.auth.models import User
from forum.extensions import db
from forum.mail import outgoing
from forum.mail.models import Mail
from tests.factories import member, post
from tests.notify.steps import send, tell, wishes
from tests.people import SLUG, Cast, email
from tests.serving.mailserver import Mailbox
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
pytestmark = pytest.mark.usefixtures("cast", "smtp")


def test_sent_failed_not_wanted_and_nowhere_to_be_sent(browse: Browse, mailbox: Mailbox, cast: Cast) -> None:
    mailbox.answers |= {email("sam"): "550 no such user", email("asa"): "451 come back later"}
    wishes("sue", mails_announcements=False)
    db.session.execute(update(User).where(User.id == cast.olga).values(email_confirmed_at=None))
    db.session.commit()
    post_id = post(member("ines"), is_announcement=True)
    tell()
    send()
    page = browse("ines").get(f"/c/{SLUG}/posts/{post_id}/delivery").text
    rows = {row.split("</a>")[0].rpartition(">")[2]: row for row in page.split("<tr ")[2:]}
    assert "Not delivered" in rows["Sam"]
    assert "550 no such user" in rows["Sam"]
    assert "On its way" in rows["Asa"]
    assert "451 come back later" in rows["Asa"]
    assert "Not wanted by mail" in rows["Sue"]
    assert "No confirmed address" in rows["Olga"]
    assert "Ines" not in rows
    assert "Not delivered: 1 · On its way: 1" in page
    mailbox.answers.clear()


def test_what_was_sent_stays_known(browse: Browse) -> None:
    post_id = post(member("ines"), is_announcement=True)
    tell()
    send()
    db.session.execute(update(Mail).values(created_at=clock.now() - 2 * tasks.MAIL_KEPT))
    db.session.commit()
    tasks.tidy()
    assert "Sent: 4" in browse("ines").get(f"/c/{SLUG}/posts/{post_id}/delivery").text


def test_only_who_announces_sees_it(browse: Browse) -> None:
    post_id = post(member("ines"), is_announcement=True)
    tell()
    assert "/delivery" in browse("ines").get(f"/c/{SLUG}/posts/{post_id}").text
    for name, status in (("sam", 403), ("asa", 403), ("otto", 404)):
        assert browse(name).get(f"/c/{SLUG}/posts/{post_id}/delivery").status_code == status
    assert "/delivery" not in browse("sam").get(f"/c/{SLUG}/posts/{post_id}").text


def test_the_admin_sees_how_mail_is_doing(app: Flask, mailbox: Mailbox) -> None:
    mailbox.answers |= {email("sam"): "550 no such user", email("asa"): "451 come back later"}
    for name in ("sam", "asa", "sue"):
        outgoing.write(email(name), f"For {name}", "Hello.")
    db.session.commit()
    outgoing.deliver_waiting()
    said = app.test_cli_runner().invoke(args=["mail", "status"]).output
    assert said.splitlines()[:4] == ["queued       1", "sent         1", "failed       1", "dropped      0"]
    assert "The oldest that waits was written at" in said
    assert "550 no such user" in said
    assert "451 come back later" in said
    assert "For sam" not in said  # what is written to whom stays between them
