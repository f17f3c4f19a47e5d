"""A closed account: nobody is in with it, nobody gets in; what its owner wrote stays."""

from __future__ import annotations

from flask import Flask

from forum.auth.by_mail import mail_reset
from forum.auth.models import User
from forum.extensions import db
from forum.mail.models import Mail
from tests.people import PASSWORD, SLUG, Cast, email
from tests.visitor import Visitor


def close(app: Flask, name: str, *options: str) -> str:
    result = app.test_cli_runner().invoke(args=["user", "close", email(name), *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_closing_ends_the_sessions_that_are_open(app: Flask, visit: Visitor):
    visit.as_("sam")
    assert visit.get(f"/c/{SLUG}/").status_code == 200
    assert "closed" in close(app, "sam")
    assert visit.get(f"/c/{SLUG}/").status_code == 303


def test_nobody_signs_in_and_the_answer_is_that_for_a_wrong_password(app: Flask, visit: Visitor):
    close(app, "sam")
    visit.get("/sign-in")
    closed = visit.post("/sign-in", {"email": email("sam"), "password": PASSWORD})
    wrong = visit.post("/sign-in", {"email": email("sue"), "password": "not this one at all"})
    assert closed.status_code == wrong.status_code == 422
    assert "do not belong together" in closed.text


def test_no_reset_link_is_mailed(app: Flask, cast: Cast):
    close(app, "sam")
    mail_reset(email("sam"))
    assert db.session.query(Mail).count() == 0


def test_reopening_lets_them_in_again(app: Flask, visit: Visitor, cast: Cast):
    close(app, "sam")
    assert "open again" in close(app, "sam", "--reopen")
    assert db.session.get(User, cast.sam).closed_at is None
    visit.as_("sam")
