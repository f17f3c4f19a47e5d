"""What a report is asked for: order, days, section; what was asked wrongly; files and what they cost."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from io import StringIO

import pytest

from forum import clock
from forum.courses import actions as courses
from tests import factories
from tests.people import SLUG, Cast
from tests.posts.statements import recorded, writes
from tests.reports.stories import HERE, rows, section, students, term
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
SORTED = re.compile(r'aria-sort="(\w+)"><a href="\?([^"]*)#students">([^<]*)')


@pytest.fixture
def zeal(cast: Cast) -> None:
    """Let sam write one post, sue two, anna none."""
    students(cast, "Anna")
    factories.post(factories.member("sam"))
    for title in ("One", "Two"):
        factories.post(factories.member("sue"), title)


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("", ["Anna", "Sam", "Sue"]),
        ("-name", ["Sue", "Sam", "Anna"]),
        ("posts", ["Sue", "Sam", "Anna"]),
        ("-posts", ["Anna", "Sam", "Sue"]),
        ("given", ["Anna", "Sam", "Sue"]),
        ("last", ["Sue", "Sam", "Anna"]),
        ("nonsense", ["Anna", "Sam", "Sue"]),
    ],
)
def test_sorted_by_a_column(cast: Cast, browse: Browse, zeal: None, sort: str, names: list[str]) -> None:
    assert list(rows(browse("ines"), f"sort={sort}")) == names


@pytest.mark.parametrize(
    ("sort", "state"),
    [
        ("", ("ascending", "sort=-name", "Student")),
        ("-name", ("descending", "sort=name", "Student")),
        ("posts", ("descending", "sort=-posts", "Posts")),
        ("-posts", ("ascending", "sort=posts", "Posts")),
        ("prompts", None),
    ],
)
def test_the_sorted_column_says_so_and_turns_round(
    cast: Cast, browse: Browse, zeal: None, sort: str, state: tuple[str, str, str] | None
) -> None:
    assert SORTED.findall(browse("ines").get(f"{HERE}?sort={sort}").text) == ([state] if state else [])


def test_sorting_keeps_what_was_asked(cast: Cast, browse: Browse, zeal: None) -> None:
    mondays = section(cast, "Monday", cast.sam)
    page = browse("ines").get(f"{HERE}?since=2027-01-01&section={mondays}&sort=words").text
    assert f'href="?since=2027-01-01&amp;section={mondays}&amp;sort=posts#students"' in page
    assert f"participation.csv?since=2027-01-01&amp;section={mondays}&amp;sort=words" in page
    assert '<input id="sort" name="sort" type="hidden" value="words">' in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("since=2027-02-01&until=2027-01-01", "This day is before the one that it begins with."),
        ("since=yesterday", "Write the day as year-month-day"),
        ("until=2027-02-30", "Write the day as year-month-day"),
    ],
)
def test_days_that_make_no_sense(cast: Cast, browse: Browse, query: str, sentence: str) -> None:
    for path in ("", ".csv", ".xlsx", "/answers"):
        answer = browse("ines").get(f"{HERE}{path}?{query}")
        assert answer.status_code == 422
        assert sentence in answer.text
        assert answer.mimetype == "text/html"
    assert 'value="2027-02-01"' in browse("ines").get(f"{HERE}?since=2027-02-01&until=2027-01-01").text


@pytest.mark.parametrize(
    "days", ["since=0001-01-01&until=9999-12-31", "since=9999-12-31", "until=0001-01-01"]
)
def test_days_at_the_ends_of_time(cast: Cast, browse: Browse, zeal: None, days: str) -> None:
    for path in ("", ".csv", ".xlsx", "/answers"):
        assert browse("ines").get(f"{HERE}{path}?{days}").status_code == 200


@pytest.mark.parametrize("asked", ["999999999", "0", "-1", "x", "1' OR 1=1"])
def test_a_section_that_there_is_not(cast: Cast, browse: Browse, asked: str) -> None:
    section(cast, "Monday", cast.sam)
    answer = browse("ines").get(HERE, query_string={"section": asked})
    assert answer.status_code == 422
    assert "Choose a section from the list." in answer.text


def test_only_of_a_section(cast: Cast, browse: Browse, zeal: None) -> None:
    mondays = section(cast, "Monday", cast.sam)
    assert list(rows(browse("ines"), f"section={mondays}")) == ["Sam"]
    assert "<bdi>Monday</bdi>" in browse("ines").get(f"{HERE}?section={mondays}").text


def test_files_have_names_that_tell_what_is_in_them(cast: Cast, browse: Browse) -> None:
    mondays = section(cast, "Monday 10:00", cast.sam)
    today = clock.now().date().isoformat()
    for query, name in (
        ("", f"{SLUG}-participation-{today}"),
        (
            f"since=2027-01-11&until=2027-02-01&section={mondays}",
            f"{SLUG}-participation-monday-10-00-2027-01-11-2027-02-01",
        ),
    ):
        for kind in ("csv", "xlsx"):
            answer = browse("ines").get(f"{HERE}.{kind}?{query}")
            assert answer.headers["Content-Disposition"] == f"attachment; filename={name}.{kind}"


def test_files_say_who_somebody_is_and_when_a_week_begins(cast: Cast, browse: Browse) -> None:
    section(cast, "Mondays", cast.sam)
    term(cast, "2027-01-11", 2)
    text = browse("ines").get(f"{HERE}.csv").get_data().decode("utf-8-sig")
    first = next(csv.DictReader(StringIO(text)))
    who = [first[name] for name in ("Student", "E-mail", "Handle", "Sections and groups")]
    assert who == ["Sam", "sam@example.org", "sam", "Mondays"]
    assert "Week 2, from Jan 18, 2027" in first
    assert "Week 2, from Jan 18, 2027: 0" in browse("ines").get(HERE).text


def test_a_name_that_is_a_formula_stays_a_name(cast: Cast, browse: Browse) -> None:
    students(cast, '=HYPERLINK("http://evil.example")')
    text = browse("ines").get(f"{HERE}.csv").get_data().decode("utf-8-sig")
    assert [row[0] for row in csv.reader(StringIO(text))][1] == '\'=HYPERLINK("http://evil.example")'


@pytest.mark.parametrize("path", ["", ".csv", ".xlsx", "/answers", "/silent", "/{sam}"])
def test_a_large_class_costs_as_many_statements_as_a_small_one(cast: Cast, browse: Browse, path: str) -> None:
    url, sam = HERE + path.format(sam=cast.sam), factories.member("sam")
    ines = browse("ines")
    little = cost(ines, url)
    students(cast, *[f"Student {n}" for n in range(40)])
    for n in range(8):
        factories.comment(factories.member("sue"), factories.post(sam, f"Post {n}"))
        section(cast, f"Section {n}", cast.sam)
    assert cost(ines, url) == little <= 8


def cost(reader: Visitor, url: str) -> int:
    reader.get(url)
    with recorded() as statements:
        assert reader.get(url).status_code == 200
    assert writes(statements) == []
    return len(statements)


def test_nobody_studies_here_yet(cast: Cast, browse: Browse) -> None:
    for user_id in (cast.sam, cast.sue):
        courses.remove(cast.course, user_id, by=factories.member("ines"))
    for path in ("", "/answers"):
        assert "There are no students here yet" in browse("ines").get(HERE + path).text
    assert browse("ines").get(f"{HERE}.csv").status_code == 200
