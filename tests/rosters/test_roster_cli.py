"""A roster from the command line: the same functions, without a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from forum.extensions import db
from tests.courses.stories import present
from tests.mail.mailbox import letters
from tests.people import SLUG, Cast, email
from tests.rosters.stories import LIST, NINA, placed, read, roles


def run(app: Flask, *words: str, given: str | bytes | None = None) -> Any:
    db.session.commit()
    return app.test_cli_runner().invoke(args=["course", "roster", *words], input=given)


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "list.csv"
    path.write_text(LIST + f"nobody,Nobody,,\n{email('ines')},,,student\n", "utf-8")
    return str(path)


def test_it_says_what_would_happen_and_does_nothing(app: Flask, cast: Cast, file: str) -> None:
    result = run(app, SLUG, file)
    assert result.exit_code == 0, result.output
    assert "line 4: “nobody” is no e-mail address." in result.output
    assert "line 5: Nobody else would instruct this class." in result.output
    assert (
        "2 new, 0 changed, 0 same, 2 faulty; 2 new sections; 4 members are not in the file." in result.output
    )
    assert "Add --apply to do it." in result.output
    assert present(cast.course) == 5


def test_it_does_it(app: Flask, cast: Cast, file: str, tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.csv"
    result = run(app, SLUG, file, "--apply", "--welcome", "--faulty", str(faulty))
    assert result.exit_code == 0, result.output
    assert "Done: 2 new, 0 changed; 2 mails are on their way." in result.output
    assert placed(cast)[NINA] == ["Section A"]
    assert roles(cast)[email("ines")] == "instructor"
    assert "/reset/" in letters(NINA)[0]
    assert [entry.line for entry in read(faulty.read_bytes())] == [2, 3]


def test_from_standard_input_with_a_domain(app: Flask, cast: Cast) -> None:
    text = "Last Name\tFirst Name\tUsername\nNwosu\tNina\tnina\n"
    result = run(app, SLUG, "-", "--domain", "@Uni.example", "--apply", given=text.encode("utf-16"))
    assert result.exit_code == 0, result.output
    assert roles(cast)[NINA] == "student"
    again = run(app, SLUG, "-", "--domain", "uni.example", given=text.encode())
    assert "0 new, 0 changed, 1 same" in again.output
    assert "Add --apply" not in again.output


@pytest.mark.parametrize(
    ("words", "given", "says"),
    [
        (["nowhere", "-"], "email\n", "There is no class nowhere."),
        ([SLUG, "-"], "", "There is nothing in it."),
        ([SLUG, "-"], "Ann,Lee\n", "No column is called “email”"),
        ([SLUG, "/no/such/file"], "", "No such file"),
    ],
)
def test_it_says_what_is_wrong(app: Flask, cast: Cast, words: list[str], given: str, says: str) -> None:
    result = run(app, *words, given=given)
    assert result.exit_code != 0
    assert says in result.output
