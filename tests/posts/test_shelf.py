"""What a process keeps of categories and months is what the database has: a number changes with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from forum.courses import actions as courses
from forum.courses.models import Course, Shelf
from forum.extensions import db
from forum.posts import actions, counters, filing, shelf
from forum.posts.models import Category
from tests import factories
from tests.courses.stories import at_once
from tests.people import SLUG, Cast
from tests.posts.statements import recorded
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
LATE = datetime(2027, 1, 31, 20, tzinfo=UTC)  # in Tokyo it is February already

Act = Callable[[int, int], Any]  # with the ids of a category and of a post of sam's filed under it
CHANGES: dict[str, Act] = {
    "a category comes": lambda _category, _post: filing.add(ines().course_id, "Letters", "", by=ines()),
    "it is renamed": lambda category, _post: filing.rename(category, "Letters", "", by=ines()),
    "it is described": lambda category, _post: filing.rename(category, "Notes", "Short ones.", by=ines()),
    "it moves up": lambda _category, _post: filing.move_up(another(), by=ines()),
    "it goes": lambda category, _post: filing.remove(category, into=None, by=ines()),
    "a post comes": lambda category, _post: factories.post(ines(), category_ids=[category]),
    "a post is hidden": lambda _category, post: actions.hide(post, by=ines(), reason="Not here."),
    "a post goes": lambda _category, post: actions.delete(post, by=factories.member("sam")),
    "midnight moves": lambda _category, _post: courses.change(
        a_class(), {"time_zone": "Asia/Tokyo"}, by=None
    ),
}


def ines() -> Any:
    return factories.member("ines")


def another() -> int:
    return factories.category("Another", by=ines())


def a_class() -> Any:
    """The class as the doorway reads it: with the number of its shelf."""
    db.session.rollback()
    number = select(Shelf.version).where(Shelf.course_id == Course.id).scalar_subquery().label("shelf")
    return db.session.execute(
        select(Course.id, Course.slug, Course.time_zone, number).where(Course.slug == SLUG)
    ).one()


@pytest.fixture
def category(cast: Cast) -> int:
    return factories.category("Notes", by=ines())


@pytest.fixture
def post(category: int) -> int:
    return factories.post(factories.member("sam"), category_ids=[category], at=LATE)


@pytest.mark.parametrize("what", CHANGES)
def test_the_number_changes_with_what_is_read(what: str, category: int, post: int) -> None:
    before = a_class()
    kept = shelf.of(before, ines())
    CHANGES[what](category, post)
    assert a_class().shelf != before.shelf
    assert shelf.of(a_class(), ines()) == shelf.rail(before.id) != kept


def test_it_stays_with_what_stays_and_is_not_asked_for_again(category: int, post: int) -> None:
    before, teacher = a_class(), ines()
    counters.hold(before.id)
    factories.comment(ines(), post)
    db.session.commit()
    assert a_class() == before
    kept = shelf.of(before, teacher)
    with recorded() as asked:
        assert shelf.of(before, teacher) is kept
    assert asked == []


def test_what_was_taken_back_has_its_number_for_itself(cast: Cast, category: int) -> None:
    """A version that was seen inside a transaction which failed is not that of what comes next."""
    seen = []
    for name in ("Letters", "Words"):
        filing.find_or_add(cast.course, name)
        seen.append(db.session.scalar(select(Shelf.version).where(Shelf.course_id == cast.course)))
        db.session.rollback()
    assert len({*seen, a_class().shelf}) == 3


def test_a_category_that_moves_to_another_class_changes_both(cast: Cast, category: int) -> None:
    numbers = select(Shelf.version).order_by(Shelf.course_id)
    before = db.session.scalars(numbers).all()
    db.session.execute(update(Category).where(Category.id == category).values(course_id=cast.elsewhere))
    assert [old != new for old, new in zip(before, db.session.scalars(numbers), strict=True)] == [True, True]


def test_the_triggers_are_there(app: Flask) -> None:
    """A migration that copies one of these tables loses them, on SQLite."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT DISTINCT trigger_name FROM information_schema.triggers",
    }
    found = set(db.session.scalars(text(query[db.engine.dialect.name])))
    verbs = ("insert", "update", "delete")
    assert {f"shelf_{table}_{verb}" for table in ("category", "post_month") for verb in verbs} <= found


def test_two_who_change_categories_at_once_wait_for_each_other(app: Flask, category: int, post: int) -> None:
    """One files a post elsewhere, the other moves a category: neither holds what the other has begun with."""
    sam, teacher, other = factories.member("sam"), ines(), another()

    def file(where: int) -> Any:
        draft, seen = (
            actions.Draft("A title", "Some words.", category_ids=[where]),
            factories.of_post(post, "edited_at"),
        )
        return partial(actions.edit, post, draft, by=sam, seen=seen)

    for where in (other, category) * 4:
        move = partial(filing.move_up, other, by=teacher)
        assert at_once(app, file(where), move) == [None, None]


def test_the_page_of_another_shows_it_at_once(browse: Callable[[str], Visitor], category: int) -> None:
    sue = browse("sue")
    assert "Notes" not in sue.get(f"{HERE}/").text  # nothing is filed under it
    factories.post(factories.member("sam"), category_ids=[category])
    assert "Notes" in sue.get(f"{HERE}/").text
    filing.rename(category, "Letters", "", by=ines())
    page = sue.get(f"{HERE}/").text
    assert ("Letters" in page, "Notes" in page) == (True, False)
