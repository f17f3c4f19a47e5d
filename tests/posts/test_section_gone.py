"""A section is deleted while drafts and deleted posts are for it: their authors choose anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from forum import clock
from forum.courses import grouping, placings
from forum.extensions import db
from forum.policy import may
from forum.posts import actions, due, publishing, queries, whom
from forum.posts.draft import Draft
from forum.posts.models import HeldBack, Post, State
from forum.posts.whom import Whom
from forum.prompts import actions as prompts
from forum.prompts.asked import Asked
from forum.prompts.models import Prompt
from tests import factories
from tests.factories import member, of_post
from tests.people import SLUG, Cast
from tests.posts.recount import check
from tests.posts.test_editing import save, seen
from tests.posts.test_whom import offered
from tests.prompts.stories import prompt, section
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
CHOOSE = "Choose whom it is for"


@pytest.fixture
def a(cast: Cast) -> int:
    """Section A, in which sam is; sue is in no section."""
    return section("A", cast.sam, course_id=cast.course)


def drafted(a: int, **more: Any) -> int:
    draft = Draft("For some", "Between *us*.", state=State.DRAFT, whom=Whom(section_id=a), **more)
    return actions.write(draft, by=member("sam"))


def gone(a: int) -> None:
    """Let ines delete the section."""
    grouping.remove(a, places=placings.use(a).places, by=member("ines"))


def standing(post_id: int) -> tuple[Any, ...]:
    return tuple(of_post(post_id, "state", "section_id", "held_back", "publish_at"))


LOST = (State.DRAFT, None, HeldBack.SECTION, None)


def test_the_page_tells_how_many_and_no_words(browse: Browse, cast: Cast, a: int) -> None:
    drafted(a)
    actions.delete(drafted_and_out(a), by=member("sam"))
    page = browse("ines").get(f"{HERE}/sections/{a}/deletion").text
    assert "1 draft is for it." in page
    assert "1 deleted post was for it." in page
    assert "For some" not in page
    assert "Delete it" in page


def drafted_and_out(a: int) -> int:
    post_id = drafted(a)
    publishing.publish(post_id, by=member("sam"))
    return post_id


def test_a_draft_is_its_authors_alone_and_does_not_come_out(browse: Browse, cast: Cast, a: int) -> None:
    post_id = drafted(a, publish_at=clock.now() + timedelta(hours=1))
    gone(a)
    assert standing(post_id) == LOST
    db.session.execute(Post.__table__.update().values(publish_at=clock.now()))
    db.session.commit()
    due.publish()
    assert not publishing.publish(post_id, by=member("sam"))
    assert browse("sam").post(f"{HERE}/posts/{post_id}/publication").status_code == 403
    assert of_post(post_id, "state") == State.DRAFT
    for name in ("sue", "asa", "ines", "olga"):
        assert browse(name).get(f"{HERE}/posts/{post_id}").status_code == 404


def test_its_author_is_told_why(browse: Browse, cast: Cast, a: int) -> None:
    post_id = drafted(a)
    gone(a)
    sam = browse("sam")
    for page in (f"{HERE}/drafts", f"{HERE}/posts/{post_id}"):
        assert "The section that it was for is not there any more. Only you see it" in sam.get(page).text
    assert "Publish now" not in sam.get(f"{HERE}/posts/{post_id}").text
    assert "Choose below whom it is for" in sam.get(f"{HERE}/posts/{post_id}/edit").text


@pytest.mark.parametrize("others", [True, False])
def test_it_comes_out_for_whom_they_choose(
    browse: Browse, cast: Cast, a: int, via: str, others: bool
) -> None:
    b = section("B", cast.sam, course_id=cast.course) if others else None
    post_id = drafted(a)
    gone(a)
    sam, address = browse("sam"), f"{HERE}/posts/{post_id}/edit"
    assert offered(sam, address, "section")[:2] == [f"*{CHOOSE}", "Everybody in the class"]
    sent = {"title": "For some", "body": "Between *them*.", "was": "draft", "section": "0"}
    answer = sam.post(address, {**sent, "seen": seen(sam.get(address)), "state": "published"}, via=via)
    assert answer.status_code == 422
    assert "The section that it was for is not there any more. Choose whom it is for." in answer.text
    assert "Between *them*." in answer.text
    assert standing(post_id) == LOST
    save(sam, post_id, **sent, state="draft")
    assert standing(post_id) == LOST
    assert of_post(post_id, "body_markdown") == "Between *them*."
    save(sam, post_id, **(sent | {"section": str(b or "")}), state="published")
    assert of_post(post_id, "state", "section_id", "held_back") == (State.PUBLISHED, b, "")
    check(cast.course)


@pytest.mark.parametrize("state", ["published", "draft"])
def test_a_form_that_does_not_say_whom_it_is_for_lets_nobody_read_it(
    browse: Browse, cast: Cast, a: int, state: str
) -> None:
    post_id = drafted(a)
    gone(a)
    answer = save(browse("sam"), post_id, title="T", body="Between *them*.", was="draft", state=state)
    assert answer.status_code == (303 if state == "draft" else 422)
    assert standing(post_id) == LOST


def test_a_time_is_refused_as_well(browse: Browse, cast: Cast, a: int) -> None:
    post_id = drafted(a)
    gone(a)
    sent = {"title": "T", "body": "B", "was": "draft", "section": "0", "state": "published"}
    at = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    answer = save(browse("sam"), post_id, **sent, publish_at=at)
    assert answer.status_code == 422
    assert standing(post_id) == LOST


def test_no_action_lets_it_out_unaddressed(cast: Cast, a: int) -> None:
    post_id, sam = drafted(a), member("sam")
    gone(a)
    for more in ({"state": State.PUBLISHED}, {"state": State.DRAFT, "publish_at": clock.now()}):
        with pytest.raises(whom.Unaddressed):
            actions.edit(post_id, Draft("T", "B", **more), by=sam, seen=of_post(post_id, "edited_at"))
    assert standing(post_id) == LOST


def test_an_answer_is_for_whom_its_prompt_asks_now(browse: Browse, cast: Cast, a: int) -> None:
    b = section("B", cast.sue, course_id=cast.course)
    asked = prompt("Week 1", section_ids=[a])
    draft = Draft("My answer", "Because.", state=State.DRAFT, whom=Whom(prompt_id=asked))
    post_id = actions.write(draft, by=member("sam"))
    asks(asked, [b])
    gone(a)
    assert standing(post_id) == LOST
    sent = {"title": "T", "body": "B", "was": "draft", "section": "0", "prompt": str(asked)}
    answer = save(browse("sam"), post_id, **sent, state="published")
    assert answer.status_code == 422
    assert "This prompt is gone, or asks its author no more" in answer.text
    asks(asked, None)
    save(browse("sam"), post_id, **sent, state="published")
    assert of_post(post_id, "state", "section_id", "prompt_id") == (State.PUBLISHED, None, asked)


def asks(prompt_id: int, section_ids: list[int] | None, **more: Any) -> None:
    """Let a prompt ask other sections, or the class."""
    edited = select(Prompt.edited_at).where(Prompt.id == prompt_id)
    asked = Asked("Week 1", "Say why.", section_ids=section_ids, **more)
    prompts.edit(prompt_id, asked, by=member("ines"), seen=db.session.scalars(edited).one())


@pytest.mark.parametrize("others", ["class", "no prompt"])
def test_the_page_says_how_an_answer_makes_way(browse: Browse, cast: Cast, a: int, others: str) -> None:
    asked, b = prompt("Week 1", section_ids=[a], must_post_first=True), section("B", course_id=cast.course)
    post_id = factories.post(member("sam"), "Ours", whom=Whom(prompt_id=asked))
    asks(asked, None if others == "class" else [b], must_post_first=True)
    ines, edited = browse("ines"), {"section": "", "prompt": str(asked) if others == "class" else ""}
    told = ines.get(f"{HERE}/sections/{a}/deletion").text
    assert "For an answer, its prompt must ask the whole class or be taken off it;" in told
    save(ines, post_id, **edited)
    assert of_post(post_id, "section_id", "gate_id") == (a, asked)
    asks(asked, None if others == "class" else [b])
    save(ines, post_id, **edited)
    gone(a)
    assert of_post(post_id, "state", "section_id", "held_back") == (State.PUBLISHED, None, "")


def test_a_deleted_post_comes_back_as_a_draft_for_its_author(browse: Browse, cast: Cast, a: int) -> None:
    post_id = drafted_and_out(a)
    actions.delete(post_id, by=member("sam"))
    gone(a)
    check(cast.course)
    sam = browse("sam")
    assert "Restore it" in sam.get(f"{HERE}/posts/{post_id}").text
    sam.post(f"{HERE}/posts/{post_id}/deletion/delete")
    assert standing(post_id) == LOST
    assert "Only you see it" in sam.get(f"{HERE}/posts/{post_id}").text
    for name in ("sue", "asa", "ines"):
        assert browse(name).get(f"{HERE}/posts/{post_id}").status_code == 404
    check(cast.course)


def test_a_draft_that_waits_for_a_choice_is_published_by_nobody(cast: Cast, a: int) -> None:
    post_id = drafted(a)
    post = queries.readable(member("sam"), post_id)
    assert may(member("sam"), "post.publish", post)
    gone(a)
    post = queries.readable(member("sam"), post_id)
    assert may(member("sam"), "post.edit", post)
    assert not may(member("sam"), "post.publish", post)


def test_what_is_for_others_stays_as_it_is(cast: Cast, a: int) -> None:
    b = section("B", cast.sam, course_id=cast.course)
    for_b = drafted(b, publish_at=clock.now() + timedelta(hours=1))
    for_all = factories.draft(member("sam"))
    gone(a)
    assert of_post(for_b, "section_id", "held_back") == (b, "")
    assert of_post(for_all, "section_id", "held_back") == (None, "")
    assert db.session.scalars(select(Post.publish_at).where(Post.id == for_b)).one() is not None
