"""Writing to those who are missing: who gets it, what it says, and that it goes once."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum.auth.models import AuditEvent, User
from forum.courses import purging
from forum.courses.models import Course
from forum.extensions import db
from forum.letters.models import Letter
from forum.mail import outgoing
from forum.mail.models import Mail
from tests.people import Cast, email, unconfirm
from tests.prompts.stories import HERE, ago, answer, prompt
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
KEY = re.compile(r'name="key" value="([\w-]+)"')
WORDS = {"title": "Week 7", "body": "Hello,\r\n\r\nyour answer is missing.\r\n"}


def address(prompt_id: int) -> str:
    return f"{HERE}/prompts/{prompt_id}/board/messages"


def form(browse: Browse, prompt_id: int, who: str = "ines") -> dict[str, Any]:
    page = browse(who).get(address(prompt_id)).text
    key = KEY.search(page)
    assert key
    return {**WORDS, "key": key[1], "to": re.findall(r'name="to"[^>]*value="(\d+)"', page)}


def mails() -> list[Any]:
    return list(
        db.session.execute(select(Mail.recipient, Mail.subject, Mail.body, Mail.reply_to).order_by(Mail.id))
    )


def test_the_page_says_exactly_who_gets_it(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=ago(1))
    page = browse("ines").get(address(prompt_id))
    assert "Write to 2 students" in page.text
    assert "Still missing: Week 7" in page.text
    assert f"{HERE}/prompts/{prompt_id}" in page.text
    assert form(browse, prompt_id)["to"] == [str(cast.sam), str(cast.sue)]
    answer("sue", prompt_id)
    assert form(browse, prompt_id)["to"] == [str(cast.sam)]
    unconfirm(cast.sam)
    page = browse("ines").get(address(prompt_id)).text
    assert re.search(r"no confirmed address: <bdi>Sam</bdi>", page)
    assert "There is nobody to write to." in page


def test_each_gets_a_mail_of_their_own(app: Flask, browse: Browse, cast: Cast) -> None:
    prompt_id = prompt()
    answer_ = browse("ines").post(address(prompt_id), form(browse, prompt_id))
    assert answer_.status_code == 303
    assert answer_.location == f"{HERE}/prompts/{prompt_id}/board"
    assert "on its way to 2 students" in browse("ines").get(answer_.location).text
    assert [mail.recipient for mail in mails()] == [email("sam"), email("sue")]
    assert {mail.reply_to for mail in mails()} == {email("ines")}
    assert mails()[0].body.startswith("Hello,\n\nyour answer is missing.\n\n-- \nInes\n")
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "letter.send")).one()
    assert (event.target, event.detail) == (f"prompt-{prompt_id}", {"to": [cast.sam, cast.sue]})
    outgoing.deliver_waiting()
    (first, _second) = sorted(Path(app.instance_path, "outbox").glob("*.eml"))
    sent = message_from_bytes(first.read_bytes(), policy=policy.default)
    assert (sent["Reply-To"], sent["To"]) == (email("ines"), email("sam"))
    assert sent["From"].addresses[0].display_name == "Ines"
    assert sent["List-Unsubscribe"] is None


def test_who_is_not_chosen_gets_nothing(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt()
    browse("asa").post(address(prompt_id), {**form(browse, prompt_id, "asa"), "to": [str(cast.sue)]})
    assert [mail.recipient for mail in mails()] == [email("sue")]


def test_the_same_form_goes_once(browse: Browse) -> None:
    prompt_id = prompt()
    fields = form(browse, prompt_id)
    for _ in range(2):
        assert browse("ines").post(address(prompt_id), fields).status_code == 303
    assert len(mails()) == 2
    assert db.session.scalars(select(Letter.recipients)).all() == [2]


def test_only_students_of_the_class_are_written_to(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt()
    others = [str(id) for id in (cast.otto, cast.olga, cast.asa, cast.adam, 999_999)]
    fields = form(browse, prompt_id) | {"to": [*others, "x", "9" * 40]}
    answer_ = browse("ines").post(address(prompt_id), fields)
    assert answer_.status_code == 422
    assert "Choose at least one of them." in answer_.text
    assert (
        browse("ines").post(address(prompt_id), fields | {"to": [*others, str(cast.sue)]}).status_code == 303
    )
    assert [mail.recipient for mail in mails()] == [email("sue")]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"title": ""}, "Give it a subject."),
        ({"body": ""}, "Write something first."),
        ({"body": "x" * 5001}, "at most 5000 fit"),
        ({"title": "x" * 151}, "at most 150 fit"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(browse: Browse, typed: dict[str, str], says: str) -> None:
    prompt_id = prompt()
    fields = form(browse, prompt_id) | typed
    answer_ = browse("ines").post(address(prompt_id), {**fields, "to": fields["to"][:1]})
    assert answer_.status_code == 422
    assert says in answer_.text
    for kept in (WORDS | typed).values():
        assert kept.strip().split("\r\n")[-1] in answer_.text
    assert fields["key"] in answer_.text
    assert mails() == []


def test_without_an_address_nobody_can_answer_and_the_page_says_so(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt()
    unconfirm(cast.ines)
    assert "Your own address is not confirmed" in browse("ines").get(address(prompt_id)).text
    browse("ines").post(address(prompt_id), form(browse, prompt_id))
    assert {mail.reply_to for mail in mails()} == {""}


def test_a_name_cannot_add_a_header(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt()
    fields = form(browse, prompt_id) | {"title": "Week 7\r\nBcc: all@example.org"}
    db.session.execute(update(User).where(User.id == cast.ines).values(name="Ines\nBcc: x@example.org"))
    db.session.commit()
    browse("ines").post(address(prompt_id), fields)
    outgoing.deliver_waiting()
    db.session.rollback()
    for mail in db.session.scalars(select(Mail)):
        assert "\n" not in mail.subject + mail.sender
        assert mail.sent_at is not None


def test_what_waits_goes_with_its_class(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt()
    browse("ines").post(address(prompt_id), form(browse, prompt_id))
    elsewhere = outgoing.write("otto@example.org", "Elsewhere", "Hello.")
    assert len(mails()) == 3
    db.session.execute(update(Course).where(Course.id == cast.course).values(is_open=False))
    db.session.commit()
    assert purging.begin(cast.course, by=cast.adam)
    assert purging.destroy(cast.course)
    assert list(db.session.scalars(select(Mail.id))) == [elsewhere]


@pytest.mark.parametrize("who", ["sam", "olga"])
def test_students_write_to_nobody(browse: Browse, who: str) -> None:
    prompt_id = prompt()
    assert browse(who).get(address(prompt_id)).status_code == 403
    assert browse(who).post(address(prompt_id), {**WORDS, "to": ["4"]}).status_code == 403
    assert mails() == []


def test_who_writes_too_often_waits(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt()
    fields = form(browse, prompt_id) | {"title": ""}
    answers = [browse("ines").post(address(prompt_id), fields).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
