"""A post is written late, on a telephone, through everything that can go wrong, and comes out at its time."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from forum import clock
from forum.extensions import db
from forum.posts.models import Post
from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.console import Console
from tests.serving.running import eventually

TELEPHONE = {"width": 320, "height": 640}
TEXT = r"""The energy is $E = mc^2$.[^1]

| quantity | value |
|----------|-------|
| $c$      | 3e8   |

```python
energy = mass * c ** 2
```

[^1]: Einstein, 1905.
"""


def test_a_post_with_everything_survives_everything(
    room: Classroom, browse: Browse, console: Console
) -> None:
    console.expect("ERR_CONNECTION_", "401", "400")
    room.joined_by("norma")
    page, tab = browse("norma", viewport=TELEPHONE), browse("norma")
    page.goto(room.url("/posts/new"))
    page.get_by_label("Title").fill("On energy")
    box = page.get_by_label("Text", exact=True)
    half = len(TEXT) // 2
    box.fill(TEXT[:half])
    expect(page.locator(".saved")).to_contain_text("Draft saved")
    room.site.kill()
    try:
        box.fill(TEXT)
        expect(page.locator(".saved")).to_contain_text("kept in this browser")
    finally:
        room.site.start()
    steps.sign_out_everywhere(tab, room.site.url)

    page.goto(room.url("/posts/new"))
    steps.fill_sign_in(page, "norma")
    expect(box).to_have_value(TEXT)
    expect(page.get_by_label("Title")).to_have_value("On energy")

    page.get_by_role("button", name="Preview").click()
    shown = page.get_by_role("region", name="Preview")
    expect(shown.locator("math").first).to_be_visible()
    for part in ("table", ".hl", ".footnote li"):
        expect(shown.locator(part).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]

    page.get_by_text("Co-authors, excerpt, time").click()
    soon = (clock.now() + timedelta(hours=1)).astimezone(ZoneInfo("UTC"))
    page.get_by_label("Publish on").fill(soon.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Until then only you see it.")).to_be_visible()

    reader = browse("sam")
    reader.goto(room.url("/"))
    expect(reader.get_by_role("link", name="On energy")).to_have_count(0)
    post_id = int(page.url.rstrip("/").rpartition("/")[2])
    with room.site.app.app_context():  # the hour has passed
        db.session.get_one(Post, post_id).publish_at = clock.now()
        db.session.commit()
    eventually(lambda: _is_out(room, post_id), "the post comes out")
    reader.reload()
    reader.get_by_role("link", name="On energy").first.click()
    expect(reader.locator("article.post math").first).to_be_visible()


def _is_out(room: Classroom, post_id: int) -> bool:
    with room.site.app.app_context():
        db.session.rollback()
        return db.session.get_one(Post, post_id).state == "published"
