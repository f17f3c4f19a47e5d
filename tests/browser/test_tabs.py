"""Several tabs of one browser: who signs out in one of them has signed out in all."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse


def test_signing_out_clears_the_other_tabs_but_not_unsent_words(room: Classroom, browse: Browse) -> None:
    room.joined_by("tara")
    post_id = room.post("sam")
    reading = browse("tara")
    reading.goto(room.url("/"))
    writing, leaving = reading.context.new_page(), reading.context.new_page()
    writing.goto(room.url(f"/posts/{post_id}/comments/new"))
    steps.comment_box(writing).fill("Not sent yet.")

    leaving.goto(room.url("/"))
    leaving.get_by_label("Your account").click()
    leaving.get_by_role("button", name="Sign out").click()

    expect(reading.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(steps.comment_box(writing)).to_have_value("Not sent yet.")
