"""Sections and groups: made, named, put in order, deleted; people put into them and taken out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from forum import clock
from forum.auth.models import AuditEvent
from forum.courses import grouping, placings
from forum.courses.models import Placing, Section
from forum.extensions import db
from forum.mail.models import Mail
from forum.posts import actions as posts
from forum.posts.models import Post
from forum.prompts.models import Arrangement, Prompt, PromptSection
from tests import factories
from tests.courses.groups import called, group, inside, section, students
from tests.courses.stories import EVERYBODY_BUT_THOSE_WHO_TEACH, HERE, invite, leads_to, place, statements
from tests.factories import member
from tests.people import Cast, email
from tests.visitor import Visitor

URL = f"{HERE}/sections"


def sent(visit: Visitor, at: str, via: str = "plain", **form: Any) -> Any:
    visit.get(URL)
    return visit.post(f"{URL}{at}", form, via=via)


# --- Made, named, put in order -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ines", "adam"])
def test_those_who_teach_make_sections_and_groups(visit: Visitor, cast: Cast, via: str, name: str) -> None:
    visit.as_(name)
    answer = sent(visit, "", via, name=" Monday  10 am ", grouping="section")
    made = db.session.scalars(select(Section)).one()
    assert leads_to(answer, f"{URL}/{made.id}")
    assert (made.course_id, made.name, made.grouping) == (cast.course, "Monday 10 am", "section")
    assert db.session.scalars(select(AuditEvent.verb).where(AuditEvent.target == f"section-{made.id}")).one()


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"name": "", "grouping": "section"}, "Give it a name."),
        ({"name": "x" * 81, "grouping": "section"}, "at most 80 fit"),
        ({"name": "B", "grouping": "club"}, "Not a valid choice"),
        ({"name": "section a", "grouping": "group"}, "of that name already"),
    ],
)
def test_a_wrong_form_makes_none_and_keeps_what_was_typed(
    visit: Visitor, cast: Cast, form: dict[str, str], says: str
) -> None:
    section("Section A")
    answer = sent(visit.as_("ines"), "", **form)
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{form["name"]}"' in answer.text
    assert called() == ["Section A"]


def test_a_class_has_no_more_than_it_can_have(
    visit: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "MOST", 2)
    section("A")
    section("B")
    assert "Delete one that is not needed" in sent(visit.as_("ines"), "", name="C", grouping="group").text
    assert called() == ["A", "B"]


@pytest.mark.parametrize("name", EVERYBODY_BUT_THOSE_WHO_TEACH)
def test_others_make_none(visit: Visitor, cast: Cast, name: str) -> None:
    assert sent(visit.as_(name), "", name="Mine", grouping="section").status_code == 403
    assert called() == []


def test_a_section_is_renamed(visit: Visitor, cast: Cast, via: str) -> None:
    one, other = section("Section A"), section("Section B")
    visit.as_("ines")
    assert leads_to(sent(visit, f"/{one}/name", via, name="Section a"), f"{URL}/{one}")
    assert "of that name already" in sent(visit, f"/{other}/name", via, name="SECTION A").text
    assert called() == ["Section a", "Section B"]


def test_sections_are_put_in_order_and_groups_among_themselves(visit: Visitor, cast: Cast) -> None:
    for name in ("A", "B", "C"):
        section(name)
    first, second = group("G"), group("H")
    visit.as_("ines")
    third = db.session.scalars(select(Section.id).where(Section.name == "C")).one()
    sent(visit, f"/{third}/raise")
    sent(visit, f"/{second}/raise")
    sent(visit, f"/{second}/raise")
    assert called() == ["A", "C", "B", "H", "G"]
    assert first


# --- Deleted -----------------------------------------------------------------------------------------


def told(page: str) -> str:
    found = re.search(r'name="places" value="(\d+)"', page)
    assert found
    return found.group(1)


def test_a_section_that_nothing_is_for_is_deleted(visit: Visitor, cast: Cast, via: str) -> None:
    one = section("Section A", cast.sam, cast.sue)
    page = visit.as_("ines").get(f"{URL}/{one}/deletion").text
    assert "2 people lose their place in it" in page
    assert leads_to(sent(visit, f"/{one}/deletion", via, places=told(page)), URL)
    assert called() == []
    assert db.session.scalars(select(Placing.user_id)).all() == []
    assert place(cast.course, cast.sam)


def test_it_is_not_deleted_when_people_came_whom_nobody_told_of(visit: Visitor, cast: Cast) -> None:
    one = section("Section A", cast.sam)
    page = visit.as_("ines").get(f"{URL}/{one}/deletion").text
    grouping.put(cast.course, one, [cast.sue])
    db.session.commit()
    answer = sent(visit, f"/{one}/deletion", places=told(page))
    assert answer.status_code == 422
    assert "2 people lose their place" in answer.text
    assert inside(one) == {cast.sam, cast.sue}


@pytest.mark.parametrize("places", ["", "x", "-1", "9" * 30, "²"])
def test_odd_numbers_delete_nothing(visit: Visitor, cast: Cast, places: str) -> None:
    one = section("Section A", cast.sam)
    assert sent(visit.as_("ines"), f"/{one}/deletion", places=places).status_code == 422
    assert called() == ["Section A"]


def test_it_is_not_deleted_while_a_post_is_for_it(visit: Visitor, cast: Cast) -> None:
    one = section("Section A", cast.sam)
    post_id = addressed(factories.post(member("sam"), "What we saw"), one)
    answer = sent(visit.as_("ines"), f"/{one}/deletion", places="1")
    assert answer.status_code == 422
    assert "1 post is for it" in answer.text
    assert f'<a href="{HERE}/posts/{post_id}" dir="auto">What we saw</a>' in answer.text
    assert "Delete it" not in answer.text
    assert called() == ["Section A"]


def test_nor_while_what_was_said_under_a_deleted_post_is_for_it(visit: Visitor, cast: Cast) -> None:
    one = section("Section A", cast.sam)
    post_id = addressed(factories.post(member("sam"), "What we saw"), one)
    factories.comment(member("sam"), post_id)
    posts.delete(post_id, by=member("sam"))
    answer = sent(visit.as_("ines"), f"/{one}/deletion", places="1")
    assert answer.status_code == 422
    assert "A deleted post with comments" in answer.text
    assert "What we saw" not in answer.text
    assert called() == ["Section A"]


def test_of_many_that_are_in_the_way_some_are_named(visit: Visitor, cast: Cast) -> None:
    one = section("Section A")
    for number in range(12):
        addressed(factories.post(member("sam"), f"Post {number}"), one)
    page = visit.as_("ines").get(f"{URL}/{one}/deletion").text
    assert "12 posts are for it" in page
    assert page.count(f'<a href="{HERE}/posts/') == 10
    assert "and 2 more" in page


def addressed(post_id: int, section_id: int) -> int:
    db.session.execute(update(Post).where(Post.id == post_id).values(section_id=section_id))
    db.session.commit()
    return post_id


def prompt(cast: Cast, **values: Any) -> int:
    made = Prompt(course_id=cast.course, title="Week 1", body_markdown="", body_html="", **values)
    db.session.add(made)
    db.session.flush()
    return made.id


@pytest.mark.parametrize("table", [PromptSection, Arrangement])
def test_it_is_not_deleted_while_a_prompt_is_for_it(visit: Visitor, cast: Cast, table: Any) -> None:
    one = section("Section A")
    here = {"course_id": cast.course, "is_excused": True} if table is Arrangement else {}
    db.session.execute(insert(table).values(prompt_id=prompt(cast), section_id=one, **here))
    db.session.commit()
    answer = sent(visit.as_("ines"), f"/{one}/deletion", places="0")
    assert "1 prompt is for it" in answer.text
    assert re.search(rf'<a href="{HERE}/prompts/\d+" dir="auto">Week 1</a>', answer.text)
    assert called() == ["Section A"]


def test_what_was_arranged_with_it_and_taken_back_holds_nothing_up(visit: Visitor, cast: Cast) -> None:
    one = section("Section A")
    row = {"prompt_id": prompt(cast), "section_id": one, "course_id": cast.course}
    db.session.execute(insert(Arrangement).values(**row))
    db.session.commit()
    assert sent(visit.as_("ines"), f"/{one}/deletion", places="0").status_code == 303
    assert called() == []


def test_a_prompt_that_was_deleted_holds_nothing_up(visit: Visitor, cast: Cast) -> None:
    one = section("Section A")
    gone = prompt(cast, deleted_at=clock.now())
    db.session.execute(insert(PromptSection).values(prompt_id=gone, section_id=one))
    db.session.commit()
    assert sent(visit.as_("ines"), f"/{one}/deletion", places="0").status_code == 303
    assert called() == []


@pytest.mark.parametrize("act", ["/name", "/raise", "/people", "/people/moving", "/deletion"])
@pytest.mark.parametrize("name", EVERYBODY_BUT_THOSE_WHO_TEACH)
def test_others_change_none(visit: Visitor, cast: Cast, name: str, act: str) -> None:
    one = section("Section A", cast.sam)
    form = {"name": "B", "people": [cast.sam, cast.sue], "to": "", "places": "9"}
    assert sent(visit.as_(name), f"/{one}{act}", **form).status_code == 403
    assert (called(), inside(one)) == (["Section A"], {cast.sam})


# --- People ------------------------------------------------------------------------------------------


def test_many_are_put_in_at_once(visit: Visitor, cast: Cast, via: str) -> None:
    one = section()
    answer = sent(visit.as_("ines"), f"/{one}/people", via, people=[cast.sam, cast.sue, cast.olga])
    assert leads_to(answer, f"{URL}/{one}")
    assert inside(one) == {cast.sam, cast.sue, cast.olga}
    assert "3 people came to Section A." in visit.get(URL).text


def test_who_is_not_in_the_class_is_not_put_in(visit: Visitor, cast: Cast) -> None:
    one = section()
    sent(visit.as_("ines"), f"/{one}/people", people=[cast.otto, 999_999, "x", "9" * 40])
    assert inside(one) == set()


@pytest.mark.parametrize(("alone", "left"), [({"alone": "y"}, set()), ({}, {"sam"})])
def test_who_comes_leaves_the_others_if_that_is_wished(
    visit: Visitor, cast: Cast, alone: dict[str, str], left: set[str]
) -> None:
    one, other, team = section("A", cast.sam), section("B"), group("G", cast.sam)
    sent(visit.as_("ines"), f"/{other}/people", people=[cast.sam], **alone)
    assert inside(other) == {cast.sam}
    assert inside(one) == {getattr(cast, name) for name in left}
    assert inside(team) == {cast.sam}, "a group is another kind"


def test_people_are_moved_to_another_section_or_out(visit: Visitor, cast: Cast, via: str) -> None:
    one, other = section("A", cast.sam, cast.sue), section("B", cast.sue)
    visit.as_("ines")
    sent(visit, f"/{one}/people/moving", via, people=[cast.sam, cast.sue, cast.olga], to=str(other))
    assert (inside(one), inside(other)) == (set(), {cast.sam, cast.sue})
    sent(visit, f"/{other}/people/moving", via, people=[cast.sam], to="")
    assert inside(other) == {cast.sue}


def test_nobody_is_moved_to_what_is_no_section_of_the_class(visit: Visitor, cast: Cast) -> None:
    one = section("A", cast.sam)
    sent(visit.as_("ines"), f"/{one}/people/moving", people=[cast.sam], to="999999")
    assert inside(one) == {cast.sam}
    assert "That section is gone" in visit.get(URL).text


def test_sections_of_another_class_do_not_exist(visit: Visitor, cast: Cast) -> None:
    elsewhere = Section(course_id=cast.elsewhere, name="Theirs", grouping="section")
    db.session.add(elsewhere)
    db.session.commit()
    theirs = elsewhere.id
    visit.as_("ines")
    assert visit.get(f"{URL}/{theirs}").status_code == 404
    assert sent(visit, f"/{theirs}/deletion", places="0").status_code == 404
    assert sent(visit, f"/{theirs}/people", people=[cast.sam]).status_code == 404
    assert "Theirs" not in visit.get(URL).text


def test_a_page_with_many_people_asks_no_more(visit: Visitor, cast: Cast) -> None:
    one = section("A", *students(cast, 3))
    visit.as_("ines")
    few = statements(lambda: visit.get(f"{URL}/{one}"))
    for number in range(20):
        section(f"Group {number}", cast.sam, cast.sue)
    assert statements(lambda: visit.get(f"{URL}/{one}")) == few


# --- By lot ------------------------------------------------------------------------------------------


def test_the_rest_is_dealt_evenly(visit: Visitor, cast: Cast, via: str) -> None:
    ids = students(cast, 9)
    first = group("Group 1", ids[0], ids[1], ids[2])
    section("Group 2", cast.sam)  # the name is taken
    visit.as_("ines")
    assert leads_to(sent(visit, "/lots", via, many="3"), URL)
    groups = placings.of_course(cast.course)[1:]
    assert [row.name for row in groups] == ["Group 1", "Group 3", "Group 4"]
    assert [row.people for row in groups] == [4, 4, 3] or sorted(row.people for row in groups) == [3, 4, 4]
    assert set(ids[:3]) <= inside(first), "nobody leaves a group"
    assert "8 students are in groups now, by lot." in visit.get(URL).text
    assert placings.without_group(cast.course) == []


def test_a_second_time_nobody_is_left_to_deal(visit: Visitor, cast: Cast) -> None:
    visit.as_("ines")
    sent(visit, "/lots", many="2")
    before = [inside(row.id) for row in placings.of_course(cast.course)]
    sent(visit, "/lots", many="2")
    assert "nobody was moved" in visit.get(URL).text
    assert [inside(row.id) for row in placings.of_course(cast.course)] == before


@pytest.mark.parametrize("many", ["", "0", "-1", "101", "x"])
def test_a_wrong_number_of_groups(visit: Visitor, cast: Cast, many: str) -> None:
    answer = sent(visit.as_("ines"), "/lots", many=many)
    assert (answer.status_code, "Give a number of groups" in answer.text) == (422, True)
    assert called() == []


def test_there_are_more_groups_already(visit: Visitor, cast: Cast) -> None:
    group("A")
    group("B")
    answer = sent(visit.as_("ines"), "/lots", many="1")
    assert (answer.status_code, "more groups already" in answer.text) == (422, True)
    assert "2 students are in no group." in answer.text


@given(st.integers(0, 60), st.lists(st.integers(0, 9), min_size=1, max_size=12))
def test_groups_are_as_even_as_they_can_be(people: int, sizes: list[int]) -> None:
    before = dict(enumerate(sizes))
    dealt = grouping.deal(range(people), before)
    assert sorted(each for some in dealt.values() for each in some) == list(range(people))
    after = {name: before[name] + len(some) for name, some in dealt.items()}
    grown = [after[name] for name, some in dealt.items() if some]
    assert not grown or max(grown) - min(after.values()) <= 1


# --- Coming by an invitation -------------------------------------------------------------------------


def test_who_comes_by_an_invitation_falls_into_its_section(visit: Visitor, cast: Cast) -> None:
    one = section("Section A")
    link = invite(cast, section_id=one)
    visit.as_("otto").get(link)
    assert visit.post(link).status_code == 303
    assert inside(one) == {cast.otto}


def test_a_member_who_opens_it_stays_where_they_are(visit: Visitor, cast: Cast) -> None:
    one = section("Section A")
    link = invite(cast, section_id=one)
    visit.as_("sam").get(HERE + "/")
    assert visit.post(link).status_code == 303
    assert inside(one) == set()


def test_an_invitation_whose_section_was_deleted_lets_people_in_all_the_same(
    visit: Visitor, cast: Cast
) -> None:
    link = invite(cast, section_id=section("Section A"))
    one = db.session.scalars(select(Section.id)).one()
    grouping.remove(one, places=0, by=member("ines"))
    visit.as_("otto").get(link)
    assert visit.post(link).status_code == 303
    assert place(cast.course, cast.otto)


def test_the_form_of_an_invitation_offers_the_sections(visit: Visitor, cast: Cast) -> None:
    visit.as_("ines")
    assert "Into the section" not in visit.get(f"{HERE}/invitations/new").text
    one = section("Section A")
    assert "Into the section" in visit.get(f"{HERE}/invitations/new").text
    form = {"role": "student", "until": "", "max_uses": "", "email_domain": "", "section": str(one)}
    assert visit.post(f"{HERE}/invitations/new", form).status_code == 303
    assert "into <bdi>Section A</bdi>" in visit.get(f"{HERE}/invitations").text
    assert visit.post(f"{HERE}/invitations/new", form | {"section": "999"}).status_code == 422


def test_who_is_invited_by_mail_falls_into_the_section(visit: Visitor, cast: Cast) -> None:
    one = section("Section A")
    visit.as_("ines").get(f"{HERE}/invitations/mail")
    form = {"role": "student", "until": "", "words": "", "addresses": email("otto"), "section": str(one)}
    assert visit.post(f"{HERE}/invitations/mail", form).status_code == 303
    link = re.search(r"/join/\S+", db.session.scalars(select(Mail.body)).one())
    assert link
    otto = Visitor(visit.client.application).as_("otto")
    otto.get(link.group())
    assert otto.post(link.group()).status_code == 303
    assert inside(one) == {cast.otto}
