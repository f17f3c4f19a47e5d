"""Known ways to run a script in somebody else's browser, in the page as the site shows it: none works."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from forum import text
from forum.comments.models import Comment
from forum.extensions import db
from forum.posts.models import Post
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.console import Console
from tests.text.hostile import payloads

LISTEN = """
  window.violations = [];
  addEventListener("securitypolicyviolation", (event) => violations.push(
    `${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
# Whatever waits for pointer, focus, keyboard or an open part gets it; links are looked at instead.
PROVOKE = """() => {
  const kinds = ["mouseover", "mouseenter", "pointerenter", "focus", "focusin", "keydown", "toggle", "load",
                 "error", "resize", "begin", "animationstart", "transitionend", "beforeinput", "click"];
  document.addEventListener("click", (event) => event.preventDefault(), true);
  for (const element of document.querySelectorAll(".prose *")) {
    if (element.tagName === "DETAILS") element.open = true;
    for (const kind of kinds) element.dispatchEvent(new Event(kind, { bubbles: true, cancelable: true }));
  }
}"""
# ":" is that of an address which is none.
SCHEMES = """() => [...document.querySelectorAll(".prose a[href]")].map((link) => link.protocol)
  .filter((scheme) => !["http:", "https:", "mailto:", ":"].includes(scheme))"""
NAMES = """() => [...document.querySelectorAll(".prose *")].flatMap((e) => e.getAttributeNames())
  .filter((name) => /^(on|hx-|data-|style$|srcdoc$|form|xlink|action$|ping$|target$)/.test(name))"""
IDS = """() => [...document.querySelectorAll("[id]")].map((e) => e.id)
  .filter((id, place, ids) => ids.indexOf(id) !== place)"""


def page_of(room: Classroom, format: str) -> int:
    """Return the id of a post that holds all payloads, each rendered for itself, as its comment does."""
    made = [
        text.render(payload, format=format, anchor=f"t{number}", site="127.0.0.1").html
        for number, payload in enumerate(payloads())
    ]
    post_id = room.post("sam")
    comment_id = room.comment("sam", post_id)
    with room.member("sam"):
        db.session.execute(update(Post).where(Post.id == post_id).values(body_html="\n".join(made)))
        again = "\n".join(html.replace('id="t', 'id="c').replace('href="#t', 'href="#c') for html in made)
        db.session.execute(update(Comment).where(Comment.id == comment_id).values(body_html=again))
        db.session.commit()
    return post_id


@pytest.mark.parametrize("format", ["markdown", "html"])
def test_no_known_payload_does_anything(
    room: Classroom, browse: Browse, console: Console, format: str
) -> None:
    console.expect("a status of 404")  # pictures of our own that are not there
    post_id = page_of(room, format)
    page = browse("ines")
    asked: list[str] = []
    shown: list[str] = []
    page.add_init_script(LISTEN)
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (shown.append(dialog.message), dialog.dismiss()))
    page.goto(room.url(f"/posts/{post_id}"))
    expect(page.locator("li.comment")).to_have_count(1)
    assert page.locator(".prose *").count() > len(payloads())
    page.evaluate(PROVOKE)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("[window.harmed ?? null, violations, opener, frames.length]") == [None, [], None, 0]
    assert shown == []
    assert page.url == room.url(f"/posts/{post_id}")
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(room.url()).netloc}
    assert [url for url in asked if not urlsplit(url).path.startswith(("/c/", "/static/"))] == []
    assert page.evaluate(SCHEMES) == []
    assert page.evaluate(NAMES) == []
    assert page.evaluate(IDS) == []
