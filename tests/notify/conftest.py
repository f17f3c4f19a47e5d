"""Somebody who was told, and what they get by mail."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask

from tests import factories
from tests.factories import member
from tests.notify import answering
from tests.people import Cast, email
from tests.serving.mailserver import Mailbox


@pytest.fixture
def post_bag(smtp: int, mailbox: Mailbox) -> Callable[[str], list[EmailMessage]]:
    """Return what somebody got by mail."""

    def of(name: str) -> list[EmailMessage]:
        return [mail for mail in mailbox.mails if mail["To"] == email(name)]

    return of


@pytest.fixture
def answers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site takes answers by mail."""
    monkeypatch.setitem(app.config, "SEMINAR_REPLY_ADDRESS", answering.ADDRESS)


@pytest.fixture
def post_id(cast: Cast) -> int:
    """A post of ines."""
    return factories.post(member("ines"))


@pytest.fixture
def told(cast: Cast, post_id: int, answers: None) -> str:
    """Where sam answers to that post."""
    return answering.tell(cast.sam, cast.course, post_id)
