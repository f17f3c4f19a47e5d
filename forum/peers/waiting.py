"""What waits for an answer: posts that nobody else has answered yet, the oldest first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from forum import clock
from forum.courses.models import Membership, Role
from forum.peers.counted import is_answered
from forum.policy import posts_readable
from forum.policy_audience import sections_of, students_taught
from forum.posts.cursors import place, read_cursor
from forum.posts.lists import PAGE, Page, entries
from forum.posts.models import Post, State
from forum.prepared import Asker, moment, number, prepared, run
from forum.prompts.models import Prompt
from forum.standing import Member

__all__ = ["MANY", "PAGE", "many", "of_class", "of_prompt"]

MANY = 99  # further ones are not counted
LATELY = timedelta(weeks=4)  # what has waited longer is in the list, and no news beside every page


def of_prompt(member: Member, prompt_id: int, *, after: str = "", show: int = PAGE) -> Page:
    """Return the answers to a prompt that wait, of those that a member may read."""
    return _page(member, _of_prompt(member, bool(after)), after, show, prompt=prompt_id)


@prepared
def _of_prompt(asker: Asker, paged: bool) -> Any:
    return _oldest(_waiting(entries(asker), asker).where(Post.prompt_id == number("prompt")), paged)


def of_class(member: Member, *, every: bool = False, after: str = "", show: int = PAGE) -> Page:
    """Return what waits in a class of those whom a teacher looks after: answers to prompts, or every post."""
    return _page(member, _of_class(member, every, bool(after)), after, show)


@prepared
def _of_class(asker: Asker, every: bool, paged: bool) -> Any:
    waiting = _waiting(entries(asker), asker)
    return _oldest(waiting if every else waiting.where(Prompt.id.is_not(None)), paged)


def many(member: Member) -> int:
    """Return how many answers of late wait in a class, for those who teach it; at most MANY + 1."""
    return int(run(member, _many(member), since=clock.now() - LATELY, many=MANY + 1).scalar() or 0)


@prepared
def _many(asker: Asker) -> Any:
    answers = _waiting(select(Post.id), asker).where(Prompt.id.is_not(None), posts_readable(asker))
    answers = answers.where(Post.published_at > moment("since"))
    return select(func.count()).select_from(answers.limit(number("many")).subquery())


def _waiting(query: Any, asker: Asker) -> Any:
    """Narrow posts to those that wait: for all to see, open to comments, and by somebody who studies."""
    query = query.outerjoin(Prompt, and_(Prompt.id == Post.prompt_id, Prompt.deleted_at.is_(None)))
    shown = (Post.state == State.PUBLISHED, Post.hidden_at.is_(None), Post.is_announcement.is_(False))
    query = query.where(*shown, Post.comments_open.is_(True), ~_is_of_teacher(), ~is_answered())
    return query.where(_looked_after(asker)) if asker.staff and not asker.everywhere else query


def _is_of_teacher() -> Any:
    teacher = aliased(Membership)
    place = (teacher.course_id == Post.course_id, teacher.user_id == Post.author_id)
    teaches = or_(teacher.role == Role.INSTRUCTOR, teacher.role == Role.ASSISTANT)
    return exists().where(*place, teaches).correlate(Post)


def _looked_after(asker: Asker) -> Any:
    """Say of a post that its author is in a section of an assistant who is tied to theirs."""
    placed = students_taught(asker, Post.author_id)
    return or_(placed, Post.section_id.in_(sections_of(asker.user_id, asker.course_id)))


def _oldest(query: Any, paged: bool) -> Any:
    """Order by time, oldest first; a further page begins after the cursor (its time and its id)."""
    order = (Post.published_at, Post.id)
    if paged:
        query = query.where(tuple_(*order) > tuple_(moment("at"), number("key")))
    return query.order_by(*order).limit(number("many"))


def _page(member: Member, statement: Any, after: str, show: int, **values: Any) -> Page:
    """Return one page by keyset: `after` is the cursor that the page before it gave."""
    if after:
        values |= read_cursor(after)
    rows = run(member, statement, many=show + 1, **values)
    shown = rows[:show]
    return Page(shown, place(shown[-1]) if len(rows) > show else "")
