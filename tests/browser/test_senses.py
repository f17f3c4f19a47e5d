"""Letters of twice the size, the colours of somebody's own system, and less motion."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse, Window
from tests.browser.examined import ALL_RULES, NARROW, WIDE, findings, look
from tests.browser.furnished import Furnished
from tests.browser.sights import Sight

POST, FEED, EDITOR = "/c/{here}/posts/{talk}", "/c/{here}/", "/c/{here}/posts/new"
MAIN = (
    Sight("ines", FEED), Sight("ines", FEED, acts.menu_open), Sight("sam", "/c/{empty}/"),
    Sight("vera", "/c/{here}/posts/{rich}"),
    Sight("sue", POST, acts.edit_open), Sight("sue", POST, acts.deletion_asked),
    Sight("sam", POST, acts.composer_refused), Sight("ines", POST, acts.hiding_asked),
    Sight("ines", EDITOR), Sight("ines", "/c/{here}/categories"),
    Sight("ines", "/c/{here}/members"), Sight("ines", "/c/{here}/invitations"),
    Sight("ines", "/c/{here}/settings"), Sight("sam", "/settings"), Sight("vera", "/sign-in", acts.refused),
    Sight("vera", "/no-such-page"),
)  # fmt: skip
# Forced colours are not ours, and axe does not see them: it reads what the style sheet asked for.
UNCOLOURED = ALL_RULES | {"rules": {"target-size": {"enabled": True}, "color-contrast": {"enabled": False}}}
# A clamped excerpt is cut off on purpose: the whole text is one click away.
CUT_OFF = """() => {
  const cut = (e) => {
    const style = getComputedStyle(e), hides = (way) => way === "hidden" || way === "clip";
    if (style.clipPath !== "none" || style.webkitLineClamp !== "none" || !e.innerText) return false;
    return hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1
      || hides(style.overflowY) && e.scrollHeight > e.clientHeight + 1;
  };
  const root = document.documentElement, wide = root.scrollWidth - root.clientWidth;
  return [...document.querySelectorAll("body *")].filter(cut).map((e) => `${e.tagName}.${e.className}`)
    .concat(wide > 0 ? [`the page is ${wide} px too wide`] : []);
}"""
# Controls and boxes that have a border, or a ground instead of one, which forced colours take away.
BOXES = (
    ".btn, .more, .pin, .role, .state, .notice, .composer, .asks, .leave, select,"
    " input:not([type=checkbox], [type=radio]), textarea:not(.writing *), .field > .writing"
)
BORDERLESS = """boxes => boxes.filter((e) => e.checkVisibility() && !e.closest("[hidden]"))
  .filter((e) => getComputedStyle(e).borderTopStyle !== "solid").map((e) => e.outerHTML)"""
FOCUS = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  const around = at.closest(".composer, .field > .writing");
  const ring = (of) => of && of.outlineStyle !== "none" && parseFloat(of.outlineWidth) >= 2;
  const own = at.type === "date" && !at.matches(":focus-visible");  // the browser's own button in the field
  return { html: at.outerHTML.slice(0, 80),
           ring: own || at === document.body || ring(style) || ring(around && getComputedStyle(around)) };
}"""
MOVES = """() => [...document.querySelectorAll("*")].filter((e) => ["", "::before", "::after"].some((x) => {
  const style = getComputedStyle(e, x);
  return [style.transitionDuration, style.animationDuration].some((times) => /[1-9]/.test(times))
    || style.scrollBehavior !== "auto";
})).map((e) => `${e.tagName}.${e.className}`)"""


def show(sight: Sight, school: Furnished, window: Window) -> Page:
    page = window(sight.who)
    school.site.forget_haste()
    look(page)
    page.goto(school.url(sight.path))
    if sight.act:
        sight.act(page, school)
    return page


@pytest.mark.parametrize("sight", MAIN, ids=str)
def test_letters_of_twice_the_size_have_room(sight: Sight, school: Furnished, window: Window) -> None:
    page = show(sight, school, window)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for width in (WIDE, NARROW):
        look(page, width=width)
        assert page.evaluate(CUT_OFF) == [], width


@pytest.fixture
def forced(window: Window) -> Iterator[Window]:
    """Give windows in the colours that somebody has chosen for all that they see."""
    used = []

    def of(name: str) -> Page:
        used.append(page := window(name))
        page.emulate_media(forced_colors="active")
        return page

    yield of
    for page in used:
        page.emulate_media(forced_colors="none")


@pytest.mark.parametrize("sight", MAIN, ids=str)
def test_forced_colours_leave_everything_visible(sight: Sight, school: Furnished, forced: Window) -> None:
    page = show(sight, school, forced)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert page.locator(BOXES).evaluate_all(BORDERLESS) == []
    assert findings(page, UNCOLOURED) == []


def test_forced_colours_show_where_one_is(school: Furnished, forced: Window) -> None:
    for sight in (Sight("ines", FEED), Sight("sue", POST, acts.edit_open), Sight("ines", EDITOR)):
        page = show(sight, school, forced)
        links = page.locator(".top nav a")
        current = links.and_(page.locator("[aria-current]"))
        expect(current).to_have_css("text-decoration-line", "underline")
        expect(links.nth(1)).to_have_css("text-decoration-line", "none")
        for _stop in range(25):
            at = page.evaluate(FOCUS)
            assert at["ring"], at
            page.keyboard.press("Tab")


def test_forced_colours_keep_the_colours_to_choose_from(school: Furnished, forced: Window) -> None:
    page = show(Sight("ines", "/c/{here}/settings"), school, forced)
    dots = page.locator(".choices .dot")
    shown = dots.evaluate_all("dots => dots.map(e => getComputedStyle(e).backgroundColor)")
    assert len(set(shown)) == len(shown) == 8


def test_nothing_moves_for_those_who_asked_for_it(room: Classroom, browse: Browse) -> None:
    post_id = room.post("sam")
    comment_id = room.comment("sue", post_id)
    moving, still = browse("sam"), browse("sam", reduced_motion="reduce")
    for page in (moving, still):
        page.goto(room.url(f"/posts/{post_id}#comment-{comment_id}"))
        expect(page.locator("li.comment")).to_be_visible()
    assert "ARTICLE." in moving.evaluate(MOVES)
    assert still.evaluate(MOVES) == []
