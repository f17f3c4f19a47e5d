"""The pages on which sharing out is set, begun, looked at and switched off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from forum.extensions import db
from forum.posts.models import Post, State
from tests.peers.stories import of_prompt
from tests.prompts.stories import HERE, ago, answer, prompt
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
FOUR = ("sam", "sue", "rob", "uma")


def test_the_pages_set_it_begin_it_and_switch_it_off(browse: Browse, four: dict[str, int], via: str) -> None:
    prompt_id = prompt()
    for name in FOUR:
        answer(name, prompt_id)
    ines, page = browse("ines"), f"{HERE}/prompts/{prompt_id}"
    assert "The answers are not shared out." in ines.get(f"{page}/reviews").text
    assert "Share out the answers" in ines.get(f"{page}/sharing").text
    assert ines.post(f"{page}/sharing", {"each": "11", "whom": "author"}, via=via).status_code == 422
    form = {"each": "1", "whom": "author", "names_shown": "y", "questions-0-wording": "  What is   new? "}
    answered = ines.post(f"{page}/sharing", form | {"questions-0-highest": ""}, via=via)
    assert answered.status_code == (303 if via == "plain" else 200)
    overview = ines.get(f"{page}/reviews").text
    assert "1 answer for each student · with questions" in overview
    assert "Share out now" in overview
    ines.post(f"{page}/allotments", via=via)
    overview = ines.get(f"{page}/reviews").text
    assert "4 answers are given out." in overview
    assert overview.count("0 of 1") == 4
    assert "What is new?" in ines.get(f"{page}/sharing").text
    assert "1 post to review" in browse("sue").get(f"{HERE}/").text
    assert "Posts for you to review" in browse("sue").get(page).text
    ines.post(f"{page}/sharing/delete", via=via)
    assert "The answers are not shared out." in ines.get(f"{page}/reviews").text
    assert browse("sam").post(f"{page}/sharing", form, via=via).status_code == 403
    assert browse("asa").post(f"{page}/allotments", via=via).status_code == 403
    assert browse("asa").get(f"{page}/reviews").status_code == 200
    assert browse("sam").get(f"{page}/reviews").status_code == 403


@pytest.mark.parametrize("gone", [{"state": State.DRAFT}, {"deleted_at": ago(0)}])
def test_of_a_post_that_is_not_shown_any_more_not_even_the_title_is(
    browse: Browse, of_sue: int, gone: dict[str, Any]
) -> None:
    page = f"{HERE}/prompts/{of_prompt(of_sue)}/reviews"
    assert "An answer of sue" in browse("ines").get(page).text
    db.session.execute(update(Post).where(Post.id == of_sue).values(**gone))
    db.session.commit()
    text = browse("ines").get(page).text
    assert "A post that is no longer shown" in text
    assert "An answer of sue" not in text
    assert f"/posts/{of_sue}" not in text
    assert "0 of 1" in text
