"""What is not brought along: broken, foreign and hostile files, unknown and closed classes, dry runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from forum import clock
from forum.courses.models import Course
from forum.courses.queries import by_slug
from forum.exchange import storing
from forum.exchange.plan import Plan
from forum.exchange.preparing import prepare
from forum.exchange.survey import Progress, survey
from forum.extensions import db
from tests.exchange.blog import author, blog, bring, comment, comments, post, posts
from tests.people import SLUG, Cast


def rows() -> dict[str, int]:
    """Count the rows of every table."""
    tables = db.metadata.sorted_tables
    return {t.name: db.session.scalar(select(func.count()).select_from(t)) or 0 for t in tables}


def something(folder: Path) -> Path:
    return blog(folder, author("nora", "nora@example.org"), post(1, "One", comment(1), filed=("Codes",)))


def test_a_dry_run_tells_all_and_changes_nothing(app: Flask, cast: Cast, tmp_path: Path) -> None:
    before = rows()
    dry = bring(app, something(tmp_path), "--dry-run")
    assert dry.exit_code == 0
    assert dry.stdout.startswith("This is a dry run: nothing was changed.")
    assert rows() == before
    real = bring(app, something(tmp_path))
    assert dry.stdout.splitlines()[1:] == real.stdout.splitlines()
    assert rows() != before


def test_the_report_is_apart_from_the_progress(app: Flask, cast: Cast, tmp_path: Path) -> None:
    result = bring(app, something(tmp_path))
    assert "Preparing" in result.stderr
    assert "Preparing" not in result.stdout
    assert "New people choose a password by a link that http://localhost/reset mails" in result.stdout


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda text: text[: len(text) // 2], "The file ends in the middle"),
        (lambda text: text.replace("</channel>", "<channel>"), "Line "),
        (lambda text: text.replace("<rss", '<!DOCTYPE rss [<!ENTITY a "b">]><rss', 1), "document type"),
        (lambda text: "<html><body>No</body></html>", "no WordPress export"),
        (lambda text: "", "Line 1: "),
        (lambda text: text.replace("Words.", "Words \x0b."), "A character stands here"),
    ],
)
def test_a_broken_file_changes_nothing_and_says_where(
    app: Flask, cast: Cast, tmp_path: Path, damage: Callable[[str], str], sentence: str
) -> None:
    file = something(tmp_path)
    file.write_text(damage(file.read_text()))
    before = rows()
    result = bring(app, file)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert "Line " in result.stderr
    assert "Nothing was changed." in result.stderr
    assert rows() == before


def test_an_unknown_class_is_told(app: Flask, cast: Cast, tmp_path: Path) -> None:
    result = bring(app, something(tmp_path), course="nowhere")
    assert result.exit_code == 1
    assert "There is no class nowhere. See: flask course list" in result.stderr


def test_a_closed_class_takes_nothing_in(app: Flask, cast: Cast, tmp_path: Path) -> None:
    db.session.execute(update(Course).values(is_open=False))
    db.session.commit()
    result = bring(app, something(tmp_path))
    assert result.exit_code == 1
    assert "The class supply-chains is closed." in result.stderr
    assert posts(cast.course) == {}


def test_a_file_is_needed(app: Flask, cast: Cast, tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.xml", tmp_path):
        assert bring(app, path).exit_code == 2


def test_an_empty_blog_is_no_mistake(app: Flask, cast: Cast, tmp_path: Path) -> None:
    before = rows()
    result = bring(app, blog(tmp_path))
    assert result.exit_code == 0
    assert "Nothing new came in." in result.stdout
    assert rows() == before


def test_a_class_that_changed_meanwhile_is_left_alone(app: Flask, cast: Cast, tmp_path: Path) -> None:
    plan = prepare_all(something(tmp_path))
    bring(app, something(tmp_path))
    before = rows()
    with pytest.raises(storing.ChangedMeanwhile):
        storing.store(plan)
    assert rows() == before


def test_an_account_made_meanwhile_is_not_taken_over(app: Flask, cast: Cast, tmp_path: Path) -> None:
    plan = prepare_all(something(tmp_path))
    bring(app, something(tmp_path), course="elsewhere")
    with pytest.raises(storing.ChangedMeanwhile):
        storing.store(plan)
    assert posts(cast.course) == {}


def test_a_failure_half_way_leaves_nothing(app: Flask, cast: Cast, tmp_path: Path) -> None:
    plan = prepare_all(something(tmp_path))
    plan.comments.append(plan.comments[0])  # the database refuses the same comment twice
    before = rows()
    with pytest.raises(Exception, match=r"import_key|path"):
        storing.store(plan)
    assert rows() == before
    assert comments(cast.course) == {}


def test_the_database_is_free_while_texts_are_made_ready(app: Flask, cast: Cast, tmp_path: Path) -> None:
    made_ready = []

    def somebody_writes(texts: int) -> None:
        made_ready.append(texts)
        with db.engine.begin() as connection:
            connection.execute(update(Course).values(weeks=Course.weeks + 1))

    storing.store(prepare_all(something(tmp_path), somebody_writes))
    assert set(posts(cast.course)) == {"One"}
    assert db.session.scalars(select(Course.weeks).where(Course.id == cast.course)).one() == 14 + len(
        made_ready
    )
    assert sum(made_ready) == 2


def nothing(_texts: int) -> None:
    """Show no progress."""


def prepare_all(file: Path, progress: Progress = nothing) -> Plan:
    course = by_slug(SLUG)
    found = survey(file, zone=clock.zone(course.time_zone), progress=nothing)
    return prepare(found, course.id, with_tags=False, progress=progress)
