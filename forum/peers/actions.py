"""What is set about sharing out, and what students say of each other's posts: each in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, insert, or_, select, update
from werkzeug.exceptions import Conflict

from forum import audit, clock, prose
from forum.extensions import db
from forum.peers import queries, told
from forum.peers.models import Allotment, Answer, Question, Review, Sharing
from forum.peers.queries import Work
from forum.posts.counters import hold
from forum.standing import Member
from forum.writing import actions as writing


class EditedMeanwhile(Conflict):
    """This review was sent from another window after its form had been opened."""


class GivenToAnother(Conflict):
    """The post is no longer the one who writes to review."""


@dataclass(frozen=True, slots=True)
class Line:
    """A question as it was written: `id` is that of an earlier one in its place."""

    wording: str
    highest: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """How the answers to a prompt are shared out, and what is asked of who reads them."""

    each: int
    for_all: bool = False
    names_shown: bool = True
    questions: Sequence[Line] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What is said to one question (None: beyond them), in words or as a rating."""

    question_id: int | None
    words: str = ""
    rating: int | None = None


def arrange(prompt_id: int, terms: Terms, *, by: Member) -> None:
    """Switch sharing out on for a prompt, or change how it is done. Who was given what stays as it is."""
    hold(by.course_id)
    values: dict[str, Any] = {"each": terms.each, "for_all": terms.for_all, "names_shown": terms.names_shown}
    values |= {"is_on": True, "changed_by_id": by.user_id, "changed_at": clock.now()}
    if not _change(update(Sharing).where(Sharing.prompt_id == prompt_id).values(**values)):
        db.session.execute(insert(Sharing).values(prompt_id=prompt_id, course_id=by.course_id, **values))
    _ask(prompt_id, terms.questions, by)
    _done("sharing.arrange", prompt_id, by)


def switch_off(prompt_id: int, *, by: Member) -> None:
    """Share out nothing more, and let nothing be owed. What was given and said stays."""
    hold(by.course_id)
    values: dict[str, Any] = {"is_on": False, "changed_by_id": by.user_id, "changed_at": clock.now()}
    _change(update(Sharing).where(Sharing.prompt_id == prompt_id).values(**values))
    _done("sharing.end", prompt_id, by)


def _done(verb: str, prompt_id: int, by: Member) -> None:
    audit.record(verb, by=by.user_id, course=by.course_id, target=f"prompt-{prompt_id}")
    db.session.commit()


def _change(statement: Any) -> bool:
    result: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    return bool(result.rowcount)


def _ask(prompt_id: int, lines: Sequence[Line], by: Member) -> None:
    """Ask these questions from now on. One that was answered is replaced where it has other words."""
    there = {row.id: row for row in queries.questions(prompt_id)}
    kept = set()
    for position, line in enumerate(lines):
        before = there.get(line.id or 0)
        same = before is not None and (before.wording, before.highest) == (line.wording, line.highest)
        values = {"position": position, "wording": line.wording, "highest": line.highest}
        if before is not None and before.id not in kept and (same or not _is_answered(before.id)):
            kept.add(before.id)
            _change(update(Question).where(Question.id == before.id).values(**values))
        else:
            new = {"course_id": by.course_id, "prompt_id": prompt_id}
            db.session.execute(insert(Question).values(**new, **values))
    _take_away(set(there) - kept)


def _is_answered(question_id: int) -> bool:
    return bool(db.session.scalar(select(exists().where(Answer.question_id == question_id))))


def _take_away(ids: set[int]) -> None:
    for id in ids:
        _change(update(Question).where(Question.id == id).values(removed_at=clock.now()))


def review(
    work: Work, said: Sequence[Said], *, by: Member, seen: datetime | None, unsent: str | None = None
) -> int:
    """Say something of a post, or something else than before; return the review's id.

    Raises EditedMeanwhile if it is not the review that was `seen`, unless it says the same already, and
    GivenToAnother if the post was taken back meanwhile.
    """
    rendered = [_rendered(each, by.course_id) for each in said]
    hold(by.course_id)
    mine = (Review.post_id == work.post.id, Review.user_id == by.user_id)
    before = db.session.execute(
        select(Review.id, Review.created_at, Review.edited_at).where(*mine)
    ).one_or_none()
    review_id = _begin(work, by) if before is None else _go_on(before, work, said, seen)
    _say(review_id, said, rendered)
    audit.record("review.write", by=by.user_id, course=by.course_id, target=f"post-{work.post.id}")
    writing.end(unsent, by=by)
    db.session.commit()
    return review_id


def _rendered(said: Said, course_id: int) -> dict[str, Any]:
    if not said.words:
        return {"body_markdown": ""}
    made = prose.prepare(said.words, heading=prose.COMMENT_HEADING, course_id=course_id)
    return {name: getattr(made, name) for name in ("body_markdown", "body_html", "renderer", "anchor")}


def _shown_to(work: Work) -> dict[str, bool]:
    return {"for_all": work.for_all, "name_shown": work.names_shown}


def _begin(work: Work, by: Member) -> int:
    given = exists().where(Allotment.post_id == work.post.id, Allotment.user_id == by.user_id)
    if not db.session.scalar(select(given)):
        db.session.rollback()
        raise GivenToAnother
    its = {"course_id": by.course_id, "prompt_id": work.prompt_id, "post_id": work.post.id}
    made = insert(Review).values(user_id=by.user_id, **its, **_shown_to(work)).returning(Review.id)
    return int(db.session.execute(made).scalar_one())


def _go_on(before: Any, work: Work, said: Sequence[Said], seen: datetime | None) -> int:
    """Let what is said be shown as the prompt has it now; if it is something else, note the time."""
    values: dict[str, Any] = {**_shown_to(work)}
    if not _says(before.id, said):
        if (before.edited_at or before.created_at) != seen:
            db.session.rollback()
            raise EditedMeanwhile
        values["edited_at"] = clock.now()
    _change(update(Review).where(Review.id == before.id).values(**values))
    return int(before.id)


def _says(review_id: int, said: Sequence[Said]) -> bool:
    """Say whether a review says just this: it was sent twice."""
    asked = {each.question_id for each in said}
    there = {(row.question_id, row.body_markdown, row.rating) for row in told.own(review_id)}
    sent = {(each.question_id, each.words, each.rating) for each in said if each.words or each.rating}
    return sent == {answer for answer in there if answer[0] in asked}


def _say(review_id: int, said: Sequence[Said], rendered: Sequence[dict[str, Any]]) -> None:
    """Let a review say this; what it says to questions that are no longer asked stays."""
    asked = [each.question_id for each in said if each.question_id is not None]
    again = or_(Answer.question_id.is_(None), Answer.question_id.in_(asked))
    old = delete(Answer).where(Answer.review_id == review_id, again)
    db.session.execute(old.execution_options(synchronize_session=False))
    for each, made in zip(said, rendered, strict=True):
        if each.words or each.rating is not None:
            its = {"review_id": review_id, "question_id": each.question_id, "rating": each.rating}
            db.session.execute(insert(Answer).values(**its, **made))
