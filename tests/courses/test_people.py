"""Whom an @ may mean while it is typed: members of the class, by handle and by name, for members only."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from forum.auth import handles, queries
from forum.auth.models import User
from forum.courses import actions, roster
from forum.courses.models import Role
from forum.extensions import db
from tests import factories
from tests.courses.stories import HERE, publish, statements
from tests.people import Cast
from tests.visitor import Visitor

URL = f"{HERE}/people"


def ask(visit: Visitor, start: str) -> TestResponse:
    return visit.get(f"{URL}?q={start}", via="htmx")


def offered(answer: TestResponse) -> list[str]:
    return re.findall(r'data-handle="([^"]+)"', answer.text)


def joined(cast: Cast, *names: str) -> list[int]:
    """Let people of these names join the class."""
    ids = []
    for name in names:
        user = User(name=name)
        db.session.add(user)
        db.session.flush()
        handles.give(user)
        actions.enrol(cast.course, user.id, Role.STUDENT, by=None)
        ids.append(user.id)
    db.session.commit()
    return ids


@pytest.mark.parametrize("name", ["ines", "asa", "sue", "olga", "adam"])
def test_the_class_finds_its_members(visit: Visitor, cast: Cast, name: str) -> None:
    answer = ask(visit.as_(name), "sa")
    assert answer.status_code == 200
    assert offered(answer) == ["sam"]
    assert '<ul class="people" id="people" role="listbox"' in answer.text
    assert f'<li id="person-{cast.sam}" role="option" aria-selected="false"' in answer.text
    assert 'data-said="1 person"' in answer.text
    assert "<html" not in answer.text


def test_otto_and_vera_find_nobody(visit: Visitor, cast: Cast) -> None:
    assert ask(visit, "sa").headers["HX-Redirect"].startswith("/sign-in")
    assert ask(visit.as_("otto"), "sa").status_code == 404


def test_a_public_class_does_not_tell_who_is_in_it(visit: Visitor, cast: Cast) -> None:
    publish(cast.course)
    assert ask(visit, "sa").status_code == 403
    assert ask(visit.as_("otto"), "sa").status_code == 403


def test_there_is_no_page_of_it(visit: Visitor) -> None:
    assert visit.as_("sam").get(f"{URL}?q=su").status_code == 404


@pytest.mark.parametrize(
    ("start", "found"),
    [
        ("zoe", ["zoe-o-brien", "captain"]),
        ("ZOË", ["zoe-o-brien", "captain"]),
        ("bri", ["zoe-o-brien"]),
        ("zoe-o", ["zoe-o-brien"]),
        ("zoe o'b", ["zoe-o-brien"]),
        ("quartz", ["captain"]),
        ("王", ["王-小明"]),
        ("小", ["王-小明"]),
        ("명", []),
        ("oe", []),
        ("otto", []),
        ("adam", []),
        ("", []),
        ("@", []),
        ("-", []),
        ("%25", []),
        ("_", []),
        ("x" * 500, []),
    ],
)
def test_by_the_beginning_of_a_handle_or_of_a_word_of_a_name(
    visit: Visitor, cast: Cast, start: str, found: list[str]
) -> None:
    *_others, captain = joined(cast, "Zoë O'Brien", "王 小明", "Zoé Quartz")
    handles.change(queries.user(captain), "captain", address="")
    answer = ask(visit.as_("sam"), start)
    assert offered(answer) == found
    assert answer.status_code == (200 if found else 204)


def test_oneself_and_who_left_are_not_offered(visit: Visitor, cast: Cast) -> None:
    assert offered(ask(visit.as_("sam"), "s")) == ["sue"]
    actions.remove(cast.course, cast.sue, by=factories.member("ines"))
    assert ask(visit, "s").status_code == 204


def test_handles_come_before_names_and_not_too_many(visit: Visitor, cast: Cast) -> None:
    joined(cast, *(f"Anna {letter} Ling" for letter in "abcdefghi"), "Ling Zhou")
    found = offered(ask(visit.as_("sam"), "ling"))
    assert found == ["ling-zhou", *(f"anna-{letter}-ling" for letter in "abcdefg")]
    assert len(found) == roster.OFFERED


def test_what_people_are_called_is_written_as_text(visit: Visitor, cast: Cast) -> None:
    joined(cast, '<b>"Bo"</b>')
    assert "&lt;b&gt;&#34;Bo&#34;&lt;/b&gt;" in ask(visit.as_("sam"), "bo").text


def test_a_large_class_takes_no_more_statements_than_a_small_one(visit: Visitor, cast: Cast) -> None:
    ask(visit.as_("sam"), "su")
    few = statements(lambda: ask(visit, "su"))
    joined(cast, *(f"Susi {number}" for number in range(60)))
    assert statements(lambda: ask(visit, "su")) == few
    assert len(offered(ask(visit, "su"))) == roster.OFFERED
