"""What is owed: on the list of prompts, on the page of one, and beside the class's other pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import exists, or_, select

from forum import clock
from forum.courses.models import Role
from forum.policy import posts_counted
from forum.policy_prompts import board_of
from forum.posts.models import CoAuthor, Post
from forum.prepared import number
from forum.prompts import progress, queries
from forum.prompts.counted import statement
from forum.prompts.models import Prompt
from forum.prompts.progress import EVER, Progress, Standing
from forum.rows import fetch
from forum.standing import Member

BESIDE = 3  # prompts at the side of a page
HERE = statement(by_user=True, by_prompt=False).add_columns(Prompt.title)
ASKED = statement(by_user=True, by_prompt=True).add_columns(Prompt.title, Prompt.post_words)
WROTE_WITH_OTHERS = exists().where(CoAuthor.post_id == Post.id, CoAuthor.user_id == number("me"))
SHORT = (
    select(Post.id, Post.words)
    .where(Post.prompt_id == number("of"), posts_counted(), Post.words < number("wanted"))
    .where(or_(Post.author_id == number("me"), WROTE_WITH_OTHERS.correlate(Post)))
    .order_by(Post.words.desc(), Post.id.desc())
    .limit(number("many"))
)


class Stage(StrEnum):
    """Where a prompt stands in the term."""

    OPEN = "open"
    UPCOMING = "upcoming"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Listed:
    """A prompt in the list: how far its reader is, or how many of whom they teach have done it."""

    prompt: Any
    mine: Progress | None
    done: int = 0
    asked: int = 0  # of how many anything is wanted


def grouped(member: Member, prompts: Sequence[Any]) -> list[tuple[Stage, list[Listed]]]:
    """Return prompts as they stand in the term, what is due first at the top; those past, the last first."""
    listed = _of_staff(member, prompts) if member.staff else _of_reader(member, prompts)
    groups: dict[Stage, list[Listed]] = {stage: [] for stage in Stage}
    now = clock.now() if member.course_open else EVER  # in a closed class all is past
    for each in listed:
        groups[_stage(each, now)].append(each)
    groups[Stage.OPEN].sort(key=_last_due)
    groups[Stage.UPCOMING].sort(key=lambda each: each.prompt.opens_at)
    groups[Stage.PAST].sort(key=_last_due, reverse=True)
    return [(stage, found) for stage, found in groups.items() if found]


def _of_reader(member: Member, prompts: Sequence[Any]) -> list[Listed]:
    rows = _own(member) if prompts else {}
    return [Listed(prompt, rows.get(prompt.id)) for prompt in prompts]


def _own(member: Member) -> dict[int, Progress]:
    if member.role != Role.STUDENT or member.user_id is None:
        return {}
    return {row.prompt_id: row for row in progress.of_student(member.course_id, member.user_id)}


def _of_staff(member: Member, prompts: Sequence[Any]) -> list[Listed]:
    done: dict[int, int] = defaultdict(int)
    asked: dict[int, int] = defaultdict(int)
    for row in (
        progress.of_class(member.course_id, sections=board_of(member), upcoming=True) if prompts else ()
    ):
        asked[row.prompt_id] += not row.owes_nothing
        done[row.prompt_id] += row.state in (Standing.DONE, Standing.LATE)
    return [Listed(prompt, None, done[prompt.id], asked[prompt.id]) for prompt in prompts]


def _stage(listed: Listed, now: datetime) -> Stage:
    if listed.prompt.opens_at > now:
        return Stage.UPCOMING
    return Stage.PAST if _last_due(listed) < now or now == EVER else Stage.OPEN


def _last_due(listed: Listed) -> datetime:
    """Return when the last of what a prompt wants is due, for its reader."""
    return progress.last_due(listed.prompt, listed.mine)


def of_prompt(member: Member, prompt_id: int) -> Progress | None:
    """Return how far a student is with a prompt; None for anybody else."""
    if member.role != Role.STUDENT or member.user_id is None:
        return None
    return next(iter(progress.of_student(member.course_id, member.user_id, prompt_id)), None)


def is_shut(prompt: Any, mine: Progress | None) -> bool:
    """Say whether a student must post before they see the answers of others."""
    return bool(prompt.must_post_first and mine and not mine.posts and not mine.is_excused)


def short_answer(prompt: Any, mine: Progress | None) -> Any:
    """Return the longest answer of a student that is out and too short to count, if they owe one."""
    if mine is None or not mine.posts_missing or not prompt.post_words:
        return None
    its = {"of": prompt.id, "me": mine.user_id, "wanted": prompt.post_words}
    return fetch(SHORT, **its, many=1).one_or_none()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a prompt asks of a student's answer: at least so many words (0: any), and until when."""

    prompt_id: int
    title: str
    words: int
    due_at: datetime | None


def of_answer(member: Member, prompt_id: int | None) -> Asked | None:
    """Return what a student's answer is to be like; None for others, and whom the prompt does not ask."""
    if not prompt_id or member.role != Role.STUDENT:
        return None
    row = fetch(ASKED, here=member.course_id, me=member.user_id, of=prompt_id).one_or_none()
    return row and Asked(prompt_id, row.title, row.post_words if row.posts_wanted else 0, row.posts_due_at)


@dataclass(frozen=True, slots=True)
class Beside:
    """A prompt at the side of a page."""

    id: int
    title: str
    mine: Progress | None  # what its reader owes
    due_at: datetime | None = None  # for those who teach
    answers: int = 0


def beside(member: Member) -> tuple[Beside, ...]:
    """Return what stands at the side of the class's pages: what a student owes, or what is due next.

    In a closed class nothing is owed any more.
    """
    if not member.course_open:
        return ()
    if member.staff:
        rows = queries.due_next(member, BESIDE)
        return tuple([Beside(row.id, row.title, None, _next_due(row), row.answers) for row in rows])
    if member.role != Role.STUDENT:
        return ()
    return _owed(member)


def _next_due(row: Any) -> datetime | None:
    now = clock.now()
    dues = ((row.posts_wanted, row.posts_due_at), (row.replies_wanted, row.replies_due_at))
    return min((due for wanted, due in dues if wanted and due and due >= now), default=None)


def _owed(member: Member) -> tuple[Beside, ...]:
    now = clock.now()
    rows = fetch(HERE, here=member.course_id, me=member.user_id, opened=now)
    titles = {row.prompt_id: row.title for row in rows}
    owing = [mine for mine in progress.read(rows, now) if mine.posts_missing or mine.replies_missing]
    owing.sort(key=lambda mine: (mine.is_overdue, mine.next_due_at or EVER))  # what can still be in time
    return tuple([Beside(mine.prompt_id, titles[mine.prompt_id], mine) for mine in owing[:BESIDE]])
