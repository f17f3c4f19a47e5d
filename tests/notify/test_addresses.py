"""The address of a notification opens that one, and no other address opens anything."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import update

from forum.extensions import db
from forum.notify import addresses
from forum.notify.models import Notification
from tests import factories
from tests.factories import member
from tests.notify import answering
from tests.people import Cast

LARGEST = 999_999_999

pytestmark = pytest.mark.usefixtures("answers")


def test_an_address_leads_back_to_its_notification(cast: Cast, told: str) -> None:
    row = addresses.behind(told)
    assert (row.user_id, row.course_id, row.comment_id) == (cast.sam, cast.course, None)
    assert told.endswith("@seminar.example.org")


def test_capitals_and_blanks_around_it_count_for_nothing(told: str) -> None:
    assert addresses.behind(told.upper()) == addresses.behind(f" {told} ") == addresses.behind(told)


@pytest.mark.parametrize("secret", ["longer or shorter", "x"])
def test_another_key_makes_other_addresses(
    app: Flask, told: str, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setitem(app.config, "SECRET_KEY", secret)
    assert addresses.behind(told) is None


def test_what_is_not_exactly_it_opens_nothing(told: str) -> None:
    name, _at, host = told.partition("@")
    begin, signature = name.rsplit("-", 1)
    other = "a" if signature[0] != "a" else "b"
    for wrong in (
        f"{begin}-{other}{signature[1:]}@{host}",
        f"{begin}-{signature[:-1]}@{host}",
        f"{name}x@{host}",
        f"{name}+tag@{host}",
        f"{name}@example.org",
        f"reply@{host}",
        f"reply+@{host}",
        f"{name}@",
        name,
        f"{told}, {told}",
        f"<{told}>",
        "",
        "\0",
        "reply+0-aaaaaaaaaaaaaaaa@seminar.example.org",
        "reply+99999999999999999999-aaaaaaaaaaaaaaaa@seminar.example.org",
        "reply+\u0661-aaaaaaaaaaaaaaaa@seminar.example.org",
    ):
        assert addresses.behind(wrong) is None, wrong


def test_the_number_of_another_notification_is_another_signature(cast: Cast, told: str) -> None:
    other = answering.tell(cast.sue, cast.course, factories.post(member("ines"), "Another"))
    number = other.partition("+")[2].partition("-")[0]
    signature = told.rpartition("-")[2]
    assert addresses.behind(f"reply+{number}-{signature}") is None


@pytest.mark.parametrize("column", ["user_id", "course_id", "post_id", "comment_id"])
def test_a_number_that_is_given_again_opens_nothing(cast: Cast, told: str, column: str) -> None:
    post_id = factories.post(member("otto", "elsewhere"))
    others = {
        "user_id": cast.sue,
        "course_id": cast.elsewhere,
        "post_id": post_id,
        "comment_id": factories.comment(member("otto", "elsewhere"), post_id),
    }
    db.session.execute(update(Notification).values({column: others[column]}))
    db.session.commit()
    assert addresses.behind(told) is None


def test_a_site_that_takes_no_answers_gives_no_addresses(
    app: Flask, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = addresses.behind(told)
    monkeypatch.setitem(app.config, "SEMINAR_REPLY_ADDRESS", "")
    assert addresses.reply_to(row) == ""
    assert addresses.behind(told) is None
    assert addresses.behind("+1-aaaaaaaaaaaaaaaa") is None


def test_the_longest_name_is_one_that_mail_allows(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SEMINAR_REPLY_ADDRESS", f"{'r' * 36}@seminar.example.org")
    row = SimpleNamespace(id=LARGEST, user_id=LARGEST, course_id=1, post_id=1, comment_id=None)
    assert len(addresses.reply_to(row).partition("@")[0]) <= 64
