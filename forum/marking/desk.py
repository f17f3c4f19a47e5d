"""What lies before somebody who marks: whose work it is, what they did, what they are given for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.exceptions import NotFound

from forum.marking import board, queries, rubrics, whom
from forum.marking.board import Piece, Row
from forum.marking.models import About
from forum.marking.rubrics import Scale
from forum.marking.things import Thing
from forum.policy import may
from forum.posts import queries as posts
from forum.posts.names import authors, wrote
from forum.standing import Member


@dataclass(frozen=True, slots=True)
class Desk:
    """One student's work, and the mark that they have for it."""

    thing: Thing
    student: Any
    mark: Any  # None: there is none yet
    scale: Scale
    shown: Sequence[Any]  # what its points are made of
    post: Any = None  # None also where it is not shown any more
    said: Sequence[Any] = ()  # the student's comments, where these are marked
    prompt: Any = None  # that the points count to
    row: Row | None = None  # all that the student did for it
    next: tuple[Any, Piece] | None = None  # who comes after them
    others: Sequence[Any] = ()  # the students who wrote it with them, as far as they are the member's to mark
    is_off: bool = False  # the student does not stand under the post any more, and has a mark for it

    @property
    def shares(self) -> dict[int, Any]:
        """What the present points are made of, by criterion."""
        return {row.criterion_id: row.points for row in self.shown}


def with_post(member: Member, post_id: int, user_id: int) -> Desk:
    """Return what it takes to mark a post. Raises NotFound for a post that the student did not write."""
    student, thing = whom.student(member, user_id), Thing(About.POST, post_id, user_id)
    mark = _mark(member, thing)
    post = _post(member, post_id, mark)
    if post is None:
        return _desk(member, thing, student, mark)
    if not wrote(user_id, post):
        return _desk(member, thing, student, _given(mark), post, is_off=True)
    others = [each for each in _authors(member, post) if each.id != user_id]
    return _desk(member, thing, student, mark, post, others=others)


def _authors(member: Member, post: Any) -> list[Any]:
    """Return the students who wrote a post and whom the member may mark."""
    if len(authors(post)) == 1:
        return []
    return [each for each in whom.authors(member, post.id) if may(member, "mark.write", each)]


def with_part(member: Member, post_id: int, user_id: int) -> Desk:
    """Return what it takes to mark what a student said under a post. Raises NotFound if that is nothing."""
    student, thing = whom.student(member, user_id), Thing(About.PART, post_id, user_id)
    mark = _mark(member, thing)
    post = _post(member, post_id, mark)
    said = queries.said(member, post_id, user_id) if post else ()
    return _desk(member, thing, student, mark if said else _given(mark), post, said=said)


def with_prompt(member: Member, prompt_id: int, user_id: int) -> Desk:
    """Return what it takes to mark all that a student did for a prompt."""
    student, thing = whom.student(member, user_id), Thing(About.PROMPT, prompt_id, user_id)
    found = _desk(member, thing, student, _mark(member, thing))
    if found.prompt is None:
        _given(found.mark)
    return found


def is_there(member: Member, thing: Thing) -> bool:
    """Say whether a member can mark a thing: it is shown, or there is a mark for it that they may see."""
    opened = {About.POST: with_post, About.PART: with_part, About.PROMPT: with_prompt}
    try:
        opened[thing.about](member, thing.id, thing.student_id)
    except NotFound:
        return False
    return True


def _given(mark: Any) -> Any:
    """Return the mark of what can be marked no more. Raises NotFound where there is none."""
    if mark is None:
        raise NotFound
    return mark


def _post(member: Member, post_id: int, mark: Any) -> Any:
    """Return a post; None where it is not shown any more and has a mark, which counts and can be changed."""
    try:
        return posts.readable(member, post_id)
    except NotFound:
        if mark is None:
            raise
        return None


def _desk(member: Member, thing: Thing, student: Any, mark: Any, post: Any = None, **rest: Any) -> Desk:
    prompt_id = _counts_to(thing, mark, post)
    prompt = board.found(member, prompt_id) if prompt_id else None
    rows = board.of_prompt(member, prompt.id) if prompt else []
    shares = queries.shares([mark.id])[mark.id] if mark else []
    return Desk(
        thing,
        student,
        mark,
        scale=rubrics.of_mark(_scale(member, thing, prompt_id if prompt or mark else None), mark, shares),
        shown=shares,
        post=post,
        prompt=prompt,
        row=next((row for row in rows if row.student.id == student.id), None),
        next=board.after(rows, thing),
        **rest,
    )


def _counts_to(thing: Thing, mark: Any, post: Any) -> int | None:
    """Return the prompt that the points count to, also where it was deleted."""
    if thing.about == About.PROMPT:
        return thing.id
    found: int | None = mark.counts_to if post is None else post.prompt_id
    return found


def _mark(member: Member, thing: Thing) -> Any:
    """Return the mark of a thing. Raises NotFound where it is about its reader and not released to them, as
    where there is none: they are not to know which.
    """
    mark = queries.written(member, thing)
    if thing.student_id == member.user_id if mark is None else not may(member, "mark.read", mark):
        raise NotFound
    return mark


def _scale(member: Member, thing: Thing, prompt_id: int | None) -> Scale:
    """Return how something is marked; what somebody said in a thread need not be marked like a post."""
    scale = rubrics.scale(member.course_id, prompt_id)
    return replace(scale, or_whole=thing.about == About.PART)
