"""Marking what goes along into the next term."""

from __future__ import annotations

import pytest

from forum.courses import closing
from tests import factories
from tests.courses.stories import HERE, leads_to
from tests.factories import member
from tests.people import Cast
from tests.visitor import Visitor


def carry(visit: Visitor, post_id: int, end: str = "", via: str = "plain") -> object:
    visit.get(f"{HERE}/posts/{post_id}")
    return visit.post(f"{HERE}/posts/{post_id}/carrying{end}", via=via)


@pytest.mark.parametrize("name", ["ines", "adam"])
def test_those_who_teach_mark_and_unmark(visit: Visitor, cast: Cast, via: str, name: str) -> None:
    post_id = factories.post(member("asa"))
    assert "Take along into the next term" in visit.as_(name).get(f"{HERE}/posts/{post_id}").text
    assert leads_to(carry(visit, post_id, via=via), f"{HERE}/posts/{post_id}")
    assert factories.of_post(post_id, "goes_along") is True
    assert "Leave behind after this term" in visit.get(f"{HERE}/posts/{post_id}").text
    assert leads_to(carry(visit, post_id, "/delete", via=via), f"{HERE}/posts/{post_id}")
    assert factories.of_post(post_id, "goes_along") is False


@pytest.mark.parametrize("name", ["asa", "sam", "olga"])
def test_others_do_not(visit: Visitor, cast: Cast, name: str) -> None:
    post_id = factories.post(member("ines"))
    visit.as_(name)
    assert "into the next term" not in visit.get(f"{HERE}/posts/{post_id}").text
    assert carry(visit, post_id).status_code == 403  # type: ignore[attr-defined]
    assert factories.of_post(post_id, "goes_along") is False


def test_what_a_student_wrote_is_not_offered(visit: Visitor, cast: Cast) -> None:
    post_id = factories.post(member("sam"))
    visit.as_("ines")
    assert "into the next term" not in visit.get(f"{HERE}/posts/{post_id}").text
    assert carry(visit, post_id).status_code == 403  # type: ignore[attr-defined]


def test_it_can_be_marked_when_the_term_is_over(visit: Visitor, cast: Cast) -> None:
    post_id = factories.post(member("ines"))
    closing.close(cast.course, keep_until=None, by=member("ines"))
    carry(visit.as_("ines"), post_id)
    assert factories.of_post(post_id, "goes_along") is True


def test_a_draft_of_ones_own_is_a_template(visit: Visitor, cast: Cast) -> None:
    post_id = factories.draft(member("ines"))
    carry(visit.as_("ines"), post_id)
    assert factories.of_post(post_id, "goes_along") is True


def test_an_edit_leaves_the_mark(visit: Visitor, cast: Cast) -> None:
    post_id = factories.post(member("ines"))
    carry(visit.as_("ines"), post_id)
    visit.get(f"{HERE}/posts/{post_id}/edit")
    visit.post(f"{HERE}/posts/{post_id}/edit", {"title": "T", "body": "Anew", "seen": "0"})
    assert factories.of_post(post_id, "goes_along", "body_markdown") == (True, "Anew")
