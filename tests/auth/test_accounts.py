"""Making accounts, and the links that other rooms mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.auth import actions, links, queries
from forum.auth.models import MailedLink, User
from forum.extensions import db
from tests.people import PASSWORD, Cast, email

NEW = "four words, nothing in common"


def test_an_account_is_made_and_signs_in(cast: Cast) -> None:
    user = actions.create_account("Nora", "  Nora@Example.org ", NEW, confirmed=True)
    db.session.commit()
    assert user.email == "nora@example.org"
    assert user.email_confirmed_at
    assert not user.is_admin
    assert actions.authenticate("NORA@example.org", NEW) == user
    assert actions.authenticate("nora@example.org", NEW + " ") is None


def test_the_caller_decides_whether_it_stays(cast: Cast) -> None:
    actions.create_account("Nora", "nora@example.org", NEW)
    db.session.rollback()
    assert queries.by_email("nora@example.org") is None


def test_somebody_without_an_address_is_possible_more_than_once(cast: Cast) -> None:
    assert actions.create_account("A", None, None).email is None
    assert actions.create_account("B", "", None).email is None
    db.session.commit()


def test_an_address_is_had_once(cast: Cast) -> None:
    with pytest.raises(actions.AddressTaken):
        actions.create_account("Another Sam", "SAM@example.org", NEW)


def test_of_two_at_once_the_second_is_told(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    actions.create_account("First", "nora@example.org", NEW)
    db.session.commit()
    monkeypatch.setattr(queries, "by_email", lambda _email: None)  # as it was a moment before
    with pytest.raises(actions.AddressTaken):
        actions.create_account("Second", "nora@example.org", NEW)
    assert db.session.scalars(select(User.name).where(User.email == "nora@example.org")).all() == ["First"]


def test_nobody_is_authenticated_without_a_password(cast: Cast) -> None:
    actions.create_account("Nora", "nora@example.org", None)
    db.session.commit()
    assert actions.authenticate("nora@example.org", "") is None
    assert actions.authenticate("nora@example.org", "nobody's password") is None
    assert actions.authenticate(email("sam"), PASSWORD)


def test_a_link_is_found_by_its_secret_only(cast: Cast) -> None:
    token = links.make("reset", email("sam"), user_id=cast.sam)
    db.session.commit()
    row = db.session.scalars(select(MailedLink)).one()
    assert links.find("reset", token) == row
    assert links.find("reset", row.token_hash) is None
    assert links.find("email", token) is None
    assert links.find("reset", "") is None


@pytest.mark.parametrize(("purpose", "hours"), [("reset", 2), ("email", 2), ("join", 48)])
def test_how_long_a_link_lives(cast: Cast, purpose: str, hours: int) -> None:
    links.make(purpose, email("sam"), user_id=cast.sam)
    row = db.session.scalars(select(MailedLink)).one()
    db.session.commit()
    life = row.expires_at - row.created_at
    assert abs(life - timedelta(hours=hours)) < timedelta(seconds=10)


def test_a_link_is_used_once(cast: Cast) -> None:
    link = links.find("join", links.make("join", "nora@example.org"))
    assert link
    assert links.use(link)
    assert not links.use(link)


def test_a_newer_link_kills_those_for_the_same_end_only(cast: Cast) -> None:
    old = links.make("reset", email("sam"), user_id=cast.sam)
    kept = [
        ("reset", links.make("reset", email("sue"), user_id=cast.sue)),
        ("email", links.make("email", "new@example.org", user_id=cast.sam)),
        ("join", links.make("join", "new@example.org")),
        ("join", links.make("join", "other@example.org")),
    ]
    newer = links.make("reset", email("sam"), user_id=cast.sam)
    assert links.find("reset", old) is None
    assert links.find("reset", newer)
    assert all(links.find(purpose, token) for purpose, token in kept)
