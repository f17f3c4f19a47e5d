"""Changing a class: by those who teach it, and by nobody else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from forum.auth.models import AuditEvent
from forum.courses import actions
from forum.courses.models import Course
from forum.extensions import db
from tests.courses.stories import EVERYBODY_BUT_THOSE_WHO_TEACH, HERE, change, course, leads_to, publish
from tests.people import SLUG, Cast
from tests.visitor import Visitor

URL = f"{HERE}/settings"
FORM = {
    "title": "Upgrading, Anew",
    "term": "Autumn 2027",
    "time_zone": "America/New_York",
    "first_day": "2027-09-01",
    "weeks": "10",
    "colour": "plum",
    "visibility": "public",
}


def save(visit: Visitor, via: str = "plain", **changes: str) -> Any:
    visit.get(URL)
    return visit.post(URL, {**FORM, **changes}, via=via)


def test_the_form_shows_the_class_as_it_is(visit: Visitor) -> None:
    page = visit.as_("ines").get(URL)
    assert page.status_code == 200
    assert 'value="Upgrading in Global Supply Chains"' in page.text
    assert 'value="2027-01-11"' in page.text
    assert '<option selected value="UTC">' in page.text
    assert f'href="{HERE}/categories"' in page.text
    for path in ("/invitations", "/sections", "/members/roster", "/marking"):
        assert f'href="{HERE}{path}"' in page.text


@pytest.mark.parametrize("name", ["ines", "adam"])
def test_those_who_teach_change_the_class(visit: Visitor, cast: Cast, via: str, name: str) -> None:
    form = {"slug": SLUG} if name == "adam" else {}
    assert leads_to(save(visit.as_(name), via, **form), URL)
    changed = course(cast.course)
    assert (changed.title, changed.term, changed.slug) == ("Upgrading, Anew", "Autumn 2027", SLUG)
    assert (changed.time_zone, changed.first_day) == ("America/New_York", date(2027, 9, 1))
    assert (changed.weeks, changed.colour, changed.visibility) == (10, "plum", "public")
    assert "The class is changed." in visit.get(URL).text


@pytest.mark.parametrize("name", EVERYBODY_BUT_THOSE_WHO_TEACH)
def test_others_in_the_class_do_not(visit: Visitor, cast: Cast, name: str) -> None:
    visit.as_(name)
    assert visit.get(URL).status_code == 403
    assert visit.post(URL, FORM).status_code == 403
    assert course(cast.course).title == "Upgrading in Global Supply Chains"


def test_otto_finds_nothing_there(visit: Visitor, cast: Cast) -> None:
    visit.as_("otto")
    assert visit.get(URL).status_code == 404
    assert visit.post(URL, FORM).status_code == 404
    assert course(cast.course).title == "Upgrading in Global Supply Chains"


def test_a_public_class_is_read_and_not_changed_by_strangers(visit: Visitor, cast: Cast) -> None:
    publish(cast.course)
    assert visit.get(URL).status_code == 403
    otto = visit.as_("otto")
    assert otto.get(URL).status_code == 403
    assert otto.post(URL, FORM).status_code == 403
    assert course(cast.course).title == "Upgrading in Global Supply Chains"


def test_vera_is_asked_to_sign_in(visit: Visitor, cast: Cast) -> None:
    assert "/sign-in" in visit.get(URL).location
    visit.get("/sign-in")
    assert "/sign-in" in visit.post(URL, FORM).location


def test_only_an_admin_changes_the_slug(visit: Visitor, cast: Cast) -> None:
    save(visit.as_("ines"), slug="new-name")
    assert course(cast.course).slug == SLUG
    assert 'name="slug"' not in visit.get(URL).text
    adam = Visitor(visit.client.application).as_("adam")
    assert leads_to(save(adam, slug="new-name"), "/c/new-name/settings")
    assert adam.get("/c/new-name/settings").status_code == 200
    assert adam.get(URL).status_code == 404


def test_a_slug_that_another_class_has(visit: Visitor, cast: Cast) -> None:
    answer = save(visit.as_("adam"), slug="elsewhere")
    assert answer.status_code == 422
    assert "Another class has this short name" in answer.text
    assert course(cast.course).slug == SLUG


def test_two_that_take_one_slug_at_the_same_time(app: object, cast: Cast) -> None:
    with pytest.raises(actions.SlugTaken):
        actions.change(course(cast.course), {"slug": "elsewhere"}, by=cast.adam)
    assert course(cast.course).slug == SLUG


def test_the_trail_says_what_was_changed(visit: Visitor, cast: Cast) -> None:
    visit.as_("ines").get(URL)
    same = {"time_zone": "UTC", "first_day": "2027-01-11", "weeks": "14", "colour": "green"}
    old = {"title": "Upgrading in Global Supply Chains", "visibility": "members"}
    visit.post(URL, {**same, **old, "term": "Spring 2028"})
    visit.post(URL, {**same, **old, "term": "Spring 2028"})
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "course.change")).all()
    assert [(e.actor_id, e.detail) for e in events] == [(cast.ines, {"fields": ["term"]})]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "", "Give the class a title."),
        ("weeks", "many", "from 1 to 60"),
        ("first_day", "soon", "year-month-day"),
        ("time_zone", "", "Not a valid choice"),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_is_kept(
    visit: Visitor, cast: Cast, via: str, field: str, value: str, says: str
) -> None:
    answer = save(visit.as_("ines"), via, **{field: value})
    assert answer.status_code == 422
    assert says in answer.text
    assert "Autumn 2027" in answer.text
    assert course(cast.course).term == "Spring 2027"


def test_a_form_with_nothing_in_it_changes_nothing(visit: Visitor, cast: Cast) -> None:
    visit.as_("ines").get(URL)
    assert visit.post(URL).status_code == 422
    assert course(cast.course).title == "Upgrading in Global Supply Chains"


def test_the_class_of_others_is_not_touched(visit: Visitor, cast: Cast) -> None:
    save(visit.as_("ines"))
    untouched = db.session.get_one(Course, cast.elsewhere)
    assert (untouched.title, untouched.visibility) == ("Another Class", "members")


def test_a_changed_visibility_counts_for_vera_at_once(visit: Visitor, cast: Cast) -> None:
    vera = Visitor(visit.client.application)
    assert "/sign-in" in vera.get(f"{HERE}/").location
    publish(cast.course)
    assert vera.get(f"{HERE}/members").status_code == 403
    assert vera.get(f"{HERE}/").status_code == 200
    change(cast.course, visibility="members")
    assert "/sign-in" in vera.get(f"{HERE}/").location
