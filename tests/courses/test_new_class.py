"""Making a class, which is for the admin of the site."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from forum.auth import queries as accounts
from forum.auth.models import AuditEvent, User
from forum.courses import actions, queries
from forum.courses.models import Course, Role
from forum.extensions import db
from forum.posts.models import Category
from tests.courses.stories import GOOD_PASSWORD, leads_to, present, role
from tests.mail.mailbox import letters, link
from tests.people import SLUG, Cast, email, unconfirm
from tests.visitor import Visitor

URL = "/courses/new"
FORM = {
    "title": "Cities and Water",
    "term": "Autumn 2027",
    "slug": "",
    "time_zone": "Europe/Berlin",
    "first_day": "2027-10-04",
    "weeks": "15",
    "colour": "blue",
    "visibility": "members",
    "email": "",
    "name": "",
}


def make(visit: Visitor, via: str = "plain", **changes: str) -> Any:
    visit.get(URL)
    return visit.post(URL, {**FORM, **changes}, via=via)


def the_new_one() -> Course:
    db.session.expire_all()
    return db.session.scalars(select(Course).order_by(Course.id.desc())).first()


def test_adam_makes_a_class(visit: Visitor, cast: Cast, via: str) -> None:
    answer = make(visit.as_("adam"), via, email=email("ines"))
    assert leads_to(answer, "/c/cities-and-water/members")
    course = the_new_one()
    assert (course.title, course.term, course.slug) == ("Cities and Water", "Autumn 2027", "cities-and-water")
    assert (course.time_zone, course.first_day, course.weeks) == ("Europe/Berlin", date(2027, 10, 4), 15)
    assert (course.colour, course.visibility, course.is_open) == ("blue", "members", True)
    assert role(course.id, cast.ines) == Role.INSTRUCTOR
    assert present(course.id) == 1


def test_a_class_has_its_default_category_from_the_start(visit: Visitor) -> None:
    make(visit.as_("adam"))
    found = db.session.scalars(select(Category).where(Category.course_id == the_new_one().id)).one()
    assert (found.slug, found.name, found.is_default) == ("uncategorized", "Uncategorized", True)


def test_what_adam_did_is_in_the_trail(visit: Visitor, cast: Cast) -> None:
    make(visit.as_("adam"), email=email("ines"))
    course_id = the_new_one().id
    of_class = select(AuditEvent).where(AuditEvent.course_id == course_id)
    events = db.session.scalars(of_class.order_by(AuditEvent.id)).all()
    assert [(e.verb, e.actor_id) for e in events] == [
        ("course.create", cast.adam),
        ("member.enrol", cast.adam),
    ]


def test_the_form_proposes_the_zone_of_the_newest_class(visit: Visitor) -> None:
    visit.as_("adam")
    assert '<option selected value="UTC">' in visit.get(URL).text
    make(visit)
    assert '<option selected value="Europe/Berlin">' in visit.get(URL).text


@pytest.mark.parametrize("name", ["ines", "asa", "sam", "olga", "otto"])
def test_nobody_else_makes_a_class(visit: Visitor, cast: Cast, name: str) -> None:
    visit.as_(name)
    assert visit.get(URL).status_code == 403
    assert visit.post(URL, FORM).status_code == 403
    assert the_new_one().id == cast.elsewhere


def test_vera_is_asked_to_sign_in(visit: Visitor, cast: Cast) -> None:
    assert "/sign-in" in visit.get(URL).location
    visit.get("/sign-in")
    assert "/sign-in" in visit.post(URL, FORM).location
    assert the_new_one().id == cast.elsewhere


def test_a_new_instructor_gets_a_mail_and_sets_a_password(visit: Visitor, cast: Cast) -> None:
    answer = make(visit.as_("adam"), email="Nina@Example.org", name="Nina  Nwosu")
    assert leads_to(answer, "/c/cities-and-water/members")
    nina = accounts.by_email("nina@example.org")
    assert nina
    assert (nina.name, nina.password_hash) == ("Nina Nwosu", None)
    assert role(the_new_one().id, nina.id) == Role.INSTRUCTOR
    assert "Cities and Water" in letters("nina@example.org")[0]
    hers = Visitor(visit.client.application)
    page = link("nina@example.org")
    hers.get(page)
    assert hers.post(page, {"password": GOOD_PASSWORD}).status_code == 303
    hers.get("/sign-in")
    hers.post("/sign-in", {"email": "nina@example.org", "password": GOOD_PASSWORD})
    assert leads_to(hers.get("/"), "/c/cities-and-water/")


def test_an_unknown_instructor_without_a_name_stops_it_all(visit: Visitor, cast: Cast) -> None:
    answer = make(visit.as_("adam"), email="nina@example.org")
    assert answer.status_code == 422
    assert "Add a name" in answer.text
    assert 'value="Cities and Water"' in answer.text
    assert the_new_one().id == cast.elsewhere
    assert letters("nina@example.org") == []


def test_a_class_can_be_made_before_it_has_an_instructor(visit: Visitor) -> None:
    assert leads_to(make(visit.as_("adam")), "/c/cities-and-water/members")
    assert present(the_new_one().id) == 0
    assert "Nobody is here yet" in visit.get("/c/cities-and-water/members").text


def test_a_slug_of_its_own(visit: Visitor) -> None:
    assert leads_to(make(visit.as_("adam"), slug="water-27"), "/c/water-27/members")


def test_a_slug_that_is_taken(visit: Visitor, cast: Cast) -> None:
    answer = make(visit.as_("adam"), slug=SLUG)
    assert answer.status_code == 422
    assert "Another class has this short name" in answer.text
    assert f'value="{SLUG}"' in answer.text
    assert the_new_one().id == cast.elsewhere


@pytest.mark.parametrize(
    "slug", ["Water", "wasser-über", "a b", "-a", "a-", "a--b", "a/b", "..", "٣", "a" * 61]
)
def test_a_slug_that_no_address_can_hold(visit: Visitor, cast: Cast, slug: str) -> None:
    assert make(visit.as_("adam"), slug=slug).status_code == 422
    assert the_new_one().id == cast.elsewhere


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Cities & Water", "cities-water"),
        ("Économie  générale", "economie-generale"),
        ("供应链", "class"),
        ("A" * 120, "a" * 54),
        ("Another Class", "another-class"),
    ],
)
def test_a_slug_is_made_from_the_title(app: object, title: str, slug: str) -> None:
    assert queries.free_slug(title) == slug


def test_the_second_of_one_title_gets_a_number(visit: Visitor) -> None:
    visit.as_("adam")
    for expected in ("cities-and-water", "cities-and-water-2", "cities-and-water-3"):
        assert leads_to(make(visit), f"/c/{expected}/members")


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "", "Give the class a title."),
        ("title", "   ", "Give the class a title."),
        ("title", "x" * 121, "at most 120 fit"),
        ("term", "x" * 61, "at most 60 fit"),
        ("time_zone", "Mars/Olympus", "Not a valid choice"),
        ("first_day", "", "Say on which day"),
        ("first_day", "04.10.2027", "year-month-day"),
        ("first_day", "0001-01-01", "between 1990 and 2099"),
        ("first_day", "2027-02-30", "year-month-day"),
        ("weeks", "0", "from 1 to 60"),
        ("weeks", "61", "from 1 to 60"),
        ("weeks", "", "from 1 to 60"),
        ("weeks", "9" * 5000, "from 1 to 60"),
        ("colour", "beige", "Not a valid choice"),
        ("visibility", "secret", "Not a valid choice"),
        ("email", "no address", "not an e-mail address"),
        ("name", "x" * 101, "at most 100 fit"),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_is_kept(
    visit: Visitor, cast: Cast, via: str, field: str, value: str, says: str
) -> None:
    answer = make(visit.as_("adam"), via, **{field: value})
    assert answer.status_code == 422
    assert says in answer.text
    assert (FORM["term"] if field != "term" else FORM["title"]) in answer.text
    assert the_new_one().id == cast.elsewhere


def test_a_form_with_nothing_in_it(visit: Visitor, cast: Cast) -> None:
    visit.as_("adam").get(URL)
    assert visit.post(URL).status_code == 422
    assert the_new_one().id == cast.elsewhere


def test_of_two_with_one_slug_the_second_is_refused(app: object, cast: Cast) -> None:
    actions.create(slug="twin", title="A", first_day=date(2027, 1, 1), by=None)
    db.session.commit()
    with pytest.raises(actions.SlugTaken):
        actions.create(slug="twin", title="B", first_day=date(2027, 1, 1), by=None)
    assert db.session.scalar(select(User.id).where(User.id == cast.sam)) == cast.sam


def test_nobody_is_made_instructor_by_an_address_that_they_only_typed(
    visit: Visitor, cast: Cast, via: str
) -> None:
    unconfirm(cast.otto)
    answer = make(visit.as_("adam"), via, email=email("otto"))
    assert answer.status_code == 422
    assert "Otto has an account with this address, but nobody has proved yet" in answer.text
    assert queries.by_slug("cities-and-water") is None
