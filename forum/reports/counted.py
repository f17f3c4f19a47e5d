"""The statements that count who wrote what, for whom and when; docs/participation.md defines what counts.

Everything is counted by the database, by student and week, so that a class of any size costs one statement.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from forum.clock import UtcDateTime
from forum.comments.models import Comment
from forum.lists import COMMA
from forum.local_days import local_day
from forum.policy import comments_counted, posts_counted
from forum.posts.models import CoAuthor, Post
from forum.prepared import number
from forum.prompts.counted import statement

ZONE = bindparam("zone", type_=String())
SPACE: Any = literal_column("' '")  # a literal, as lists.COMMA


@lru_cache(maxsize=1)
def by_person() -> Any:
    """Build the statement that counts for each person, with `here`, `zone`, the term, `now` and a span.

    What somebody wrote is one row, with the weeks as "number written" between commas; what they received is
    another.
    """
    said = _said()
    own, heard = _weekly(_own(said)), union_all(*_heard(said)).subquery("heard")
    by_week = cast(own.c.week, String) + SPACE + cast(own.c.posts + own.c.given, String)
    return union_all(
        select(
            own.c.user_id,
            *(func.sum(own.c[name]).label(name) for name in ("posts", "given")),
            literal(0).label("received"),
            *(func.sum(own.c[name]).label(name) for name in ("words", "days")),
            func.max(own.c.last_at).label("last_at"),
            func.sum(case((own.c.week == number("now"), own.c.posts), else_=0)).label("posts_now"),
            func.aggregate_strings(by_week, COMMA).label("weeks"),
        ).group_by(own.c.user_id),
        select(
            heard.c.user_id,
            *(literal(0).label(name) for name in ("posts", "given")),
            func.count().label("received"),
            *(literal(0).label(name) for name in ("words", "days")),
            null().cast(UtcDateTime).label("last_at"),
            literal(0).label("posts_now"),
            null().cast(String).label("weeks"),
        )
        .where(_is_within(heard))
        .group_by(heard.c.user_id),
    )


def _own(said: Any) -> Any:
    return union_all(_posts(), _posts_together(), _comments(said)).subquery("own")


def _weekly(own: Any) -> Any:
    """Return what each wrote in each week; weeks are whole days, so that no day is counted in two of them."""
    week = _week_of(own.c.day).label("week")
    return (
        select(
            own.c.user_id,
            week,
            *(func.sum(own.c[name]).label(name) for name in ("posts", "given", "words")),
            func.count(own.c.day.distinct()).label("days"),
            func.max(own.c.at).label("last_at"),
        )
        .where(_is_within(own))
        .group_by(own.c.user_id, week)
        .subquery("weekly")
    )


def _is_within(part: Any) -> Any:
    return part.c.day.between(number("since"), number("until"))


def _week_of(day: Any) -> Any:
    """Return the week of a day as SQL: 0 before the first, after the last the number after its."""
    within = (day - number("first_day")) // 7 + 1
    return case((day < number("first_day"), 0), (day >= number("end"), number("after")), else_=within)


@lru_cache(maxsize=1)
def by_pair() -> Any:
    """Build the statement that counts for each writer and each whom they answered, in a span."""
    said = _said()
    heard = union_all(*_heard(said)).subquery("heard")
    return (
        select(heard.c.by_id, heard.c.user_id, func.count().label("number"))
        .where(_is_within(heard))
        .group_by(heard.c.by_id, heard.c.user_id)
    )


@lru_cache(maxsize=1)
def prompts() -> Any:
    """Build the statement that counts for each student, with `here`, `opened`, `zone` and a span, how many
    prompts were `asked` of them, and how many of these they have `done`, in time or late.

    A prompt is of the day on which the last of what it wants was due; where something of it may come at any
    time, of every day (as in prompts.progress.last_due).
    """
    each = statement(by_user=False, by_prompt=False).subquery("each")
    wants_posts, wants_replies = each.c.posts_wanted > 0, each.c.replies_wanted > 0
    at_any_time = or_(
        and_(wants_posts, each.c.posts_due_at.is_(None)), and_(wants_replies, each.c.replies_due_at.is_(None))
    )
    posts_due, replies_due = (
        case((wants_posts, each.c.posts_due_at)),
        case((wants_replies, each.c.replies_due_at)),
    )
    due = case((replies_due.is_(None), posts_due), (posts_due > replies_due, posts_due), else_=replies_due)
    is_within = local_day(due, ZONE).between(number("since"), number("until"))
    complete = and_(each.c.posts >= each.c.posts_wanted, each.c.replies >= each.c.replies_wanted)
    owes_nothing = or_(each.c.is_excused, and_(each.c.joined_later, ~complete))
    return (
        select(
            each.c.user_id,
            func.sum(case((owes_nothing, 0), else_=1)).label("asked"),
            func.sum(case((owes_nothing, 0), (complete, 1), else_=0)).label("done"),
        )
        .where(each.c.posts_wanted + each.c.replies_wanted > 0, or_(at_any_time, is_within))
        .group_by(each.c.user_id)
    )


def _said() -> Any:
    """Return the comments that count, each with whom it answers first, and whether that is somebody else.

    At the top of a thread it answers all who wrote the post, unless it is by one of them.
    """
    above, own = aliased(Comment), aliased(CoAuthor)
    answered = func.coalesce(above.author_id, Post.author_id)
    of_others = or_(Comment.parent_id.is_not(None), own.user_id.is_(None))
    return (
        select(
            Comment.post_id,
            Comment.author_id.label("user_id"),
            Comment.created_at.label("at"),
            local_day(Comment.created_at, ZONE).label("day"),
            Comment.words,
            Comment.parent_id,
            answered.label("answered_id"),
            and_(answered != Comment.author_id, of_others).label("is_given"),
        )
        .join(Post, Post.id == Comment.post_id)
        .outerjoin(above, above.id == Comment.parent_id)
        .outerjoin(own, and_(own.post_id == Comment.post_id, own.user_id == Comment.author_id))
        .where(Post.course_id == number("here"), comments_counted(), posts_counted())
        .cte("said")
    )


def _posts() -> Any:
    return _by(Post.author_id).where(Post.course_id == number("here"), posts_counted())


def _posts_together() -> Any:
    """Return the posts of each co-author: they count for everybody who wrote them."""
    others = and_(CoAuthor.post_id == Post.id, CoAuthor.user_id != Post.author_id)
    theirs = _by(CoAuthor.user_id).join(CoAuthor, others)
    return theirs.where(Post.course_id == number("here"), posts_counted())


def _by(author: Any) -> Any:
    day = local_day(Post.published_at, ZONE).label("day")
    numbers = literal(1).label("posts"), literal(0).label("given"), Post.words
    return select(author.label("user_id"), Post.published_at.label("at"), day, *numbers).select_from(Post)


def _comments(said: Any) -> Any:
    given = case((said.c.is_given, 1), else_=0).label("given")
    return select(said.c.user_id, said.c.at, said.c.day, literal(0), given, said.c.words)


def _heard(said: Any) -> list[Any]:
    """Return who answered whom, and on which day: the author first, then those who wrote a post with them."""
    by, given = said.c.user_id.label("by_id"), said.c.is_given
    others = and_(
        CoAuthor.post_id == said.c.post_id,
        said.c.parent_id.is_(None),
        CoAuthor.user_id != said.c.answered_id,
    )
    return [
        select(by, said.c.answered_id.label("user_id"), said.c.day).where(given),
        select(by, CoAuthor.user_id, said.c.day).join(CoAuthor, others).where(given),
    ]
