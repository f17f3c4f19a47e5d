"""Marking in a real browser: by keyboard from one student to the next, and the same without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from forum.auth.models import User
from forum.extensions import db
from forum.marking.models import Mark
from forum.notify import telling
from forum.posts.models import Post
from forum.prompts import actions as prompts
from forum.prompts.asked import Asked
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.keys import enter, tab_to


@pytest.fixture
def prompt_id(room: Classroom) -> int:
    with room.member("ines") as ines:
        return prompts.write(Asked("Week 4", "What did the audit find?"), by=ines)


def answer(room: Classroom, by: str, prompt_id: int, title: str) -> int:
    post_id = room.post(by, title)
    with room.site.app.app_context():
        db.session.execute(update(Post).where(Post.id == post_id).values(prompt_id=prompt_id))
        db.session.commit()
    return post_id


def marks(room: Classroom) -> list[tuple[str, str, str]]:
    """Return who was given how many points and told what, by name."""
    with room.member("ines") as ines:
        query = select(User.name, Mark.points, Mark.body_markdown).join(User, User.id == Mark.student_id)
        rows = db.session.execute(query.where(Mark.course_id == ines.course_id).order_by(User.name)).all()
    return [(name, str(points), words) for name, points, words in rows]


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1, name=text, exact=True)).to_be_visible()


def test_from_one_student_to_the_next_by_keyboard(room: Classroom, browse: Browse, prompt_id: int) -> None:
    answer(room, "sam", prompt_id, "Five ships")
    answer(room, "sue", prompt_id, "Four ships")
    page = browse("ines")
    page.goto(room.url(f"/prompts/{prompt_id}/marks"))
    enter(page, "Begin marking")
    heading(page, "Note and points for Sam")
    expect(page.get_by_label("Points", exact=True)).to_be_focused()
    page.keyboard.type("8,5")
    page.keyboard.press("Tab")
    page.keyboard.type("10")
    page.keyboard.press("Enter")  # and not "Preview", which is the first button to be seen
    heading(page, "Note and points for Sue")
    expect(page.locator("#notices")).to_contain_text("Saved for Sam.")
    page.keyboard.type("7")
    tab_to(page, "Note")
    page.keyboard.type("Count *again*.")
    page.keyboard.press("Control+Enter")
    heading(page, "Week 4")
    assert marks(room) == [("Sam", "8.50", ""), ("Sue", "7.00", "Count *again*.")]
    enter(page, "Release all (2)")
    expect(page.locator("#notices")).to_contain_text("Released: 2.")


def test_in_a_narrow_window_what_is_marked_is_read_first(room: Classroom, browse: Browse, via: str) -> None:
    post_id = room.post("sam", "Five ships", "Words.\n\n" * 80)
    page = browse("ines", via=via, viewport={"width": 320, "height": 640})
    page.goto(room.url(f"/posts/{post_id}"))
    page.get_by_role("link", name="Note and points for Sam").click()
    heading(page, "Note and points for Sam")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("scrollY") == 0
    expect(page.get_by_label("Points", exact=True)).not_to_be_focused()


@pytest.mark.parametrize("via", ["plain", "htmx"])
def test_a_student_hears_of_a_note_and_reads_it_there(room: Classroom, browse: Browse, via: str) -> None:
    post_id = room.post("sam", "Five ships")
    page = browse("ines", via=via)
    page.goto(room.url(f"/posts/{post_id}"))
    page.get_by_role("link", name="Note and points for Sam").click()
    page.get_by_label("Points", exact=True).fill("8")
    page.get_by_label("Note", exact=True).fill("Well *argued*.")
    page.get_by_role("button", name="Save and release").click()
    expect(page.locator("#notices")).to_contain_text("Saved for Sam.")
    with room.site.app.app_context():
        telling.tell()
    sam = browse("sam", via=via)
    sam.goto(room.url("/notifications"))
    expect(sam.get_by_text("You have a note from Ines")).to_be_visible()
    assert "argued" not in sam.content()
    sam.goto(room.url(f"/posts/{post_id}"))
    note = sam.locator("article.note")
    expect(note).to_contain_text("A note for you from Ines")
    expect(note.locator("em")).to_have_text("argued")
    sue = browse("sue", via=via)
    sue.goto(room.url(f"/posts/{post_id}"))
    expect(sue.locator("article.note")).to_have_count(0)


def test_what_is_typed_is_kept_while_it_is_typed(room: Classroom, browse: Browse) -> None:
    post_id, page = room.post("sam", "Five ships"), browse("ines")
    with room.member("sam") as sam:
        url = room.url(f"/posts/{post_id}/marks/{sam.user_id}")
    page.goto(url)
    page.get_by_label("Points", exact=True).fill("4")
    page.get_by_label("Note", exact=True).fill("Half a note")
    expect(page.locator(".saved")).to_contain_text("Draft saved")
    page.goto(room.url("/"))
    page.goto(url)
    expect(page.get_by_label("Note", exact=True)).to_have_value("Half a note")
    expect(page.get_by_label("Points", exact=True)).to_have_value("4")
    assert marks(room) == []
