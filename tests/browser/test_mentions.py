"""Who types an @ is offered the people of the class, by keyboard and by pointer, and nothing hinders."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.console import Console
from tests.browser.examined import AXE, LOOKS, findings, look


def people(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Members")


def options(page: Page) -> Locator:
    return people(page).get_by_role("option")


def chosen(page: Page) -> Locator:
    return page.get_by_role("option", selected=True)


def composer(room: Classroom, page: Page) -> Locator:
    """Open the box for a comment on a new post."""
    page.goto(room.url(f"/posts/{room.post('ines')}"))
    page.get_by_role("link", name="Leave a comment").click()
    expect(steps.comment_box(page)).to_be_focused()
    return steps.comment_box(page)


def mention(page: Page, written: str) -> Locator:
    return page.locator("a.mention", has_text=re.compile(f"^{re.escape(written)}$"))


@pytest.fixture
def crowd(room: Classroom) -> Classroom:
    """A class with Stella Stone, Stefan Stone and Zoë in it."""
    for name in ("Stella Stone", "Stefan Stone", "Zoë"):
        room.joined_by(f"{name[:4].lower().strip()}-{room.slug}", called=f"{name} {room.slug[6:]}")
    return room


def handle(room: Classroom, name: str) -> str:
    return f"@{name}-{room.slug[6:]}"


# --- By keyboard -------------------------------------------------------------------------------------


def test_a_handle_is_chosen_while_it_is_typed(crowd: Classroom, browse: Browse) -> None:
    page = browse("sam")
    box = composer(crowd, page)
    page.keyboard.type("Ask @st")
    expect(options(page)).to_have_count(2)
    expect(page.locator("p[aria-live]")).to_have_text("2 people")
    expect(chosen(page)).to_contain_text("Stefan Stone")
    expect(box).to_have_attribute("aria-controls", "people")
    for key, name in (("ArrowDown", "Stella"), ("ArrowDown", "Stefan"), ("ArrowUp", "Stella")):
        page.keyboard.press(key)
        expect(chosen(page)).to_contain_text(name)
        expect(box).to_have_attribute("aria-activedescendant", str(chosen(page).get_attribute("id")))
    page.keyboard.press("Enter")
    expect(people(page)).to_have_count(0)
    whom = handle(crowd, "stella-stone")
    expect(box).to_have_value(f"Ask {whom} ")
    expect(box).to_be_focused()
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.type("again.")
    page.get_by_role("button", name="Comment").click()
    expect(mention(page, whom)).to_be_visible()
    mention(page, whom).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Stella Stone")


def test_typing_on_asks_again_and_keeps_what_was_chosen(crowd: Classroom, browse: Browse) -> None:
    page = browse("sam")
    composer(crowd, page)
    page.keyboard.type("@s")
    expect(options(page)).to_have_count(3)
    page.keyboard.press("ArrowDown")
    expect(chosen(page)).to_contain_text("Stella")
    page.keyboard.type("t")
    expect(options(page)).to_have_count(2)
    expect(chosen(page)).to_contain_text("Stella")
    page.keyboard.type("ef")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("Tab")
    expect(steps.comment_box(page)).to_have_value(handle(crowd, "stefan-stone") + " ")
    expect(steps.comment_box(page)).to_be_focused()


def test_any_part_of_a_name_finds_them_in_any_spelling(crowd: Classroom, browse: Browse) -> None:
    page = browse("sam")
    box = composer(crowd, page)
    page.keyboard.type("(@stone")
    expect(options(page)).to_have_count(2)
    page.keyboard.press("Enter")
    page.keyboard.type("and @ZOË")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("Enter")
    expect(box).to_have_value(f"({handle(crowd, 'stefan-stone')} and {handle(crowd, 'zoe')} ")


def test_escape_puts_the_list_away_and_nothing_else(crowd: Classroom, browse: Browse) -> None:
    page = browse("sam")
    box = composer(crowd, page)
    page.evaluate("document.querySelector('details.menu').open = true")
    page.keyboard.type("@s")
    expect(people(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(people(page)).to_have_count(0)
    expect(page.locator("details.menu[open]")).to_have_count(1)
    with page.expect_request("**/people?q=su"):  # of the next one; this one is left alone
        page.keyboard.type("te\n@su")
    expect(options(page)).to_have_count(1)
    expect(box).to_have_value("@ste\n@su")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("details.menu[open]")).to_have_count(0)


def test_undo_takes_the_handle_back(crowd: Classroom, browse: Browse) -> None:
    page = browse("sam")
    box = composer(crowd, page)
    page.keyboard.type("Ask @stel")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("Enter")
    expect(box).to_have_value(f"Ask {handle(crowd, 'stella-stone')} ")
    page.keyboard.press("Control+z")
    expect(box).to_have_value("Ask @stel")


def test_in_the_middle_of_a_text_the_rest_stays(crowd: Classroom, browse: Browse) -> None:
    page = browse("sam")
    box = composer(crowd, page)
    box.fill("One two.")
    box.evaluate("box => box.setSelectionRange(4, 4)")
    page.keyboard.type("@sue")
    expect(people(page)).to_have_count(0)
    page.keyboard.press("Backspace")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("Enter")
    expect(box).to_have_value("One @sue two.")


def test_keys_that_are_for_somebody_else_pass(crowd: Classroom, browse: Browse) -> None:
    page = browse("sam")
    box = composer(crowd, page)
    page.keyboard.type("@s")
    expect(people(page)).to_be_visible()
    page.evaluate("addEventListener('keydown', (e) => { window.passed = `${e.key} ${e.defaultPrevented}`; })")
    page.keyboard.press("Control+ArrowDown")
    assert page.evaluate("window.passed") == "ArrowDown false"
    page.keyboard.press("Shift+Tab")
    expect(people(page)).to_have_count(0)
    expect(box).not_to_be_focused()


def test_enter_is_a_new_line_where_nothing_is_offered(crowd: Classroom, browse: Browse) -> None:
    page = browse("sam")
    box = composer(crowd, page)
    with page.expect_response("**/people?q=nobody-of-this-name"):
        page.keyboard.type("@nobody-of-this-name")
    page.keyboard.press("Enter")
    expect(people(page)).to_have_count(0)
    expect(box).to_have_value("@nobody-of-this-name\n")


def test_what_is_no_handle_asks_for_nobody(crowd: Classroom, browse: Browse) -> None:
    page = browse("sam")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    composer(crowd, page)
    asked.clear()
    page.keyboard.type("sue@st example.org/@st @ s @@ ")
    with page.expect_response("**/people?q=z"):
        page.keyboard.type("@z")
    assert [url.partition("?")[2] for url in asked] == ["q=z"]


def test_words_that_are_being_composed_are_left_alone(crowd: Classroom, browse: Browse) -> None:
    page = browse("sam")
    composer(crowd, page)
    page.keyboard.type("@")
    typing = page.context.new_cdp_session(page)
    typing.send("Input.imeSetComposition", {"text": "zo", "selectionStart": 2, "selectionEnd": 2})
    expect(steps.comment_box(page)).to_have_value("@zo")
    with page.expect_request("**/people?q=zo") as asked:
        typing.send("Input.insertText", {"text": "zo"})
    assert asked.value.headers["hx-request-type"] == "partial"
    expect(options(page)).to_have_count(1)


# --- By pointer, in every box ------------------------------------------------------------------------


def test_a_click_chooses_in_a_box_that_htmx_brought(crowd: Classroom, browse: Browse) -> None:
    post_id = crowd.post("ines")
    crowd.comment("ines", post_id, "What do you say?")
    page = browse("sam")
    page.goto(crowd.url(f"/posts/{post_id}"))
    steps.said(page, "What do you say?").get_by_role("link", name="Reply").click()
    box = page.get_by_role("textbox", name="Reply to Ines")
    expect(box).to_be_focused()
    page.keyboard.type("@ste")
    options(page).filter(has_text="Stella").click()
    whom = handle(crowd, "stella-stone")
    expect(box).to_have_value(f"{whom} ")
    expect(box).to_be_focused()
    page.keyboard.type("knows.")
    page.get_by_role("button", name="Comment").click()
    expect(mention(page, whom)).to_be_visible()
    steps.own_words(page, "knows.").get_by_role("link", name="Edit").click()
    expect(page.get_by_role("textbox", name="Edit the comment")).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" @zo")
    options(page).first.click()
    page.get_by_role("button", name="Save").click()
    expect(mention(page, handle(crowd, "zoe"))).to_be_visible()


def test_the_editor_of_posts_offers_them_too(crowd: Classroom, browse: Browse) -> None:
    page = browse("sam")
    page.goto(crowd.url("/posts/new"))
    page.get_by_label("Title").fill("With @st")
    expect(people(page)).to_have_count(0)
    page.get_by_label("Text", exact=True).focus()
    page.keyboard.type("Line one\n\nAsk @ste")
    options(page).last.click()
    page.get_by_role("button", name="Publish").click()
    expect(mention(page, handle(crowd, "stella-stone"))).to_be_visible()


def test_leaving_the_box_or_the_place_puts_the_list_away(crowd: Classroom, browse: Browse) -> None:
    page = browse("sam")
    box = composer(crowd, page)
    page.keyboard.type("Well, @st")
    expect(people(page)).to_be_visible()
    page.keyboard.press("Home")
    expect(people(page)).to_have_count(0)
    page.keyboard.press("End")
    page.keyboard.type("e")
    expect(people(page)).to_be_visible()
    page.locator("h1").click()
    expect(people(page)).to_have_count(0)
    expect(box).to_have_value("Well, @ste")


@pytest.mark.parametrize("width", [1280, 320])
def test_the_list_stands_at_the_sign_and_within_the_window(
    crowd: Classroom, browse: Browse, width: int
) -> None:
    page = browse("sam", viewport={"width": width, "height": 700})
    box = composer(crowd, page)
    page.keyboard.type("One line\n" * 5 + "and a sentence that goes on @st")
    expect(people(page)).to_be_visible()
    edge, around = people(page).bounding_box(), box.bounding_box()
    assert edge
    assert around
    assert around["y"] - edge["height"] - 8 < edge["y"] < around["y"] + around["height"] + 8
    assert edge["x"] >= 0
    assert edge["x"] + edge["width"] <= width
    assert 0 <= edge["y"] <= 700 - edge["height"]


# --- Late, broken, without ---------------------------------------------------------------------------


def test_an_answer_that_comes_too_late_is_not_shown(crowd: Classroom, browse: Browse) -> None:
    page = browse("sam")
    box = composer(crowd, page)
    held: list[Route] = []
    page.route("**/people?q=s", lambda route: held.append(route), times=1)
    with page.expect_request("**/people?q=s"):
        page.keyboard.type("@s")
    page.keyboard.type("tel")
    expect(options(page)).to_have_count(1)
    with page.expect_response("**/people?q=s"):
        held[0].continue_()
    page.keyboard.press("Enter")
    expect(box).to_have_value(handle(crowd, "stella-stone") + " ")
    expect(people(page)).to_have_count(0)


def test_enter_never_chooses_for_what_was_typed_before(crowd: Classroom, browse: Browse) -> None:
    page = browse("sam")
    box = composer(crowd, page)
    page.keyboard.type("@s")
    expect(options(page)).to_have_count(3)
    page.route("**/people?q=st", lambda route: None)  # never answered
    with page.expect_request("**/people?q=st"):
        page.keyboard.type("t")
    page.keyboard.press("Enter")
    expect(box).to_have_value("@st\n")
    page.unroute_all(behavior="ignoreErrors")


def test_typing_goes_on_when_nothing_is_answered(crowd: Classroom, browse: Browse, console: Console) -> None:
    console.expected.append("ERR_FAILED")
    page = browse("sam")
    box = composer(crowd, page)
    page.route("**/people?*", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.keyboard.type("@sue")
    page.keyboard.type(", see.")
    page.get_by_role("button", name="Comment").click()
    expect(mention(page, "@sue")).to_be_visible()
    expect(box).to_have_count(0)


def test_without_javascript_a_typed_handle_becomes_a_link(room: Classroom, browse: Browse) -> None:
    post_id = room.post("ines")
    page = browse("sam", via="plain")
    page.goto(room.url(f"/posts/{post_id}/comments/new"))
    steps.comment_box(page).fill("Ask @Sue, not @otto.")
    page.get_by_role("button", name="Comment").click()
    expect(mention(page, "@Sue")).to_be_visible()
    expect(page.locator("a.mention")).to_have_count(1)
    mention(page, "@Sue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sue")


def test_who_cannot_write_loads_nothing_for_it(room: Classroom, browse: Browse) -> None:
    post_id = room.post("ines")
    room.change(is_open=False)
    page = browse("sam")
    page.goto(room.url(f"/posts/{post_id}"))
    expect(page.locator("script[src*='mention']")).to_have_count(0)
    expect(page.locator("body[data-people]")).to_have_count(0)


# --- For everybody -----------------------------------------------------------------------------------


def test_nothing_is_wrong_with_the_open_list(crowd: Classroom, browse: Browse) -> None:
    post_id = crowd.post("ines", body="As @sue said, and **@sam**.")
    page = browse("sam")
    page.add_init_script(AXE)
    page.goto(crowd.url(f"/posts/{post_id}"))
    page.get_by_role("link", name="Leave a comment").click()
    expect(steps.comment_box(page)).to_be_focused()
    page.keyboard.type("@s")
    expect(options(page)).to_have_count(3)
    for scheme, width, rules in LOOKS:
        look(page, scheme, width)
        assert findings(page, rules) == []
        expect(people(page)).to_be_visible()
