"""What members write does nothing in the browsers of others."""

from __future__ import annotations

from playwright.sync_api import Page, Request, expect

from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse

HOSTILE = """
<script>window.harmed = "script"</script>
<img src=x onerror="window.harmed = 'onerror'">
<svg onload="window.harmed = 'onload'"></svg>
<a href="javascript:window.harmed='href'">raw link</a>
<div hx-get="/sign-out" hx-trigger="load" data-hx-get="/settings">hx</div>
<hx-partial hx-target="main">gone</hx-partial>
<iframe src="/settings"></iframe>
<style>main { display: none }</style>
<p data-focus id="main" class="notice" tabindex="1">twin</p>
<form action="/sign-out" method="post"><button>press me</button></form>

[a link](javascript:window.harmed='markdown') [another](vbscript:x) [data](data:text/html,<script>1</script>)

![picture](https://example.org/x"onerror="window.harmed='picture')

<https://example.org/"onmouseover="window.harmed='autolink'>

[x]: javascript:window.harmed='reference'
[a reference][x]

```html
<script>window.harmed = "code"</script>
```
"""
TITLE = "<script>window.harmed = 'title'</script> {{ 7 * 7 }} &amp;"


FORBIDDEN = (
    ".prose :is(script, style, img, svg, iframe, form, [id=main], [data-focus])",
    ".prose :is([href^=javascript], [href^=data], [href^=vbscript])",
)
ATTRIBUTES = """() => [...document.querySelectorAll("main *")].flatMap(e => e.getAttributeNames())
    .filter(name => /^on|^style$|^srcdoc$/.test(name))"""


def harmless(page: Page) -> None:
    """Nothing in the page runs, nor could it."""
    for link in page.locator(".prose").get_by_role("link").all():
        link.hover()
    assert page.evaluate("window.harmed") is None
    assert page.evaluate(ATTRIBUTES) == []
    for kind in FORBIDDEN:
        expect(page.locator(kind)).to_have_count(0)
    expect(page.get_by_label("Your account")).to_be_visible()


def path(request: Request) -> str:
    return "/" + request.url.split("/", 3)[3]


def test_nothing_that_members_write_runs(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam", TITLE, HOSTILE)
    room.comment("sam", post_id, HOSTILE)
    room.category("<b onclick=alert(1)>bold</b>", "<img src=x onerror=alert(1)>")
    page = browse("ines")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(path(request)))
    page.goto(room.url())
    harmless(page)
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    page.goto(room.url(f"/posts/{post_id}"))
    harmless(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    page.goto(room.url("/categories"))
    harmless(page)
    assert [each for each in asked if not each.startswith(("/c/", "/static/"))] == []


def test_what_comes_in_by_htmx_does_nothing_either(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam")
    page = browse("sue")
    page.goto(room.url(f"/posts/{post_id}"))
    page.get_by_role("link", name="Leave a comment").click()
    page.get_by_role("textbox", name="Leave a comment").fill(HOSTILE)
    page.get_by_role("button", name="Comment").click()
    expect(page.locator("li.comment")).to_be_focused()
    harmless(page)
