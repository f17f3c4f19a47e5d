"""The report, its files and each student's own page say what the raw rows say, in a class made by chance."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from statistics import median
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from forum import clock
from forum.auth.models import User
from forum.comments.models import Comment
from forum.courses.models import Course, Membership, Section
from forum.extensions import db
from forum.reports import answers
from tests import factories
from tests.people import SLUG, Cast, email
from tests.prompts import term
from tests.reports import sheets
from tests.reports.recount import Counted, Raw
from tests.visitor import Visitor

HERE = f"/c/{SLUG}/participation"
ZONES = ("Europe/Stockholm", "America/St_Johns", "Pacific/Chatham")  # the last two are no whole hours off
SEEDS = (1, 2, 3)
Browse = Callable[[str], Visitor]


@pytest.fixture(params=SEEDS)
def chance(request: pytest.FixtureRequest, cast: Cast) -> Random:
    """Fill the class of the cast by chance: with comments under comments, and some outside of the term."""
    chance = Random(request.param)  # noqa: S311  # dice, not secrets
    term.fill(cast.course, request.param)
    course = db.session.get_one(Course, cast.course)
    course.first_day = clock.now().date() - timedelta(days=term.DAYS - chance.randrange(12))
    course.weeks, course.time_zone = chance.randrange(2, 6), ZONES[request.param % len(ZONES)]
    answer_each_other(cast.course, chance)
    let_sam_study(cast, chance)
    db.session.commit()
    return chance


def answer_each_other(course_id: int, chance: Random) -> None:
    """Let half of the comments answer an earlier one under the same post."""
    earlier: dict[int, list[int]] = {}
    for comment in db.session.scalars(
        select(Comment).where(Comment.course_id == course_id).order_by(Comment.id)
    ):
        above = earlier.setdefault(comment.post_id, [])
        comment.parent_id = chance.choice(above) if above and chance.randrange(2) else None
        above.append(comment.id)


def let_sam_study(cast: Cast, chance: Random) -> None:
    """Let what one of those by chance wrote be sam's, who can sign in."""
    here = (Membership.course_id == cast.course, Membership.role == "student")
    students = db.session.scalars(select(Membership.user_id).where(*here).order_by(Membership.user_id))
    others = [id for id in students if id not in (cast.sam, cast.sue)]
    theirs = Comment.author_id == chance.choice(others)
    for comment in db.session.scalars(select(Comment).where(theirs)):
        comment.author_id = cast.sam


def span_of(course: Course, chance: Random) -> tuple[date, date]:
    first = course.first_day + timedelta(days=chance.randrange(-6, 10))
    return first, first + timedelta(days=chance.randrange(20))


def expected(raw: Raw, ids: set[int]) -> list[tuple[str, list[int], dict[int, int], str]]:
    rows = [(raw.names[id], id, counted) for id, counted in raw.students.items() if id in ids]
    return [(name, *_seen(raw, counted)) for name, _id, counted in sorted(rows)]


def _seen(raw: Raw, counted: Counted) -> tuple[list[int], dict[int, int], str]:
    last = counted.last_at and counted.last_at.astimezone(clock.zone(raw.course.time_zone))
    return counted.numbers, dict(+counted.weeks), last.strftime("%Y-%m-%d %H:%M") if last else ""


def found(rows: list[sheets.Row], weeks: int) -> list[tuple[str, list[int], dict[int, int], str]]:
    outside = {"Before the first week": 0, "After the last week": weeks + 1}

    def numbered(name: str) -> int:
        return outside.get(name) if name in outside else int(name.removeprefix("Week "))  # type: ignore[return-value]

    return [
        (row.name, row.numbers, {numbered(name): n for name, n in row.weeks.items() if n}, row.last)
        for row in rows
    ]


def read(ines: Visitor, zone: str, **asked: Any) -> list[list[sheets.Row]]:
    """Return what the page, the CSV and the workbook say of the same question."""
    query = urlencode(asked)
    page = ines.get(f"{HERE}?{query}&view=numbers")
    files = [ines.get(f"{HERE}.{kind}?{query}") for kind in ("csv", "xlsx")]
    assert {answer.status_code for answer in (page, *files)} == {200}
    return [sheets.of_page(page, zone), sheets.of_csv(files[0]), sheets.of_xlsx(files[1])]


def test_page_and_files_say_what_the_rows_say(cast: Cast, browse: Browse, chance: Random) -> None:
    raw = Raw(cast.course)
    for rows in read(browse("ines"), raw.course.time_zone):
        assert found(rows, raw.course.weeks) == expected(raw, set(raw.students))


def test_of_a_span(cast: Cast, browse: Browse, chance: Random) -> None:
    for _turn in range(3):
        since, until = span_of(db.session.get_one(Course, cast.course), chance)
        raw = Raw(cast.course, since, until)
        for rows in read(browse("ines"), raw.course.time_zone, since=since, until=until):
            assert found(rows, raw.course.weeks) == expected(raw, set(raw.students)), (since, until)


def test_of_a_section(cast: Cast, browse: Browse, chance: Random) -> None:
    raw = Raw(cast.course)
    for section_id in db.session.scalars(select(Section.id).where(Section.course_id == cast.course)):
        ids = raw.in_section(section_id) & set(raw.students)
        for rows in read(browse("ines"), raw.course.time_zone, section=section_id):
            assert found(rows, raw.course.weeks) == expected(raw, ids)


@pytest.mark.parametrize("sort", ["posts", "-posts", "given", "words", "-days", "last", "-name", "written"])
def test_in_every_order_they_say_the_same(cast: Cast, browse: Browse, chance: Random, sort: str) -> None:
    page, csv, xlsx = read(browse("ines"), "UTC", sort=sort)
    in_order = [row.name for row in page]
    assert in_order == [row.name for row in csv] == [row.name for row in xlsx]


def test_each_student_reads_their_own_numbers(cast: Cast, browse: Browse, chance: Random) -> None:
    raw = Raw(cast.course)
    middle = [median(numbers) for numbers in zip(*(c.numbers for c in raw.students.values()), strict=True)]
    for answer in (browse("sam").get(f"{HERE}/me"), browse("ines").get(f"{HERE}/{cast.sam}")):
        own = [int(n) for n in re.findall(r"<dd><b>(\d+)", answer.text)]
        assert len(own) == (6 if any(counted.asked for counted in raw.students.values()) else 5)
        assert own == raw.students[cast.sam].numbers[: len(own)]
        medians = [float(n) for n in re.findall(r"class median ([\d.]+)", answer.text)]
        assert medians == middle[: len(own)]
        assert own_weeks(answer.text) == dict(+raw.students[cast.sam].weeks)


def own_weeks(text: str) -> dict[int, int]:
    cells = re.findall(r'<th scope="row">Week (\d+)[^<]*</th><td class="number">(\d+)</td>', text)
    outside = re.findall(r'<th scope="row">(Before|After)[^<]*</th><td class="number">(\d+)</td>', text)
    weeks = {int(week): int(number) for week, number in cells if number != "0"}
    last = max(int(week) for week, _number in cells)
    return weeks | {(0 if word == "Before" else last + 1): int(n) for word, n in outside if n != "0"}


def test_who_answers_whom(cast: Cast, chance: Random) -> None:
    raw = Raw(cast.course)
    course = db.session.get_one(Course, cast.course)
    people = answers.of_class(factories.member("ines"), course).people
    assert set(people) == set(raw.students)
    for id, person in people.items():
        to = raw.students[id].to
        assert person.to == {other: n for other, n in to.items() if other in raw.students}
        assert person.to_others == sum(n for other, n in to.items() if other not in raw.students)
        assert person.received == raw.students[id].received


def test_the_names_are_those_of_the_students(cast: Cast, browse: Browse, chance: Random) -> None:
    names = dict(db.session.execute(select(User.id, User.name)).all())
    assert {row.name for row in read(browse("ines"), "UTC")[0]} == {
        names[id] for id in Raw(cast.course).students
    }
    assert email("sam") not in browse("ines").get(HERE).text
