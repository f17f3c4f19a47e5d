"""Who sees whose numbers: those who teach, assistants of a section, students of themselves alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum import clock, policy
from forum.courses import actions as courses
from forum.courses.models import Course, Membership, Placing
from forum.extensions import db
from forum.policy_reports import students_seen
from tests import factories
from tests.people import Cast
from tests.reports.stories import HERE, all_joined, listed, rows, section, students, tie
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
PAGES = ("", "/answers", "/silent")


@pytest.fixture
def tied(cast: Cast) -> int:
    """Tie asa to the section of sue; sam is in another."""
    section(cast, "Monday", cast.sam)
    all_joined(cast, clock.now() - timedelta(days=30))
    thursday = section(cast, "Thursday", cast.sue, cast.asa)
    tie(cast, cast.asa)
    return thursday


@pytest.mark.parametrize("page", PAGES)
def test_who_assists_in_a_section_sees_its_students(cast: Cast, browse: Browse, tied: int, page: str) -> None:
    assert set(listed(browse("asa"), page)) == {"Sue"}
    assert set(listed(browse("ines"), page)) == {"Sam", "Sue"}


def test_nor_in_files_nor_by_guessing_an_address(cast: Cast, browse: Browse, tied: int) -> None:
    asa = browse("asa")
    assert asa.get(f"{HERE}/{cast.sue}").status_code == 200
    assert asa.get(f"{HERE}/{cast.sam}").status_code == 404
    assert "Sam" not in asa.get(f"{HERE}.csv").text
    other = db.session.scalar(select(Placing.section_id).where(Placing.user_id == cast.sam))
    for path in ("", ".csv", "/answers"):
        refused = asa.get(f"{HERE}{path}?section={other}")
        assert refused.status_code == 422
        assert "Sam" not in refused.text
    assert 'value="">All students' in asa.get(HERE).text
    assert "Monday" not in asa.get(HERE).text


def test_a_tied_assistant_without_a_section_sees_nobody(cast: Cast, browse: Browse) -> None:
    tie(cast, cast.asa)
    for page in PAGES:
        assert listed(browse("asa"), page) == []
        assert browse("asa").get(HERE + page).status_code == 200


def test_the_rule_and_its_sql_twin_agree(cast: Cast, tied: int) -> None:
    courses.remove(cast.course, students(cast, "Rita")[0], by=factories.member("ines"))
    members = (
        db.session.execute(select(Membership).where(Membership.course_id == cast.course)).scalars().all()
    )
    for row in members:
        of = select(Placing.section_id).where(Placing.user_id == row.user_id)
        row.sections = frozenset(db.session.scalars(of))  # type: ignore[attr-defined]
    for name in ("ines", "asa", "sam", "olga", "adam", "otto"):
        reader = factories.member(name)
        seen = set(db.session.scalars(select(Membership.user_id).where(students_seen(reader))))
        rule = {m.user_id for m in members if policy.may(reader, "student.participation.read", m)}
        assert seen == rule, name


def test_a_student_sees_their_own_part_and_nothing_of_others(cast: Cast, browse: Browse) -> None:
    students(cast, "Anna", "Bela", "Cora")
    factories.post(factories.member("sue"), "T", "Words of somebody else, which nobody should count here.")
    page = browse("sam").get(f"{HERE}/me")
    assert page.status_code == 200
    assert "class median" in page.text
    for name in ("Sue", "Anna", "Bela", "Cora"):
        assert name not in page.text
    for path in (f"/{cast.sam}", f"/{cast.sue}", "", ".csv", ".xlsx", "/answers", "/silent"):
        assert browse("sam").get(HERE + path).status_code == 403, path


@pytest.mark.parametrize(("others", "medians"), [(2, 0), (3, 5)])
def test_a_median_that_would_tell_of_somebody_is_not_shown(
    cast: Cast, browse: Browse, others: int, medians: int
) -> None:
    students(cast, *["Anna", "Bela", "Cora"][:others])
    page = browse("sam").get(f"{HERE}/me").text
    assert len(re.findall(r"class median \d", page)) == medians
    assert ("less than five students" in page) is not bool(medians)
    assert ("<span>Class median</span>" in page) is bool(medians)


def test_who_was_removed_is_in_no_median(cast: Cast, browse: Browse) -> None:
    ids = students(cast, "Anna", "Bela", "Cora")
    courses.remove(cast.course, ids[0], by=factories.member("ines"))
    assert "less than five students" in browse("sam").get(f"{HERE}/me").text


def test_staff_have_no_part_and_are_led_to_the_class(cast: Cast, browse: Browse) -> None:
    answer = browse("ines").get(f"{HERE}/me")
    assert (answer.status_code, answer.location) == (303, HERE)
    assert browse("olga").get(f"{HERE}/me").status_code == 403
    for user_id in (cast.asa, cast.ines, cast.olga, cast.otto, 999_999_999):
        assert browse("ines").get(f"{HERE}/{user_id}").status_code == 404


def test_a_closed_class_keeps_its_report(cast: Cast, browse: Browse) -> None:
    db.session.execute(update(Course).where(Course.id == cast.course).values(is_open=False))
    db.session.commit()
    assert list(rows(browse("ines"))) == ["Sam", "Sue"]
    assert browse("sam").get(f"{HERE}/me").status_code == 200


def test_the_ways_there(cast: Cast, browse: Browse) -> None:
    link = f'href="{HERE}"'
    assert link in browse("ines").get("/c/supply-chains/").text
    assert link not in browse("sam").get("/c/supply-chains/").text
    assert f'href="{HERE}/me"' in browse("sam").get("/c/supply-chains/").text
    assert f'href="{HERE}/me"' not in browse("olga").get("/c/supply-chains/").text


def test_in_a_closed_class_nobody_is_written_to(cast: Cast, browse: Browse) -> None:
    all_joined(cast, clock.now() - timedelta(days=30))
    assert "/participation/messages" in browse("ines").get(f"{HERE}/silent").text
    db.session.execute(update(Course).where(Course.id == cast.course).values(is_open=False))
    db.session.commit()
    assert "/participation/messages" not in browse("ines").get(f"{HERE}/silent").text
    assert browse("ines").get(f"{HERE}/messages").status_code == 403
