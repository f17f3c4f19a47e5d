"""Reading a post: what a member may see, as rows with just the columns that a page shows; lists: lists.py."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, case, or_, select
from sqlalchemy.orm import aliased
from werkzeug.exceptions import NotFound

from forum.auth.models import User
from forum.courses.models import Membership
from forum.extensions import db
from forum.keeping import state
from forum.marking.queries import is_marked
from forum.policy import audience, posts_readable
from forum.posts import belonging, shelf
from forum.posts.bylines import CO_AUTHORS, CO_HANDLES
from forum.posts.models import Post, State
from forum.posts.sealed import SHOWN
from forum.prepared import Asker, number, prepared, run
from forum.prompts.models import Prompt
from forum.reading import marks
from forum.standing import Member
from forum.writing.queries import waits_under


def _kept_back(column: Any) -> Any:
    """Select words of a post. Those of a deleted one stay in the database."""
    return case((Post.deleted_at.is_(None), column), else_="").label(column.key)


TITLE = _kept_back(Post.title)
WHOM_FOR = (Post.section_id, Post.gate_id)
ENTRY = (
    Post.id,
    TITLE,
    _kept_back(Post.excerpt),
    Post.state,
    Post.published_at,
    Post.is_announcement,
    Post.comment_count,
    Post.comments_open,
    Post.pin_position,
    Post.pinned_until,
    Post.hidden_at,
    Post.deleted_at,
    Post.author_id,
    *WHOM_FOR,
    Post.prompt_id,
    User.name.label("author_name"),
    CO_AUTHORS,
    shelf.FILED,
)


# What a reply to an answer needs to count; NULL where its prompt wants no replies.
REPLY_WORDS = (
    select(Prompt.reply_words)
    .where(Prompt.id == Post.prompt_id, Prompt.replies_wanted > 0, Prompt.deleted_at.is_(None))
    .correlate(Post)
    .scalar_subquery()
    .label("reply_words")
)
SCHEDULE = (Post.publish_at, Post.held_back)


def readable(member: Member, post_id: int) -> Any:
    """Return a post that the member may read. Raises NotFound for every other."""
    return _one(member, _whole(member, False), post_id)


def standing(member: Member, post_id: int) -> Any:
    """Return a post, or what is left of a deleted one: for its comments, or for who may restore it."""
    return _one(member, _whole(member, True), post_id)


def to_comment_on(member: Member, post_id: int) -> Any:
    """Return as much of a post that the member may read as commenting on it takes. Raises NotFound."""
    return _one(member, _to_comment_on(member), post_id)


@prepared
def _to_comment_on(asker: Asker) -> Any:
    rules = (Post.state, Post.author_id, Post.hidden_at, Post.deleted_at, Post.comments_open, *WHOM_FOR)
    return select(Post.id, TITLE, *rules, Post.comment_number, CO_AUTHORS, REPLY_WORDS).where(
        Post.id == number("post"), posts_readable(asker)
    )


def _one(member: Member, statement: Any, post_id: int) -> Any:
    row = run(member, statement, post=post_id).one_or_none()
    if row is None:
        raise NotFound
    return row


def stands(asker: Asker) -> Any:
    """Say of a post that it can be read, or that what is left of it can be seen."""
    return or_(posts_readable(asker), _left(asker))


def _left(asker: Asker) -> Any:
    commented = and_(Post.comment_number > 0, Post.hidden_at.is_(None), Post.state == State.PUBLISHED)
    stands = or_(commented, Post.deleted_by_id == asker.user_id)
    return and_(Post.course_id == asker.course_id, Post.deleted_at.is_not(None), stands, audience(asker))


@prepared
def _whole(asker: Asker, or_what_is_left: bool) -> Any:
    editor, pinner, hider = aliased(User), aliased(User), aliased(User)
    seen = stands(asker) if or_what_is_left else posts_readable(asker)
    query = (
        select(
            *ENTRY,
            *belonging.names(asker),
            *marks.columns(asker),
            *marks.of_one(asker),
            *state.OF_POST,
            waits_under(asker),
            is_marked(asker),
            Post.course_id,
            _kept_back(Post.body_html),
            Post.words,
            Post.edited_at,
            *SHOWN,
            *SCHEDULE,
            Post.pinned_by_id,
            Post.goes_along,
            Post.comment_number,
            Post.hidden_reason,
            Post.deleted_by_id,
            Membership.role.label("author_role"),
            editor.name.label("edited_by"),
            pinner.name.label("pinned_by"),
            hider.name.label("hidden_by"),
        )
        .join(User, User.id == Post.author_id)
        .outerjoin(
            Membership, and_(Membership.course_id == Post.course_id, Membership.user_id == Post.author_id)
        )
        .outerjoin(editor, editor.id == Post.edited_by_id)
        .outerjoin(pinner, pinner.id == Post.pinned_by_id)
        .outerjoin(hider, hider.id == Post.hidden_by_id)
    )
    query = state.beside_post(marks.joined(query, asker), asker)
    return query.where(Post.id == number("post"), seen)


def source(post_id: int) -> Any:
    """Return what an editor needs of a post beside its row: the text as written, and its format."""
    written = (Post.body_markdown, Post.body_format, Post.edited_at, Post.own_excerpt, CO_HANDLES)
    return db.session.execute(select(*written, *SCHEDULE, Post.wants_pin).where(Post.id == post_id)).one()
