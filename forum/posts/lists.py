"""Reading lists of posts: a page at a time, by keyset, of what a member may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, not_, select, tuple_
from sqlalchemy.orm import aliased

from forum import clock
from forum.auth.models import User
from forum.policy import posts_readable, posts_written
from forum.posts import belonging
from forum.posts.cursors import place, read_cursor
from forum.posts.models import Filing, Post, State
from forum.posts.pinning import pinned_now
from forum.posts.queries import ENTRY, SCHEDULE
from forum.prepared import Asker, moment, number, prepared, run
from forum.reading import marks
from forum.standing import Member

PAGE = 20  # posts


@dataclass(frozen=True, slots=True)
class Page:
    """Some posts, and where the older ones begin."""

    posts: Sequence[Any]
    older: str  # "" on the last page


def latest(member: Member, *, before: str = "", show: int = PAGE) -> Page:
    """Return the newest posts that are not pinned now; drafts have a page of their own."""
    return page(member, _latest, before, show, now=clock.now())


@prepared
def _latest(asker: Asker, paged: bool) -> Any:
    return newest(entries(asker).where(not_(pinned_now(moment("now")))), paged)


def filed_under(member: Member, category_id: int, *, before: str = "", show: int = PAGE) -> Page:
    """Return the newest posts of a category."""
    return page(member, _filed_under, before, show, category=category_id)


@prepared
def _filed_under(asker: Asker, paged: bool) -> Any:
    query = entries(asker).join(Filing, Filing.post_id == Post.id)
    query = query.where(Filing.category_id == number("category"))
    return newest(query, paged, Filing.published_at, Filing.post_id)


def of_month(member: Member, month: str, *, before: str = "", show: int = PAGE) -> Page:
    """Return the posts of a month, newest first."""
    return page(member, _of_month, before, show, month=month)


@prepared
def _of_month(asker: Asker, paged: bool) -> Any:
    return newest(entries(asker).where(Post.month == bindparam("month")), paged)


def by_author(member: Member, user_id: int, *, before: str = "", show: int = PAGE) -> Page:
    """Return what somebody has written in this class, alone or with others, newest first."""
    return page(member, _by_author, before, show, author=user_id)


@prepared
def _by_author(asker: Asker, paged: bool) -> Any:
    return newest(entries(asker).where(posts_written(number("author"))), paged)


def answers(member: Member, prompt_id: int, *, before: str = "", show: int = PAGE) -> Page:
    """Return the answers to a prompt, newest first."""
    return page(member, _answers, before, show, prompt=prompt_id)


@prepared
def _answers(asker: Asker, paged: bool) -> Any:
    return newest(entries(asker).where(Post.prompt_id == number("prompt")), paged)


def drafts(member: Member, *, before: str = "", show: int = PAGE) -> Page:
    """Return the drafts that a member writes, alone or with others, the last saved first."""
    return page(member, _drafts, before, show)


@prepared
def _drafts(asker: Asker, paged: bool) -> Any:
    mine = (posts_written(asker.user_id), Post.state == State.DRAFT)
    return newest(readable(asker).add_columns(*SCHEDULE).where(*mine), paged)


def pinned(member: Member) -> Sequence[Any]:
    """Return the posts that are pinned now, in the instructor's order."""
    return run(member, _pinned(member), now=clock.now())


@prepared
def _pinned(asker: Asker) -> Any:
    pinner = aliased(User)
    return (
        readable(asker)
        .add_columns(pinner.name.label("pinned_by"))
        .outerjoin(pinner, pinner.id == Post.pinned_by_id)
        .where(pinned_now(moment("now")))
        .order_by(Post.pin_position, Post.id)
    )


def entries(asker: Asker) -> Any:
    """Select the posts of a list, without drafts, that the asker may read."""
    return readable(asker).where(Post.state != State.DRAFT)


def readable(asker: Asker) -> Any:
    """Select the posts of a list, drafts too, that the asker may read."""
    query = select(*ENTRY, *belonging.names(asker), *marks.columns(asker))
    query = query.join(User, User.id == Post.author_id)
    return marks.joined(query, asker).where(posts_readable(asker))


def newest(query: Any, paged: bool, at: Any = Post.published_at, key: Any = Post.id) -> Any:
    """Order by time, newest first; a further page begins below the cursor (its time and its id)."""
    if paged:
        query = query.where(tuple_(at, key) < tuple_(moment("at"), number("key")))
    return query.order_by(at.desc(), key.desc()).limit(number("many"))


def page(member: Member, build: Any, before: str, show: int, **values: Any) -> Page:
    """Return one page by keyset: `before` is the cursor that the page before it gave."""
    if before:
        values |= read_cursor(before)
    rows = run(member, build(member, bool(before)), many=show + 1, **values)
    shown = rows[:show]
    older = place(shown[-1]) if len(rows) > show else ""
    return Page(shown, older)
