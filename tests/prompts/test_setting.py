"""Setting a prompt: what the form takes, what it refuses, and that nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from forum import clock
from forum.auth.models import AuditEvent
from forum.courses.models import Course, Section
from forum.extensions import db
from forum.posts.models import Category
from forum.prompts import actions
from forum.prompts.asked import Asked
from forum.prompts.models import Prompt, PromptSection
from tests import factories
from tests.courses.stories import at_once
from tests.factories import member
from tests.people import SLUG, Cast
from tests.prompts.stories import FORM, HERE, of_prompt, prompt, section, sound
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
KEY = re.compile(r'name="key" value="([\w-]+)"')
BERLIN = "Europe/Berlin"


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Prompt)) or 0


def send(browse: Browse, who: str = "ines", path: str = "/prompts", **typed: Any) -> Any:
    browse(who).get(f"{HERE}/prompts")
    return browse(who).post(HERE + path, {**FORM, **typed})


def set_one(browse: Browse, **typed: Any) -> int:
    answer = send(browse, **typed)
    assert answer.status_code == 303, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def in_days(days: float) -> str:
    return (clock.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def errors(answer: Any) -> list[str]:
    assert answer.status_code == 422
    return [sound(found) for found in re.findall(r'<p class="error"[^>]*>(.*?)</p>', answer.text)]


def test_an_instructor_sets_a_prompt_and_the_class_reads_it(browse: Browse, cast: Cast) -> None:
    topic = factories.category("Field notes", by=member("ines"))
    typed = {"posts_due_at": in_days(3), "replies_due_at": in_days(5), "category": str(topic)}
    prompt_id = set_one(browse, post_words="150", must_post_first="y", after_posting="frozen", **typed)
    row = of_prompt(prompt_id, "title", "posts_wanted", "replies_wanted", "post_words", "must_post_first")
    assert row == ("Week 7", 1, 2, 150, True)
    assert of_prompt(prompt_id, "after_posting", "category_id", "for_sections") == ("frozen", topic, False)
    page = browse("sam").get(f"{HERE}/prompts/{prompt_id}")
    assert "<em>audit</em>" in page.text
    assert "1 post of at least 150 words, 2 replies" in page.text
    assert f'href="{HERE}/posts/new?prompt={prompt_id}"' in page.text
    assert "Field notes" in page.text
    verb = select(AuditEvent.verb).where(AuditEvent.target == f"prompt-{prompt_id}")
    assert list(db.session.scalars(verb)) == ["prompt.write"]


@pytest.mark.parametrize("who", ["sam", "asa", "olga"])
def test_others_set_none(browse: Browse, who: str) -> None:
    assert browse(who).get(f"{HERE}/prompts/new").status_code == 403
    assert send(browse, who).status_code == 403
    assert count() == 0


def test_what_is_due_at_a_minute_may_come_until_it_is_over(browse: Browse) -> None:
    db.session.execute(update(Course).where(Course.slug == SLUG).values(time_zone=BERLIN))
    db.session.commit()
    prompt_id = set_one(browse, posts_due_at="2027-07-15T23:59", replies_due_at="2027-12-15T23:59")
    dues = of_prompt(prompt_id, "posts_due_at", "replies_due_at")
    assert dues == tuple(
        datetime(2027, month, 15, hour, 59, 59, 999_999, tzinfo=UTC) for month, hour in ((7, 21), (12, 22))
    )
    form = browse("ines").get(f"{HERE}/prompts/{prompt_id}/edit")
    assert 'value="2027-07-15T23:59"' in form.text
    assert BERLIN in form.text


def test_an_hour_that_is_left_out_is_said_and_one_that_comes_twice_is_the_first(browse: Browse) -> None:
    db.session.execute(update(Course).where(Course.slug == SLUG).values(time_zone=BERLIN))
    db.session.commit()
    left_out = set_one(browse, posts_due_at="2027-03-28T02:30")
    assert of_prompt(left_out, "posts_due_at") == datetime(2027, 3, 28, 1, 30, 59, 999_999, tzinfo=UTC)
    assert "The clocks are put forward then" in browse("ines").get(f"{HERE}/prompts").text
    twice = set_one(browse, posts_due_at="2027-10-31T02:30")
    assert of_prompt(twice, "posts_due_at") == datetime(2027, 10, 31, 0, 30, 59, 999_999, tzinfo=UTC)
    assert "The clocks" not in browse("ines").get(f"{HERE}/prompts").text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"title": " "}, "Give it a title."),
        ({"body": ""}, "Write something first."),
        ({"posts_due_at": in_days(5), "replies_due_at": in_days(3)}, "Replies cannot be due before"),
        ({"opens_at": in_days(5), "posts_due_at": in_days(3)}, "It would be due before it opens."),
        ({"posts_wanted": "0", "replies_wanted": "0"}, "Ask for at least one post or one reply."),
        ({"posts_wanted": "0", "must_post_first": "y"}, "Who must post first has a post to write"),
        ({"posts_wanted": "51"}, "Choose a number from 0 to 50."),
        ({"post_words": "-1"}, "Choose a number from 0 to 20000."),
        ({"reply_words": "9" * 5000}, "Not a valid integer value."),
        ({"posts_wanted": ""}, "Write a number; 0 is one, too."),
        ({"posts_due_at": "0001-01-01T00:00"}, "Choose a time within ten years"),
        ({"replies_due_at": "9999-12-31T23:59"}, "Choose a time within ten years"),
        ({"opens_at": "tomorrow"}, "Not a valid datetime value."),
        ({"category": "999"}, "This category is gone. Choose another one."),
        ({"after_posting": "burnt"}, "Not a valid choice."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_what_is_wrong_is_said_and_nothing_is_lost(browse: Browse, typed: dict[str, str], says: str) -> None:
    answer = send(browse, **{"body": "My long text, typed with care.", **typed})
    assert any(error.startswith(says) for error in errors(answer)), errors(answer)
    assert typed.get("body", "My long text, typed with care.") in answer.text
    assert count() == 0


def test_a_section_that_is_gone_meanwhile_is_said(browse: Browse, cast: Cast) -> None:
    tuesday, gone = (section(name, cast.sue, course_id=cast.course) for name in ("Tuesday", "Gone"))
    db.session.execute(delete(Section).where(Section.id == gone))
    db.session.commit()
    for_one = set_one(browse, whom="sections", sections=[str(tuesday), str(gone)])
    asked = select(PromptSection.section_id).where(PromptSection.prompt_id == for_one)
    assert list(db.session.scalars(asked)) == [tuesday]
    assert errors(send(browse, whom="sections", sections=[str(gone)])) == [
        "Choose a section or group, or the whole class."
    ]
    db.session.execute(delete(Section))
    db.session.commit()
    assert "Choose a section or group, or the whole class." in errors(
        send(browse, whom="sections", sections=[str(tuesday)])
    )


def test_a_category_that_goes_later_leaves_the_prompt(browse: Browse, cast: Cast) -> None:
    topic = factories.category("Field notes", by=member("ines"))
    prompt_id = prompt(category_id=topic)
    db.session.execute(delete(Category).where(Category.id == topic))
    db.session.commit()
    assert of_prompt(prompt_id, "category_id") is None
    assert browse("sam").get(f"{HERE}/prompts/{prompt_id}").status_code == 200


def test_the_same_form_twice_is_one_prompt(browse: Browse) -> None:
    key = KEY.search(browse("ines").get(f"{HERE}/prompts/new").text)
    assert key
    first, again = (send(browse, key=key[1]) for _ in range(2))
    assert first.location == again.location
    assert count() == 1
    assert send(browse, key=key[1], body="Something else.").location != first.location


def test_a_double_click_is_one_prompt(app: Flask, browse: Browse) -> None:
    ines = member("ines")
    ids = at_once(app, *[lambda: actions.write(Asked("A", "B"), by=ines, key="k") for _ in range(4)])
    assert len(set(ids)) == 1
    assert count() == 1


def test_words_are_saved_while_they_are_typed(browse: Browse) -> None:
    browse("ines").get(f"{HERE}/prompts/new")
    words = {
        "place": "prompts/new",
        "unsent": "k" * 16,
        "saves": "0",
        "title": "Half",
        "body": "unsent words",
    }
    answer = browse("ines").post(f"{HERE}/drafts", {**words, "posts_wanted": "3"}, via="htmx")
    assert answer.status_code == 200
    form = browse("ines").get(f"{HERE}/prompts/new").text
    assert "unsent words" in form
    assert re.search(r'name="posts_wanted"[^>]*value="3"', form)
    assert "Half" in browse("ines").get(f"{HERE}/drafts").text
    send(browse, title="Whole", unsent="k" * 16)
    assert "unsent words" not in browse("ines").get(f"{HERE}/prompts/new").text


def test_changing_a_prompt(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(posts_due_at=clock.now() + timedelta(days=3), posts_wanted=2)
    page = browse("ines").get(f"{HERE}/prompts/{prompt_id}/edit")
    assert "What did the *audit* find?" in page.text
    edit = f"/prompts/{prompt_id}/edit"
    assert send(browse, path=edit, title="Week 8", posts_wanted="1").status_code == 303
    assert of_prompt(prompt_id, "title", "posts_wanted", "posts_due_at") == ("Week 8", 1, None)
    assert browse("asa").get(HERE + edit).status_code == 403
    assert send(browse, "sam", edit).status_code == 403


def test_one_to_come_opens_at_once_when_its_time_is_taken_away(browse: Browse) -> None:
    prompt_id = prompt(opens_at=clock.now() + timedelta(days=3))
    assert browse("sam").get(f"{HERE}/prompts/{prompt_id}").status_code == 404
    assert "only those who teach see it" in browse("asa").get(f"{HERE}/prompts/{prompt_id}").text
    assert send(browse, path=f"/prompts/{prompt_id}/edit").status_code == 303
    assert browse("sam").get(f"{HERE}/prompts/{prompt_id}").status_code == 200
    opened = of_prompt(prompt_id, "opens_at")
    form = browse("ines").get(f"{HERE}/prompts/{prompt_id}/edit").text
    seen = re.search(r'name="seen" value="(\d+)"', form)
    assert seen
    assert send(browse, path=f"/prompts/{prompt_id}/edit", seen=seen[1]).status_code == 303
    assert of_prompt(prompt_id, "opens_at") == opened


def test_prompts_are_rendered_anew_with_the_other_texts(app: Flask, cast: Cast) -> None:
    prompt_id = prompt()
    db.session.execute(update(Prompt).values(renderer=0, body_html="<p>By older rules</p>"))
    db.session.commit()
    done = app.test_cli_runner().invoke(args=["text", "rerender"])
    assert "1 prompts," in done.output
    db.session.rollback()
    assert "<em>audit</em>" in of_prompt(prompt_id, "body_html")
    assert of_prompt(prompt_id, "edited_at") is None
