"""Marking the answers to a prompt: one row for each student, and who comes after whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import case, exists, func, select, union_all
from werkzeug.exceptions import NotFound

from forum.comments.models import Comment
from forum.marking import whom
from forum.marking.models import About, Mark
from forum.marking.things import Thing, thing_of
from forum.policy import comments_counted, marks_readable, posts_readable, prompts_readable
from forum.posts.models import CoAuthor, Post, State
from forum.prepared import Asker, number, prepared, run
from forum.prompts.models import Prompt
from forum.standing import Member


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that a student is marked for, with its post's title and its mark, where there are such."""

    thing: Thing
    title: str | None
    mark: Any = None
    many: int = 0  # comments, of a part in a thread


@dataclass(slots=True)
class Row:
    """A student: what they did for a prompt, and what they are given for it."""

    student: Any
    answers: list[Piece] = field(default_factory=list)
    parts: list[Piece] = field(default_factory=list)  # what they said under the answers of others
    others: list[Piece] = field(default_factory=list)  # what else they have marks for that count to it

    @property
    def marks(self) -> list[Any]:
        """All their marks that count to the prompt."""
        return [piece.mark for piece in (*self.answers, *self.parts, *self.others) if piece.mark is not None]

    @property
    def replies(self) -> int:
        """How many comments they wrote under the answers of others."""
        return sum(piece.many for piece in self.parts)

    @property
    def points(self) -> Decimal | None:
        """What these come to; None where no points were given."""
        return _sum(mark.points for mark in self.marks)

    @property
    def out_of(self) -> Decimal | None:
        """What they could come to."""
        return _sum(mark.out_of for mark in self.marks if mark.points is not None)

    @property
    def unseen(self) -> list[Any]:
        """Those of them that the student does not see yet."""
        return [mark for mark in self.marks if mark.released_at is None]

    @property
    def waiting(self) -> int:
        """How many these are."""
        return len(self.unseen)

    def beside(self, thing: Thing) -> list[Piece]:
        """What they are marked for beside one thing, and beside the prompt as a whole."""
        others = [*self.answers, *self.parts, *self.others]
        return [each for each in others if each.thing != thing and each.thing.about != About.PROMPT]

    @property
    def steps(self) -> list[Piece]:
        """What is gone through in turn: their answers, or the prompt where there is none."""
        whole = [piece for piece in self.others if piece.thing.about == About.PROMPT]
        return [*self.answers, *whole]


def _sum(points: Iterator[Decimal | None]) -> Decimal | None:
    given = [each for each in points if each is not None]
    return sum(given, Decimal(0)) if given else None


def prompt(member: Member, prompt_id: int) -> Any:
    """Return a prompt of the class, for the staff. Raises NotFound."""
    row = found(member, prompt_id)
    if row is None:
        raise NotFound
    return row


def found(member: Member, prompt_id: int) -> Any:
    """Return a prompt of the class, or None where it was deleted."""
    return run(member, _prompt(member), prompt=prompt_id).one_or_none()


@prepared
def _prompt(asker: Asker) -> Any:
    columns = (Prompt.id, Prompt.title, Prompt.posts_wanted, Prompt.replies_wanted)
    return select(*columns).where(Prompt.id == number("prompt"), prompts_readable(asker))


def of_prompt(member: Member, prompt_id: int) -> list[Row]:
    """Return everybody whom a prompt is for, by name. It takes four statements, however many they are."""
    rows = {student.id: Row(student) for student in whom.asked(member, prompt_id)}
    marks = {thing_of(mark): mark for mark in run(member, _marks(member), prompt=prompt_id)}
    for answer in run(member, _answers(member), prompt=prompt_id):
        thing = Thing(About.POST, answer.id, answer.student_id)
        if answer.student_id in rows:
            rows[answer.student_id].answers.append(Piece(thing, answer.title, marks.pop(thing, None)))
    for said in run(member, _replies(member), prompt=prompt_id):
        thing = Thing(About.PART, said.id, said.author_id)
        if said.author_id in rows:
            rows[said.author_id].parts.append(Piece(thing, said.title, marks.pop(thing, None), said.many))
    _add_others(rows, marks, prompt_id)
    return list(rows.values())


def _add_others(rows: dict[int, Row], marks: dict[Thing, Any], prompt_id: int) -> None:
    """Add the marks that are about no answer, and for who has none the place where theirs is written."""
    for thing, mark in marks.items():
        if thing.student_id in rows:
            rows[thing.student_id].others.append(Piece(thing, mark.title, mark))
    for student_id, row in rows.items():
        if not row.steps:
            row.others.append(Piece(Thing(About.PROMPT, prompt_id, student_id), None))


@prepared
def _answers(asker: Asker) -> Any:
    answers = (Post.prompt_id == number("prompt"), Post.state == State.PUBLISHED, posts_readable(asker))
    columns = (Post.id, Post.title)
    first = select(*columns, Post.author_id.label("student_id")).where(*answers)
    others = select(*columns, CoAuthor.user_id.label("student_id")).join(
        CoAuthor, CoAuthor.post_id == Post.id
    )
    found = union_all(first, others.where(*answers)).subquery()
    return select(found).order_by(found.c.id)


@prepared
def _marks(asker: Asker) -> Any:
    its = (Mark.id, Mark.student_id, Mark.about, Mark.post_id, Mark.prompt_id)
    given = (Mark.points, Mark.out_of, Mark.released_at, Mark.edited_at)
    # A post counts also when it is not shown any more; then no word of it is read, not even its title.
    title = case((posts_readable(asker), Post.title), else_="").label("title")
    query = select(*its, *given, title).outerjoin(Post, Post.id == Mark.post_id)
    return query.where(whom.counts_to(number("prompt")), marks_readable(asker)).order_by(Mark.id)


@prepared
def _replies(asker: Asker) -> Any:
    query = select(Post.id, Post.title, Comment.author_id, func.count().label("many"))
    query = query.join(Post, Post.id == Comment.post_id).group_by(Post.id, Post.title, Comment.author_id)
    own = exists().where(CoAuthor.post_id == Post.id, CoAuthor.user_id == Comment.author_id)
    of_others = (Post.prompt_id == number("prompt"), Post.author_id != Comment.author_id, ~own)
    return query.where(*of_others, comments_counted(), posts_readable(asker)).order_by(Post.id)


def first(rows: Sequence[Row]) -> Piece | None:
    """Return what is to be marked first: of the answers without a mark, else of what has none."""
    unmarked = [(row, piece) for row in rows for piece in row.steps if piece.mark is None]
    answered = [piece for row, piece in unmarked if row.answers]
    return next(iter([*answered, *(piece for _row, piece in unmarked)]), None)


def after(rows: Sequence[Row], thing: Thing) -> tuple[Any, Piece] | None:
    """Return who comes after somebody, and the first piece of theirs; None after the last.

    Of several pieces of one student, each comes in its turn.
    """
    steps = [(row.student, piece) for row in rows for piece in row.steps]
    here = next((place for place, (_who, piece) in enumerate(steps) if piece.thing == thing), None)
    return steps[here + 1] if here is not None and here + 1 < len(steps) else None
