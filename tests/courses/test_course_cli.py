"""Classes from the command line."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum import clock
from forum.auth import queries as accounts
from forum.courses.models import Course, Role
from forum.extensions import db
from forum.posts.models import Category
from tests.courses.stories import present, role
from tests.mail.mailbox import letters
from tests.people import SLUG, Cast, email


def run(app: Flask, *words: str) -> Any:
    db.session.commit()
    return app.test_cli_runner().invoke(args=["course", *words])


def called(slug: str) -> Course | None:
    db.session.expire_all()
    return db.session.scalar(select(Course).where(Course.slug == slug))


def test_add_with_little(app: Flask, cast: Cast) -> None:
    result = run(app, "add", "water", "--title", "Cities and Water")
    assert result.exit_code == 0, result.output
    assert "/c/water/" in result.output
    made = called("water")
    assert made
    assert (made.title, made.term, made.time_zone, made.weeks) == ("Cities and Water", "", "UTC", 14)
    assert made.first_day == clock.now().date()
    assert (made.colour, made.visibility, made.is_open) == ("green", "members", True)
    category = select(Category.name).where(Category.course_id == made.id, Category.is_default)
    assert db.session.scalars(category).all() == ["Uncategorized"]


def test_add_with_everything(app: Flask, cast: Cast) -> None:
    options = {
        "--title": "Cities and Water",
        "--term": "Autumn 2027",
        "--time-zone": "Europe/Berlin",
        "--first-day": "2027-10-04",
        "--weeks": "15",
        "--colour": "blue",
        "--instructor": "Ines@example.org",
    }
    words = [word for pair in options.items() for word in pair]
    result = run(app, "add", "water", "--public", *words)
    assert result.exit_code == 0, result.output
    made = called("water")
    assert made
    assert (made.term, made.time_zone, made.first_day.isoformat()) == (
        "Autumn 2027",
        "Europe/Berlin",
        "2027-10-04",
    )
    assert (made.weeks, made.colour, made.visibility) == (15, "blue", "public")
    assert role(made.id, cast.ines) == Role.INSTRUCTOR
    assert present(made.id) == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["Bad Slug", "--title", "A"], "Short name: Use only the letters"),
        (["x" * 61, "--title", "A"], "at most 60 fit"),
        (["water"], "--title"),
        (["water", "--title", " "], "Title: Give the class a title."),
        (["water", "--title", "x" * 121], "at most 120 fit"),
        (["water", "--title", "A", "--time-zone", "Mars"], "Time zone: Not a valid choice."),
        (["water", "--title", "A", "--first-day", "soon"], "First day: Write the day"),
        (["water", "--title", "A", "--weeks", "0"], "Weeks: Give a number"),
        (["water", "--title", "A", "--colour", "beige"], "--colour"),
        (["water", "--title", "A", "--instructor", "nobody"], "not an e-mail address"),
        (["water", "--title", "A", "--instructor", "new@example.org"], "Add --name NAME"),
        ([SLUG, "--title", "A"], f"There is a class {SLUG} already."),
    ],
)
def test_add_says_what_is_wrong_and_makes_nothing(
    app: Flask, cast: Cast, words: list[str], says: str
) -> None:
    result = run(app, "add", *words)
    assert result.exit_code != 0
    assert says in result.output
    assert len(db.session.scalars(select(Course.id)).all()) == 2


def test_add_with_an_instructor_who_has_no_account(app: Flask, cast: Cast) -> None:
    words = ["--title", "A", "--instructor", "new@example.org", "--name", "Nina"]
    assert run(app, "add", "water", *words).exit_code == 0
    nina, made = accounts.by_email("new@example.org"), called("water")
    assert nina
    assert made
    assert role(made.id, nina.id) == Role.INSTRUCTOR
    assert nina.password_hash is None
    assert "/reset/" in letters("new@example.org")[0]


@pytest.mark.parametrize("new", list(Role))
def test_enrol_somebody(app: Flask, cast: Cast, new: Role) -> None:
    result = run(app, "enrol", SLUG, email("otto"), "--role", str(new))
    assert result.exit_code == 0, result.output
    assert role(cast.course, cast.otto) == new
    assert present(cast.course) == 6


def test_enrol_makes_a_student_unless_it_is_told_otherwise(app: Flask, cast: Cast) -> None:
    run(app, "enrol", SLUG, email("otto"))
    assert role(cast.course, cast.otto) == Role.STUDENT


def test_enrol_gives_who_is_there_the_other_role(app: Flask, cast: Cast) -> None:
    assert run(app, "enrol", SLUG, email("ines"), "--role", "observer").exit_code == 0
    assert run(app, "enrol", SLUG, email("sam"), "--role", "instructor").exit_code == 0
    assert role(cast.course, cast.ines) == Role.OBSERVER
    assert role(cast.course, cast.sam) == Role.INSTRUCTOR
    assert present(cast.course) == 5


def test_enrol_makes_the_account_when_there_is_a_name(app: Flask, cast: Cast) -> None:
    result = run(app, "enrol", SLUG, "New@example.org", "--name", "Nina Nwosu")
    assert result.exit_code == 0, result.output
    assert "An account is made" in result.output
    nina = accounts.by_email("new@example.org")
    assert nina
    assert role(cast.course, nina.id) == Role.STUDENT
    assert "/reset/" in letters("new@example.org")[0]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nowhere", "sam@example.org"], "There is no class nowhere."),
        ([SLUG, "new@example.org"], "Add --name NAME"),
        ([SLUG, "nobody"], "not an e-mail address"),
        ([SLUG, "sam@example.org", "--role", "king"], "--role"),
        ([SLUG, "new@example.org", "--name", "x" * 101], "at most 100 fit"),
    ],
)
def test_enrol_says_what_is_wrong(app: Flask, cast: Cast, words: list[str], says: str) -> None:
    result = run(app, "enrol", *words)
    assert result.exit_code != 0
    assert says in result.output
    assert present(cast.course) == 5


def test_list(app: Flask, cast: Cast) -> None:
    result = run(app, "list")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "elsewhere\t1\topen\tAnother Class",
        f"{SLUG}\t5\topen\tUpgrading in Global Supply Chains",
    ]
