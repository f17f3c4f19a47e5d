"""Giving students answers of each other to read: when an instructor asks for it, then for late comers.

The worker looks every few seconds for prompts where something has changed. What is worked out takes no lock;
only if nothing has moved meanwhile it is written, in one transaction that holds the class. A worker that is
killed on the way has done nothing, and of two that are at it the second finds it done.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update
from werkzeug.exceptions import Conflict

from forum import audit, clock
from forum.courses import placings
from forum.extensions import db
from forum.peers import state
from forum.peers.counted import as_number, is_done
from forum.peers.models import Allotment, Sharing
from forum.peers.sharing_out import Pair, Piece, Reader, is_for, share_out
from forum.peers.state import LONG
from forum.policy import posts_counted
from forum.policy_peers import is_over
from forum.posts.bylines import CO_AUTHORS
from forum.posts.counters import hold
from forum.posts.models import Post
from forum.posts.names import listed
from forum.prompts import boards, progress
from forum.prompts.models import Prompt
from forum.standing import Member

LOOK_EVERY = 10.0  # seconds
AT_A_LOOK = 20  # prompts
REST = 300.0  # seconds before one is tried again that went wrong
TRIES = 3

_next = {"look": 0.0}  # when, by time.monotonic()
_rests: dict[int, float] = {}
log = logging.getLogger("seminar.peers")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be given to whom, and what is taken back."""

    new: list[Pair]
    void: list[int]  # ids of allotments


def look() -> None:
    """Share out to late comers, if it is time to look for them again; the worker calls it each second."""
    if time.monotonic() >= _next["look"]:
        _next["look"] = time.monotonic() + LOOK_EVERY
        late_comers()


def late_comers() -> None:
    """Share out where posts, students, or what is arranged with them have changed since it was done last."""
    found = state.changed()
    db.session.rollback()
    waiting = [each for each in found if _rests.get(each.prompt_id, 0.0) <= time.monotonic()]
    for each in waiting[:AT_A_LOOK]:
        _try(each.prompt_id)


def _try(prompt_id: int) -> None:
    """Share out one prompt's answers. What goes wrong with it holds up no other."""
    try:
        give(prompt_id)
        _rests.pop(prompt_id, None)
    except Exception:  # whatever is wrong with this one
        db.session.rollback()
        _rests[prompt_id] = time.monotonic() + REST
        log.exception("The answers to prompt %s could not be shared out; it is tried again.", prompt_id)


def share_out_now(prompt_id: int, *, by: Member) -> int:
    """Begin to share out the answers to a prompt, and return how many were given. Raises Conflict."""
    hold(by.course_id)
    begun = update(Sharing).where(Sharing.prompt_id == prompt_id, Sharing.is_on)
    db.session.execute(begun.values(shared_at=clock.now()).execution_options(synchronize_session=False))
    audit.record("sharing.begin", by=by.user_id, course=by.course_id, target=f"prompt-{prompt_id}")
    db.session.commit()
    return give(prompt_id)


def give(prompt_id: int) -> int:
    """Give what is to be given now, and return how many that were. Raises Conflict if others keep moving."""
    for _try in range(TRIES):
        before = state.of_prompt(prompt_id)
        if before is None:
            return 0
        plan = _plan(before)
        db.session.rollback()  # nobody waits for us while we think
        hold(before.course_id)
        now = state.of_prompt(prompt_id)
        if now is not None and state.seen(now) == state.seen(before):
            return _write(now, plan)
        db.session.rollback()
    raise Conflict


def _write(now: Any, plan: Plan) -> int:
    if plan.void:
        gone = delete(Allotment).where(Allotment.id.in_(plan.void))
        db.session.execute(gone.execution_options(synchronize_session=False))
    if plan.new:
        its = {"course_id": now.course_id, "prompt_id": now.prompt_id, "allotted_at": clock.now()}
        rows = [{"user_id": reader, "post_id": post, **its} for reader, post in plan.new]
        db.session.execute(insert(Allotment), rows)
    mark = update(Sharing).where(Sharing.prompt_id == now.prompt_id).values(mark=state.mark(now))
    db.session.execute(mark.execution_options(synchronize_session=False))
    if plan.new or plan.void:
        many = {"given": len(plan.new), "taken": len(plan.void)}
        audit.record("sharing.give", by=None, course=now.course_id, target=f"prompt-{now.prompt_id}", **many)
    db.session.commit()
    return len(plan.new)


def _plan(now: Any) -> Plan:
    (pieces, short), (readers, late) = _pieces(now), _readers(now)
    pairs, void = [], []
    for row in _given(now.prompt_id):
        reader, piece = readers.get(row.user_id), pieces.get(row.post_id)
        stands = row.is_done or (reader and piece and is_for(reader, piece))
        if stands:
            pairs.append((row.user_id, row.post_id))
        else:
            void.append(row.id)
    to_give = [each for each in pieces.values() if each.id not in short]
    asked = [each for each in readers.values() if each.id not in late]
    return Plan(share_out(to_give, asked, now.each, given=pairs, seed=now.prompt_id), void)


def _pieces(now: Any) -> tuple[dict[int, Piece], set[int]]:
    """Return the answers that all whom they are for can see, of those who study in the class, and which of
    them are too short to count.

    These stay with whom they were given to, and are given to nobody more.
    """
    students = set(boards.students_of(now.course_id))
    columns = select(Post.id, Post.author_id, Post.section_id, CO_AUTHORS, (1 - LONG).label("is_short"))
    query = columns.join(Prompt, Prompt.id == Post.prompt_id)
    rows = db.session.execute(query.where(Post.prompt_id == now.prompt_id, posts_counted())).all()
    found = [Piece(row.id, _authors(row), row.section_id) for row in rows]
    pieces = {piece.id: piece for piece in found if piece.authors & students}
    return pieces, {row.id for row in rows if row.is_short}


def _authors(row: Any) -> frozenset[int]:
    return frozenset({row.author_id, *(other.id for other in listed(row.co_authors))})


def _readers(now: Any) -> tuple[dict[int, Reader], set[int]]:
    """Return those whom the prompt asks and who may read what others answered, and for whom it is too late.

    These keep what they have, and are given nothing more: it would be overdue already.
    """
    placed = placings.of_everybody(now.course_id)
    rows = progress.of_class(now.course_id, prompt_id=now.prompt_id)
    able = [row for row in rows if not row.is_excused]
    able = [row for row in able if row.posts or not (now.must_post_first or row.joined_later)]
    late = {row.user_id for row in able if is_over(row.replies_due_at)}
    return {row.user_id: Reader(row.user_id, frozenset(placed[row.user_id])) for row in able}, late


def _given(prompt_id: int) -> Any:
    columns = select(
        Allotment.id, Allotment.user_id, Allotment.post_id, as_number(is_done()).label("is_done")
    )
    query = columns.join(Prompt, Prompt.id == Allotment.prompt_id)
    query = query.join(Sharing, Sharing.prompt_id == Allotment.prompt_id)
    return db.session.execute(query.where(Allotment.prompt_id == prompt_id).order_by(Allotment.id)).all()
