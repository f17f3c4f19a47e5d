"""What lies with the prompts of a class goes along: rubrics, sharing out, questions."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.extensions import Model, db
from forum.marking import rubrics
from forum.marking.models import Criterion, Mark, Rubric, Share
from forum.marking.rubrics import Line
from forum.peers import actions, allotting, queries
from forum.peers.actions import Line as Question
from forum.peers.actions import Terms
from forum.peers.models import Allotment, Answer, Review, Sharing
from forum.peers.models import Question as ReviewQuestion
from forum.prompts.models import Prompt
from tests.courses.copies import FORM, URL, in_class, make, prompt
from tests.courses.stories import statements
from tests.factories import member
from tests.marking import marked
from tests.peers import stories
from tests.people import Cast
from tests.visitor import Visitor

ARGUES = Line("Argument", "It has one.", Decimal("7.5"))
SOURCES = Line("Sources", "", Decimal(5))
QUESTIONS = (Question("What is the strongest point?"), Question("How clear is it?", 5))


def rubric(prompt_id: int | None, *lines: Line, out_of: Decimal | None = None) -> None:
    before = rubrics.present(member("ines").course_id, prompt_id)
    seen = before.edited_at if before else None
    rubrics.write(prompt_id, out_of, lines, by=member("ines"), seen=seen)


def share(prompt_id: int, *questions: Question, **terms: Any) -> None:
    actions.arrange(prompt_id, Terms(3, questions=questions, **terms), by=member("ines"))


def scale(course_id: int, prompt_id: int | None) -> tuple[Any, list[tuple[Any, ...]]]:
    found = rubrics.scale(course_id, prompt_id)
    return found.out_of, [(each.name, each.description, each.points) for each in found.criteria]


def questions(prompt_id: int) -> list[tuple[str, int | None]]:
    return [(each.wording, each.highest) for each in queries.questions(prompt_id)]


def many(table: Any, course_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(table.course_id == course_id)) or 0


def test_rubrics_go_along_without_what_was_taken_out_of_them(cast: Cast) -> None:
    first, _second = prompt(cast, "First"), prompt(cast, "Second")
    rubric(None, out_of=Decimal(20))
    rubric(first, Line("Gone", "", Decimal(1)))
    rubric(first, SOURCES, ARGUES)
    new = make(cast)
    made = dict(in_class(Prompt, new, Prompt.title, Prompt.id))
    assert scale(new, made["First"]) == (
        None,
        [("Sources", "", 5), ("Argument", "It has one.", Decimal("7.5"))],
    )
    assert scale(new, made["Second"]) == scale(new, None) == (20, [])
    assert in_class(Criterion, new, Criterion.name) == ["Sources", "Argument"]
    assert in_class(Rubric, new, Rubric.edited_by_id) == [cast.ines, cast.ines]


def test_a_prompt_that_went_back_to_the_rubric_of_the_class_does_so_in_the_copy(cast: Cast) -> None:
    asked = prompt(cast, "First")
    rubric(None, out_of=Decimal(20))
    rubric(asked, ARGUES)
    rubrics.remove(asked, by=member("ines"))
    new = make(cast)
    (made,) = in_class(Prompt, new, Prompt.id)
    assert scale(new, made) == (20, [])
    assert (many(Rubric, new), many(Criterion, new)) == (1, 0)


def test_how_answers_are_shared_out_goes_along_and_who_was_given_what_does_not(cast: Cast) -> None:
    asked, off = prompt(cast, "Shared"), prompt(cast, "Off")
    share(asked, QUESTIONS[0])
    share(asked, QUESTIONS[1], QUESTIONS[0], for_all=True, names_shown=False)
    share(off)
    actions.switch_off(off, by=member("ines"))
    for name in ("sam", "sue"):
        marked.answer(member(name), asked)
    assert allotting.share_out_now(asked, by=member("ines")) == 2
    new = make(cast)
    made = dict(in_class(Prompt, new, Prompt.title, Prompt.id))
    its = db.session.get_one(Sharing, made["Shared"])
    assert (its.each, its.is_on, its.for_all, its.names_shown) == (3, True, True, False)
    assert (its.shared_at, its.mark, its.changed_by_id) == (None, "", cast.ines)
    assert not db.session.get_one(Sharing, made["Off"]).is_on
    assert questions(made["Shared"]) == [("How clear is it?", 5), ("What is the strongest point?", None)]
    assert (many(Allotment, new), many(ReviewQuestion, new)) == (0, 2)


def test_what_students_were_told_and_said_stays_behind(cast: Cast) -> None:
    asked = prompt(cast, "Shared")
    rubric(asked, ARGUES)
    post = marked.answer(member("sam"), asked)
    marked.answer(member("sue"), asked)
    marked.mark(cast.sam, post, points="5", release=True)
    stories.share(asked, questions=stories.ASKED)
    stories.review("sue", post)
    new = make(cast)
    assert (many(Mark, new), many(Review, new), many(Allotment, new)) == (0, 0, 0)
    assert db.session.scalar(select(func.count()).select_from(Answer)) == 2
    assert db.session.scalar(select(func.count()).select_from(Share)) == 0


def test_what_lies_with_a_deleted_prompt_stays_behind(cast: Cast) -> None:
    asked = prompt(cast, "Gone")
    rubric(asked, ARGUES)
    share(asked, *QUESTIONS)
    db.session.get_one(Prompt, asked).deleted_at = db.session.get_one(Prompt, asked).created_at
    db.session.commit()
    new = make(cast)
    assert [many(table, new) for table in (Rubric, Criterion, Sharing, ReviewQuestion)] == [0, 0, 0, 0]


def test_the_copy_shares_out_nothing_before_it_is_begun(cast: Cast) -> None:
    asked = prompt(cast, "Shared")
    share(asked, *QUESTIONS)
    allotting.share_out_now(asked, by=member("ines"))
    new = make(cast)
    (made,) = in_class(Prompt, new, Prompt.id)
    assert allotting.give(made) == 0


def test_the_preview_shows_it(visit: Visitor, cast: Cast) -> None:
    asked, off = prompt(cast, "Shared"), prompt(cast, "Off")
    rubric(None, out_of=Decimal(20))
    rubric(asked, ARGUES, SOURCES)
    share(asked, *QUESTIONS, for_all=True, names_shown=False)
    share(off)
    actions.switch_off(off, by=member("ines"))
    page = visit.as_("ines").get(f"{URL}/preview", query_string=FORM).text
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)).replace(" ,", ",")
    for words in (
        "Rubric Argument 7.5, Sources 5", "3 answers for each student, when you begin",
        "What is the strongest point?", "How clear is it? 1 to 5",
        "All in the class who can read the post can read them. Only those who teach see whose they are.",
        "3 answers for each student, switched off", "The rubric of the class Out of 20",
    ):  # fmt: skip
        assert words in text, words


def test_it_takes_no_more_statements_for_more(cast: Cast) -> None:
    for number in range(3):
        full(cast, f"Prompt {number}")
    few = statements(lambda: make(cast, slug="few"))
    for number in range(40):
        full(cast, f"More {number}")
    assert statements(lambda: make(cast, slug="many")) - few <= 4


def full(cast: Cast, title: str) -> None:
    asked = prompt(cast, title)
    rubric(asked, ARGUES, SOURCES)
    share(asked, *QUESTIONS)


LEFT = {
    Rubric: {"id", "course_id", "prompt_id", "out_of", "edited_at", "edited_by_id", "removed_at"},
    Criterion: {"id", "course_id", "rubric_id", "name", "description", "points", "position", "removed_at"},
    Sharing: {
        "prompt_id", "course_id", "each", "is_on", "for_all", "names_shown", "shared_at", "mark",
        "changed_by_id", "changed_at",
    },
    ReviewQuestion: {"id", "course_id", "prompt_id", "position", "wording", "highest", "removed_at"},
}  # fmt: skip


@pytest.mark.parametrize("table", LEFT, ids=lambda table: str(table.__tablename__))
def test_of_every_column_it_is_known_whether_it_goes_along(table: Any) -> None:
    """Who adds a column decides: it is copied (enclosed.py), or begins anew and is named here."""
    assert set(table.__table__.columns.keys()) == LEFT[table]


GOES = {
    "category", "section", "prompt", "post", "rubric", "criterion", "sharing", "review_question",
    "membership", "post_month", "shelf", "passage", "audit_event",
}  # fmt: skip
STAYS = {
    "allotment", "arrangement", "comment", "course_copy", "invitation", "letter", "mark", "notification",
    "placing", "regard", "review", "roster_upload", "seen", "unsent", "watch", "feed_key",
    "mail", "revision", "co_author",
}  # fmt: skip


def test_of_every_table_of_a_class_it_is_known_whether_it_goes_along() -> None:
    """Who adds a table decides whether a copy of the class has something in it."""
    tables = {table.name for table in Model.metadata.tables.values() if "course_id" in table.columns}
    assert tables == GOES | STAYS
