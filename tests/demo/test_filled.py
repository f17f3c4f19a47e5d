"""The demo class as its people find it: prompts, a board, a note, what waits."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from forum import clock
from forum.auth.models import User
from forum.demo import content, fill
from forum.extensions import db
from forum.marking.models import Mark
from forum.notify.models import Kind, Notification
from forum.prompts import progress
from forum.prompts.models import Prompt
from forum.prompts.progress import Standing
from tests.visitor import Visitor

HERE = f"/c/{content.load().slug}"
# How far each student is with the prompt that is over, and whether something of theirs is overdue.
EXPECTED = {
    "Jonas": (Standing.DONE, False),
    "Linh": (Standing.DONE, False),
    "Mei": (Standing.LATE, False),
    "Sofía": (Standing.OPEN, False),  # who has more time
    "Ben": (Standing.OPEN, True),
}


@pytest.fixture
def accounts(app: Flask) -> dict[str, str]:
    """The demo class, and the passwords of its people by their logins."""
    return {each.email.partition("@")[0]: each.password for each in fill.fill()}


def visit(app: Flask, accounts: dict[str, str], name: str) -> Visitor:
    return Visitor(app).as_(name, accounts[name])


def prompts() -> tuple[Prompt, Prompt]:
    over, due = db.session.scalars(select(Prompt).order_by(Prompt.id))
    return over, due


def standings(prompt: Prompt) -> dict[str, tuple[Standing, bool]]:
    """Return how far each student is with a prompt, by first name."""
    rows = progress.of_class(prompt.course_id, prompt_id=prompt.id)
    names = {row.id: row.name.partition(" ")[0] for row in db.session.execute(select(User.id, User.name))}
    return {names[row.user_id]: (row.state, row.is_overdue) for row in rows}


@pytest.mark.usefixtures("accounts")
def test_one_prompt_is_over_and_one_is_due() -> None:
    over, due = prompts()
    assert over.opens_at < over.posts_due_at < over.replies_due_at < clock.now()
    assert due.opens_at < clock.now() < due.posts_due_at < due.replies_due_at


@pytest.mark.usefixtures("accounts")
def test_the_board_has_something_of_everything() -> None:
    over, due = prompts()
    assert standings(over) == EXPECTED
    assert set(standings(due).values()) == {(Standing.OPEN, False)}
    assert [row.posts for row in progress.of_class(due.course_id, prompt_id=due.id)].count(1) == 3


@pytest.mark.usefixtures("accounts")
def test_one_note_is_told_and_one_is_not() -> None:
    released = db.session.scalars(select(Mark.released_at.is_not(None)).order_by(Mark.released_at)).all()
    assert sorted(released) == [False, True]
    assert len(db.session.scalars(select(Notification).where(Notification.kind == Kind.MARK)).all()) == 1


def test_its_pages_show_them(app: Flask, accounts: dict[str, str]) -> None:
    over, due = prompts()
    titles, prompt_id = (over.title, due.title), over.id
    amara = visit(app, accounts, "amara")
    page = amara.get(f"{HERE}/prompts").text
    assert all(title in page for title in titles)
    assert "Tuesday tutorial" in amara.get(f"{HERE}/prompts/{prompt_id}/board").text
    assert "The grade on the door" in amara.get(f"{HERE}/unanswered").text
    assert "Tuesday tutorial" in amara.get(f"{HERE}/members").text
    jonas = visit(app, accounts, "jonas")
    assert "The table is what I will remember" in jonas.get(f"{HERE}/marks").text
    ben = visit(app, accounts, "ben")
    assert all(title in ben.get(f"{HERE}/participation/me").text for title in titles)
    assert "The table is what I will remember" not in ben.get(f"{HERE}/marks").text
