"""Comments come, change and go in their place, and on pages of their own without JavaScript."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.console import Console


def open_post(page: Page, room: Classroom, post_id: int) -> None:
    page.goto(room.url(f"/posts/{post_id}"))
    steps.mark(page)


def count(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", name=text, exact=True)).to_be_visible()


def test_a_comment_comes_into_its_place(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam")
    page = browse("sue")
    open_post(page, room, post_id)
    count(page, "No comments yet")
    page.get_by_role("link", name="Leave a comment").click()
    expect(steps.comment_box(page)).to_be_focused()
    steps.comment_box(page).fill("I *do* agree.")
    page.get_by_role("button", name="Comment").click()
    expect(steps.said(page, "I do agree.")).to_be_focused()
    expect(steps.own_words(page, "I do agree.").locator("em")).to_have_text("do")
    count(page, "1 comment")
    expect(steps.notice(page)).to_have_text("Your comment is posted.")
    expect(steps.comment_box(page)).to_have_count(0)
    assert steps.unmoved(page)
    expect(page).to_have_url(room.url(f"/posts/{post_id}"))

    page.get_by_role("link", name="Leave a comment").click()
    expect(steps.comment_box(page)).to_have_value("")
    steps.comment_box(page).fill("Once more.")
    page.get_by_role("button", name="Comment").click()
    expect(page.locator("li.comment")).to_have_count(2)
    count(page, "2 comments")


def test_a_comment_without_javascript(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam")
    page = browse("sue", via="plain")
    page.goto(room.url(f"/posts/{post_id}"))
    page.get_by_role("link", name="Leave a comment").click()
    expect(steps.comment_box(page)).to_be_focused()
    steps.comment_box(page).fill("I agree.")
    page.get_by_role("button", name="Comment").click()
    expect(page).to_have_url(steps.beginning(room.url(f"/posts/{post_id}#comment-")))
    expect(page.locator("li.comment:target")).to_contain_text("I agree.")
    count(page, "1 comment")


def test_others_answer(room: Classroom, browse: Browse, via: str) -> None:
    post_id = room.post("sam")
    first = room.comment("sue", post_id, "What do you mean?")
    sam, sue = browse("sam", via=via), browse("sue", via=via)
    sam.goto(room.url(f"/posts/{post_id}"))
    steps.own_words(sam, "What do you mean?").get_by_role("link", name="Reply").click()
    box = sam.get_by_role("textbox", name="Reply to Sue")
    expect(box).to_be_focused()
    box.fill("Just that.")
    sam.get_by_role("button", name="Comment").click()
    expect(sam.locator(f"#replies-{first} > li")).to_contain_text("Just that.")
    expect(box).to_have_count(0)
    sue.goto(room.url(f"/posts/{post_id}"))
    expect(sue.locator(f"#replies-{first} > li")).to_contain_text("Sam")


def test_an_answer_far_down_says_whom_it_answers(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam")
    last = None
    for depth in range(1, 5):
        last = room.comment("sue", post_id, f"Depth {depth}", under=last)
    page = browse("sam")
    open_post(page, room, post_id)
    steps.own_words(page, "Depth 4").get_by_role("link", name="Reply").click()
    page.get_by_role("textbox", name="Reply to Sue").fill("Depth 5")
    page.get_by_role("button", name="Comment").click()
    expect(steps.said(page, "Depth 5")).to_be_focused()
    expect(steps.own_words(page, "Depth 5")).to_contain_text("answering Sue")
    expect(page.locator(".replies .replies .replies > li")).to_have_count(2)
    assert steps.unmoved(page)


def test_a_reply_may_be_given_up(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam")
    room.comment("sue", post_id, "What do you mean?")
    page = browse("sam")
    open_post(page, room, post_id)
    steps.own_words(page, "What do you mean?").get_by_role("link", name="Reply").click()
    page.get_by_role("link", name="Cancel").press("Enter")
    expect(page.get_by_role("textbox")).to_have_count(0)
    expect(steps.said(page, "What do you mean?")).to_be_focused()
    assert steps.unmoved(page)


def test_a_comment_is_edited_in_its_place(room: Classroom, browse: Browse, via: str) -> None:
    post_id = room.post("sam")
    room.comment("sue", post_id, "I agre.")
    page = browse("sue", via=via)
    page.goto(room.url(f"/posts/{post_id}"))
    page.get_by_role("link", name="Edit", exact=True).click()
    box = page.get_by_role("textbox", name="Edit the comment")
    expect(box).to_be_focused()
    expect(box).to_have_value("I agre.")
    if via == "htmx":
        page.keyboard.type("e")
        expect(box).to_have_value("I agre.e")
    box.fill("I agree.")
    page.get_by_role("button", name="Save").click()
    expect(steps.own_words(page, "I agree.")).to_contain_text("edited by Sue")
    expect(steps.notice(page)).to_have_text("Saved.")
    expect(box).to_have_count(0)


def test_a_comment_is_edited_on_a_page_of_its_own_from_its_end(room: Classroom, browse: Browse) -> None:
    comment_id = room.comment("sue", room.post("sam"), "I agre.")
    page = browse("sue")
    page.goto(room.url(f"/comments/{comment_id}/edit"))
    expect(page.get_by_role("textbox", name="Edit the comment")).to_be_focused()
    page.keyboard.type("e")
    expect(page.get_by_role("textbox", name="Edit the comment")).to_have_value("I agre.e")


def test_a_deleted_comment_leaves_its_place_and_comes_back(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam")
    first = room.comment("sue", post_id, "Taken back.")
    room.comment("sam", post_id, "An answer.", under=first)
    page = browse("sue")
    open_post(page, room, post_id)
    steps.own_words(page, "Taken back.").get_by_role("link", name="Delete").click()
    expect(page.get_by_role("button", name="Delete")).to_be_focused()
    page.get_by_role("button", name="Delete").click()
    place = page.locator(f"#comment-{first}")
    expect(place.locator("> article")).to_contain_text("This comment was deleted.")
    expect(place).to_contain_text("An answer.")
    expect(page.get_by_text("Taken back.")).to_have_count(0)
    expect(steps.notice(page)).to_contain_text("The comment is deleted.")
    count(page, "1 comment")
    place.locator("> article").get_by_role("button", name="Undo").click()
    expect(steps.own_words(page, "Taken back.")).to_be_visible()
    count(page, "2 comments")
    assert steps.unmoved(page)


def test_a_deletion_is_taken_back_without_javascript(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam")
    room.comment("sue", post_id, "Taken back.")
    page = browse("sue", via="plain")
    page.goto(room.url(f"/posts/{post_id}"))
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    count(page, "No comments yet")
    steps.notice(page).get_by_role("button", name="Undo").click()
    expect(steps.own_words(page, "Taken back.")).to_be_visible()
    count(page, "1 comment")


def test_the_instructor_hides_a_comment(room: Classroom, browse: Browse, console: Console, via: str) -> None:
    console.expect("422")
    post_id = room.post("sam")
    first = room.comment("sam", post_id, "Rude words.")
    room.comment("sue", post_id, "Please.", under=first)
    ines, sue, sam = browse("ines", via=via), browse("sue"), browse("sam")
    ines.goto(room.url(f"/posts/{post_id}"))
    steps.own_words(ines, "Rude words.").get_by_role("link", name="Hide").click()
    reason = ines.get_by_role("textbox", name="Reason")
    expect(reason).to_be_focused()
    reason.fill(" ")
    ines.get_by_role("button", name="Hide").click()
    expect(reason).to_have_accessible_description(steps.ending("Say why: the author will read it."))
    reason.fill("Be kind.")
    ines.get_by_role("button", name="Hide").click()
    expect(ines.locator(f"#said-{first}")).to_contain_text("Hidden from the class: Be kind.")
    expect(steps.notice(ines)).to_contain_text("The comment is hidden from the class.")
    expect(steps.notice(ines).get_by_role("button", name="Undo")).to_be_visible()

    for page, text in ((sue, "This comment was hidden by a teacher."), (sam, "Be kind.")):
        page.goto(room.url(f"/posts/{post_id}"))
        expect(page.locator(f"#said-{first}")).to_contain_text(text)
        count(page, "1 comment")
    expect(sue.get_by_text("Rude words.")).to_have_count(0)

    ines.get_by_role("button", name="Show again").click()
    count(ines, "2 comments")
    sue.reload()
    expect(steps.own_words(sue, "Rude words.")).to_be_visible()


def test_an_empty_comment_is_refused_beside_the_field(
    room: Classroom, browse: Browse, console: Console
) -> None:
    console.expect("422")
    post_id = room.post("sam")
    page = browse("sue")
    open_post(page, room, post_id)
    page.get_by_role("link", name="Leave a comment").click()
    steps.comment_box(page).fill(" ")
    page.get_by_role("button", name="Comment").click()
    expect(steps.comment_box(page)).to_have_accessible_description("Write something first.")
    expect(steps.comment_box(page)).to_be_focused()
    assert steps.unmoved(page)


def test_the_comment_that_is_answered_may_be_gone(room: Classroom, browse: Browse, console: Console) -> None:
    console.expect("422")
    post_id = room.post("sam")
    first = room.comment("sam", post_id, "Never mind.")
    page = browse("sue")
    open_post(page, room, post_id)
    page.get_by_role("link", name="Reply").click()
    page.get_by_role("textbox", name="Reply to Sam").fill("I do mind.")
    room.take_back("sam", first)
    page.get_by_role("button", name="Comment").click()
    expect(page.locator(".error")).to_contain_text("Your text is kept: post it here.")
    expect(steps.comment_box(page)).to_have_value("I do mind.")
    page.get_by_role("button", name="Comment").click()
    expect(steps.said(page, "I do mind.")).to_be_focused()
    assert steps.unmoved(page)


def test_forms_in_a_window_of_their_own_lead_back(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam")
    first = room.comment("sue", post_id, "I agre.")
    page = browse("sue")
    page.goto(room.url(f"/comments/{first}/edit"))
    page.get_by_role("textbox").fill("I agree.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("li.comment:target")).to_contain_text("I agree.")
    page.goto(room.url(f"/posts/{post_id}/comments/new?parent={first}"))
    page.get_by_role("textbox").fill("Still.")
    page.get_by_role("button", name="Comment").click()
    expect(page.locator("li.comment:target")).to_contain_text("Still.")
    page.goto(room.url(f"/comments/{first}/deletion"))
    page.get_by_role("link", name="Keep it").click()
    expect(page.locator("li.comment:target")).to_contain_text("I agree.")
    page.goto(room.url(f"/comments/{first}/deletion"))
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("li.comment:target")).to_contain_text("This comment was deleted.")
