"""The calendar of what is due, as calendar programs read it (RFC 5545)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from forum import clock
from forum.courses import actions as courses
from forum.courses.models import Section
from forum.extensions import db
from forum.posts import actions as posts
from forum.posts.models import Post
from forum.prompts import arranging, ics
from forum.prompts.arranging import Terms
from tests.factories import member
from tests.people import Cast
from tests.prompts.stories import HERE, ago, answer, prompt, section
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
ADDRESS = re.compile(r'id="calendar-address" readonly value="http://localhost([^"]+)"')


def address(browse: Browse, who: str) -> str:
    browse(who).get(f"{HERE}/calendar")
    browse(who).post(f"{HERE}/calendar")
    found = ADDRESS.search(browse(who).get(f"{HERE}/calendar").text)
    assert found
    return found[1]


def unfolded(raw: bytes) -> list[str]:
    return raw.replace(b"\r\n ", b"").decode().split("\r\n")


def events(raw: bytes) -> list[dict[str, str]]:
    """Return the events of a calendar, their values as people read them."""
    found: list[dict[str, str]] = []
    for line in unfolded(raw):
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and line != "END:VEVENT":
            found[-1][name] = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], value)
    return found


def test_a_student_has_their_due_dates_in_it(browse: Browse, cast: Cast) -> None:
    due = datetime(2027, 10, 18, 21, 59, 59, tzinfo=UTC)
    prompt_id = prompt(
        "Week 7; a, b \\ c", posts_due_at=due, replies_due_at=due + timedelta(days=2), replies_wanted=1
    )
    prompt("To come", opens_at=ago(-3), posts_due_at=due)
    prompt("Others", posts_due_at=due, section_ids=[section("Tuesday", cast.sue, course_id=cast.course)])
    prompt("At any time")
    url = address(browse, "sam")
    got = browse("vera").get(url)
    assert (got.status_code, got.mimetype) == (200, "text/calendar")
    assert got.data.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert got.data.endswith(b"END:VCALENDAR\r\n")
    posts, answers = events(got.data)
    assert posts["SUMMARY"] == "Week 7; a, b \\ c: posts due"
    assert posts["UID"] == f"prompt-{prompt_id}-posts@localhost"
    assert (posts["DTSTART"], answers["DTSTART"]) == ("20271018T215959Z", "20271020T215959Z")
    assert posts["URL"] == f"http://localhost{HERE}/prompts/{prompt_id}"
    assert "Not done yet." in posts["DESCRIPTION"]
    answer("sam", prompt_id)
    posts, answers = events(browse("vera").get(url).data)
    assert (posts["SUMMARY"][0], answers["SUMMARY"][0]) == ("\u2713", "W")


def test_what_is_arranged_moves_it_and_takes_it_away(browse: Browse, cast: Cast) -> None:
    due = datetime(2027, 10, 18, 22, 0, tzinfo=UTC)
    prompt_id, ines = prompt(posts_due_at=due), member("ines")
    url, whom = address(browse, "sam"), arranging.find(ines, f"user-{cast.sam}")
    (before,) = events(browse("vera").get(url).data)
    arranging.arrange(prompt_id, whom, Terms(posts_due_at=due + timedelta(days=1)), by=ines)
    (after,) = events(browse("vera").get(url).data)
    assert (before["DTSTART"], after["DTSTART"]) == ("20271018T220000Z", "20271019T220000Z")
    assert before["UID"] == after["UID"]
    arranging.excuse(prompt_id, whom, by=ines)
    assert events(browse("vera").get(url).data) == []
    arranging.arrange(prompt_id, whom, Terms(), by=ines)
    (back,) = events(browse("vera").get(url).data)
    assert back["DTSTART"] == before["DTSTART"]


def test_what_comes_later_is_never_said_to_be_older(browse: Browse, cast: Cast) -> None:
    start = datetime(2027, 2, 1, 12, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as time:
        tuesday = section("Tuesday", cast.sam, course_id=cast.course)
        prompt_id, ines = prompt(posts_due_at=start + timedelta(days=9)), member("ines")
        url, whom = address(browse, "sam"), arranging.find(ines, f"section-{tuesday}")
        stamps, versions = [], []
        for change in (
            lambda: arranging.arrange(prompt_id, whom, Terms(posts_due_at=ago(-20)), by=ines),
            lambda: answer("sam", prompt_id),
            lambda: db.session.execute(delete(Section).where(Section.id == tuesday)),
            lambda: posts.delete(db.session.scalars(select(Post.id)).one(), by=member("sam")),
            lambda: None,
        ):
            time.shift(timedelta(hours=1))
            change()
            db.session.commit()
            (event,) = events(browse("vera").get(url).data)
            assert {"SEQUENCE", "LAST-MODIFIED"}.isdisjoint(event)
            stamps.append(event["DTSTAMP"])
            versions.append((event["DTSTART"], event["SUMMARY"]))
        assert stamps == [f"20270201T1{hour}0000Z" for hour in range(3, 8)]
        assert len(set(versions)) == 4
        assert versions[-1] == versions[-2]


def test_who_has_it_already_gets_nothing_again(browse: Browse) -> None:
    prompt(posts_due_at=ago(-3))
    url = address(browse, "sam")
    etag = browse("vera").get(url).headers["ETag"]
    with time_machine.travel(clock.now() + timedelta(hours=3)):
        assert browse("vera").client.get(url, headers={"If-None-Match": etag}).status_code == 304
    prompt("Another", posts_due_at=ago(-4))
    assert browse("vera").client.get(url, headers={"If-None-Match": etag}).status_code == 200


def test_teachers_have_all_that_is_open(browse: Browse, cast: Cast) -> None:
    tuesday = section("Tuesday", cast.sue, course_id=cast.course)
    prompt("A", posts_due_at=ago(-3))
    prompt("B", posts_due_at=ago(-4), section_ids=[tuesday])
    prompt("C", posts_due_at=ago(-4), opens_at=ago(-2))
    got = events(browse("vera").get(address(browse, "ines")).data)
    assert [event["SUMMARY"] for event in got] == ["A: posts due", "B: posts due"]


def test_the_address_opens_nothing_once_its_owner_has_left(browse: Browse, cast: Cast) -> None:
    url = address(browse, "sam")
    assert browse("vera").get(url).status_code == 200
    browse("sam").get(f"{HERE}/feeds")
    browse("sam").post(f"{HERE}/feeds/address")
    assert browse("vera").get(url).status_code == 404
    url = address(browse, "sam")
    courses.remove(cast.course, cast.sam, by=member("ines"))
    assert browse("vera").get(url).status_code == 404


def test_asking_twice_for_an_address_keeps_it(browse: Browse) -> None:
    first = address(browse, "sam")
    browse("sam").post(f"{HERE}/calendar")
    assert address(browse, "sam") == first


@settings(max_examples=150, derandomize=True, deadline=None)
@given(words=st.text(max_size=300))
def test_every_line_is_short_and_says_what_it_said(words: str) -> None:
    raw = ics.fold(f"SUMMARY:{ics.text(words)}")
    lines = raw.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 for line in lines)
    for line in lines:
        line.decode()
    written = unfolded(raw)[0].removeprefix("SUMMARY:")
    said = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], written)
    assert said == ics.UNFIT.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


@pytest.mark.parametrize("words", ["a\r\nEND:VEVENT", "\x00\x1b\ud800x"])
def test_words_end_no_line(words: str) -> None:
    assert "\r" not in ics.text(words)
    assert "\n" not in ics.text(words)
