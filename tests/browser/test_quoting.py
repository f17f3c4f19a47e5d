"""Selected words come into an answer as a quotation, with their author and the way back to them."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse

SELECT = """(element, words) => {
  const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
  const start = text.data.indexOf(words);
  getSelection().setBaseAndExtent(text, start, text, start + words.length);
}"""


def select(text: Locator, words: str) -> None:
    """Select words of a text, as a pointer or Shift and the arrow keys do."""
    text.evaluate(SELECT, words)


def offered(page: Page) -> Locator:
    return page.get_by_role("button", name="Quote", exact=True)


def test_words_of_a_comment_go_into_the_answer_to_it(room: Classroom, browse: Browse) -> None:
    post_id = room.post("ines")
    said = room.comment(
        "ines", post_id, "What is easy to take becomes what is easy to fix, says *one* of them."
    )
    page = browse("sam")
    page.goto(room.url(f"/posts/{post_id}"))
    expect(offered(page)).to_be_hidden()
    select(page.locator(f"#said-{said} .body p"), "easy to fix")
    offered(page).click()
    box = page.locator(f"#answer-{said}-body")
    expect(box).to_be_focused()
    expect(box).to_have_value(f"> easy to fix\n>\n> — [Ines](/c/{room.slug}/comments/{said})\n\n")
    page.keyboard.type("Is it?")
    page.get_by_role("button", name="Comment").click()
    answer = page.locator("li.comment li.comment")
    expect(answer.locator("blockquote")).to_contain_text("easy to fix")
    answer.get_by_role("link", name="Ines").last.click()
    expect(page).to_have_url(steps.beginning(room.url(f"/posts/{post_id}#comment-{said}")))


def test_words_of_the_post_go_into_a_comment_and_lead_back(room: Classroom, browse: Browse) -> None:
    long = "One two three four five six seven eight nine ten, and (so) on-and-on_."
    post_id = room.post("ines", body=long)
    page = browse("sam")
    page.goto(room.url(f"/posts/{post_id}"))
    select(page.locator(".post .prose p"), long)
    offered(page).press("Enter")
    expect(steps.comment_box(page)).to_have_value(
        r"> One two three four five six seven eight nine ten, and (so) on-and-on\_." + "\n>\n> — "
        f"[Ines](/c/{room.slug}/posts/{post_id}"
        "#:~:text=One%20two%20three%20four,ten%2C%20and%20%28so%29%20on%2dand%2don_.)\n\n"
    )
    page.get_by_role("button", name="Comment").click()
    expect(page.locator("li.comment blockquote")).to_contain_text("on-and-on_.")


def test_what_looks_like_markdown_is_quoted_as_it_stands(room: Classroom, browse: Browse) -> None:
    signs = ["# no head", "1. no list", "- nor this", "a < b && c > d, ~x~ | *y*"]
    signs += ["$x$ and x^2^", ": no meaning", '??? "no part"', "[sic]", "[!note] words"]
    post_id = room.post("ines", body="\n\n".join(f"`{line}`" for line in signs))
    page = browse("sam")
    page.goto(room.url(f"/posts/{post_id}"))
    page.locator(".post .prose").evaluate("(element) => getSelection().selectAllChildren(element)")
    offered(page).click()
    page.get_by_role("button", name="Comment").click()
    quoted = page.locator("li.comment blockquote")
    for line in signs:
        expect(quoted).to_contain_text(line)
    expect(
        quoted.locator("h1, h2, h3, h4, ol, ul, em, table, del, math, sup, dl, details, .callout")
    ).to_have_count(0)


def test_a_formula_is_quoted_as_its_tex(room: Classroom, browse: Browse) -> None:
    post_id = room.post("ines", body="So $x^2$ it is, for $5.\n\n$$\n\\frac{a}{b}\n$$\n\n- an *item*")
    page = browse("sam")
    page.goto(room.url(f"/posts/{post_id}"))
    page.locator(".post .prose").evaluate("(element) => getSelection().selectAllChildren(element)")
    offered(page).click()
    written = page.get_by_role("textbox", name="Leave a comment").input_value()
    assert written.startswith("> So $x^2$ it is, for \\$5.\n")
    assert "$$\\frac{a}{b}$$" in written
    page.get_by_role("button", name="Comment").click()
    quoted = page.locator("li.comment blockquote")
    expect(quoted.locator("math")).to_have_count(2)
    expect(quoted).to_contain_text("an item")


def test_a_passage_of_several_paragraphs_is_found_by_its_ends(room: Classroom, browse: Browse) -> None:
    filler = "\n\n".join(f"Filler number {number}." for number in range(60))
    post_id = room.post("ines", body=f"{filler}\n\nThe head of it\n\n- alpha item\n- beta item")
    page = browse("sam")
    page.goto(room.url(f"/posts/{post_id}"))
    page.locator(".prose li").first.evaluate(
        "(li) => getSelection().setBaseAndExtent(li.firstChild, 0, li.nextElementSibling.firstChild, 9)"
    )
    offered(page).click()
    page.get_by_role("button", name="Comment").click()
    link = page.locator("li.comment blockquote a").get_attribute("href")
    assert link
    assert link.endswith("#:~:text=alpha%20item,beta%20item")
    page.goto(room.site.url + link)
    expect(page.locator(".prose li").first).to_be_in_viewport()


def test_who_is_writing_gets_it_where_they_write(room: Classroom, browse: Browse) -> None:
    post_id = room.post("ines", body="Words of the post.")
    said = room.comment("ines", post_id, "Words of a comment.")
    page = browse("sam")
    page.goto(room.url(f"/posts/{post_id}"))
    page.get_by_role("link", name="Leave a comment").click()
    steps.comment_box(page).fill("To both.")
    for text in (page.locator(".post .prose p"), page.locator(f"#said-{said} .body p")):
        select(text, "Words of")
        offered(page).click()
    box = steps.comment_box(page)
    assert box.input_value().startswith("To both.\n\n> Words of\n>\n> — [Ines]")
    assert box.input_value().count("> Words of\n") == 2
    page.keyboard.press("Control+z")
    assert box.input_value().count("> Words of\n") == 1


def test_nothing_is_offered_to_who_cannot_answer(room: Classroom, browse: Browse) -> None:
    post_id = room.post("ines", body="Words of the post.")
    room.change(is_open=False)
    page = browse("sam")
    page.goto(room.url(f"/posts/{post_id}"))
    select(page.locator(".post .prose p"), "Words of")
    expect(offered(page)).to_have_count(0)
