"""A section is deleted while a prompt is set for it: the prompt is never for a section that is not there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from forum import prose
from forum.courses import grouping, placings
from forum.extensions import db
from forum.posts.whom import SectionIsGone
from forum.prompts import actions, arranging
from forum.prompts.asked import Asked
from forum.prompts.models import Prompt
from tests.courses.stories import at_once
from tests.factories import member
from tests.people import Cast
from tests.prompts.stories import FORM, HERE, of_prompt, prompt, section
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
GONE = "The sections and groups that you chose are gone. Choose others, or the whole class."
A_WHILE = 0.3  # seconds


@pytest.fixture
def a(cast: Cast) -> int:
    return section("A", cast.sam, course_id=cast.course)


@pytest.mark.parametrize("is_new", [True, False])
def test_the_form_comes_back(
    app: Flask, browse: Browse, a: int, monkeypatch: pytest.MonkeyPatch, is_new: bool
) -> None:
    there, ines, render = prompt("Week 6"), member("ines"), prose.prepare
    visitor = browse("ines")
    visitor.get(f"{HERE}/prompts")

    def render_slowly(*args: Any, **options: Any) -> prose.Prose:
        monkeypatch.setattr(prose, "prepare", render)
        assert at_once(app, lambda: grouping.remove(a, places=9, by=ines)) == [None]
        return render(*args, **options)

    monkeypatch.setattr(prose, "prepare", render_slowly)
    address = f"{HERE}/prompts" if is_new else f"{HERE}/prompts/{there}/edit"
    answer = visitor.post(address, FORM | {"whom": "sections", "sections": str(a)})
    assert answer.status_code == 422
    assert GONE in answer.text
    assert FORM["body"] in answer.text
    assert db.session.scalars(select(Prompt.id)).all() == [there]
    assert of_prompt(there, "title", "for_sections") == ("Week 6", False)


@pytest.mark.parametrize("is_new", [True, False])
def test_it_goes_or_is_asked_but_not_both(
    app: Flask, a: int, monkeypatch: pytest.MonkeyPatch, is_new: bool
) -> None:
    there, ines, look, asked = (
        prompt("Week 6"),
        member("ines"),
        placings.use,
        Asked("W", "?", section_ids=[a]),
    )
    results: list[Any] = []

    def ask() -> None:
        write, edit = partial(actions.write, asked), partial(actions.edit, there, asked, seen=None)
        results.extend(at_once(app, partial(write if is_new else edit, by=ines)))

    def look_slowly(section_id: int) -> placings.Use:
        found = look(section_id)
        asking.start()
        asking.join(A_WHILE)
        return found

    asking = threading.Thread(target=lambda: _inside(app, ask))
    monkeypatch.setattr(placings, "use", look_slowly)
    grouping.remove(a, places=9, by=ines)
    asking.join()
    assert [type(result) for result in results] == [SectionIsGone]
    assert db.session.scalars(select(Prompt.id).where(Prompt.for_sections)).all() == []


def _inside(app: Flask, act: Callable[[], None]) -> None:
    with app.app_context():
        act()
        db.session.remove()


def test_nothing_is_arranged_with_one_that_is_gone(a: int) -> None:
    prompt_id, ines = prompt(), member("ines")
    whom = arranging.find(ines, f"section-{a}")
    grouping.remove(a, places=9, by=ines)
    with pytest.raises(NotFound):
        arranging.excuse(prompt_id, whom, by=ines)
