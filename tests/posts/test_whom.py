"""For whom a post is: what may be chosen, what a prompt decides, and when that is settled."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from forum.courses.models import Placing
from forum.extensions import db
from forum.posts import actions
from forum.posts.draft import Draft
from forum.posts.forms import version
from forum.posts.models import Post, State
from forum.posts.whom import PromptIsGone, Whom
from forum.prompts import actions as prompts
from tests import factories
from tests.factories import member, of_post
from tests.people import SLUG, Cast
from tests.prompts.stories import ago, prompt, section
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
TYPED = {"title": "An audit", "body": "What it found."}


@pytest.fixture
def a(cast: Cast) -> int:
    """Section A, in which sam is."""
    return section("A", cast.sam, course_id=cast.course)


@pytest.fixture
def b(cast: Cast) -> int:
    """Section B, in which sue is."""
    return section("B", cast.sue, course_id=cast.course)


def newest() -> int:
    return db.session.scalars(select(Post.id).order_by(Post.id.desc())).first() or 0


def whom(post_id: int) -> tuple[Any, ...]:
    return tuple(of_post(post_id, "section_id", "prompt_id", "gate_id"))


def offered(visitor: Visitor, address: str, name: str) -> list[str]:
    """Return what a select of a form offers, the chosen one with a star."""
    found = re.search(rf'<select[^>]*name="{name}".*?</select>', visitor.get(address).text, re.DOTALL)
    options = re.findall(r"<option([^>]*)>([^<]*)", found[0]) if found else []
    return [f"*{text}" if "selected" in how else text for how, text in options]


def test_students_write_for_everybody_or_a_section_of_theirs(browse: Browse, a: int, b: int) -> None:
    sam = browse("sam")
    assert offered(sam, f"{HERE}/posts/new", "section") == ["*Everybody in the class", "A"]
    assert offered(browse("ines"), f"{HERE}/posts/new", "section") == ["*Everybody in the class", "A", "B"]
    assert sam.post(f"{HERE}/posts", {**TYPED, "section": str(a)}).status_code == 303
    post_id = newest()
    assert whom(post_id) == (a, None, None)
    assert "for A" in sam.get(f"{HERE}/posts/{post_id}").text
    assert "for A" in sam.get(f"{HERE}/").text
    assert browse("sue").get(f"{HERE}/posts/{post_id}").status_code == 404
    refused = sam.post(f"{HERE}/posts", {**TYPED, "title": "Another", "section": str(b)})
    assert refused.status_code == 422
    assert "no longer there. Choose again." in refused.text
    assert "What it found." in refused.text
    assert newest() == post_id


def test_where_there_is_nothing_to_choose_nothing_is_asked(browse: Browse) -> None:
    page = browse("sam").get(f"{HERE}/posts/new").text
    assert 'name="section"' not in page
    assert 'name="prompt"' not in page


def test_an_answer_comes_from_its_prompt_and_stands_where_that_wants_it(browse: Browse, cast: Cast) -> None:
    topic = factories.category("Week 7", by=member("ines"))
    prompt_id = prompt("Audits", must_post_first=True, category_id=topic)
    prompt("Later", opens_at=ago(-1))
    sam = browse("sam")
    address = f"{HERE}/posts/new?prompt={prompt_id}"
    assert offered(sam, address, "prompt") == ["No prompt", "*Audits"]
    page = sam.get(address).text
    assert re.search(rf'<input checked[^>]*name="categories"[^>]*value="{topic}"', page)
    assert f'"prompts/{prompt_id}/answer"' in page
    sam.post(f"{HERE}/posts", {**TYPED, "prompt": str(prompt_id)})
    post_id = newest()
    assert whom(post_id) == (None, prompt_id, prompt_id)
    assert factories.filed(post_id) == ["Week 7"]
    page = sam.get(f"{HERE}/posts/{post_id}").text
    assert f'Answers <a href="{HERE}/prompts/{prompt_id}" dir="auto">Audits</a>' in page
    assert browse("sue").get(f"{HERE}/posts/{post_id}").status_code == 404
    assert "Later" in offered(browse("ines"), f"{HERE}/posts/new", "prompt")


def test_the_answer_to_a_prompt_for_sections_is_for_that_of_its_author(cast: Cast, a: int, b: int) -> None:
    prompt_id = prompt("In sections", section_ids=[a, b])
    answers = {name: factories.post(member(name), whom=Whom(b, prompt_id)) for name in ("sam", "sue", "ines")}
    assert [of_post(post_id, "section_id") for post_id in answers.values()] == [a, b, None]


def test_a_prompt_of_others_or_of_another_class_is_not_answered(
    browse: Browse, cast: Cast, a: int, b: int
) -> None:
    of_b = prompt("Only B", section_ids=[b])
    sam = browse("sam")
    for wrong in (str(of_b), "999999999", "0", "x"):
        assert sam.post(f"{HERE}/posts", {**TYPED, "prompt": wrong}).status_code in (303, 422)
    assert db.session.scalars(select(Post.id).where(Post.prompt_id.is_not(None))).all() == []
    with pytest.raises(PromptIsGone):
        actions.write(Draft("T", "B", whom=Whom(prompt_id=of_b)), by=member("otto", "elsewhere"))


def test_a_prompt_that_is_deleted_meanwhile_loses_no_word(browse: Browse) -> None:
    prompt_id, other = prompt("Audits"), prompt("Another")
    sam = browse("sam")
    sam.get(f"{HERE}/posts/new?prompt={prompt_id}")
    prompts.delete(prompt_id, by=member("ines"))
    refused = sam.post(f"{HERE}/posts", {**TYPED, "prompt": str(prompt_id)})
    assert refused.status_code == 422
    assert "What it found." in refused.text
    assert sam.post(f"{HERE}/posts", {**TYPED, "prompt": str(other)}).status_code == 303
    with pytest.raises(PromptIsGone):
        factories.post(member("sam"), whom=Whom(prompt_id=prompt_id))


def test_whom_it_is_for_changes_until_others_have_spoken(browse: Browse, a: int) -> None:
    post_id = factories.post(member("sam"), whom=Whom(a))
    sam = browse("sam")
    edit = f"{HERE}/posts/{post_id}/edit"
    assert offered(sam, edit, "section") == ["Everybody in the class", "*A"]
    assert sam.post(edit, {**TYPED, "section": "", "seen": "0"}).status_code == 303
    assert whom(post_id) == (None, None, None)
    factories.comment(member("sue"), post_id)
    assert offered(sam, edit, "section") == []
    seen = re.search(r'name="seen" value="(\d+)"', sam.get(edit).text)
    assert seen
    sam.post(edit, {**TYPED, "title": "Again", "section": str(a), "seen": seen[1]})
    assert (of_post(post_id, "title"), whom(post_id)) == ("Again", (None, None, None))
    edited_at = of_post(post_id, "edited_at")
    with pytest.raises(actions.EditedMeanwhile):
        actions.edit(post_id, Draft("T", "B", whom=Whom(a)), by=member("sam"), seen=edited_at)


def test_an_answer_that_opened_a_gate_stays_one(browse: Browse) -> None:
    prompt_id = prompt(must_post_first=True)
    post_id = factories.post(member("sam"), whom=Whom(prompt_id=prompt_id))
    assert offered(browse("sam"), f"{HERE}/posts/{post_id}/edit", "prompt") == []
    browse("sam").post(f"{HERE}/posts/{post_id}/edit", {**TYPED, "prompt": "", "seen": "0"})
    assert whom(post_id) == (None, prompt_id, prompt_id)


def test_a_draft_may_change_its_mind(browse: Browse, a: int) -> None:
    prompt_id = prompt(must_post_first=True)
    post_id = factories.post(member("sam"), whom=Whom(prompt_id=prompt_id), state=State.DRAFT)
    sam = browse("sam")
    sam.post(f"{HERE}/posts/{post_id}/edit", {**TYPED, "section": str(a), "prompt": "", "seen": "0"})
    assert (of_post(post_id, "state"), whom(post_id)) == ("published", (a, None, None))


def test_an_answer_stays_where_it_was_when_its_author_moves(
    browse: Browse, cast: Cast, a: int, b: int
) -> None:
    prompt_id = prompt("In sections", section_ids=[a])
    post_id = factories.post(member("sam"), whom=Whom(prompt_id=prompt_id))
    db.session.execute(update(Placing).where(Placing.user_id == cast.sam).values(section_id=b))
    db.session.commit()
    assert browse("sam").post(f"{HERE}/posts/{post_id}/edit", {**TYPED, "seen": "0"}).status_code == 303
    assert (of_post(post_id, "title"), whom(post_id)) == ("An audit", (a, prompt_id, None))
    with pytest.raises(PromptIsGone):  # and no new one is for everybody
        factories.post(member("sam"), whom=Whom(prompt_id=prompt_id))


def test_the_answer_to_a_deleted_prompt_is_edited_like_every_post(browse: Browse) -> None:
    prompt_id, _other = prompt("Audits"), prompt("Another")
    post_id = factories.post(member("sam"), whom=Whom(prompt_id=prompt_id))
    prompts.delete(prompt_id, by=member("ines"))
    assert browse("sam").post(f"{HERE}/posts/{post_id}/edit", {**TYPED, "seen": "0"}).status_code == 303
    kept = {
        **TYPED,
        "title": "Again",
        "prompt": str(prompt_id),
        "seen": version(of_post(post_id, "edited_at")),
    }
    assert browse("ines").post(f"{HERE}/posts/{post_id}/edit", kept).status_code == 303
    assert (of_post(post_id, "title"), whom(post_id)) == ("Again", (None, prompt_id, None))


def test_what_was_published_for_something_else_becomes_no_answer(browse: Browse) -> None:
    post_id = factories.post(member("sam"))
    prompt_id = prompt("Audits")
    assert offered(browse("sam"), f"{HERE}/posts/{post_id}/edit", "prompt") == []
    browse("sam").post(f"{HERE}/posts/{post_id}/edit", {**TYPED, "prompt": str(prompt_id), "seen": "0"})
    assert whom(post_id) == (None, None, None)
    assert offered(browse("ines"), f"{HERE}/posts/{post_id}/edit", "prompt") == ["*No prompt", "Audits"]


@pytest.mark.parametrize("afterwards", ["marked", "frozen"])
def test_who_has_seen_the_others_answers_does_not_begin_anew(
    browse: Browse, cast: Cast, afterwards: str
) -> None:
    prompt_id = prompt(must_post_first=True, after_posting=afterwards)
    post_id = factories.post(member("sam"), whom=Whom(prompt_id=prompt_id), co_author_ids=[cast.sue])
    for name, verb in (("sam", "publication/delete"), ("sam", "deletion"), ("sue", "co-authors/me/delete")):
        assert browse(name).post(f"{HERE}/posts/{post_id}/{verb}").status_code == 403, verb
    assert of_post(post_id, "state") == State.PUBLISHED
