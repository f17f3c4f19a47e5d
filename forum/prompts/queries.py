"""Reading prompts: those that a member may see, as rows with just the columns that a page shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, func, literal_column, select
from werkzeug.exceptions import NotFound

from forum import clock
from forum.auth.models import User
from forum.courses.models import Section
from forum.extensions import db
from forum.lists import joined
from forum.policy import audience, posts_counted
from forum.policy_prompts import prompts_readable
from forum.posts.models import Category, Post
from forum.prepared import Asker, moment, number, prepared, run
from forum.prompts.models import Prompt, PromptSection
from forum.rows import fetch
from forum.standing import Member

LISTED = 200  # prompts; a term has fewer
# A literal, so that the statement has always the same form (forum/rows.py).
LINE: Any = literal_column("'\n'")

_its = PromptSection.prompt_id == Prompt.id
SECTION_IDS = (
    select(joined(PromptSection.section_id))
    .where(_its)
    .correlate(Prompt)
    .scalar_subquery()
    .label("section_ids")
)
_named = (
    select(Section.name)
    .join(PromptSection, PromptSection.section_id == Section.id)
    .where(_its)
    .order_by(Section.position, Section.name)
    .correlate(Prompt)
    .subquery()
)
# A line each, in the class's order.
SECTION_NAMES = select(func.aggregate_strings(_named.c.name, LINE)).scalar_subquery().label("section_names")
SHORT = (
    Prompt.id,
    Prompt.course_id,
    Prompt.title,
    Prompt.opens_at,
    Prompt.posts_due_at,
    Prompt.replies_due_at,
    Prompt.posts_wanted,
    Prompt.replies_wanted,
    Prompt.for_sections,
    Prompt.deleted_at,
    SECTION_IDS,
    SECTION_NAMES,
)
WHOLE = (
    *SHORT,
    Prompt.body_html,
    Prompt.post_words,
    Prompt.reply_words,
    Prompt.must_post_first,
    Prompt.after_posting,
    Prompt.category_id,
    Prompt.edited_at,
    Category.name.label("category_name"),
    User.name.label("author_name"),
)


def every(member: Member) -> Sequence[Any]:
    """Return the prompts of the class that a member may see, the last opened first."""
    found: Sequence[Any] = run(member, _every(member), now=clock.now(), many=LISTED)
    return found


@prepared
def _every(asker: Asker) -> Any:
    readable = prompts_readable(asker, moment("now"))
    latest = Prompt.opens_at.desc(), Prompt.id.desc()
    return select(*SHORT).where(readable).order_by(*latest).limit(number("many"))


def readable(member: Member, prompt_id: int) -> Any:
    """Return a prompt that a member may see. Raises NotFound for every other."""
    row = run(member, _readable(member), now=clock.now(), prompt=prompt_id).one_or_none()
    if row is None:
        raise NotFound
    return row


@prepared
def _readable(asker: Asker) -> Any:
    return _whole().where(Prompt.id == number("prompt"), prompts_readable(asker, moment("now")))


def _whole() -> Any:
    return (
        select(*WHOLE)
        .outerjoin(Category, Category.id == Prompt.category_id)
        .outerjoin(User, User.id == Prompt.created_by_id)
    )


OF_CLASS = _whole().where(Prompt.id == number("prompt"), Prompt.course_id == number("here"))


DELETED = (
    select(Prompt.id, Prompt.title, Prompt.deleted_at)
    .where(Prompt.course_id == number("here"), Prompt.deleted_at.is_not(None))
    .order_by(Prompt.deleted_at.desc(), Prompt.id.desc())
    .limit(number("many"))
)


def deleted(course_id: int, prompt_id: int) -> Any:
    """Return a prompt of a class, deleted or not, for who may restore it. Raises NotFound."""
    row = fetch(OF_CLASS, prompt=prompt_id, here=course_id).one_or_none()
    if row is None:
        raise NotFound
    return row


def deleted_ones(member: Member) -> Sequence[Any]:
    """Return the prompts of the class that were deleted, the last first, for who may take that back."""
    found: Sequence[Any] = fetch(DELETED, here=member.course_id, many=LISTED)
    return found


def source(prompt_id: int) -> Any:
    """Return what an editor needs of a prompt beside its row: the text as written, its version, and when it
    was saved.
    """
    saved_at = func.coalesce(Prompt.edited_at, Prompt.created_at).label("saved_at")
    query = select(Prompt.body_markdown, Prompt.edited_at, saved_at).where(Prompt.id == prompt_id)
    return db.session.execute(query).one()


def answers(prompt_id: int) -> int:
    """Return how many posts answer a prompt: those that count for the class."""
    query = select(func.count()).select_from(Post).where(Post.prompt_id == prompt_id, posts_counted())
    return db.session.scalar(query) or 0


# For those who teach: what is due next, and how many answers have come.
ANSWERS = (
    select(func.count())
    .select_from(Post)
    .where(Post.prompt_id == Prompt.id, posts_counted())
    .correlate(Prompt)
)


def due_next(member: Member, many: int) -> Sequence[Any]:
    """Return the open prompts that are due next, with the number of their answers."""
    found: Sequence[Any] = run(member, _due_next(member), now=clock.now(), many=many)
    return found


@prepared
def _due_next(asker: Asker) -> Any:
    last = case((Prompt.replies_wanted > 0, Prompt.replies_due_at), else_=Prompt.posts_due_at)
    due = func.coalesce(last, Prompt.posts_due_at)
    open_ = (prompts_readable(asker, moment("now")), Prompt.opens_at <= moment("now"), due >= moment("now"))
    answers = ANSWERS.where(audience(asker)).scalar_subquery().label("answers")
    query = select(*SHORT, answers).where(*open_).order_by(due, Prompt.id)
    return query.limit(number("many"))
