"""The one statement that says how far students are with prompts: what counts, when it came, until when.

What counts is defined in docs/prompts.md. Numbers, times and arrangements are put together by the
database, so that a class of any size costs one statement.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, case, exists, false, func, or_, select, true, union

from forum.comments.models import Comment
from forum.courses.models import Membership, Placing, Role
from forum.policy import comments_counted, posts_counted
from forum.posts.models import CoAuthor, Post
from forum.prepared import moment, number
from forum.prompts.models import Arrangement, Prompt, PromptSection


@lru_cache(maxsize=4)
def statement(*, by_user: bool, by_prompt: bool) -> Any:
    """Build the statement for a class, or for one student or one prompt in it, from what is asked of whom."""
    asked = _asked(by_user, by_prompt)
    posts, replies = _posts(by_user, by_prompt), _replies(by_user, by_prompt)
    arranged = _arranged(by_user, by_prompt)
    dues = [_later(getattr(Prompt, name), arranged.c[name]) for name in ("posts_due_at", "replies_due_at")]
    return (
        select(
            Prompt.id.label("prompt_id"),
            Membership.user_id,
            func.coalesce(posts.c.number, 0).label("posts"),
            func.coalesce(replies.c.number, 0).label("replies"),
            Prompt.posts_wanted,
            Prompt.replies_wanted,
            posts.c.at.label("posts_at"),
            replies.c.at.label("replies_at"),
            dues[0].label("posts_due_at"),
            dues[1].label("replies_due_at"),
            (func.coalesce(arranged.c.excused, 0) > 0).label("is_excused"),
            _joined_later(*dues).label("joined_later"),
        )
        .select_from(Prompt)
        .join(Membership, Membership.course_id == Prompt.course_id)
        .outerjoin(posts, _same(posts))
        .outerjoin(replies, _same(replies))
        .outerjoin(arranged, _same(arranged))
        .where(*asked)
        .order_by(Prompt.id, Membership.user_id)
    )


def _same(part: Any) -> Any:
    return and_(part.c.prompt_id == Prompt.id, part.c.user_id == Membership.user_id)


def _asked(by_user: bool, by_prompt: bool) -> list[Any]:
    """Return the conditions under which a prompt is for a student of the class."""
    conditions = [
        Prompt.course_id == number("here"),
        Prompt.deleted_at.is_(None),
        Prompt.id == number("of") if by_prompt else Prompt.opens_at <= moment("opened"),
        Membership.role == Role.STUDENT,
        Membership.removed_at.is_(None),
        or_(Prompt.for_sections.is_(False), is_among_them(Membership.user_id)),
    ]
    return [*conditions, Membership.user_id == number("me")] if by_user else conditions


def is_among_them(user_id: Any) -> Any:
    """Return whether somebody is placed in a section that the prompt is for, as SQL beside a prompt."""
    theirs = and_(Placing.section_id == PromptSection.section_id, Placing.user_id == user_id)
    return exists().where(PromptSection.prompt_id == Prompt.id, theirs).correlate(Prompt, Membership)


def placed_in(sections: Collection[int]) -> Any:
    """Return the condition that a student of the statement is placed in one of some sections."""
    theirs = Placing.user_id == Membership.user_id
    return exists().where(theirs, Placing.section_id.in_(sections)).correlate(Membership)


def _later(due_at: Any, arranged: Any) -> Any:
    """Return the later of two times; where the prompt has none, nothing is ever due."""
    return case((arranged > due_at, arranged), else_=due_at)


def _joined_later(posts_due: Any, replies_due: Any) -> Any:
    """Return whether all that a prompt wants was due before a student joined; not what is due at no time."""
    wanted = Prompt.posts_wanted + Prompt.replies_wanted > 0
    posts = or_(Prompt.posts_wanted == 0, posts_due < Membership.joined_at)
    replies = or_(Prompt.replies_wanted == 0, replies_due < Membership.joined_at)
    return case((and_(wanted, posts, replies), true()), else_=false())


def _latest(at: Any, since: Any) -> Any:
    """Return the later of two times, of which the second may be missing."""
    return case((since > at, since), else_=at)


def _wanted_ones(texts: Any, wanted: Any) -> Any:
    """Return how many texts count, by prompt and user, and when the last wanted of them came."""
    each, in_time = (texts.c.prompt_id, texts.c.user_id), (texts.c.at, texts.c.id)
    place = func.row_number().over(partition_by=each, order_by=in_time).label("place")
    placed = select(*each, texts.c.at, texts.c.wanted, place).subquery()
    last = func.max(case((placed.c.place == placed.c.wanted, placed.c.at)))
    numbers = func.count().label("number"), last.label("at")
    by = placed.c.prompt_id, placed.c.user_id
    return select(*by, *numbers).group_by(*by).subquery(wanted)


def _posts(by_user: bool, by_prompt: bool) -> Any:
    """Return the counted answers of each author: published, not hidden, not deleted, long enough."""
    counted = [posts_counted(), Post.course_id == number("here"), Post.words >= Prompt.post_words]
    counted += [Post.prompt_id == number("of")] if by_prompt else [Post.prompt_id.is_not(None)]

    def of(author: Any, source: Any, at: Any) -> Any:
        columns = (Post.prompt_id, author.label("user_id"), at.label("at"), Post.id)
        mine = [author == number("me")] if by_user else []
        wanted = Prompt.posts_wanted.label("wanted")
        return (
            select(*columns, wanted)
            .select_from(source.join(Prompt, Prompt.id == Post.prompt_id))
            .where(*counted, *mine)
        )

    post, co_author = Post.__table__, CoAuthor.__table__
    others = and_(CoAuthor.post_id == Post.id, CoAuthor.user_id != Post.author_id)
    together = post.join(co_author, others)
    came = _latest(Post.published_at, Post.counts_since)
    alone = of(Post.author_id, post, came)
    shared = of(CoAuthor.user_id, together, _latest(came, CoAuthor.since))
    return _wanted_ones(union(alone, shared).subquery(), "posts")


def _replies(by_user: bool, by_prompt: bool) -> Any:
    """Return the counted replies of each author: under answers that they did not write, long enough."""
    writes_it_too = exists().where(CoAuthor.post_id == Post.id, CoAuthor.user_id == Comment.author_id)
    counted = [
        *(posts_counted(), Post.course_id == number("here"), Post.author_id != Comment.author_id),
        *(comments_counted(), Comment.words >= Prompt.reply_words, ~writes_it_too.correlate(Post, Comment)),
        Post.prompt_id == number("of") if by_prompt else Post.prompt_id.is_not(None),
        *([Comment.author_id == number("me"), Comment.course_id == number("here")] if by_user else []),
    ]
    said = (
        select(
            Post.prompt_id,
            Comment.author_id.label("user_id"),
            _latest(Comment.created_at, Comment.counts_since).label("at"),
            Comment.id,
            Prompt.replies_wanted.label("wanted"),
        )
        .select_from(Post)
        .join(Prompt, Prompt.id == Post.prompt_id)
        .join(Comment, Comment.post_id == Post.id)
        .where(*counted)
    )
    return _wanted_ones(said.subquery(), "replies")


def _arranged(by_user: bool, by_prompt: bool) -> Any:
    """Return what was arranged with each student: alone; else the best of what was with their sections."""
    here = [Arrangement.course_id == number("here")]
    here += [Arrangement.prompt_id == number("of")] if by_prompt else []
    columns = (
        Arrangement.id,
        Arrangement.prompt_id,
        Arrangement.posts_due_at,
        Arrangement.replies_due_at,
        case((Arrangement.is_excused, 1), (Arrangement.still_owes, 0)).label("excused"),
        Arrangement.section_id.is_(None).label("is_alone"),
    )

    def of(user: Any, source: Any) -> Any:
        mine = [user == number("me")] if by_user else [user.is_not(None)]
        return select(*columns, user.label("user_id")).select_from(source).where(*here, *mine)

    def closest(name: str) -> Any:
        alone, said = each.c.is_alone, each.c[name]
        return func.coalesce(func.max(case((alone, said))), func.max(case((~alone, said)))).label(name)

    table, placing = Arrangement.__table__, Placing.__table__
    placed = table.join(placing, Placing.section_id == Arrangement.section_id)
    each = union(of(Arrangement.user_id, table), of(Placing.user_id, placed)).subquery()
    said = [closest(name) for name in ("posts_due_at", "replies_due_at", "excused")]
    by = each.c.prompt_id, each.c.user_id
    return select(*by, *said).group_by(*by).subquery("arranged")
