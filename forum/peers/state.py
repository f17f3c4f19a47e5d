"""What sharing out depends on, as one short text: where it is the same, there is nothing to be shared out."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, String, cast, func, or_, select

from forum import clock
from forum.courses.models import Course, Membership, Placing, Role
from forum.extensions import db
from forum.peers.counted import as_number
from forum.peers.models import MARK, Allotment, Sharing
from forum.policy import posts_counted
from forum.posts.models import CoAuthor, Post
from forum.prompts.models import Arrangement, Prompt, PromptSection

# Sums may be equal by chance, when two things change at once. What was missed so is seen within the hour.
HOURLY = "%Y%m%d%H"


def _text(*parts: Any) -> Any:
    text: Any = cast("", String)
    for part in parts:
        text = text + "." + cast(func.coalesce(part, 0), String)
    return text


def _of(table: Any, *sums: Any) -> Any:
    """Select a number and sums that change with the rows of a table."""
    return select(_text(func.count(), *(func.sum(each) for each in sums))).select_from(table)


def _column(query: Select[Any], *conditions: Any) -> Any:
    return query.where(*conditions).correlate(Sharing, Prompt).scalar_subquery()


STUDIES = (Membership.role == Role.STUDENT, Membership.removed_at.is_(None))
LONG = as_number(Post.words >= Prompt.post_words)
PARTS = {
    "posts": _column(
        _of(Post, Post.id, Post.section_id, LONG, Post.author_id),
        Post.prompt_id == Prompt.id,
        posts_counted(),
    ),
    "authors": _column(
        _of(CoAuthor.__table__.join(Post.__table__, Post.id == CoAuthor.post_id), CoAuthor.user_id),
        Post.prompt_id == Prompt.id,
    ),
    "students": _column(
        _of(Membership, Membership.user_id), Membership.course_id == Prompt.course_id, *STUDIES
    ),
    "placings": _column(
        _of(Placing, Placing.user_id * Placing.section_id), Placing.course_id == Prompt.course_id
    ),
    "excused": _column(
        _of(Arrangement, Arrangement.id, Arrangement.id * as_number(Arrangement.still_owes.is_(True))),
        Arrangement.prompt_id == Prompt.id,
        or_(Arrangement.is_excused, Arrangement.still_owes),
    ),
    "more_time": _column(
        select(_text(func.count()) + "." + func.coalesce(cast(func.max(Arrangement.made_at), String), "")),
        Arrangement.prompt_id == Prompt.id,
        or_(Arrangement.posts_due_at.is_not(None), Arrangement.replies_due_at.is_not(None)),
    ),
    "sections": _column(_of(PromptSection, PromptSection.section_id), PromptSection.prompt_id == Prompt.id),
    "given": _column(_of(Allotment, Allotment.id), Allotment.prompt_id == Prompt.id),
}
STATE = (
    Sharing.prompt_id,
    Sharing.course_id,
    Sharing.each,
    Sharing.mark,
    Prompt.must_post_first,
    Prompt.for_sections,
    Prompt.posts_due_at,
    Prompt.replies_due_at,
    *(part.label(name) for name, part in PARTS.items()),
)
LIVE = (Sharing.is_on, Sharing.shared_at.is_not(None), Prompt.deleted_at.is_(None), Course.is_open)


def of_prompt(prompt_id: int) -> Any:
    """Return the state of what is shared out of a prompt, None where it is not shared out now."""
    query = select(*STATE).join(Prompt, Prompt.id == Sharing.prompt_id)
    query = query.join(Course, Course.id == Prompt.course_id)
    return db.session.execute(query.where(Sharing.prompt_id == prompt_id, *LIVE)).one_or_none()


def changed() -> Sequence[Any]:
    """Return the states of those where something has changed since it was last shared out."""
    query = select(*STATE).join(Prompt, Prompt.id == Sharing.prompt_id)
    query = query.join(Course, Course.id == Prompt.course_id).where(*LIVE).order_by(Sharing.prompt_id)
    return [state for state in db.session.execute(query) if mark(state) != state.mark]


def mark(state: Any) -> str:
    """Return the text that a state is remembered by."""
    said = repr((clock.now().strftime(HOURLY), *seen(state)[:-1]))
    return sha256(said.encode()).hexdigest()[:MARK]


def seen(state: Any) -> list[Any]:
    """Return all that sharing out depends on; what is given is the last of it."""
    return [
        state.each,
        int(state.must_post_first),
        int(state.for_sections),
        str(state.posts_due_at),
        str(state.replies_due_at),
        *(getattr(state, name) for name in PARTS),
    ]
