"""Two who change the same prompt, or one in two windows: the second sees what differs and chooses."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from forum.auth.models import AuditEvent
from forum.extensions import db
from forum.prompts import actions
from forum.prompts.asked import Asked
from tests import factories
from tests.courses.stories import at_once
from tests.factories import member
from tests.people import Cast
from tests.posts.markup import sound as is_sound
from tests.prompts.stories import FORM, HERE, ago, of_prompt, prompt, section, sound
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
SEEN = re.compile(r'name="seen" value="(\d+)"')
DUE = datetime(2027, 10, 18, 21, 59, 59, 999_999, tzinfo=UTC)


def save(browse: Browse, prompt_id: int, **typed: Any) -> Any:
    browse("ines").get(f"{HERE}/prompts")
    return browse("ines").post(f"{HERE}/prompts/{prompt_id}/edit", {**FORM, **typed})


def differing(answer: Any) -> dict[str, tuple[str, str]]:
    """Return the fields that the page says differ, each with what is saved and what is not."""
    assert answer.status_code == 409
    is_sound(answer)
    cells = re.findall(r'<span class="named">(.*?)</span><bdi>(.*?)</bdi></td>', answer.text)
    pairs = zip(cells[::2], cells[1::2], strict=True)
    return {sound(label): (_read(theirs), _read(mine)) for (label, theirs), (_again, mine) in pairs}


def _read(words: str) -> str:
    """Return what a cell says, without the year, which stands there where it is not this one."""
    return sound(re.sub(r", 20\d\d", "", words))


def test_the_second_is_told_and_loses_nothing(browse: Browse) -> None:
    prompt_id = prompt(replies_wanted=2)
    assert save(browse, prompt_id, body="What she saved").status_code == 303
    second = save(browse, prompt_id, body="What I typed")
    assert differing(second) == {}
    assert "Two versions" in second.text
    assert "What I typed</textarea>" in second.text
    assert "<del>" in second.text
    seen = SEEN.search(second.text)
    assert seen
    assert of_prompt(prompt_id, "body_markdown") == "What she saved"
    assert save(browse, prompt_id, body="What I typed", seen=seen[1]).status_code == 303
    assert of_prompt(prompt_id, "body_markdown") == "What I typed"


def test_every_field_that_differs_is_shown_and_no_other(browse: Browse, cast: Cast) -> None:
    topic = factories.category("Field notes", by=member("ines"))
    tuesday, friday = (section(name, cast.sue, course_id=cast.course) for name in ("Tuesday", "Friday"))
    prompt_id = prompt(replies_wanted=2)
    theirs = {
        "posts_wanted": "2",
        "posts_due_at": "2027-10-18T21:59",
        "whom": "sections",
        "sections": [str(tuesday), str(friday)],
        "must_post_first": "y",
        "after_posting": "frozen",
        "category": str(topic),
    }
    assert save(browse, prompt_id, **theirs).status_code == 303
    mine = {"reply_words": "50", "posts_due_at": "2027-10-19T21:59", "replies_due_at": "2027-10-21T21:59"}
    found = differing(save(browse, prompt_id, title="Week 8", **mine))
    assert set(found["For"][0].split(", ")) == {"Tuesday", "Friday"}
    assert found == {
        "Posts of each": ("2", "1"),
        "Words of a reply, at least": ("0", "50"),
        "Posts are due on": ("Mon, Oct 18, 9:59 PM", "Tue, Oct 19, 9:59 PM"),
        "Replies are due on": ("no due date", "Thu, Oct 21, 9:59 PM"),
        "For": (found["For"][0], "the whole class"),
        "The answers are filed under": ("Field notes", "what their authors choose"),
        "Who reads the answers of others must have posted first": ("yes", "no"),
        "What becomes of one's own answer after that": (
            "It stays as it is",
            "It can be changed like every post",
        ),
    }


def test_when_it_opens_differs_only_where_that_was_chosen(browse: Browse) -> None:
    prompt_id = prompt(replies_wanted=2, opens_at=ago(2))
    assert save(browse, prompt_id, title="Week 8").status_code == 303
    assert differing(save(browse, prompt_id, posts_wanted="3")) == {"Posts of each": ("1", "3")}
    coming = prompt(replies_wanted=2, opens_at=ago(-2))
    opens = ago(-3).strftime("%Y-%m-%dT%H:%M")
    assert save(browse, coming, opens_at=opens).status_code == 303
    assert differing(save(browse, coming))["Opens on"][1] == "at once"


def test_the_same_edit_twice_is_saved_twice(browse: Browse, cast: Cast) -> None:
    tuesday = section("Tuesday", cast.sue, course_id=cast.course)
    prompt_id = prompt(opens_at=ago(-3))
    typed = {
        "title": "Week 8",
        "posts_due_at": "2027-10-18T21:59",
        "whom": "sections",
        "sections": [str(tuesday)],
    }
    for _time in range(2):
        answer = save(browse, prompt_id, **typed)
        assert (answer.status_code, answer.location) == (303, f"{HERE}/prompts/{prompt_id}")
    assert of_prompt(prompt_id, "title", "posts_due_at") == ("Week 8", DUE)
    assert save(browse, prompt_id, **typed, posts_wanted="2").status_code == 409
    assert save(browse, prompt_id, **typed | {"whom": "class"}).status_code == 409


def test_a_double_click_saves_once(app: Flask, cast: Cast) -> None:
    prompt_id, ines = prompt(), member("ines")
    asked = Asked("Week 8", "More", posts_due_at=DUE)
    done = at_once(app, *[lambda: actions.edit(prompt_id, asked, by=ines, seen=None) for _ in range(4)])
    assert done == [None] * 4
    edits = select(func.count()).select_from(AuditEvent).where(AuditEvent.verb == "prompt.edit")
    assert db.session.scalar(edits) == 1
