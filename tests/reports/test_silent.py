"""Who has been silent: listed, and written to with one click."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import clock
from forum.auth.models import AuditEvent
from forum.comments import actions as comments
from forum.extensions import db
from forum.mail.models import Mail
from tests import factories
from tests.people import Cast, email
from tests.reports.stories import HERE, all_joined, listed, section, students, term, tie
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
LETTER = {"title": "Are you well?", "body": "Tell me what you think of it.", "key": "once"}


@pytest.fixture(autouse=True)
def _long_ago(cast: Cast) -> None:
    all_joined(cast, clock.now() - timedelta(days=30))


def wrote(name: str, ago: timedelta) -> None:
    factories.post(factories.member(name), at=clock.now() - ago)


def test_who_wrote_nothing_for_two_weeks_is_listed_and_who_never_did(cast: Cast, browse: Browse) -> None:
    students(cast, "Anna")
    all_joined(cast, clock.now() - timedelta(days=30))
    wrote("sam", timedelta(days=14, minutes=1))
    wrote("sue", timedelta(days=13, hours=23))
    assert listed(browse("ines"), "/silent") == ["Anna", "Sam"]
    page = browse("ines").get(f"{HERE}/silent").text
    assert page.count("never wrote, joined") == 1
    assert page.count("last wrote") == 1


def test_newcomers_have_two_weeks_to_begin(cast: Cast, browse: Browse) -> None:
    students(cast, "Anna")
    assert listed(browse("ines"), "/silent") == ["Sam", "Sue"]
    all_joined(cast, clock.now() - timedelta(days=13, hours=23))
    assert listed(browse("ines"), "/silent") == []
    wrote("sue", timedelta(days=15))
    assert listed(browse("ines"), "/silent") == ["Sue"], "who wrote before that could have gone on"


def test_nobody_is_silent_before_the_class_has_gone_on_for_two_weeks(cast: Cast, browse: Browse) -> None:
    term(cast, (clock.now() - timedelta(days=13)).date().isoformat(), 15)
    assert listed(browse("ines"), "/silent") == []
    term(cast, (clock.now() - timedelta(days=15)).date().isoformat(), 15)
    assert listed(browse("ines"), "/silent") == ["Sam", "Sue"]


def test_a_reply_breaks_the_silence_unless_it_is_taken_back(cast: Cast, browse: Browse) -> None:
    sam = factories.member("sam")
    said = factories.comment(sam, factories.post(factories.member("ines")))
    assert listed(browse("ines"), "/silent") == ["Sue"]
    comments.delete(said, by=sam)
    assert listed(browse("ines"), "/silent") == ["Sam", "Sue"]


def test_nobody_is_silent(cast: Cast, browse: Browse) -> None:
    for name in ("sam", "sue"):
        wrote(name, timedelta(days=1))
    page = browse("ines").get(f"{HERE}/silent").text
    assert "Nobody is silent" in page
    assert "/participation/messages" not in page
    assert "There is nobody to write to." in browse("ines").get(f"{HERE}/messages").text


def mails() -> list[tuple[str, str]]:
    rows = db.session.execute(select(Mail.recipient, Mail.subject))
    return sorted((row.recipient, row.subject) for row in rows)


def test_one_click_writes_to_them_and_to_nobody_else(cast: Cast, browse: Browse) -> None:
    wrote("sue", timedelta(days=1))
    ines = browse("ines")
    assert f'href="{HERE}/messages"' in ines.get(f"{HERE}/silent").text
    shown = ines.get(f"{HERE}/messages").text
    assert f'value="{cast.sam}"' in shown
    assert "Sue" not in shown
    for _twice in range(2):
        answer = ines.post(f"{HERE}/messages", {**LETTER, "to": [cast.sam]})
        assert (answer.status_code, answer.location) == (303, f"{HERE}/silent")
    assert mails() == [(email("sam"), "Are you well?")]
    noted = select(AuditEvent.target, AuditEvent.actor_id).where(AuditEvent.verb == "letter.send")
    assert db.session.execute(noted).all() == [(f"course-{cast.course}", cast.ines)]


def test_a_tied_assistant_writes_to_their_own_only(cast: Cast, browse: Browse) -> None:
    section(cast, "Monday", cast.sue, cast.asa)
    tie(cast, cast.asa)
    asa = browse("asa")
    assert "Sam" not in asa.get(f"{HERE}/messages").text
    asa.post(f"{HERE}/messages", {**LETTER, "to": [cast.sam, cast.sue]})
    assert cast.sam not in db.session.scalars(select(AuditEvent.detail)).all()
    assert email("sam") not in [recipient for recipient, _subject in mails()]


@pytest.mark.parametrize("name", ["sam", "olga"])
def test_nobody_else_may(cast: Cast, browse: Browse, name: str) -> None:
    for path in ("/silent", "/messages"):
        assert browse(name).get(HERE + path).status_code == 403
    assert browse(name).post(f"{HERE}/messages", {**LETTER, "to": [cast.sue]}).status_code == 403
    assert mails() == []
