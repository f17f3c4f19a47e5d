"""Who knows of which sections, and whom an assistant sees who is tied to some."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from sqlalchemy import ColumnElement, select

from forum.auth.models import User
from forum.courses import actions, placings
from forum.courses.models import Membership, Role
from forum.extensions import db
from forum.policy import may
from forum.policy_class import members_seen
from tests import factories
from tests.courses.groups import group, inside, section, tie
from tests.courses.stories import EVERYBODY_BUT_THOSE_WHO_TEACH, HERE, leads_to, place, statements
from tests.courses.test_members import names
from tests.factories import member
from tests.people import Cast
from tests.visitor import Visitor

URL = f"{HERE}/members"


@pytest.fixture
def sections(cast: Cast) -> dict[str, int]:
    """sam in A, sue in B and in a group, asa (who assists) in A."""
    return {
        "A": section("Section A", cast.sam, cast.asa),
        "B": section("Section B", cast.sue),
        "G": group("Group 7", cast.sue),
    }


def test_a_class_without_sections_speaks_of_none(visit: Visitor, cast: Cast) -> None:
    page = visit.as_("sam").get(URL).text
    assert "Section" not in page
    assert 'name="section"' not in page
    assert "You are in no section" in visit.get(f"{HERE}/sections").text


@pytest.mark.parametrize("name", ["ines", "asa", "adam"])
def test_the_staff_sees_where_everybody_is(visit: Visitor, sections: dict[str, int], name: str) -> None:
    page = visit.as_(name).get(URL).text
    assert "<bdi>Section B</bdi>, <bdi>Group 7</bdi>" in page
    assert all(called in visit.get(f"{HERE}/sections").text for called in ("Section A", "Section B"))


def test_students_see_their_own_sections_and_who_is_in_them(
    visit: Visitor, cast: Cast, sections: dict[str, int]
) -> None:
    page = visit.as_("sam").get(URL).text
    assert names(page) == ["Ines", "Asa", "Sam", "Sue", "Olga"]
    assert "Section A" in page
    assert "Section B" not in page
    own = visit.get(f"{HERE}/sections").text
    assert ("Section A" in own, "Section B" in own, "Make one" in own) == (True, False, False)
    assert names(visit.get(f"{URL}?section={sections['A']}").text) == ["Asa", "Sam"]
    assert visit.get(f"{URL}?section={sections['B']}").status_code == 404
    assert visit.get(f"{URL}?section=none").status_code == 404


def test_the_list_is_narrowed_to_a_section(visit: Visitor, sections: dict[str, int]) -> None:
    visit.as_("ines")
    assert names(visit.get(f"{URL}?section={sections['B']}").text) == ["Sue"]
    assert names(visit.get(f"{URL}?section=none").text) == ["Ines", "Olga"]
    assert names(visit.get(f"{URL}?section=").text) == ["Ines", "Asa", "Sam", "Sue", "Olga"]
    assert visit.get(f"{URL}?section={sections['B']}").text.count(" selected") == 1


def test_nobody_may_be_in_a_section(visit: Visitor, cast: Cast) -> None:
    empty = section("Empty")
    assert "Nobody is there." in visit.as_("ines").get(f"{URL}?section={empty}").text


def test_an_assistant_who_is_tied_sees_their_students_and_the_staff(
    visit: Visitor, cast: Cast, sections: dict[str, int]
) -> None:
    tie(cast.asa)
    page = visit.as_("asa").get(URL).text
    assert names(page) == ["Ines", "Asa", "Sam"]
    assert "Section B" not in page
    assert visit.get(f"{URL}?section={sections['B']}").status_code == 404
    assert visit.get(f"{URL}?section=none").status_code == 404
    assert "Section B" not in visit.get(f"{HERE}/sections").text


def test_who_is_tied_to_nothing_sees_the_staff(visit: Visitor, cast: Cast) -> None:
    section("Section A", cast.sam)
    tie(cast.asa)
    assert names(visit.as_("asa").get(URL).text) == ["Ines", "Asa"]


def test_whom_one_is_offered_while_typing_is_whom_the_list_shows(
    visit: Visitor, cast: Cast, sections: dict[str, int]
) -> None:
    assert offered(visit.as_("asa"), "s") == ["sam", "sue"]
    tie(cast.asa)
    assert offered(visit, "s") == ["sam"]
    assert offered(visit, "i") == ["ines"]


def offered(visit: Visitor, start: str) -> list[str]:
    return re.findall(r'data-handle="([^"]+)"', visit.get(f"{HERE}/people?q={start}", via="htmx").text)


def test_who_is_not_theirs_has_a_page_for_a_tied_assistant_once_they_wrote_for_all(
    visit: Visitor, cast: Cast, sections: dict[str, int]
) -> None:
    tie(cast.asa)
    visit.as_("asa")
    assert visit.get(f"{HERE}/authors/{cast.sam}").status_code == 200
    assert visit.get(f"{HERE}/authors/{cast.sue}").status_code == 404
    factories.post(member("sue"), "For all")
    assert visit.get(f"{HERE}/authors/{cast.sue}").status_code == 200


def test_the_rule_and_its_twin_say_the_same(cast: Cast, sections: dict[str, int]) -> None:
    actions.enrol(cast.course, cast.otto, Role.ASSISTANT, by=None)
    db.session.commit()
    tie(cast.asa)
    people = db.session.execute(select(User.id, Membership.role).join(Membership).where(here(cast))).all()
    rows = [SimpleNamespace(id=id, role=r, sections=placings.of_person(cast.course, id)) for id, r in people]
    for name in ("ines", "asa", "sam", "sue", "olga", "otto", "adam"):
        reader = member(name)
        found = select(Membership.user_id).where(here(cast), members_seen(reader))
        allowed = {row.id for row in rows if may(reader, "member.read", row)}
        assert set(db.session.scalars(found)) == allowed, name
        assert {row.id for row in placings.people(reader)} == allowed, name
    assert {row.id for row in rows if may(member("asa"), "member.read", row)} == {
        cast.ines, cast.asa, cast.sam, cast.otto
    }  # fmt: skip
    assert not any(may(factories.vera(), "member.read", row) for row in rows)


def here(cast: Cast) -> ColumnElement[bool]:
    return Membership.course_id == cast.course


def test_only_assistants_are_tied(visit: Visitor, cast: Cast, sections: dict[str, int]) -> None:
    tie(cast.ines)
    tie(cast.sam)
    assert len(names(visit.as_("sam").get(URL).text)) == 5


# --- A member's page ---------------------------------------------------------------------------------


def test_the_page_of_a_member_says_where_they_are(
    visit: Visitor, cast: Cast, sections: dict[str, int]
) -> None:
    page = visit.as_("ines").get(f"{URL}/{cast.sue}").text
    assert page.count(" checked>") == 2  # sections; a radio button of the role is written otherwise
    assert "Assists in these only" not in page


def test_and_changes_it(visit: Visitor, cast: Cast, sections: dict[str, int], via: str) -> None:
    visit.as_("ines").get(f"{URL}/{cast.sue}")
    form = {"sections": [sections["A"], sections["G"], 999_999], "tied": "y"}
    answer = visit.post(f"{URL}/{cast.sue}/sections", form, via=via)
    assert leads_to(answer, f"{URL}/{cast.sue}")
    assert cast.sue in inside(sections["A"])
    assert cast.sue in inside(sections["G"])
    assert inside(sections["B"]) == set()


def test_an_assistant_is_tied_and_untied_there(
    visit: Visitor, cast: Cast, sections: dict[str, int], via: str
) -> None:
    visit.as_("ines").get(f"{URL}/{cast.asa}")
    visit.post(f"{URL}/{cast.asa}/sections", {"sections": [sections["A"]], "tied": "y"}, via=via)
    assert (member("asa").everywhere, member("asa").sections) == (False, {sections["A"]})
    assert "Assists in these only" in visit.get(f"{URL}/{cast.asa}").text
    visit.post(f"{URL}/{cast.asa}/sections", {"sections": [sections["A"]]}, via=via)
    assert member("asa").everywhere


@pytest.mark.parametrize("name", [*EVERYBODY_BUT_THOSE_WHO_TEACH, "otto"])
def test_others_change_nobodys_sections(
    visit: Visitor, cast: Cast, sections: dict[str, int], name: str
) -> None:
    answer = visit.as_(name).post(f"{URL}/{cast.sue}/sections", {"sections": [sections["A"]]})
    assert answer.status_code == (404 if name == "otto" else 403)
    assert inside(sections["B"]) == {cast.sue}


def test_who_comes_back_is_where_they_were(cast: Cast, sections: dict[str, int]) -> None:
    ines = member("ines")
    actions.remove(cast.course, cast.sue, by=ines)
    assert [row.people for row in placings.of_course(cast.course)] == [2, 0, 0]
    actions.add(cast.course, cast.sue, Role.STUDENT, by=ines)
    assert [row.people for row in placings.of_course(cast.course)] == [2, 1, 1]
    assert place(cast.course, cast.sue)


def test_the_list_asks_no_more_for_many_sections(
    visit: Visitor, cast: Cast, sections: dict[str, int]
) -> None:
    visit.as_("ines")
    few = statements(lambda: visit.get(URL))
    for number in range(20):
        section(f"More {number}", cast.sam, cast.sue, cast.olga)
    assert statements(lambda: visit.get(URL)) == few
