"""One form gives one post: a double click, a reload, a lost answer; and other words are another post."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from flask import Flask
from sqlalchemy import func, select

from forum.extensions import db
from forum.posts import actions, authors, shelf
from forum.posts.models import Post, State
from tests import factories
from tests.courses.stories import at_once
from tests.people import SLUG, Cast
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
KEY = re.compile(r'name="key" value="([\w-]+)"')


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Post)) or 0


def form(visitor: Visitor, **typed: str) -> dict[str, str]:
    key = KEY.search(visitor.get(f"{HERE}/posts/new").text)
    assert key
    return {"title": "A", "body": "B", "key": key.group(1), **typed}


def test_the_same_form_twice_is_one_post(browse: Browse, cast: Cast) -> None:
    fields = form(browse("sam"))
    first, again = (browse("sam").post(f"{HERE}/posts", fields) for _ in range(2))
    assert first.status_code == again.status_code == 303
    assert first.location == again.location
    assert count() == 1
    assert authors.find(factories.member("sam"), cast.sam).post_count == 1


def test_a_form_sent_after_it_was_refused_is_one_post(browse: Browse) -> None:
    fields = form(browse("sam"))
    refused = browse("sam").post(f"{HERE}/posts", {**fields, "title": ""})
    assert KEY.search(refused.text).group(1) == fields["key"]
    for _ in range(2):
        assert browse("sam").post(f"{HERE}/posts", fields).status_code == 303
    assert count() == 1


def test_two_forms_with_the_same_words_are_two_posts(browse: Browse) -> None:
    for _ in range(2):
        browse("sam").post(f"{HERE}/posts", form(browse("sam")))
    assert count() == 2


def test_going_back_and_writing_something_else_loses_no_word(browse: Browse) -> None:
    fields = form(browse("sam"))
    first = browse("sam").post(f"{HERE}/posts", fields)
    other = browse("sam").post(f"{HERE}/posts", {**fields, "body": "Other words."})
    assert first.location != other.location
    assert "Other words." in browse("sam").get(other.location).text


def test_a_draft_kept_then_published_from_the_same_form_is_published(browse: Browse) -> None:
    fields = form(browse("sam"))
    browse("sam").post(f"{HERE}/posts", {**fields, "state": "draft"})
    published = browse("sam").post(f"{HERE}/posts", {**fields, "state": "published"})
    post_id = int(published.location.rsplit("/", 1)[1])
    assert factories.of_post(post_id, "state") == State.PUBLISHED


def test_two_people_with_the_same_key_have_a_post_each(browse: Browse) -> None:
    fields = form(browse("sam"))
    locations = {browse(name).post(f"{HERE}/posts", fields).location for name in ("sam", "sue")}
    assert len(locations) == count() == 2


def test_a_key_that_is_too_long_is_refused_and_the_words_are_kept(browse: Browse) -> None:
    answer = browse("sam").post(f"{HERE}/posts", {"title": "A", "body": "Kept words", "key": "k" * 41})
    assert answer.status_code == 422
    assert "Kept words" in answer.text


def test_two_clicks_at_the_same_moment_are_one_post(app: Flask, cast: Cast) -> None:
    sam = factories.member("sam")
    draft = actions.Draft("A", "B")
    results = at_once(app, *[lambda: actions.write(draft, by=sam, key="the same")] * 2)
    assert results[0] == results[1] == db.session.scalars(select(Post.id)).one()
    assert authors.find(sam, cast.sam).post_count == 1


def test_the_first_posts_of_a_month_at_the_same_moment_are_all_kept(app: Flask, cast: Cast) -> None:
    """Each under a category of its own, so that no row but the month's holds them up."""
    names = ("ines", "asa", "sam", "sue")
    kinds = [factories.category(name, by=factories.member("ines")) for name in names]
    writes = [
        partial(actions.write, actions.Draft("A", "B", [kind]), by=factories.member(name))
        for name, kind in zip(names, kinds, strict=True)
    ]
    results = at_once(app, *writes)
    assert sorted(results) == sorted(db.session.scalars(select(Post.id)))
    assert [month.post_count for month in shelf.rail(cast.course).months] == [4]
    assert [row.post_count for row in shelf.categories(cast.course)] == [1, 1, 1, 1, 0]
