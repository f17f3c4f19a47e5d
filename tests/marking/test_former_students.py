"""Who studied here and is staff by now sees what they were told as students do: once it is released."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update

from forum.courses import actions as courses
from forum.courses.models import Course, Role
from forum.extensions import db
from forum.marking import actions
from forum.marking.models import About
from forum.marking.things import Thing
from tests import factories
from tests.marking import marked
from tests.marking.marked import HERE
from tests.people import Cast
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
SECRET = "Quixotic"


@pytest.fixture
def places(cast: Cast) -> dict[str, About]:
    """Where sam, who assists by now, is marked for what he did as a student."""
    sam, prompt_id = factories.member("sam"), marked.prompt()
    post_id = marked.answer(sam, prompt_id, "Five ships")
    factories.comment(sam, post_id)
    things = {About.POST: post_id, About.PART: post_id, About.PROMPT: prompt_id}
    for about, of in things.items():
        marked.mark(cast.sam, of, f"{SECRET}.", "7.25", about=about)
    courses.change_role(cast.course, cast.sam, Role.ASSISTANT, by=factories.member("ines"))
    page = f"{HERE}/posts/{post_id}/marks/{cast.sam}"
    of_prompt = f"{HERE}/prompts/{prompt_id}/marks/{cast.sam}"
    return {page: About.POST, f"{page}/part": About.PART, of_prompt: About.PROMPT}


def test_what_is_not_released_they_do_not_see(browse: Browse, cast: Cast, places: dict[str, About]) -> None:
    for place in places:
        assert browse("sam").get(place).status_code == 404
        assert SECRET in browse("ines").get(place).text
        thread = place.split("/marks/")[0]
        for page in (thread, f"{thread}/marks"):
            text = browse("sam").get(page).text
            assert "7.25" not in text, page
            assert "Not released" not in text, page


def test_what_is_released_they_see(browse: Browse, cast: Cast, places: dict[str, About]) -> None:
    for place, about in places.items():
        of = int(place.split("/")[4])
        mark = marked.row(Thing(about, of, cast.sam))
        actions.release(mark.id, by=factories.member("ines"))
        assert SECRET in browse("sam").get(place).text
        assert browse("sam").post(place, {"seen": "0", "points": "10"}).status_code == 403


@pytest.mark.parametrize("end", ["mark", "none"])
def test_nothing_says_whether_there_is_a_mark_that_is_not_released(
    browse: Browse, cast: Cast, places: dict[str, About], end: str
) -> None:
    for place, about in places.items():
        if end == "none":
            mark = marked.row(Thing(about, int(place.split("/")[4]), cast.sam))
            actions.delete(mark.id, by=factories.member("ines"))
        sam = browse("sam")
        sam.get(f"{HERE}/")
        assert sam.get(place).status_code == 404
        assert sam.post(place, {"seen": "0", "points": "10"}).status_code == 404


@pytest.mark.parametrize("visibility", ["members", "public"])
def test_who_was_removed_is_told_the_same_of_what_there_is_and_what_not(
    browse: Browse, cast: Cast, visibility: str
) -> None:
    post_id = factories.post(factories.member("sam"), "Five ships")
    mark_id = marked.mark(cast.sam, post_id, f"{SECRET}.")
    sam = browse("sam")
    sam.get(f"{HERE}/")
    courses.remove(cast.course, cast.sam, by=factories.member("ines"))
    db.session.execute(update(Course).where(Course.id == cast.course).values(visibility=visibility))
    db.session.commit()
    url = f"{HERE}/posts/{post_id}/marks/{cast.sam}"
    answers = [
        sam.get(url).status_code,
        sam.get(f"{HERE}/posts/{post_id + 999}/marks/{cast.sam}").status_code,
    ]
    answers += [sam.post(f"{HERE}/marks/{id}/release").status_code for id in (mark_id, mark_id + 999)]
    assert set(answers) == {404 if visibility == "members" else 403}
