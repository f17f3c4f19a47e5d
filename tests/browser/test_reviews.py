"""A review is kept while it is typed, and is back in its form, whatever question it answers."""

from __future__ import annotations

from playwright.sync_api import expect

from forum.peers import actions, allotting
from forum.posts.whom import Whom
from forum.prompts import actions as prompts
from forum.prompts.asked import Asked
from tests import factories
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse

ASKED = (actions.Line("What is the strongest point?"), actions.Line("How clear is it?", 5))


def given(room: Classroom) -> int:
    """Let a post of sue's be given to sam to review, and return its id."""
    with room.member("ines") as ines:
        prompt_id = prompts.write(Asked("Week 6", "Whose word counts?"), by=ines)
    with room.member("sue") as sue:
        post_id = factories.post(sue, "What sue saw", whom=Whom(prompt_id=prompt_id))
    with room.member("ines") as ines:
        actions.arrange(prompt_id, actions.Terms(1, questions=ASKED), by=ines)
        allotting.share_out_now(prompt_id, by=ines)
    return post_id


def test_it_comes_back_on_another_device_and_is_sent_from_there(room: Classroom, browse: Browse) -> None:
    post_id = given(room)
    page, phone = browse("sam"), browse("sam", viewport={"width": 320, "height": 640})
    page.goto(room.url("/"))
    page.get_by_role("complementary", name="To be answered").get_by_role("link", name="Week 6").click()
    page.get_by_role("link", name="Review it").click()
    page.get_by_label("What is the strongest point?").press_sequentially("The *ledger*.")
    page.get_by_label("4", exact=True).check()
    expect(page.locator(".saved")).to_contain_text("Draft saved")

    phone.goto(room.url(f"/posts/{post_id}/reviews/new"))
    expect(phone.get_by_label("What is the strongest point?")).to_have_value("The *ledger*.")
    expect(phone.get_by_label("4", exact=True)).to_be_checked()
    phone.get_by_role("button", name="Send your review").last.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Reviews")
    expect(phone.locator("em", has_text="ledger")).to_be_visible()
    page.goto(room.url("/"))
    expect(page.get_by_role("complementary", name="To be answered")).to_have_count(0)
