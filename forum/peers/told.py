"""Reading reviews: of a post those that a reader may see, as rows of what a page shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, exists, func, select

from forum.auth.models import User
from forum.courses.models import Placing
from forum.lists import joined
from forum.peers.counted import as_number, asks, is_done
from forum.peers.models import Allotment, Answer, Question, Review, Sharing
from forum.policy import posts_readable
from forum.policy_peers import review_names, reviews_readable, theirs
from forum.posts.bylines import CO_AUTHORS
from forum.posts.models import Post
from forum.prepared import Asker, number, prepared, run
from forum.prompts.models import Prompt
from forum.rows import fetch
from forum.standing import Member

LISTED = 100  # reviews of a post; it is given to fewer


@dataclass(frozen=True, slots=True)
class Read:
    """A review that a reader may see: its row, with the name only if they may know it, and what it says."""

    row: Any
    answers: Sequence[Any]


def reviews(member: Member, post_id: int) -> list[Read]:
    """Return what was said of a post, of which a member must be able to read it, the first first."""
    rows = run(member, _reviews(member), post=post_id, many=LISTED)
    said: dict[int, list[Any]] = defaultdict(list)
    for answer in fetch(ANSWERS, post=post_id) if rows else ():
        said[answer.review_id].append(answer)
    return [Read(row, said[row.id]) for row in rows]


def written_by(member: Member, user_id: int, prompt_id: int) -> Sequence[Any]:
    """Return the answers to a prompt that somebody reviewed, of those that a member may read, with titles."""
    found: Sequence[Any] = run(member, _written_by(member), user=user_id, prompt=prompt_id, many=LISTED)
    return found


@prepared
def _written_by(asker: Asker) -> Any:
    query = select(Review.id, Post.id.label("post_id"), Post.title, Review.created_at)
    query = query.join(Post, Post.id == Review.post_id).join(Sharing, Sharing.prompt_id == Review.prompt_id)
    theirs = (Review.user_id == number("user"), Review.prompt_id == number("prompt"))
    query = query.where(*theirs, posts_readable(asker), reviews_readable(asker), review_names(asker))
    return query.order_by(Review.id).limit(number("many"))


RULED = (
    Review.user_id,
    Review.for_all,
    Review.name_shown,
    Post.author_id,
    CO_AUTHORS,
    Sharing.for_all.label("all_may_read"),
    Sharing.names_shown.label("names_may_show"),
    select(joined(Placing.section_id))
    .where(theirs())
    .correlate(Review, Post)
    .scalar_subquery()
    .label("section_ids"),
)


@prepared
def _reviews(asker: Asker) -> Any:
    named = review_names(asker)
    name = case((named, User.name)).label("name")
    mine = as_number(Review.user_id == asker.user_id).label("is_mine")
    columns = (Review.id, case((named, Review.user_id)).label("by_id"), name, mine, Review.created_at)
    query = select(*columns, Review.edited_at).join(User, User.id == Review.user_id)
    return _readable(query, asker).order_by(Review.id).limit(number("many"))


def _readable(query: Any, asker: Asker) -> Any:
    """Narrow reviews to those of a post that the asker may see; the post they must be able to read."""
    query = query.join(Post, Post.id == Review.post_id).join(Sharing, Sharing.prompt_id == Review.prompt_id)
    return query.where(Review.post_id == number("post"), posts_readable(asker), reviews_readable(asker))


ANSWERS = (
    select(
        Answer.review_id,
        Answer.question_id,
        Answer.rating,
        Answer.body_html,
        Question.wording,
        Question.highest,
    )
    .join(Review, Review.id == Answer.review_id)
    .outerjoin(Question, Question.id == Answer.question_id)
    .where(Review.post_id == number("post"))
    .order_by(
        Answer.review_id, case((Answer.question_id.is_(None), 1), else_=0), Question.position, Answer.id
    )
)
OWN = (
    select(Answer.question_id, Answer.rating, Answer.body_markdown)
    .where(Answer.review_id == number("review"))
    .order_by(Answer.id)
)


def own(review_id: int) -> Sequence[Any]:
    """Return what a review says, as it was written."""
    return fetch(OWN, review=review_id)


def beside(member: Member, post: Any) -> Any:
    """Return what a post's page says of its being shared out: whether it is the reader's to answer or review,
    and how many reviews of it they may see. None where that is nothing."""
    if post.prompt_id is None or member.user_id is None:
        return None
    row = run(member, _beside(member), post=post.id).one_or_none()
    return row if row and (row.is_given or row.reviews) else None


@prepared
def _beside(asker: Asker) -> Any:
    given = (Allotment.post_id == Post.id, Allotment.user_id == asker.user_id)
    shared = and_(Sharing.is_on, Prompt.deleted_at.is_(None))
    is_given = case((and_(shared, exists().where(*given).correlate(Post)), 1), else_=0).label("is_given")
    done = exists().where(*given, is_done()).correlate(Post, Prompt, Sharing)
    seen = select(func.count()).select_from(Review).where(Review.post_id == Post.id, reviews_readable(asker))
    return (
        select(
            is_given,
            as_number(asks()).label("asks"),
            as_number(done).label("is_done"),
            seen.correlate(Post, Sharing).scalar_subquery().label("reviews"),
        )
        .select_from(Post)
        .join(Prompt, Prompt.id == Post.prompt_id)
        .join(Sharing, Sharing.prompt_id == Prompt.id)
        .where(Post.id == number("post"))
    )
