"""Who has done what a prompt asks for, and who has not yet: what boards, reports and calendars show.

What counts is defined in docs/prompts.md, and here. One statement answers for a whole class, one
student or one prompt, whatever their number.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from forum import clock
from forum.extensions import db
from forum.prompts.counted import placed_in, statement
from forum.rows import fetch

COLUMNS = len(statement(by_user=False, by_prompt=False).selected_columns)  # those of a Progress, in order
EVER = datetime.max.replace(tzinfo=UTC)


class Standing(StrEnum):
    """How far a student is with a prompt."""

    DONE = "done"  # all that is wanted is there, in time
    LATE = "late"  # all is there, some of it after it was due
    OPEN = "open"  # something is missing
    EXCUSED = "excused"  # nothing is owed
    JOINED = "joined"  # something is missing, and nothing is owed: all was due before they joined


@dataclass(frozen=True, slots=True)
class Progress:
    """What a student has done for a prompt: numbers of what counts, and when the last wanted one came."""

    prompt_id: int
    user_id: int
    posts: int
    replies: int
    posts_wanted: int
    replies_wanted: int
    posts_at: datetime | None  # None: not all that are wanted are there, or none are wanted
    replies_at: datetime | None
    posts_due_at: datetime | None  # for this student; None: whenever they like
    replies_due_at: datetime | None
    is_excused: bool
    joined_later: bool  # than all of it was due
    state: Standing
    is_overdue: bool  # something is missing that was due by now

    @property
    def owes_nothing(self) -> bool:
        """Whether nothing of it is owed, though something may be missing."""
        return self.state in (Standing.EXCUSED, Standing.JOINED)

    @property
    def posts_missing(self) -> int:
        """Return how many posts are still owed."""
        return 0 if self.owes_nothing else max(self.posts_wanted - self.posts, 0)

    @property
    def replies_missing(self) -> int:
        """Return how many replies are still owed."""
        return 0 if self.owes_nothing else max(self.replies_wanted - self.replies, 0)

    @property
    def next_due_at(self) -> datetime | None:
        """Return until when the first of what is owed must come; None where nothing is, or at any time."""
        owed = ((self.posts_missing, self.posts_due_at), (self.replies_missing, self.replies_due_at))
        return min((due for missing, due in owed if missing and due), default=None)


def last_due(prompt: Any, whose: Any = None) -> datetime:
    """Return when the last of what a prompt wants is due, as in itself or in a row of `whose`.

    EVER where something may come at any time, or nothing is wanted: a due date of what nobody wants is none.
    """
    said = whose or prompt
    dues = ((prompt.posts_wanted, said.posts_due_at), (prompt.replies_wanted, said.replies_due_at))
    return max((due or EVER for wanted, due in dues if wanted), default=EVER)


def of_class(
    course_id: int,
    *,
    sections: Collection[int] | None = None,
    prompt_id: int | None = None,
    upcoming: bool = False,
) -> Sequence[Progress]:
    """Return how far each student is with each prompt that is for them, by prompt and student.

    With `sections` only of the students who are placed in one of them. A prompt that is not open yet is
    among them only when it is asked for by its id, or with `upcoming`.
    """
    asked = statement(by_user=False, by_prompt=prompt_id is not None)
    opened: dict[str, Any] = {"opened": EVER if upcoming else clock.now()}
    values = {"here": course_id} | (opened if prompt_id is None else {"of": prompt_id})
    if sections is None:
        return read(fetch(asked, **values))
    return read(db.session.execute(asked.where(placed_in(sections)), values))


def of_student(course_id: int, user_id: int, prompt_id: int | None = None) -> Sequence[Progress]:
    """Return how far one student is with each open prompt that is for them; nothing for anybody else.

    With `prompt_id` only that one, open or not.
    """
    asked = statement(by_user=True, by_prompt=prompt_id is not None)
    which: dict[str, Any] = {"opened": clock.now()} if prompt_id is None else {"of": prompt_id}
    return read(fetch(asked, here=course_id, me=user_id, **which))


def read(rows: Any, now: datetime | None = None) -> list[Progress]:
    """Return what rows of the statement say; columns that were added to it are left out."""
    now = now or clock.now()
    return [Progress(*row[:COLUMNS], **judged(row, now)) for row in rows]


def judged(row: Any, now: datetime) -> dict[str, Any]:
    """Return the `state` of a row of the statement, and whether it `is_overdue` at a moment."""
    parts = (
        (row.posts, row.posts_wanted, row.posts_at, row.posts_due_at),
        (row.replies, row.replies_wanted, row.replies_at, row.replies_due_at),
    )
    missing = [due for count, wanted, _at, due in parts if count < wanted]
    if row.is_excused:
        return {"state": Standing.EXCUSED, "is_overdue": False}
    if missing and not row.joined_later:
        return {"state": Standing.OPEN, "is_overdue": any(due and due < now for due in missing)}
    late = not row.joined_later and any(at and due and at > due for _count, _wanted, at, due in parts)
    state = Standing.JOINED if missing else Standing.LATE if late else Standing.DONE
    return {"state": state, "is_overdue": False}
