"""flask user ..., as an admin types it."""

from __future__ import annotations

import re

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from forum.auth import queries
from forum.auth.models import AuditEvent
from forum.extensions import db
from tests.people import PASSWORD, Cast, email
from tests.visitor import Visitor

NEW = "four words, nothing in common"


def flask(app: Flask, *words: str, typed: str = "") -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=["user", *words], input=typed)


def page_in(result: Result) -> str:
    found = re.search(r"http://localhost(/reset/\S+)", result.output)
    assert found
    return found.group(1)


def test_a_person_is_added_and_sets_the_password_by_the_link(app: Flask, visit: Visitor) -> None:
    result = flask(app, "add", "Nora@Example.org", "--name", "Nora  Lind")
    assert result.exit_code == 0
    assert "Added Nora Lind <nora@example.org>." in result.output
    visit.get(page := page_in(result))
    assert visit.post(page, {"password": NEW}).status_code == 303
    assert "Nora Lind" in visit.get("/settings").text
    assert visit.get(page).status_code == 404


def test_a_person_is_added_with_a_password(app: Flask, visit: Visitor) -> None:
    result = flask(
        app, "add", email("nora"), "--name", "Nora", "--admin", "--password-stdin", typed=f"{NEW}\n"
    )
    assert result.exit_code == 0
    assert "an admin of the site" in result.output
    assert NEW not in result.output
    visit.as_("nora", NEW)
    nora = queries.by_email(email("nora"))
    assert nora
    assert nora.is_admin


def test_the_password_is_asked_for_twice(app: Flask, visit: Visitor) -> None:
    result = flask(app, "add", email("nora"), "--name", "Nora", "--ask-password", typed=f"{NEW}\n{NEW}\n")
    assert result.exit_code == 0
    visit.as_("nora", NEW)


@pytest.mark.parametrize(
    ("words", "typed", "sentence"),
    [
        (["not an address", "--name", "N"], "", "is not an e-mail address"),
        (
            ["sam@example.org", "--name", "N"],
            "",
            "There is an account with the address sam@example.org already.",
        ),
        (["nora@example.org", "--name", "  "], "", "A name has 1 to 100 characters"),
        (["nora@example.org", "--name", "x" * 101], "", "A name has 1 to 100 characters"),
        (["nora@example.org", "--name", "N", "--password-stdin"], "short\n", "use at least 10"),
        (["nora@example.org", "--name", "N", "--password-stdin"], "", "use at least 10"),
        (["nora@example.org", "--name", "N", "--password-stdin"], "qwertyuiop\n", "easy to guess"),
    ],
)
def test_what_cannot_be_added_is_told(
    app: Flask, cast: Cast, words: list[str], typed: str, sentence: str
) -> None:
    result = flask(app, "add", *words, typed=typed)
    assert result.exit_code == 1
    assert sentence in result.output
    assert len(queries.everybody()) == 7


def test_a_name_is_needed(app: Flask) -> None:
    assert flask(app, "add", "nora@example.org").exit_code == 2


def test_a_new_password_ends_the_sessions(app: Flask, visit: Visitor) -> None:
    visit.as_("sam")
    assert flask(app, "password", "SAM@example.org", "--password-stdin", typed=NEW).exit_code == 0
    assert visit.get("/settings").status_code == 303
    assert Visitor(app).as_("sam", NEW)


def test_a_link_leaves_the_password_until_it_is_used(app: Flask, visit: Visitor) -> None:
    result = flask(app, "password", email("sam"))
    assert result.exit_code == 0
    visit.as_("sam", PASSWORD)
    assert Visitor(app).get(page_in(result)).status_code == 200


def test_an_admin_is_made_and_unmade(app: Flask, cast: Cast) -> None:
    assert "now an admin" in flask(app, "admin", email("sam")).output
    db.session.rollback()
    assert queries.user(cast.sam).is_admin
    assert "no longer an admin" in flask(app, "admin", email("sam"), "--remove").output
    db.session.rollback()
    assert not queries.user(cast.sam).is_admin
    assert db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all() == [
        "admin.give",
        "admin.take",
    ]


@pytest.mark.parametrize("command", ["password", "admin"])
def test_an_unknown_address_is_told(app: Flask, cast: Cast, command: str) -> None:
    result = flask(app, command, "nobody@example.org")
    assert result.exit_code == 1
    assert "There is no account with the address nobody@example.org." in result.output


def test_the_list_says_who_can_sign_in(app: Flask, cast: Cast, visit: Visitor) -> None:
    queries.user(cast.sue).password_hash = None
    db.session.commit()
    visit.as_("sam")
    lines = flask(app, "list").output.splitlines()
    assert len(lines) == 7
    assert [line.split("\t")[3] for line in lines] == ["@" + line.split("\t")[2].lower() for line in lines]
    said = {line.split("\t")[1]: line.split("\t")[4] for line in lines}
    assert said[email("adam")] == "admin, never seen"
    assert said[email("sue")] == "no password yet, never seen"
    assert said[email("sam")].startswith("seen 2")


def test_an_empty_site_says_what_to_do(app: Flask) -> None:
    assert "flask user add" in flask(app, "list").output
