"""What becomes of answers when their prompt asks others than before: who gains nothing and loses no talk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from forum.posts import actions as posts
from forum.posts import publishing
from forum.posts.models import State
from forum.posts.whom import Whom
from forum.prompts import actions
from forum.prompts.asked import Asked
from tests import factories
from tests.factories import member, of_post
from tests.peers import stories as peers
from tests.people import Cast
from tests.posts.recount import check
from tests.posts.test_editing import save
from tests.posts.test_whom import offered
from tests.prompts.stories import HERE, ago, of_prompt, prompt, section
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]


@dataclass
class Class:
    """sam is in Tuesday, sue in Friday."""

    cast: Cast
    tuesday: int
    friday: int

    @property
    def both(self) -> list[int]:
        return [self.tuesday, self.friday]


@pytest.fixture
def sections(cast: Cast) -> Class:
    tuesday = section("Tuesday", cast.sam, course_id=cast.course)
    return Class(cast, tuesday, section("Friday", cast.sue, course_id=cast.course))


def write(name: str, prompt_id: int, state: str = State.PUBLISHED) -> int:
    return factories.post(member(name), f"By {name}", state=state, whom=Whom(prompt_id=prompt_id))


def ask(prompt_id: int, section_ids: list[int] | None, **asked: Any) -> None:
    seen = of_prompt(prompt_id, "edited_at")
    actions.edit(
        prompt_id, Asked("Week 7", "What?", section_ids=section_ids, **asked), by=member("ines"), seen=seen
    )


def sees(browse: Browse, who: str, post_id: int) -> bool:
    return browse(who).get(f"{HERE}/posts/{post_id}").status_code == 200


def test_from_the_class_to_sections_each_answer_is_for_the_section_of_its_author(
    browse: Browse, sections: Class
) -> None:
    prompt_id = prompt()
    sams, sues, hers = write("sam", prompt_id), write("sue", prompt_id), write("ines", prompt_id)
    ask(prompt_id, sections.both)
    assert [of_post(id, "section_id") for id in (sams, sues, hers)] == [*sections.both, None]
    assert [sees(browse, "sue", id) for id in (sams, sues, hers)] == [False, True, True]
    assert [sees(browse, "sam", id) for id in (sams, sues, hers)] == [True, False, True]
    assert sees(browse, "ines", sams)
    check(sections.cast.course)


def test_where_others_have_spoken_it_stays_for_those(browse: Browse, sections: Class) -> None:
    prompt_id = prompt()
    sams = write("sam", prompt_id)
    factories.comment(member("sue"), sams)
    ask(prompt_id, sections.both)
    assert of_post(sams, "section_id") is None
    assert sees(browse, "sue", sams)


def test_where_others_have_reviewed_it_stays_for_those(browse: Browse, sections: Class) -> None:
    prompt_id = prompt()
    sams, sues = write("sam", prompt_id), write("sue", prompt_id)
    peers.share(prompt_id, questions=peers.ASKED)
    peers.review("sue", sams, "It is brave.")
    edit = f"{HERE}/prompts/{prompt_id}/edit"
    assert "that nobody has commented on or reviewed" in browse("ines").get(edit).text
    ask(prompt_id, sections.both)
    assert [of_post(id, "section_id") for id in (sams, sues)] == [None, sections.friday]
    assert "It is brave." in browse("sue").get(f"{HERE}/posts/{sams}/reviews").text
    assert "whatever you choose here." in browse("ines").get(edit).text


def test_who_is_in_none_of_the_sections_keeps_theirs_for_the_class(sections: Class) -> None:
    prompt_id = prompt()
    sues = write("sue", prompt_id)
    ask(prompt_id, [sections.tuesday])
    assert of_post(sues, "section_id") is None


def test_what_was_written_for_a_section_is_shown_to_nobody_else(browse: Browse, sections: Class) -> None:
    prompt_id = prompt(section_ids=sections.both)
    sams = write("sam", prompt_id)
    ask(prompt_id, None)
    assert of_post(sams, "section_id") == sections.tuesday
    assert not sees(browse, "sue", sams)
    assert of_post(write("sue", prompt_id), "section_id") is None
    ask(prompt_id, [sections.friday])
    assert of_post(sams, "section_id") == sections.tuesday


def test_a_draft_goes_from_the_class_to_the_section_of_its_author(sections: Class) -> None:
    prompt_id = prompt()
    draft = write("sam", prompt_id, State.DRAFT)
    ask(prompt_id, [sections.tuesday])
    assert of_post(draft, "section_id") == sections.tuesday


def test_a_draft_for_a_section_comes_out_for_nobody_else(browse: Browse, sections: Class) -> None:
    prompt_id, at = prompt(section_ids=[sections.tuesday]), ago(-1)
    whom, sam = Whom(prompt_id=prompt_id), member("sam")
    draft = factories.post(sam, state=State.DRAFT, whom=whom, publish_at=at)
    for asked in (None, [sections.friday], sections.both):
        ask(prompt_id, asked)
        assert of_post(draft, "section_id", "publish_at", "held_back") == (sections.tuesday, at, "")
    ask(prompt_id, None)
    publishing.publish(draft, by=sam)
    assert [sees(browse, name, draft) for name in ("sue", "ines")] == [False, True]


@pytest.mark.parametrize("saved", ["draft", "published"])
def test_its_author_chooses_that_it_is_for_whom_the_prompt_asks_now(
    browse: Browse, sections: Class, saved: str
) -> None:
    prompt_id = prompt(section_ids=[sections.tuesday])
    draft = write("sam", prompt_id, State.DRAFT)
    ask(prompt_id, None)
    sam, address = browse("sam"), f"{HERE}/posts/{draft}/edit"
    assert offered(sam, address, "section") == ["Everybody in the class", "*Tuesday"]
    assert "This answer stays for whom it is as long as you change nothing here" in sam.get(address).text
    typed = {"prompt": str(prompt_id), "was": "draft", "state": saved}
    save(sam, draft, **typed | {"state": "draft"}, section=str(sections.tuesday))
    assert of_post(draft, "section_id", "prompt_id") == (sections.tuesday, prompt_id)
    save(sam, draft, **typed, section="")
    assert of_post(draft, "state", "section_id", "prompt_id") == (saved, None, prompt_id)


def test_who_teaches_lets_an_answer_be_for_whom_the_prompt_asks_now(browse: Browse, sections: Class) -> None:
    prompt_id = prompt(section_ids=[sections.tuesday])
    sams, asks = write("sam", prompt_id), {"prompt": str(prompt_id), "section": ""}
    ask(prompt_id, [sections.friday])
    answer = save(browse("ines"), sams, **asks)
    assert answer.status_code == 422
    assert "This prompt is gone, or asks its author no more." in answer.text
    ask(prompt_id, None)
    assert save(browse("ines"), sams, **asks).status_code == 303
    assert of_post(sams, "section_id", "prompt_id") == (None, prompt_id)


def test_other_changes_of_the_prompt_move_no_answer(sections: Class) -> None:
    prompt_id = prompt()
    sues = write("sue", prompt_id)
    ask(prompt_id, [sections.tuesday])
    ask(prompt_id, [sections.tuesday], posts_wanted=2)
    elsewhere = factories.post(member("sam"), "Not an answer")
    ask(prompt_id, sections.both)
    assert [of_post(id, "section_id") for id in (sues, elsewhere)] == [sections.friday, None]


def test_an_answer_of_two_from_two_sections_stays_theirs(browse: Browse, sections: Class) -> None:
    prompt_id = prompt()
    both = factories.post(member("sam"), whom=Whom(prompt_id=prompt_id), co_author_ids=[sections.cast.sue])
    ask(prompt_id, [sections.tuesday])
    assert of_post(both, "section_id") == sections.tuesday
    assert sees(browse, "sue", both)


def test_the_editor_says_what_would_become_of_them(browse: Browse, sections: Class) -> None:
    prompt_id = prompt()
    edit = f"{HERE}/prompts/{prompt_id}/edit"
    assert "Answers so far" not in browse("ines").get(edit).text
    sams = write("sam", prompt_id)
    write("sue", prompt_id, State.DRAFT)
    told = browse("ines").get(edit).text
    assert "Answers so far: 1 for the whole class." in told
    assert "those for the whole class that nobody has commented on or reviewed are for that of" in told
    factories.comment(member("sue"), sams)
    told = browse("ines").get(edit).text
    assert "They stay for whom they were written, whatever you choose here." in told
    write("sam", prompt_id)
    ask(prompt_id, sections.both)
    told = browse("ines").get(edit).text
    assert "Answers so far: 1 for the whole class, 1 for Tuesday." in told
    posts.delete(sams, by=member("ines"))
    assert "Answers so far: 1 for Tuesday." in browse("ines").get(edit).text
