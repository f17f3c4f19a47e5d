"""A section is deleted while somebody saves what is for it: nothing comes out, and nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from forum import prose
from forum.courses import grouping
from forum.extensions import db
from forum.posts import actions, queries
from forum.posts.draft import Draft
from forum.posts.models import HeldBack, State
from forum.posts.whom import Offered, Whom, offered
from forum.prompts import actions as prompts
from tests import factories
from tests.factories import member, of_post
from tests.people import SLUG, Cast
from tests.posts.test_editing import seen
from tests.posts.test_whom import newest
from tests.prompts.stories import prompt, section
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
LOST = (State.DRAFT, None, HeldBack.SECTION)
WAYS = [("Us.", "published"), ("Between *us*.", "published"), ("Us.", "draft")]
GONE = "The section that it was for is not there any more. Choose whom it is for."


@pytest.fixture
def a(cast: Cast) -> int:
    """Section A, in which sam is."""
    return section("A", cast.sam, course_id=cast.course)


@pytest.fixture
def goes(app: Flask, a: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let the section go while the next text is rendered: what is there was read, and is not yet changed."""
    ines, render = member("ines"), prose.prepare

    def remove() -> None:
        with app.app_context():
            grouping.remove(a, places=9, by=ines)
            db.session.remove()

    def render_slowly(*args: Any, **options: Any) -> prose.Prose:
        monkeypatch.setattr(prose, "prepare", render)
        meanwhile = threading.Thread(target=remove)
        meanwhile.start()
        meanwhile.join()
        return render(*args, **options)

    return lambda: monkeypatch.setattr(prose, "prepare", render_slowly)


def drafted(whom: Whom, **more: Any) -> int:
    return factories.post(member("sam"), "Ours", "Between *us*.", state=State.DRAFT, whom=whom, **more)


def answered(a: int) -> int:
    """Return the draft of an answer for the section; its prompt is gone, so the section may go as well."""
    prompt_id = prompt(section_ids=[a])
    post_id = drafted(Whom(prompt_id=prompt_id))
    prompts.delete(prompt_id, by=member("ines"))
    return post_id


def standing(post_id: int) -> tuple[Any, ...]:
    return tuple(of_post(post_id, "state", "section_id", "held_back"))


@pytest.mark.parametrize("is_answer", [True, False])
@pytest.mark.parametrize(
    ("words", "state"), [("Us.", "published"), ("Between *us*.", "published"), ("Us.", "draft")]
)
def test_who_saves_chooses_anew(
    browse: Browse, a: int, goes: Callable[[], None], is_answer: bool, words: str, state: str
) -> None:
    post_id = answered(a) if is_answer else drafted(Whom(section_id=a))
    sam, address = browse("sam"), f"{HERE}/posts/{post_id}/edit"
    chosen = {"section": str(a), "prompt": str(of_post(post_id, "prompt_id") or "")}
    typed = {"title": "Ours", "body": words, "was": "draft", "state": state, **chosen}
    typed["seen"] = seen(sam.get(address))
    goes()
    answer = sam.post(address, typed)
    assert (answer.status_code, standing(post_id)) == (422, LOST)
    assert GONE in answer.text
    assert words in answer.text
    assert ">Choose whom it is for</option>" in answer.text
    assert browse("sue").get(f"{HERE}/posts/{post_id}").status_code == 404
    typed |= {"section": "", "prompt": "", "seen": seen(answer), "state": "published"}
    assert sam.post(address, typed).status_code == 303
    assert of_post(post_id, "state", "body_markdown", "held_back") == (State.PUBLISHED, words, "")


def test_what_is_to_be_for_it_comes_back(browse: Browse, a: int, goes: Callable[[], None], via: str) -> None:
    post_id = factories.draft(member("sam"))
    sam = browse("sam")
    typed = {"title": "Ours", "body": "Between *us*.", "section": str(a)}
    edited = {**typed, "was": "draft", "seen": seen(sam.get(f"{HERE}/posts/{post_id}/edit"))}
    goes()
    answer = sam.post(f"{HERE}/posts/{post_id}/edit", edited, via=via)
    assert answer.status_code == 422
    assert GONE in answer.text
    assert "Between *us*." in answer.text
    assert of_post(post_id, "state", "section_id", "body_markdown") == ("draft", None, "To be continued.")


def test_a_new_post_for_it_comes_back(browse: Browse, a: int, goes: Callable[[], None], via: str) -> None:
    sam, written = browse("sam"), newest()
    typed = {"title": "Ours", "body": "Between *us*.", "section": str(a)}
    goes()
    answer = sam.post(f"{HERE}/posts", typed, via=via)
    assert answer.status_code == 422
    assert GONE in answer.text
    assert "Between *us*." in answer.text
    assert newest() == written


def test_a_form_that_was_made_just_then_asks_anew(cast: Cast, a: int) -> None:
    post_id, sam = drafted(Whom(section_id=a)), member("sam")
    read_before = queries.readable(sam, post_id)
    grouping.remove(a, places=9, by=member("ines"))
    course = SimpleNamespace(has_sections=True, has_prompts=True)
    assert offered(course, sam, read_before) == Offered([], [], must_choose=True)


def test_no_action_lets_it_out(a: int, goes: Callable[[], None]) -> None:
    post_id, sam = answered(a), member("sam")
    as_it_was = of_post(post_id, "edited_at")
    goes()
    with pytest.raises(actions.EditedMeanwhile):
        actions.edit(post_id, Draft("Ours", "Us."), by=sam, seen=as_it_was)
    assert standing(post_id) == LOST
