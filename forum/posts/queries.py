"""Reading posts: what a member may see, as rows with just the columns that a page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, case, not_, or_, select, tuple_
from sqlalchemy.orm import aliased
from werkzeug.exceptions import NotFound

from forum import clock
from forum.auth.models import User
from forum.courses.models import Membership
from forum.extensions import db
from forum.keeping import state
from forum.marking.queries import is_marked
from forum.policy import audience, posts_readable, posts_written
from forum.posts import belonging, shelf
from forum.posts.bylines import CO_AUTHORS, CO_HANDLES
from forum.posts.cursors import place, read_cursor
from forum.posts.models import Filing, Post, State
from forum.posts.pinning import pinned_now
from forum.posts.sealed import SHOWN
from forum.prepared import Asker, moment, number, prepared, run
from forum.reading import marks
from forum.standing import Member
from forum.writing.queries import waits_under

PAGE = 20  # posts


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


SCHEDULE = (Post.publish_at, Post.held_back)


@dataclass(frozen=True, slots=True)
class Page:
    """Some posts, and where the older ones begin."""

    posts: Sequence[Any]
    older: str  # "" on the last page


def latest(member: Member, *, before: str = "", show: int = PAGE) -> Page:
    """Return the newest posts that are not pinned now; drafts have a page of their own."""
    return _page(member, _latest, before, show, now=clock.now())


@prepared
def _latest(asker: Asker, paged: bool) -> Any:
    return _newest(_entries(asker).where(not_(pinned_now(moment("now")))), paged)


def filed_under(member: Member, category_id: int, *, before: str = "", show: int = PAGE) -> Page:
    """Return the newest posts of a category."""
    return _page(member, _filed_under, before, show, category=category_id)


@prepared
def _filed_under(asker: Asker, paged: bool) -> Any:
    query = _entries(asker).join(Filing, Filing.post_id == Post.id)
    query = query.where(Filing.category_id == number("category"))
    return _newest(query, paged, Filing.published_at, Filing.post_id)


def of_month(member: Member, month: str, *, before: str = "", show: int = PAGE) -> Page:
    """Return the posts of a month, newest first."""
    return _page(member, _of_month, before, show, month=month)


@prepared
def _of_month(asker: Asker, paged: bool) -> Any:
    return _newest(_entries(asker).where(Post.month == bindparam("month")), paged)


def by_author(member: Member, user_id: int, *, before: str = "", show: int = PAGE) -> Page:
    """Return what somebody has written in this class, alone or with others, newest first."""
    return _page(member, _by_author, before, show, author=user_id)


@prepared
def _by_author(asker: Asker, paged: bool) -> Any:
    return _newest(_entries(asker).where(posts_written(number("author"))), paged)


def drafts(member: Member, *, before: str = "", show: int = PAGE) -> Page:
    """Return the drafts that a member writes, alone or with others, the last saved first."""
    return _page(member, _drafts, before, show)


@prepared
def _drafts(asker: Asker, paged: bool) -> Any:
    mine = (posts_written(asker.user_id), Post.state == State.DRAFT)
    return _newest(_readable(asker).add_columns(*SCHEDULE).where(*mine), paged)


def pinned(member: Member) -> Sequence[Any]:
    """Return the posts that are pinned now, in the instructor's order."""
    return run(member, _pinned(member), now=clock.now())


@prepared
def _pinned(asker: Asker) -> Any:
    pinner = aliased(User)
    return (
        _readable(asker)
        .add_columns(pinner.name.label("pinned_by"))
        .outerjoin(pinner, pinner.id == Post.pinned_by_id)
        .where(pinned_now(moment("now")))
        .order_by(Post.pin_position, Post.id)
    )


def _entries(asker: Asker) -> Any:
    return _readable(asker).where(Post.state != State.DRAFT)


def _readable(asker: Asker) -> Any:
    query = select(*ENTRY, *belonging.names(asker), *marks.columns(asker))
    query = query.join(User, User.id == Post.author_id)
    return marks.joined(query, asker).where(posts_readable(asker))


def _newest(query: Any, paged: bool, at: Any = Post.published_at, key: Any = Post.id) -> Any:
    """Order by time, newest first; a further page begins below the cursor (its time and its id)."""
    if paged:
        query = query.where(tuple_(at, key) < tuple_(moment("at"), number("key")))
    return query.order_by(at.desc(), key.desc()).limit(number("many"))


def _page(member: Member, build: Any, before: str, show: int, **values: Any) -> Page:
    """Return one page by keyset: `before` is the cursor that the page before it gave."""
    if before:
        values |= read_cursor(before)
    rows = run(member, build(member, bool(before)), many=show + 1, **values)
    shown = rows[:show]
    older = place(shown[-1]) if len(rows) > show else ""
    return Page(shown, older)


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
    return select(Post.id, TITLE, *rules, Post.comment_number, CO_AUTHORS).where(
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
