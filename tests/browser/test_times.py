"""A time says how long ago it was; exactly to who points at it, comes to it by keyboard or touches it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from forum import clock
from tests import factories
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse

BESIDE = "e => getComputedStyle(e, '::after').content"
ZONE = "Asia/Tokyo"


def beside(time: Locator) -> str:
    """Return what stands beside a time, as it is shown; "none" where there is nothing."""
    return str(time.evaluate(BESIDE))


def exact(time: Locator) -> str:
    """Return what its title says, which is the time of day where the class is."""
    words, machine = time.get_attribute("title"), time.get_attribute("datetime")
    assert words
    assert machine
    there = datetime.fromisoformat(machine).astimezone(clock.zone(ZONE))
    assert f"{there.day}, {there.year}, {there.hour % 12 or 12}:{there.minute:02}" in words
    return words


@pytest.fixture
def said(room: Classroom) -> int:
    """A comment of two hours ago, in a class in another time zone."""
    room.change(time_zone=ZONE)
    with room.member("sam") as sam:
        then = clock.now() - timedelta(hours=2)
        post_id = factories.post(sam, at=then)
        return factories.comment(sam, post_id, at=then)


def opened(page: Page, room: Classroom, comment_id: int) -> Locator:
    page.goto(room.url(f"/comments/{comment_id}"))
    page.goto(page.url.partition("#")[0])
    time = page.locator(f"#said-{comment_id} time")
    expect(time).to_have_text("2 hours ago")
    return time


def test_by_keyboard(room: Classroom, browse: Browse, said: int) -> None:
    page = browse("sam")
    time = opened(page, room, said)
    assert beside(time) == "none"
    page.locator(f"#said-{said} b a").focus()
    assert beside(time) == "none"
    page.keyboard.press("Tab")
    assert exact(time) in beside(time)
    page.keyboard.press("Tab")
    assert beside(time) == "none"
    assert page.locator("time[tabindex]").count() == 0


def test_in_a_list_without_a_stop_of_its_own(room: Classroom, browse: Browse, said: int) -> None:
    page = browse("sam")
    page.goto(room.url())
    time = page.locator(".entry time")
    assert beside(time) == "none"
    page.locator(".entry b a").focus()
    assert exact(time) in beside(time)
    page.keyboard.press("Tab")
    assert beside(time) == "none"


def test_by_touch(room: Classroom, browse: Browse, said: int) -> None:
    page = browse("sam", has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    page.goto(room.url())
    time = page.locator(".entry time")
    assert beside(time) == "none"
    time.tap()
    assert exact(time) in beside(time)


def test_by_its_link(room: Classroom, browse: Browse, said: int) -> None:
    page = browse("sam")
    page.goto(room.url(f"/comments/{said}"))
    time = page.locator(f"#said-{said} time")
    assert exact(time) in beside(time)


def test_in_a_page_that_stays_open(room: Classroom, browse: Browse, said: int) -> None:
    page = browse("sam")
    page.clock.install()
    time = opened(page, room, said)
    words = exact(time)
    page.clock.fast_forward("03:00:00")
    expect(time).to_have_text("5 hours ago")
    page.clock.fast_forward("48:00:00")
    expect(time).to_have_text("2 days ago")
    assert time.get_attribute("title") == words


def test_a_date_stays_a_date(room: Classroom, browse: Browse) -> None:
    with room.member("sam") as sam:
        factories.post(sam, at=clock.now() - timedelta(days=40))
    page = browse("sam")
    page.clock.install()
    page.goto(room.url())
    time = page.locator(".entry time")
    date = time.inner_text()
    page.clock.fast_forward("03:00:00")
    assert time.inner_text() == date
    assert "ago" not in date
