"""A post of several authors: named by the first of them, and left by one of the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from forum import audit, clock
from forum.courses.models import Membership
from forum.extensions import db
from forum.keeping.actions import withdraw_heart
from forum.keeping.models import Kind
from forum.policy import post_counts
from forum.posts.bylines import WRITING
from forum.posts.changing import CHANGED, done, nothing_to_do
from forum.posts.counters import hold
from forum.posts.models import CoAuthor, Post
from forum.reading.following import follow
from forum.search import index
from forum.standing import Member

MOST = 10  # co-authors of one post


def name(post: Any, user_ids: Sequence[int], *, by: Member, counted: bool) -> None:
    """Let these be the co-authors of a post, in this order; those who are new follow it. The caller commits.

    Nobody but its author names them. `counted` says whether the post counts in the numbers of its authors.
    """
    if by.user_id != post.author_id:
        return
    before = ids(post.id)
    now = [id for id in _known(post, user_ids) if id != post.author_id][:MOST]
    if now == before:
        return
    since = _since(post.id)
    db.session.execute(delete(CoAuthor).where(CoAuthor.post_id == post.id))
    named_at = clock.now() if counted else None
    _insert(post, {id: since.get(id, named_at) for id in now})
    new, gone = set(now) - set(before), set(before) - set(now)
    if counted:
        _count(post, new, 1)
        _count(post, gone, -1)
    for user_id in sorted(new):
        follow(user_id, post.course_id, post.id)
        withdraw_heart(Kind.POST, post.id, of=user_id)  # nobody gives one to what is theirs
    here = {"course": post.course_id, "target": f"post-{post.id}"}
    audit.record("post.share", by=by.user_id, **here, co_authors=now)


def changed(post_id: int, shown: Sequence[int] | None, typed: Sequence[int]) -> list[int]:
    """Return who the co-authors are to be, where somebody was shown some, or nobody, and typed others.

    Who has left, or was named, in between is not brought back, or lost. None: nothing was shown, and those
    who were typed are meant.
    """
    before = ids(post_id)
    if shown is None or set(shown) == set(before):
        return list(typed)
    stay = [id for id in before if id in typed or id not in shown]
    return stay + [id for id in typed if id not in shown and id not in before]


def _insert(post: Any, since: Mapping[int, datetime | None]) -> None:
    common = {"post_id": post.id, "course_id": post.course_id}
    in_order = enumerate(since.items())
    rows = [{**common, "user_id": id, "place": place, "since": at} for place, (id, at) in in_order]
    if rows:
        db.session.execute(insert(CoAuthor), rows)


def _since(post_id: int) -> dict[int, datetime | None]:
    """Return since when each is a co-author; None: since before the post came out."""
    its = select(CoAuthor.user_id, CoAuthor.since).where(CoAuthor.post_id == post_id)
    return {row.user_id: row.since for row in db.session.execute(its)}


def ids(post_id: int) -> list[int]:
    """Return the co-authors of a post in their order."""
    its = select(CoAuthor.user_id).where(CoAuthor.post_id == post_id)
    return list(db.session.scalars(its.order_by(CoAuthor.place)))


def _known(post: Any, user_ids: Sequence[int]) -> list[int]:
    """Leave out who neither writes in the class nor is a co-author already; each of the others stays once."""
    if not user_ids:
        return []
    writes = (Membership.removed_at.is_(None), Membership.role.in_(WRITING))
    already = select(CoAuthor.user_id).where(CoAuthor.post_id == post.id)
    here = (Membership.course_id == post.course_id, Membership.user_id.in_(user_ids))
    known = select(Membership.user_id).where(
        *here, or_(Membership.user_id.in_(already), writes[0] & writes[1])
    )
    found = set(db.session.scalars(known))
    return [id for id in dict.fromkeys(user_ids) if id in found]


def _count(post: Any, user_ids: Collection[int], by: int) -> None:
    """Move the number of posts of these people."""
    if user_ids:
        theirs = (Membership.course_id == post.course_id, Membership.user_id.in_(user_ids))
        moved = update(Membership).where(*theirs).values(post_count=Membership.post_count + by)
        db.session.execute(moved.execution_options(synchronize_session=False))


def leave(post_id: int, *, by: Member) -> bool:
    """Take oneself off the authors of a post."""
    hold(by.course_id)
    theirs = (CoAuthor.post_id == post_id, CoAuthor.user_id == by.user_id)
    if not db.session.scalar(delete(CoAuthor).where(*theirs).returning(CoAuthor.post_id)):
        return nothing_to_do()
    post = db.session.execute(select(*CHANGED).where(Post.id == post_id)).one()
    if post_counts(post):
        _count(post, [by.user_id or 0], -1)
    index.change_authors(post)
    return done("post.leave", post, by)
