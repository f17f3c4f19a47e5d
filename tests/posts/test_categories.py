"""What posts are filed under: added, renamed, merged, put in order, deleted; by instructors only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.extensions import db
from forum.posts import actions, filing, shelf
from forum.posts.models import Category
from tests import factories
from tests.courses.stories import at_once
from tests.people import SLUG, Cast
from tests.posts.markup import entries, sound
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]


def names(cast: Cast) -> list[str]:
    return [row.name for row in shelf.categories(cast.course)]


def counts(cast: Cast) -> dict[str, int]:
    return {row.name: row.post_count for row in shelf.categories(cast.course)}


def filed(post_id: int) -> list[str]:
    return factories.filed(post_id)


def three(cast: Cast) -> list[int]:
    ines = factories.member("ines")
    return [factories.category(name, by=ines) for name in ("Alpha", "Beta", "Gamma")]


def test_an_instructor_adds_a_category(browse: Browse, cast: Cast) -> None:
    ines = browse("ines")
    assert sound(ines.get(f"{HERE}/categories")).posts_to[-1] == f"{HERE}/categories"
    answer = ines.post(f"{HERE}/categories", {"name": " Café &  Co ", "description": "Where <we> met."})
    assert (answer.status_code, answer.location) == (303, f"{HERE}/categories")
    assert "Café &amp; Co" in ines.get(answer.location).text
    archive = ines.get(f"{HERE}/categories/caf%C3%A9-co")
    assert archive.status_code == 200
    assert "Where &lt;we&gt; met." in archive.text
    assert "Nothing is filed under this category yet." in archive.text
    assert names(cast) == ["Café & Co", "Uncategorized"]


@pytest.mark.parametrize("name", ["asa", "sam", "olga"])
def test_nobody_else_manages_categories(browse: Browse, cast: Cast, name: str) -> None:
    (alpha, *_rest) = three(cast)
    for url in ("", f"/{alpha}/edit", f"/{alpha}/deletion"):
        assert browse(name).get(f"{HERE}/categories{url}").status_code == 403
    for url in ("", f"/{alpha}/edit", f"/{alpha}/deletion", f"/{alpha}/raise"):
        assert browse(name).post(f"{HERE}/categories{url}", {"name": "Mine"}).status_code == 403
    assert names(cast) == ["Alpha", "Beta", "Gamma", "Uncategorized"]


@pytest.mark.parametrize("name", ["Ökologie", "ökologie", "ÖKOLOGIE", "  Ökologie  "])
def test_a_name_is_there_once_however_it_is_written(browse: Browse, cast: Cast, name: str) -> None:
    three(cast)
    factories.category("Ökologie", by=factories.member("ines"))
    answer = browse("ines").post(f"{HERE}/categories", {"name": name, "description": "Kept words"})
    assert answer.status_code == 422
    assert "name-error" in sound(answer).ids
    assert "Kept words" in answer.text
    other = next(row.id for row in shelf.categories(cast.course) if row.name == "Beta")
    assert browse("ines").post(f"{HERE}/categories/{other}/edit", {"name": name}).status_code == 422
    assert filing.find_or_add(cast.course, name.strip()) == filing.find_or_add(cast.course, "Ökologie")


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("name", "ß" * 81), ("description", "ß" * 501)])
def test_what_is_wrong_keeps_what_was_typed(browse: Browse, cast: Cast, field: str, value: str) -> None:
    (alpha, *_rest) = three(cast)
    typed = {"name": "A name", "description": "Kept words", field: value}
    for url in (f"{HERE}/categories", f"{HERE}/categories/{alpha}/edit"):
        answer = browse("ines").post(url, typed)
        assert answer.status_code == 422
        assert f"{field}-error" in sound(answer).ids
        assert value in answer.text
        assert ("Kept words" if field == "name" else "A name") in answer.text
    assert names(cast) == ["Alpha", "Beta", "Gamma", "Uncategorized"]


def test_a_renamed_category_keeps_its_address_and_its_posts(browse: Browse, cast: Cast) -> None:
    (alpha, *_rest) = three(cast)
    post_id = factories.post(factories.member("sam"), category_ids=[alpha])
    answer = browse("ines").post(f"{HERE}/categories/{alpha}/edit", {"name": "ALPHA", "description": "New."})
    assert answer.status_code == 303
    page = browse("sue").get(f"{HERE}/categories/alpha")
    assert entries(page) == [post_id]
    assert "ALPHA" in page.text
    assert "New." in page.text


def test_the_default_category_is_renamed_but_neither_moved_nor_deleted(browse: Browse, cast: Cast) -> None:
    three(cast)
    default, ines = factories.default_category(cast.course), browse("ines")
    assert ines.post(f"{HERE}/categories/{default}/edit", {"name": "Everything else"}).status_code == 303
    assert ines.get(f"{HERE}/categories/{default}/deletion").status_code == 404
    assert ines.post(f"{HERE}/categories/{default}/deletion").status_code == 404
    ines.post(f"{HERE}/categories/{default}/raise")
    assert names(cast) == ["Alpha", "Beta", "Gamma", "Everything else"]
    assert sound(ines.get(f"{HERE}/categories")).posts_to.count(f"{HERE}/categories/{default}/raise") == 0


def test_categories_move_up_one_by_one(browse: Browse, cast: Cast) -> None:
    *_rest, gamma = three(cast)
    for expected in (["Alpha", "Gamma", "Beta"], ["Gamma", "Alpha", "Beta"], ["Gamma", "Alpha", "Beta"]):
        answer = browse("ines").post(f"{HERE}/categories/{gamma}/raise")
        assert answer.status_code == 303
        assert answer.location == f"{HERE}/categories#category-{gamma}"
        assert f'id="category-{gamma}"' in browse("ines").get(answer.location).text
        assert names(cast) == [*expected, "Uncategorized"]
    factories.category("Delta", by=factories.member("ines"))
    assert names(cast) == ["Gamma", "Alpha", "Beta", "Delta", "Uncategorized"]


def test_posts_of_a_deleted_category_fall_back(browse: Browse, cast: Cast) -> None:
    alpha, beta, _gamma = three(cast)
    sam = factories.member("sam")
    only, both = (factories.post(sam, category_ids=ids) for ids in ([alpha], [alpha, beta]))
    hidden = factories.post(sam, category_ids=[alpha])
    actions.hide(hidden, by=factories.member("ines"), reason="Wait.")
    draft = factories.post(sam, category_ids=[alpha], state="draft")
    ines = browse("ines")
    asked = ines.get(f"{HERE}/categories/{alpha}/deletion")
    assert "2 posts are filed under it" in asked.text
    assert "Uncategorized</option>" not in asked.text
    sound(asked)
    assert ines.post(f"{HERE}/categories/{alpha}/deletion", {"into": ""}).status_code == 303
    assert [filed(id) for id in (only, both, hidden, draft)] == [
        ["Uncategorized"],
        ["Beta"],
        ["Uncategorized"],
        ["Uncategorized"],
    ]
    assert counts(cast) == {"Beta": 1, "Gamma": 0, "Uncategorized": 1}
    assert ines.get(f"{HERE}/categories/alpha").status_code == 404


def test_a_category_is_merged_into_another(browse: Browse, cast: Cast) -> None:
    alpha, beta, gamma = three(cast)
    sam = factories.member("sam")
    only, both, more = (
        factories.post(sam, category_ids=ids) for ids in ([alpha], [alpha, beta], [alpha, gamma])
    )
    answer = browse("ines").post(f"{HERE}/categories/{alpha}/deletion", {"into": str(beta)})
    assert answer.status_code == 303
    assert [filed(id) for id in (only, both, more)] == [["Beta"], ["Beta"], ["Beta", "Gamma"]]
    assert counts(cast) == {"Beta": 3, "Gamma": 1, "Uncategorized": 0}
    assert entries(browse("sue").get(f"{HERE}/categories/beta")) == [more, both, only]


@pytest.mark.parametrize("into", ["itself", "default", "theirs", "9" * 30, "x", "-1"])
def test_a_target_that_cannot_be_is_as_none(browse: Browse, cast: Cast, into: str) -> None:
    alpha, beta, _gamma = three(cast)
    targets = {"itself": alpha, "default": factories.default_category(cast.course)}
    targets["theirs"] = factories.default_category(cast.elsewhere)
    sam = factories.member("sam")
    only, both = (factories.post(sam, category_ids=ids) for ids in ([alpha], [alpha, beta]))
    form = {"into": str(targets.get(into, into))}
    assert browse("ines").post(f"{HERE}/categories/{alpha}/deletion", form).status_code == 303
    assert [filed(only), filed(both)] == [["Uncategorized"], ["Beta"]]


SLUGS = {"2027": "2027-2", "Week 1: Café!": "week-1-café", "!!!": "category", "日本": "日本"}
SLUGS["ß" * 80] = "ß" * 75


@pytest.mark.parametrize(("name", "slug"), SLUGS.items())
def test_a_name_of_any_script_gets_an_address(browse: Browse, cast: Cast, name: str, slug: str) -> None:
    factories.category(name, by=factories.member("ines"))
    assert [row.slug for row in shelf.categories(cast.course)] == [slug, "uncategorized"]
    page = sound(browse("ines").get(f"{HERE}/"))
    (link,) = [link for link in page.links if "/categories/" in link and "uncategorized" not in link]
    assert browse("sue").get(link).status_code == 200


def test_names_that_look_alike_get_different_addresses(cast: Cast) -> None:
    for name in ("A b", "A-b", "A_b", "a: b"):
        factories.category(name, by=factories.member("ines"))
    slugs = [row.slug for row in shelf.categories(cast.course)]
    assert slugs == ["a-b", "a-b-2", "a-b-3", "a-b-4", "uncategorized"]


def test_the_same_category_added_twice_at_once_is_there_once(app: Flask, cast: Cast) -> None:
    ines = factories.member("ines")
    results = at_once(app, *[lambda: filing.add(cast.course, "Field notes", "", by=ines)] * 2)
    assert sorted(results) == [False, True]
    assert names(cast) == ["Field notes", "Uncategorized"]


@pytest.mark.parametrize("merge", [True, False])
def test_posts_written_while_their_category_goes_are_filed_somewhere(
    app: Flask, cast: Cast, merge: bool
) -> None:
    ines, sam = factories.member("ines"), factories.member("sam")
    old = factories.post(sam)
    for round_ in range(4):
        going = factories.category(f"Going {round_}", by=ines)
        into = factories.category("Target", by=ines) if merge else None
        draft = actions.Draft("A", "B", category_ids=[going])
        seen = factories.of_post(old, "edited_at")

        def edits(draft: actions.Draft = draft, seen: object = seen) -> None:
            actions.edit(old, draft, by=sam, seen=seen)

        def writes(draft: actions.Draft = draft) -> int:
            return actions.write(draft, by=sam)

        def removes(going: int = going, into: int | None = into) -> None:
            filing.remove(going, into=into, by=ines)

        results = at_once(app, writes, removes, edits)
        assert not [result for result in results if isinstance(result, Exception)], results
        assert filed(results[0])
        assert filed(old)
        for category in db.session.scalars(select(Category).where(Category.course_id == cast.course)):
            stored = category.post_count
            filing.recount(category.id)
            db.session.refresh(category)
            assert category.post_count == stored
