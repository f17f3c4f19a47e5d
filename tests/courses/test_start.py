"""The front door: where / leads, for each of the cast."""

from __future__ import annotations

from datetime import date

from forum.courses import actions
from forum.courses.models import Course, Role
from forum.extensions import db
from tests.courses.stories import admin_in, change, leads_to, publish, statements
from tests.people import SLUG, Cast
from tests.visitor import Visitor


def test_vera_finds_the_sign_in_and_no_class_that_is_not_public(visit: Visitor) -> None:
    page = visit.get("/")
    assert page.status_code == 200
    assert 'href="/sign-in"' in page.text
    assert "Upgrading" not in page.text


def test_vera_finds_the_public_classes(visit: Visitor, cast: Cast) -> None:
    publish(cast.course)
    page = visit.get("/")
    assert f'href="/c/{SLUG}/"' in page.text
    assert "Another Class" not in page.text


def test_sam_who_has_one_class_lands_in_it(visit: Visitor, via: str) -> None:
    assert leads_to(visit.as_("sam").get("/", via=via), f"/c/{SLUG}/")


def test_sam_sees_the_list_when_he_asks_for_it(visit: Visitor) -> None:
    page = visit.as_("sam").get("/?all=1")
    assert page.status_code == 200
    assert f'href="/c/{SLUG}/"' in page.text
    assert "Another Class" not in page.text
    assert "Student" in page.text
    assert "5 members" in page.text
    assert "/courses/new" not in page.text


def test_who_has_several_classes_gets_a_list(visit: Visitor, cast: Cast) -> None:
    actions.enrol(cast.elsewhere, cast.sam, Role.OBSERVER, by=None)
    change(cast.elsewhere, is_open=False)
    page = visit.as_("sam").get("/")
    assert page.status_code == 200
    assert f'href="/c/{SLUG}/"' in page.text
    assert 'href="/c/elsewhere/"' in page.text
    assert "Observer" in page.text
    assert "Closed" in page.text
    assert "colour-green" in page.text


def test_who_has_no_class_is_told_what_to_do_and_shown_what_is_public(visit: Visitor, cast: Cast) -> None:
    publish(cast.course)
    actions.remove(cast.elsewhere, cast.otto, by=admin_in(cast.elsewhere))
    page = visit.as_("otto").get("/")
    assert page.status_code == 200
    assert "You are in no class yet" in page.text
    assert f'href="/c/{SLUG}/"' in page.text


def test_adam_sees_every_class_and_may_make_one(visit: Visitor) -> None:
    page = visit.as_("adam").get("/")
    assert page.status_code == 200
    assert f'href="/c/{SLUG}/"' in page.text
    assert 'href="/c/elsewhere/"' in page.text
    assert 'href="/courses/new"' in page.text


def test_adam_is_told_when_there_is_no_class(visit: Visitor) -> None:
    visit.as_("adam")
    for course in db.session.query(Course):
        db.session.delete(course)
    db.session.commit()
    assert "There is no class yet" in visit.get("/").text


def test_a_long_list_takes_no_more_statements_than_a_short_one(visit: Visitor, cast: Cast) -> None:
    visit.as_("sam").get("/?all=1")
    few = statements(lambda: visit.get("/?all=1"))
    for number in range(20):
        course = actions.create(slug=f"c-{number}", title=f"C {number}", first_day=date(2027, 1, 1), by=None)
        actions.enrol(course.id, cast.sam, Role.STUDENT, by=None)
    db.session.commit()
    many = statements(lambda: visit.get("/?all=1"))
    assert many == few
    assert visit.get("/?all=1").text.count('class="dot') == 21
