"""What lies with the prompts of a class that is copied: rubrics, and how answers are shared out.

All of it was written by those who teach. What was given, said and marked by it is the students', and stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from forum.extensions import db
from forum.marking.models import Criterion, Rubric
from forum.peers.models import Question, Sharing

OF_RUBRIC = (Rubric.id, Rubric.prompt_id, Rubric.out_of)
OF_CRITERION = (
    Criterion.id, Criterion.rubric_id, Criterion.name, Criterion.description, Criterion.points,
    Criterion.position,
)  # fmt: skip
OF_SHARING = (Sharing.prompt_id, Sharing.each, Sharing.is_on, Sharing.for_all, Sharing.names_shown)
OF_QUESTION = (Question.id, Question.prompt_id, Question.position, Question.wording, Question.highest)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What lies with the prompts that go along, as it is in the old class."""

    rubrics: dict[int | None, Any]  # by their prompts; None: that of the class
    criteria: dict[int, list[Any]]  # of a rubric
    sharings: dict[int, Any]  # by their prompts
    questions: dict[int, list[Any]]  # of a prompt, for reviews


def enclosed(course_id: int, prompt_ids: Container[int | None]) -> Enclosed:
    """Return what lies with these prompts, and the rubric of the class; nothing that was taken out."""
    rubrics = select(*OF_RUBRIC).where(Rubric.course_id == course_id, Rubric.removed_at.is_(None))
    asked = select(*OF_QUESTION).where(Question.course_id == course_id, Question.removed_at.is_(None))
    looked_at = select(*OF_CRITERION).where(Criterion.course_id == course_id, Criterion.removed_at.is_(None))
    sharings = select(*OF_SHARING).where(Sharing.course_id == course_id).order_by(Sharing.prompt_id)
    of_prompts = {row.prompt_id: row for row in _rows(sharings) if row.prompt_id in prompt_ids}
    its = {
        row.prompt_id: row
        for row in _rows(rubrics.order_by(Rubric.id))
        if row.prompt_id is None or row.prompt_id in prompt_ids
    }
    criteria = _by(_rows(looked_at.order_by(Criterion.position, Criterion.id)), "rubric_id")
    questions = _by(_rows(asked.order_by(Question.position, Question.id)), "prompt_id")
    return Enclosed(
        rubrics=its,
        criteria={row.id: criteria[row.id] for row in its.values() if row.id in criteria},
        sharings=of_prompts,
        questions={id: questions[id] for id in of_prompts if id in questions},
    )


def _rows(query: Any) -> Sequence[Any]:
    return db.session.execute(query).all()


def _by(rows: Sequence[Any], name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
