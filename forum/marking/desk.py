"""What lies before somebody who marks: whose work it is, what they did, what they are given for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
    post: Any = None
    said: Sequence[Any] = ()  # the student's comments, where these are marked
    prompt: Any = None  # that the points count to
    row: Row | None = None  # all that the student did for it
    next: tuple[Any, Piece] | None = None  # who comes after them
    others: Sequence[Any] = ()  # the students who wrote it with them, as far as they are the member's to mark

    @property
    def shares(self) -> dict[int, Any]:
        """What the present points are made of, by criterion."""
        return {row.criterion_id: row.points for row in self.shown}


def with_post(member: Member, post_id: int, user_id: int) -> Desk:
    """Return what it takes to mark a post. Raises NotFound for a post that the student did not write."""
    post, student = posts.readable(member, post_id), whom.student(member, user_id)
    if not wrote(user_id, post):
        raise NotFound
    thing = Thing(About.POST, post_id, user_id)
    others = [each for each in _authors(member, post) if each.id != user_id]
    return _desk(member, thing, student, post, others=others)


def _authors(member: Member, post: Any) -> list[Any]:
    """Return the students who wrote a post and whom the member may mark."""
    if len(authors(post)) == 1:
        return []
    return [each for each in whom.authors(member, post.id) if may(member, "mark.write", each)]


def with_part(member: Member, post_id: int, user_id: int) -> Desk:
    """Return what it takes to mark what a student said under a post. Raises NotFound if that is nothing."""
    post, student = posts.readable(member, post_id), whom.student(member, user_id)
    said = queries.said(member, post_id, user_id)
    desk = _desk(member, Thing(About.PART, post_id, user_id), student, post, said=said)
    if not said and desk.mark is None:
        raise NotFound
    return desk


def with_prompt(member: Member, prompt_id: int, user_id: int) -> Desk:
    """Return what it takes to mark all that a student did for a prompt."""
    prompt, student = board.prompt(member, prompt_id), whom.student(member, user_id)
    thing = Thing(About.PROMPT, prompt_id, user_id)
    return _desk(member, thing, student, prompt=prompt)


def _desk(member: Member, thing: Thing, student: Any, post: Any = None, **rest: Any) -> Desk:
    prompt = rest.pop("prompt", None) or (post.prompt_id and board.found(member, post.prompt_id))
    rows = board.of_prompt(member, prompt.id) if prompt else []
    mark = _mark(member, thing)
    shares = queries.shares([mark.id])[mark.id] if mark else []
    return Desk(
        thing,
        student,
        mark,
        scale=rubrics.of_mark(_scale(member, thing, prompt), mark, shares),
        shown=shares,
        post=post,
        prompt=prompt or None,
        row=next((row for row in rows if row.student.id == student.id), None),
        next=board.after(rows, thing),
        **rest,
    )


def _mark(member: Member, thing: Thing) -> Any:
    """Return the mark of a thing. Raises NotFound where it is about its reader, and not released to them."""
    mark = queries.written(member, thing)
    if mark is not None and not may(member, "mark.read", mark):
        raise NotFound
    return mark


def _scale(member: Member, thing: Thing, prompt: Any) -> Scale:
    """Return how something is marked; what somebody said in a thread has no scale."""
    if thing.about == About.PART:
        return Scale()
    return rubrics.scale(member.course_id, prompt.id if prompt else None)
