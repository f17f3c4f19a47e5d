"""Reading what is shared out: how, to whom, and what they say of it, as rows of what a page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, exists, func, or_, select
from werkzeug.exceptions import NotFound

from forum import clock
from forum.auth.models import User
from forum.courses.models import Membership, Role
from forum.extensions import db
from forum.peers.counted import as_number, asks, is_done
from forum.peers.models import Allotment, Question, Review, Sharing
from forum.policy import posts_counted, posts_readable
from forum.policy_prompts import prompts_readable
from forum.posts import queries as posts
from forum.posts.bylines import CO_AUTHORS
from forum.posts.models import CoAuthor, Post
from forum.prepared import Asker, moment, number, prepared, run
from forum.prompts import progress
from forum.prompts.models import Prompt
from forum.rows import fetch
from forum.standing import Member

OWED = 3  # prompts at the side of a page

SHARING = (
    Sharing.prompt_id,
    Sharing.each,
    Sharing.is_on,
    Sharing.for_all,
    Sharing.names_shown,
    Sharing.shared_at,
    as_number(asks()).label("asks"),
)
OF_PROMPT = select(*SHARING).where(Sharing.prompt_id == number("prompt"))
QUESTIONS = (
    select(Question.id, Question.wording, Question.highest)
    .where(Question.prompt_id == number("prompt"), Question.removed_at.is_(None))
    .order_by(Question.position, Question.id)
)


def sharing(prompt_id: int) -> Any:
    """Return how the answers to a prompt are shared out, or None where they never were."""
    return fetch(OF_PROMPT, prompt=prompt_id).one_or_none()


def questions(prompt_id: int) -> Sequence[Any]:
    """Return what readers are asked about the answers to a prompt, in the instructor's order."""
    return fetch(QUESTIONS, prompt=prompt_id)


def yours(member: Member, prompt_id: int) -> Sequence[Any]:
    """Return the answers to a prompt that a student was given, and which of them are done."""
    found: Sequence[Any] = run(member, _yours(member), prompt=prompt_id)
    return found


@prepared
def _yours(asker: Asker) -> Any:
    columns = (Post.id, Post.title, Post.author_id, User.name.label("author_name"), CO_AUTHORS)
    query = _given(
        select(*columns, as_number(is_done()).label("is_done"), as_number(asks()).label("asks")), asker
    )
    query = query.join(User, User.id == Post.author_id).where(Prompt.id == number("prompt"))
    return query.order_by(Allotment.allotted_at, Allotment.id)


def _given(query: Any, asker: Asker) -> Any:
    """Narrow a query to the posts that the asker was given, of those that they can read, while it is on."""
    return (
        query.select_from(Allotment)
        .join(Post, Post.id == Allotment.post_id)
        .join(Prompt, and_(Prompt.id == Allotment.prompt_id, Prompt.deleted_at.is_(None)))
        .join(Sharing, and_(Sharing.prompt_id == Allotment.prompt_id, Sharing.is_on))
        .where(Allotment.user_id == asker.user_id, posts_readable(asker), posts_counted())
    )


def owed(member: Member) -> Sequence[Any]:
    """Return the prompts of which a student still has answers to read, with how many, the next due first."""
    found: Sequence[Any] = run(member, _owed(member), now=clock.now(), many=OWED)
    return found


@prepared
def _owed(asker: Asker) -> Any:
    many = func.count().label("many")
    query = _given(select(Prompt.id, Prompt.title, many, func.max(as_number(asks())).label("asks")), asker)
    query = query.where(~is_done(), prompts_readable(asker, moment("now")))
    query = query.group_by(Prompt.id, Prompt.title, Prompt.replies_due_at)
    # What is over would hide what is still to be done. NULL comes first or last as the database has it.
    is_over = case((Prompt.replies_due_at < moment("now"), 1), else_=0)
    due = (is_over, Prompt.replies_due_at.is_(None), Prompt.replies_due_at, Prompt.id)
    return query.order_by(*due).limit(number("many"))


@dataclass(frozen=True, slots=True)
class Work:
    """A post that somebody may have been given to review, and how far they are with it."""

    post: Any
    prompt_id: int
    prompt_title: str
    is_on: bool
    asks: bool
    for_all: bool
    names_shown: bool
    is_allotted: bool
    review_id: int | None
    written_at: datetime | None  # of the review, or of its last change
    due_at: datetime | None  # until when it can be changed


def work(member: Member, post_id: int) -> Work:
    """Return a post that a member can read, as one to review. Raises NotFound where nothing is shared out."""
    post = posts.readable(member, post_id)
    row = run(member, _work(member), post=post_id).one_or_none()
    if row is None:
        raise NotFound
    return Work(
        post=post,
        prompt_id=row.prompt_id,
        prompt_title=row.prompt_title,
        is_on=bool(row.is_on),
        asks=bool(row.asks),
        for_all=bool(row.for_all),
        names_shown=bool(row.names_shown),
        is_allotted=bool(row.is_allotted),
        review_id=row.review_id,
        written_at=row.edited_at or row.created_at,
        due_at=_due_at(member, row.prompt_id) if row.is_allotted else None,
    )


@prepared
def _work(asker: Asker) -> Any:
    mine = and_(Review.post_id == Post.id, Review.user_id == asker.user_id)
    given = exists().where(Allotment.post_id == Post.id, Allotment.user_id == asker.user_id).correlate(Post)
    return (
        select(
            *SHARING,
            Prompt.title.label("prompt_title"),
            as_number(given).label("is_allotted"),
            Review.id.label("review_id"),
            Review.created_at,
            Review.edited_at,
        )
        .select_from(Post)
        .join(Prompt, and_(Prompt.id == Post.prompt_id, Prompt.deleted_at.is_(None)))
        .join(Sharing, Sharing.prompt_id == Prompt.id)
        .outerjoin(Review, mine)
        .where(Post.id == number("post"), Post.course_id == asker.course_id, posts_counted())
    )


def _due_at(member: Member, prompt_id: int) -> datetime | None:
    """Return until when a student's replies to the answers to a prompt are due."""
    mine = progress.of_student(member.course_id, member.user_id or 0, prompt_id)
    return mine[0].replies_due_at if mine else None


def answers_alone(member: Member, prompt_id: int) -> Sequence[Any]:
    """Return the answers that nobody was given yet, of those that a member may read, the oldest first.

    What is too short to count is not to be given.
    """
    given = exists().where(Allotment.post_id == Post.id).correlate(Post)
    here = (Membership.course_id == Post.course_id, Membership.removed_at.is_(None))
    wrote = or_(Membership.user_id == Post.author_id, Membership.user_id.in_(_co_authors()))
    studies = exists().where(*here, Membership.role == Role.STUDENT, wrote).correlate(Post)
    columns = (Post.id, Post.title, Post.author_id, User.name.label("author_name"), CO_AUTHORS)
    query = select(*columns).join(User, User.id == Post.author_id).join(Prompt, Prompt.id == Post.prompt_id)
    long_enough = (Post.words >= Prompt.post_words, posts_counted())
    query = query.where(Post.prompt_id == prompt_id, *long_enough, posts_readable(member), ~given, studies)
    return db.session.execute(query.order_by(Post.published_at, Post.id)).all()


def _co_authors() -> Any:
    return select(CoAuthor.user_id).where(CoAuthor.post_id == Post.id).correlate(Post)
