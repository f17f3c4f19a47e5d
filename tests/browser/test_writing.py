"""Marks, keys, pasting and preview: what the editor does beyond a text area."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from forum import text
from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse

PASTE = """(box, [html, text]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  if (html) clipboardData.setData("text/html", html);
  const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  const taken = !box.dispatchEvent(event);
  if (!taken) document.execCommand("insertText", false, text);
}"""

GOOGLE = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1">
<h2 dir="ltr"><span style="font-weight:400">A heading</span></h2>
<p dir="ltr"><span>Plain, </span><span style="font-weight:700">bold</span><span> and </span>
<span style="font-style:italic">leaning</span><span>.</span></p>
<ul><li dir="ltr"><p dir="ltr"><span>one</span></p></li><li><p><span>two</span></p></li></ul></b>"""
WORD = """<html><head><style>p.MsoNormal{}</style></head><body><!--StartFragment-->
<p class=MsoNormal>Read <b>both</b> of them:<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]>
<span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>first</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level2 lfo1'>
<span style='mso-list:Ignore'>o<span>&nbsp;</span></span>below it</p></body></html>"""
BAIT = """<img src="https://tracker.example/p.gif" onerror="window.ran = 1" alt="A chart"><b>x</b>
<script>window.ran = 1</script>"""
TABLE = "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>x|y</td></tr></table>"
PASTED = [
    (GOOGLE, "## A heading\n\nPlain, **bold** and *leaning*.\n\n- one\n- two"),
    (WORD, "Read **both** of them:\n\n- first\n    - below it"),
    (TABLE, "| a | b |\n| --- | --- |\n| 1 | x\\|y |"),
    ('<p>See <a href="https://e.org/a(b)">this</a></p>', "See [this](https://e.org/a%28b%29)"),
    ('<p><b>x</b> <a href="javascript:alert(1)">no</a></p>', "**x** no"),
    ("<ol><li>one<ol><li>deeper</li></ol></li><li>two</li></ol>", "1. one\n    1. deeper\n2. two"),
    ("<blockquote><p>said</p><p>and <em>meant</em></p></blockquote>", "> said\n>\n> and *meant*"),
    ("<pre>if x:\n    y()\n</pre>", "```\nif x:\n    y()\n```"),
    ("<p>1 * 2 _ 3 <b>bold</b></p>", "1 \\* 2 \\_ 3 **bold**"),
    ("<p>E = mc<sup>2</sup> <i>and</i> H<sub>2</sub>O</p>", "E = mc^2^ *and* H~2~O"),
]

COUNTED = [
    '[a link here](https://example.org/a/b/c "A long title with words") end',
    '![the picture](https://example.org/a.png "A title") [![alt](https://e.org/i.png)](https://e.org) end',
    '[the text][one] and [two]\n\n[one]: https://example.org/x "A title"\n[two]: <https://example.org/y>',
    "See <https://example.org/a/b?c=d> and https://example.org/a/b, [more](https://e.org/a_(b)).",
    "A claim.[^1] Another.[^note]\n\n[^1]: The proof of it.\n[^note]: More.",
    "Use `a[b](c)` and\n\n```python\nx = foo(2)\n```\n\nend",
    "So $E = mc^2$ and\n\n$$\n\\frac{a}{b_1}\n$$\n\nthen $5 and [this](http://e.org) $6.",
    "1. one\n2. two\n\n## Heading 2\n\n___\n\n> [!warning] Take care\n> of it",
    "Don't **bold**ly *go*; H~2~O, mc^2^, 10^6, 2 * 3 * 4, a\\*b, foo\\_bar, snake_case &amp; ~~gone~~",
    "我喜欢 this book 日本語カタカナー 한국어 단어",
]


def editor(room: Classroom, page: Page) -> Locator:
    page.goto(room.url("/posts/new?blank=1"))
    box = page.get_by_label("Text", exact=True)
    box.click()
    return box


def paste(box: Locator, html: str, text: str) -> None:
    box.evaluate(PASTE, [html, text])


def test_marks_go_around_the_selection_and_away_again(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    box = editor(room, page)
    page.keyboard.type("some words")
    for button, marked in (("Bold", "**some words**"), ("Italic", "*some words*"), ("Code", "`some words`")):
        page.keyboard.press("Control+a")
        page.get_by_role("button", name=button).click()
        expect(box).to_have_value(marked)
        expect(box).to_be_focused()
        page.get_by_role("button", name=button).click()
        expect(box).to_have_value("some words")


def test_marks_before_lines(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    box = editor(room, page)
    page.keyboard.type("one\ntwo")
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="List").click()
    expect(box).to_have_value("- one\n- two")
    page.get_by_role("button", name="List").click()
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Quotation").click()
    expect(box).to_have_value("> one\n> two")
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Code").click()
    expect(box).to_have_value("```\n> one\n> two\n```\n")


def test_keys_and_undo(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    box = editor(room, page)
    page.keyboard.type("word")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+b")
    expect(box).to_have_value("**word**")
    page.keyboard.press("Control+i")
    expect(box).to_have_value("***word***")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(box).to_have_value("word")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    expect(box).to_have_value("[word]()")
    page.keyboard.type("https://e.org")
    expect(box).to_have_value("[word](https://e.org)")
    page.keyboard.press("Tab")  # goes on to the next control, as in any form
    expect(box).not_to_be_focused()


def test_the_marks_are_one_stop_of_the_tab_key(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    editor(room, page)
    bold, italic = (page.get_by_role("button", name=name) for name in ("Bold", "Italic"))
    bold.focus()
    page.keyboard.press("ArrowRight")
    expect(italic).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Preview")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(italic).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Formula")).to_be_focused()


def test_control_and_enter_send(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    page.goto(room.url(f"/posts/{room.post('ines')}"))
    page.get_by_role("link", name="Leave a comment").click()
    expect(steps.comment_box(page)).to_be_focused()
    page.keyboard.type("Sent by keys")
    page.keyboard.press("Control+Enter")
    expect(steps.own_words(page, "Sent by keys")).to_be_visible()


@pytest.mark.parametrize(("html", "markdown"), PASTED)
def test_rich_text_becomes_markdown(room: Classroom, browse: Browse, html: str, markdown: str) -> None:
    page = browse("sam")
    box = editor(room, page)
    page.keyboard.type("Before: ")
    paste(box, html, "the plain words")
    expect(box).to_have_value(f"Before: {markdown}")
    page.keyboard.press("Control+z")
    expect(box).to_have_value("Before: ")


def test_plain_text_stays_as_it_is(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    box = editor(room, page)
    paste(box, "<p>a * b</p>", "a * b")
    paste(box, "", " and <b>this</b>")
    expect(box).to_have_value("a * b and <b>this</b>")


def test_an_address_on_selected_words_makes_a_link(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    box = editor(room, page)
    page.keyboard.type("the report")
    page.keyboard.press("Control+a")
    paste(box, "", "https://e.org/report")
    expect(box).to_have_value("[the report](https://e.org/report)")


def test_what_is_pasted_loads_and_runs_nothing(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    box = editor(room, page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    paste(box, BAIT, "x")
    expect(box).to_have_value("![A chart](https://tracker.example/p.gif)**x**")
    assert not page.evaluate("window.ran")
    assert [url for url in asked if "tracker" in url] == []


def test_write_and_preview(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    box = editor(room, page)
    page.keyboard.type("Look at *this*")
    page.get_by_role("button", name="Preview").press("Enter")
    shown = page.get_by_role("region", name="Preview")
    expect(shown.locator("em")).to_have_text("this")
    expect(shown).to_be_focused()
    expect(box).to_be_hidden()
    page.get_by_role("button", name="Write").press("Enter")
    expect(box).to_be_focused()
    expect(box).to_have_value("Look at *this*")
    expect(shown).to_be_hidden()


def test_preview_without_javascript(room: Classroom, browse: Browse) -> None:
    page = browse("sam", via="plain")
    page.goto(room.url(f"/posts/{room.post('ines')}/comments/new"))
    expect(page.get_by_role("toolbar")).to_be_hidden()
    steps.comment_box(page).fill("Look at *this*")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".prose em")).to_have_text("this")
    page.get_by_role("link", name="Go on writing").click()
    expect(steps.comment_box(page)).to_have_value("Look at *this*")
    page.get_by_role("button", name="Comment").click()
    expect(page.locator("li.comment:target em")).to_have_text("this")
    page.goto(room.url("/drafts"))
    expect(page.get_by_text("You have no drafts in this class.")).to_be_visible()


def test_words_are_counted(room: Classroom, browse: Browse) -> None:
    page = browse("sam")
    editor(room, page)
    page.keyboard.type("Three words here")
    expect(page.locator(".count")).to_have_text("Words: 3")


@pytest.mark.parametrize("source", COUNTED)
def test_words_are_counted_as_the_site_counts_them(room: Classroom, browse: Browse, source: str) -> None:
    page = browse("sam")
    editor(room, page).fill(source)
    words = text.render(source, format="markdown", anchor="t", site="localhost", heading=2, mentions={}).words
    expect(page.locator(".count")).to_have_text(f"Words: {words}")
