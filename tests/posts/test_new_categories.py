"""A category that is added while a post is written: by who may, once, with the post or not at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.auth.models import AuditEvent
from forum.extensions import db
from forum.posts import actions
from forum.posts.models import Category, Post
from tests import factories
from tests.courses.stories import at_once
from tests.factories import member
from tests.people import SLUG, Cast
from tests.posts.recount import check
from tests.posts.test_editing import save
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]


def names() -> list[str]:
    return list(
        db.session.scalars(select(Category.name).where(Category.course_id == 1).order_by(Category.id))
    )


def write(visitor: Visitor, **typed: object) -> int:
    visitor.get(f"{HERE}/posts/new")
    answer = visitor.post(f"{HERE}/posts", {"title": "A", "body": "B", **typed})
    assert answer.status_code == 303, answer.text
    return int(answer.location.rsplit("/", 1)[1])


@pytest.mark.parametrize("name", ["ines", "adam"])
def test_who_may_change_the_class_adds_one_with_the_post(browse: Browse, cast: Cast, name: str) -> None:
    notes = factories.category("Field notes", by=member("ines"))
    post_id = write(browse(name), categories=str(notes), new_category="  Day 2:   Café ")
    assert factories.filed(post_id) == ["Field notes", "Day 2: Café"]
    assert (
        db.session.scalars(select(Category.slug).where(Category.name == "Day 2: Café")).one() == "day-2-café"
    )
    verbs = select(AuditEvent.actor_id).where(AuditEvent.verb == "category.add")
    assert db.session.scalars(verbs).all() == [getattr(cast, name)]
    save(browse(name), post_id, new_category="Another")
    assert factories.filed(post_id) == ["Another"]
    check(cast.course)


@pytest.mark.parametrize("name", ["sam", "asa"])
def test_others_do_not(browse: Browse, cast: Cast, name: str) -> None:
    assert "new_category" not in browse(name).get(f"{HERE}/posts/new").text
    post_id = write(browse(name), new_category="Mine")
    save(browse(name), post_id, new_category="Mine")
    draft = actions.Draft("A", "B", new_category="Mine")
    factories.filed(actions.write(draft, by=member(name)))
    assert names() == ["Uncategorized"]
    check(cast.course)


@pytest.mark.parametrize("typed", ["field NOTES", "Field notes", " field  notes"])
def test_a_name_that_is_there_is_chosen(browse: Browse, cast: Cast, typed: str) -> None:
    factories.category("Field notes", by=member("ines"))
    post_id = write(browse("ines"), new_category=typed)
    assert factories.filed(post_id) == ["Field notes"]
    assert names() == ["Uncategorized", "Field notes"]
    check(cast.course)


def test_the_default_category_is_never_one_of_several(browse: Browse, cast: Cast) -> None:
    notes = factories.category("Élan", by=member("ines"))
    post_id = write(browse("ines"), categories=str(notes), new_category="uncategorized")
    assert factories.filed(post_id) == ["Élan"]
    assert factories.filed(write(browse("ines"), new_category="éLAN")) == ["Élan"]
    assert factories.filed(write(browse("ines"), new_category="UNCATEGORIZED")) == ["Uncategorized"]
    check(cast.course)


def test_a_name_that_is_too_long_is_refused_beside_its_field(browse: Browse) -> None:
    browse("ines").get(f"{HERE}/posts/new")
    typed = {"title": "A", "body": "Kept.", "new_category": "x" * 81}
    answer = browse("ines").post(f"{HERE}/posts", typed)
    assert answer.status_code == 422
    assert 'id="new_category-error"' in answer.text
    assert "at most 80 fit" in answer.text
    assert "Kept." in answer.text
    assert names() == ["Uncategorized"]
    assert db.session.scalars(select(Post.id)).all() == []


def test_a_form_that_comes_twice_at_once_adds_one(app: Flask, cast: Cast) -> None:
    draft = actions.Draft("A", "B", new_category="Interviews")
    by = member("ines")
    acts = [lambda key=key: actions.write(draft, by=by, key=key) for key in ("k", "k", "other")]
    results = at_once(app, *acts)
    assert not [result for result in results if isinstance(result, Exception)], results
    assert names() == ["Uncategorized", "Interviews"]
    check(cast.course)


def test_of_many_categories_one_is_found_by_typing(browse: Browse) -> None:
    for number in range(12):
        factories.category(f"Topic {number}", by=member("ines"))
    assert "choices.js" not in browse("sam").get(f"{HERE}/posts/new").text
    factories.category("Topic 12", by=member("ines"))
    page = browse("sam").get(f"{HERE}/posts/new").text
    assert "choices.js" in page
    assert '<div class="field" hidden><label for="filter">' in page  # without the script all boxes show
