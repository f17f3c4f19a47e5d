"""Too often: for one account, from one address, in all workers together."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from forum.auth import attempts
from forum.extensions import limiter
from tests.mail.mailbox import letters
from tests.people import PASSWORD, Cast, email
from tests.visitor import Visitor

ANOTHER_PROCESS = """
import json, sys
from pathlib import Path
from forum import create_app
from tests.visitor import Visitor
settings, instance, attempts = json.loads(sys.argv[1])
visitor = Visitor(create_app(settings, instance=Path(instance)))
visitor.get("/sign-in")
for _ in range(attempts):
    answer = visitor.post("/sign-in", {"email": "sam@example.org", "password": "wrong"})
print(answer.status_code)
"""


WRONG = "not the password"


def attempt(visit: Visitor, address: str, password: str = WRONG, ip: str = "192.0.2.1") -> TestResponse:
    visit.get("/sign-in")
    fields = {"email": address, "password": password}
    return visit.post("/sign-in", fields, environ_base={"REMOTE_ADDR": ip})


@pytest.mark.parametrize("address", [email("sam"), email("nobody")])
def test_an_account_known_or_not_is_closed_after_ten_failures(visit: Visitor, address: str) -> None:
    for number in range(10):
        assert attempt(visit, address, ip=f"192.0.2.{number}").status_code == 422
    answer = attempt(visit, address.upper(), PASSWORD, ip="192.0.2.200")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert "Come back in" in answer.text
    assert f'value="{address}"' in answer.text
    assert visit.get("/settings").status_code == 303


def test_other_accounts_stay_open(visit: Visitor) -> None:
    for _ in range(11):
        attempt(visit, email("sam"))
    assert attempt(visit, email("sue"), PASSWORD).status_code == 303


def test_an_address_is_closed_after_a_hundred_failures(app: Flask, cast: Cast) -> None:
    for number in range(100):
        attempts.count("sign-in", f"account-{number}", "2001:db8::1")
    visit = Visitor(app)
    assert attempt(visit, email("sam"), PASSWORD, ip="2001:db8::ffff").status_code == 429
    assert attempt(visit, email("sam"), PASSWORD, ip="2001:db8:0:1::1").status_code == 303


def test_success_does_not_count(app: Flask, cast: Cast) -> None:
    for _ in range(12):
        assert attempt(Visitor(app), email("sam"), PASSWORD).status_code == 303
    for _ in range(10):
        assert attempt(Visitor(app), email("sam")).status_code == 422
    assert attempt(Visitor(app), email("sam"), PASSWORD).status_code == 429


def test_one_success_does_not_wipe_out_the_failures(app: Flask, cast: Cast) -> None:
    for _ in range(9):
        attempt(Visitor(app), email("sam"))
    assert attempt(Visitor(app), email("sam"), PASSWORD).status_code == 303
    assert attempt(Visitor(app), email("sam")).status_code == 422
    assert attempt(Visitor(app), email("sam")).status_code == 429


def test_failures_in_another_process_count_here(app: Flask, visit: Visitor) -> None:
    settings = {
        name: app.config[name]
        for name in (
            "SQLALCHEMY_DATABASE_URI",
            "TRUSTED_HOSTS",
            "SEMINAR_BASE_URL",
            "PASSWORD_HASH",
            "SECRET_KEY",
        )
    }
    job = json.dumps([settings, app.instance_path, 9])
    done = subprocess.run(
        [sys.executable, "-c", ANOTHER_PROCESS, job], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "422"
    assert attempt(visit, email("sam"), ip="127.0.0.1").status_code == 422
    assert attempt(visit, email("sam"), PASSWORD, ip="127.0.0.1").status_code == 429


def test_asking_for_mail_is_limited_alike(app: Flask, cast: Cast) -> None:
    for address in (email("sam"), email("nobody")):
        visit = Visitor(app)
        visit.get("/reset")
        answers = [visit.post("/reset", {"email": address}) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [303] * 5 + [429]
        assert int(answers[-1].headers["Retry-After"]) <= 3600
        assert f'value="{address}"' in answers[-1].text
    assert len(letters(email("sam"))) == 5


@pytest.mark.parametrize(
    ("url", "fields"),
    [
        (
            "/settings/password",
            {"current_password": "wrong", "new_password": "four words, nothing in common"},
        ),
        ("/settings/email", {"email": "new@example.org", "email_password": "wrong"}),
    ],
)
def test_a_stolen_session_does_not_guess_the_password(
    visit: Visitor, url: str, fields: dict[str, str]
) -> None:
    visit.as_("sam")
    answers = [visit.post(url, fields).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    assert (
        visit.post(url, {**fields, "current_password": PASSWORD, "email_password": PASSWORD}).status_code
        == 429
    )


def test_nobody_is_flooded_with_confirmations(visit: Visitor) -> None:
    visit.as_("sam")
    fields = {"email": "new@example.org", "email_password": PASSWORD}
    assert [visit.post("/settings/email", fields).status_code for _ in range(6)] == [303] * 5 + [429]
    assert len(letters("new@example.org")) == 5


def test_no_address_is_stored_as_it_was_typed(app: Flask, visit: Visitor) -> None:
    attempt(visit, "my-secret@example.org")
    rows = limiter.storage._db().execute("SELECT key FROM hits").fetchall()  # type: ignore[union-attr]
    assert rows
    assert "secret" not in str(rows)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_who_shares_a_counter(address: str, network: str) -> None:
    assert attempts.network(address) == network
