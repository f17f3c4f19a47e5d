"""The rules about prompts, to be read by a teacher: a part of policy.py, which routes and templates ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, true

from forum import clock
from forum.courses.models import Placing
from forum.lists import numbers
from forum.policy_audience import is_member
from forum.posts.models import State
from forum.posts.names import wrote
from forum.prompts.models import AfterPosting, Prompt, PromptSection
from forum.standing import Member, Reader


# Who is in the class may look for prompts; which of them they find, prompt.read says.
def _prompts_read(member: Member, _course: Any) -> bool:
    return member.belongs


# Those who teach see a prompt at any time, those whom it is for once it is open. A deleted one nobody sees.
def _prompt_read(member: Member, prompt: Any) -> bool:
    if prompt.deleted_at is not None or not member.belongs or not _is_for(member, prompt):
        return False
    return member.staff or prompt.opens_at <= clock.now()


# Some prompts are for sections only. Who sees every section sees those, too.
def _is_for(member: Member, prompt: Any) -> bool:
    return not prompt.for_sections or member.everywhere or not member.sections.isdisjoint(asked_of(prompt))


def asked_of(prompt: Any) -> frozenset[int]:
    """Return the ids of the sections that a prompt is for, out of its row (prompts.queries.SECTION_IDS)."""
    return numbers(prompt.section_ids)


def prompts_readable(reader: Reader, at: Any = None) -> ColumnElement[bool]:
    """Return the SQL twin of "prompt.read", for one class; `at` is the present, or its place."""
    if reader.user_id is None:
        return false()
    now: datetime | Any = clock.now() if at is None else at
    seen = true() if reader.staff else and_(Prompt.opens_at <= now, is_member(reader))
    here = and_(Prompt.course_id == reader.course_id, Prompt.deleted_at.is_(None))
    return and_(here, seen, asks(reader))


def asks(reader: Reader) -> ColumnElement[bool]:
    """Say of a prompt whether it asks a reader: the SQL twin of `_is_for`."""
    if reader.everywhere is True:
        return true()
    theirs = and_(Placing.section_id == PromptSection.section_id, Placing.user_id == reader.user_id)
    among = exists().where(PromptSection.prompt_id == Prompt.id, theirs).correlate(Prompt)
    return or_(Prompt.for_sections.is_(False), among)


# Instructors ask, and change what they asked for.
def _prompt_write(member: Member, _course: Any) -> bool:
    return member.takes_part and member.teaches


def _prompt_edit(member: Member, prompt: Any) -> bool:
    return _prompt_write(member, prompt) and _prompt_read(member, prompt)


# Who may delete may take that back, whoever it was that deleted.
def _prompt_restore(member: Member, prompt: Any) -> bool:
    return _prompt_write(member, prompt) and prompt.deleted_at is not None


# Who has done what, and who has not yet, is for those who teach them: board_of says whom.
def _board_read(member: Member, prompt: Any) -> bool:
    return member.staff and _prompt_read(member, prompt)


# They give more time, excuse, and write to those who are missing.
def _prompt_arrange(member: Member, prompt: Any) -> bool:
    return member.takes_part and _board_read(member, prompt)


def board_of(member: Member) -> frozenset[int] | None:
    """Return the sections whose students a teacher looks after; None: all of the class."""
    return None if member.everywhere else member.sections


# Where others' answers are seen only after one's own, an instructor may ask for that to stay as it was then.
# Teachers can still change it, for there may be a reason to.
def is_frozen(member: Member, post: Any) -> bool:
    """Say whether somebody's answer stays as it is, for they have seen those of others since."""
    sealed = post.after_posting == AfterPosting.FROZEN and post.state == State.PUBLISHED
    return sealed and not member.staff and wrote(member.user_id, post)


# Nor is it taken back or deleted then, to be written anew as if nothing had been seen; so it is also where
# changes are only marked.
def is_sealed(member: Member, post: Any) -> bool:
    """Say whether somebody's answer stays an answer, for they have seen those of others since."""
    sealed = bool(post.after_posting) and post.state == State.PUBLISHED
    return sealed and not member.staff and wrote(member.user_id, post)


RULES: dict[str, Callable[[Member, Any], bool]] = {
    "prompts.read": _prompts_read,
    "prompt.read": _prompt_read,
    "prompt.write": _prompt_write,
    "prompt.edit": _prompt_edit,
    "prompt.restore": _prompt_restore,
    "prompt.board.read": _board_read,
    "prompt.arrange": _prompt_arrange,
}
