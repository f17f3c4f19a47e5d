"""The board of a prompt: how far each student is, for those who teach them. Few statements, for any class."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import or_, select
from werkzeug.exceptions import NotFound

from forum.auth.models import User
from forum.courses import placings
from forum.courses.models import Membership
from forum.extensions import db
from forum.policy import posts_readable
from forum.policy_prompts import board_of
from forum.policy_reports import students_of as students_of_class
from forum.policy_reports import students_seen
from forum.posts.models import CoAuthor, Post, State
from forum.prompts import progress
from forum.prompts.models import Arrangement
from forum.prompts.progress import Progress, Standing
from forum.standing import Member

# Those first who may need a word.
ORDER = (Standing.OPEN, Standing.LATE, Standing.DONE, Standing.EXCUSED, Standing.JOINED)


@dataclass(frozen=True, slots=True)
class Student:
    """A line of the board: somebody, how far they are, their answers, and what was arranged with them."""

    id: int
    name: str
    sections: tuple[str, ...]
    row: Progress
    posts: tuple[Any, ...]  # rows with id, words and published_at
    arranged: Any  # the row of their own arrangement, or None
    still_owes: bool  # they are not excused, though a section of theirs is


@dataclass(frozen=True, slots=True)
class Board:
    """All lines of a board, what they add up to, and a mark that is another as soon as anything is."""

    students: Sequence[Student]
    counts: dict[Standing, int]
    overdue: int
    sections: Sequence[Any]  # that can be chosen
    arranged: dict[int, Any]  # with these sections
    chosen: int | None

    @property
    def mark(self) -> str:
        """Return what tells this board from every other state of it."""
        said = repr((self.students, sorted(self.arranged.items()), self.sections))
        return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def missing(self) -> list[int]:
        """Return the ids of those with whom something is missing."""
        return [student.id for student in self.students if student.row.state == Standing.OPEN]


def of(member: Member, prompt_id: int, section_id: int | None = None) -> Board:
    """Return the board of a prompt, of all whom a teacher looks after or of one section of theirs.

    Raises NotFound for a section that is none of theirs.
    """
    sections = placings.known(member)
    if section_id is not None and section_id not in {section.id for section in sections}:
        raise NotFound
    whose = board_of(member) if section_id is None else frozenset({section_id})
    rows = progress.of_class(member.course_id, sections=whose, prompt_id=prompt_id)
    with_user, with_section = _arranged(prompt_id)
    excused = {id for id, row in with_section.items() if row.is_excused}
    students = _lines(member, prompt_id, rows, sections, with_user, excused)
    return Board(
        students=students,
        counts=Counter(student.row.state for student in students),
        overdue=sum(student.row.is_overdue for student in students),
        sections=sections,
        arranged={section.id: with_section.get(section.id) for section in sections},
        chosen=section_id,
    )


def _lines(
    member: Member,
    prompt_id: int,
    rows: Sequence[Progress],
    sections: Sequence[Any],
    arranged: dict[int, Any],
    excused: set[int],
) -> list[Student]:
    names, placed = students_of(member.course_id), placings.of_everybody(member.course_id)
    posts = _posts(member, prompt_id)
    found = [
        Student(
            id=row.user_id,
            name=names[row.user_id],
            sections=tuple([section.name for section in sections if section.id in placed[row.user_id]]),
            row=row,
            posts=tuple(posts[row.user_id]),
            arranged=arranged.get(row.user_id),
            still_owes=not row.is_excused and not excused.isdisjoint(placed[row.user_id]),
        )
        for row in rows
        if row.user_id in names
    ]
    return sorted(found, key=_place)


def _place(student: Student) -> tuple[Any, ...]:
    return ORDER.index(student.row.state), not student.row.is_overdue, student.name.casefold(), student.id


def students_of(course_id: int) -> dict[int, str]:
    """Return the students of a class: their names by their ids."""
    query = select(User.id, User.name).join(Membership, Membership.user_id == User.id)
    query = query.where(students_of_class(course_id))
    return {row.id: row.name for row in db.session.execute(query)}


def still_asked(member: Member, prompt_id: int, section_id: int) -> list[str]:
    """Return the names of those in an excused section whom the prompt asks all the same."""
    rows = progress.of_class(member.course_id, sections=frozenset({section_id}), prompt_id=prompt_id)
    names = students_of(member.course_id)
    owing = [row for row in rows if row.state not in (Standing.EXCUSED, Standing.JOINED)]
    return sorted([names[row.user_id] for row in owing if row.user_id in names], key=str.casefold)


def _posts(member: Member, prompt_id: int) -> dict[int, list[Any]]:
    """Return the answers that the reader may see by each of their authors, the oldest first."""
    found: dict[int, list[Any]] = defaultdict(list)
    columns = (Post.id, Post.author_id, Post.words, Post.published_at, CoAuthor.user_id)
    query = select(*columns).outerjoin(CoAuthor, CoAuthor.post_id == Post.id)
    shown = (Post.prompt_id == prompt_id, Post.state == State.PUBLISHED, Post.hidden_at.is_(None))
    for row in db.session.execute(query.where(*shown, posts_readable(member)).order_by(Post.id)):
        for user_id in {row.author_id, row.user_id} - {None}:
            if row.id not in [post.id for post in found[user_id]]:
                found[user_id].append(row)
    return found


def _arranged(prompt_id: int) -> tuple[dict[int, Any], dict[int, Any]]:
    """Return what was arranged about a prompt, by user and by section."""
    columns = ("user_id", "section_id", "is_excused", "posts_due_at", "replies_due_at", "note")
    more_time = (Arrangement.posts_due_at.is_not(None), Arrangement.replies_due_at.is_not(None))
    something = or_(Arrangement.is_excused, Arrangement.still_owes, *more_time)
    query = select(*(getattr(Arrangement, name) for name in columns))
    rows = db.session.execute(query.where(Arrangement.prompt_id == prompt_id, something)).all()
    with_user = {row.user_id: row for row in rows if row.user_id}
    return with_user, {row.section_id: row for row in rows if row.section_id}


def student(member: Member, user_id: int) -> str | None:
    """Return the name of a student whom a teacher looks after; None for everybody else."""
    query = select(User.name).join(Membership, Membership.user_id == User.id)
    return db.session.scalar(query.where(students_seen(member), User.id == user_id))
