"""What happens to posts: written, edited, hidden, deleted, and back. Each action is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import Conflict

from forum import audit, clock, prose
from forum.courses.models import Course
from forum.extensions import db
from forum.policy import post_counts
from forum.posts import filing
from forum.posts.counters import count_post, hold
from forum.posts.draft import Draft
from forum.posts.models import Post, State, Tell
from forum.posts.once import key_of
from forum.posts.pinning import set_pin
from forum.posts.telling import tell_again
from forum.reading.following import follow
from forum.revisions import recording
from forum.search import index
from forum.standing import Member
from forum.writing import actions as writing

# What an action needs to know of the post it has just changed.
CHANGED = (
    Post.id,
    Post.course_id,
    Post.author_id,
    Post.state,
    Post.month,
    Post.hidden_at,
    Post.deleted_at,
    Post.published_at,
)


class EditedMeanwhile(Conflict):
    """Somebody saved this post after the editor had opened it."""


def write(
    draft: Draft, *, by: Member, key: str | None = None, at: datetime | None = None, unsent: str | None = None
) -> int:
    """Write a new post and return its id; the same form sent twice gives the same post.

    The words saved under the key `unsent` while they were typed are no draft any more.

    Its author follows it, and the worker tells whom it concerns once it is published; of what was written
    `at` another time, nobody hears.
    """
    key = key_of(key, draft.title, draft.body, draft.state)
    post, plain = _new(draft, by, key, at)
    try:
        add(post, draft.category_ids, plain)
        if at is None:
            follow(post.author_id, post.course_id, post.id)
        writing.end(unsent, by=by)
        _pin_as_asked(post.id, draft, by)
        audit.record("post.write", by=by.user_id, course=by.course_id, target=f"post-{post.id}")
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        written = _written_before(by, key)
        if written is None:
            raise
        writing.end(unsent, by=by)
        db.session.commit()
        return written
    return post.id


def _new(draft: Draft, by: Member, key: str | None, at: datetime | None) -> tuple[Post, str]:
    """Return the row of a new post, and its plain text."""
    made = prose.prepare(draft.body, heading=prose.POST_HEADING, course_id=by.course_id, format=draft.format)
    moment = at or clock.now()
    post = Post(
        course_id=by.course_id,
        author_id=by.user_id,
        title=draft.title,
        state=draft.state,
        is_announcement=draft.is_announcement and by.teaches,
        published_at=moment,
        active_at=moment,
        created_at=moment,
        month=clock.month_of(moment, zone_of(by.course_id)),
        tell=Tell.NOTHING if at else Tell.ALL,
        form_key=key,
        excerpt=made.excerpt,
        words=made.words,
        **made.columns(),
    )
    return post, made.plain


def add(post: Post, category_ids: Sequence[int], plain: str) -> None:
    """Add a post that stands ready, file it, count it, let it be found. The caller commits."""
    db.session.add(post)
    db.session.flush()
    hold(post.course_id)
    filing.file(post, category_ids)
    if post_counts(post):
        count_post(post, 1)
    index.add_post(post, plain)


def zone_of(course_id: int) -> str:
    """Return the name of a class's time zone."""
    return db.session.scalars(select(Course.time_zone).where(Course.id == course_id)).one()


def _written_before(by: Member, key: str | None) -> int | None:
    mine = select(Post.id).where(Post.author_id == by.user_id, Post.form_key == key)
    return db.session.scalar(mine) if key else None


def edit(post_id: int, draft: Draft, *, by: Member, seen: datetime | None, unsent: str | None = None) -> None:
    """Save a new version of a post. Raises EditedMeanwhile if it is not the version that was `seen`."""
    before = db.session.execute(
        select(Post.anchor, Post.is_announcement, *recording.OF_POST).where(Post.id == post_id)
    ).one()
    made = prose.prepare(
        draft.body,
        heading=prose.POST_HEADING,
        course_id=by.course_id,
        format=draft.format,
        anchor=before.anchor,
    )
    comes_out = before.state == State.DRAFT and draft.state == State.PUBLISHED
    values = {
        "is_announcement": draft.is_announcement if by.teaches else Post.is_announcement,
        **_edited(draft, before, by),
        "title": draft.title,
        "excerpt": made.excerpt,
        "words": made.words,
        **made.columns(),
        **tell_again(
            Post, draft.body, announced=by.teaches and draft.is_announcement > before.is_announcement
        ),
    }
    unseen = recording.overwrites_nothing(before, draft.title, draft.body, seen)
    post = _change(post_id, values, unseen, Post.state == before.state, Post.deleted_at.is_(None))
    if post is None:
        db.session.rollback()
        raise EditedMeanwhile
    if recording.has_changed(before, draft.title, draft.body):
        recording.keep_post(post, before)
    filing.refile(post, draft.category_ids, counted=post_counts(post) and not comes_out)
    if comes_out and post_counts(post):
        count_post(post, 1)
    _pin_as_asked(post_id, draft, by)
    index.change_post(post, draft.title, made.plain)
    audit.record("post.edit", by=by.user_id, course=by.course_id, target=f"post-{post_id}")
    writing.end(unsent, by=by)
    db.session.commit()


def _edited(draft: Draft, before: Any, by: Member) -> dict[str, Any]:
    """Return who edited a post and when, unless its words are as they were, and where it stands by that.

    A draft is as old as its last version.
    """
    now = clock.now()
    if before.state != State.DRAFT:
        changed = recording.has_changed(before, draft.title, draft.body)
        return {"edited_at": now, "edited_by_id": by.user_id} if changed else {}
    month = clock.month_of(now, zone_of(by.course_id))
    place = {"state": draft.state, "published_at": now, "active_at": now, "month": month}
    return {"edited_at": now, "edited_by_id": None if draft.state != State.DRAFT else by.user_id, **place}


def _change(post_id: int, values: dict[str, Any], *conditions: Any) -> Any:
    """Change a post if it is still as the conditions say; return it as it is now, or None."""
    hold(select(Post.course_id).where(Post.id == post_id).scalar_subquery())
    return db.session.execute(
        update(Post)
        .where(Post.id == post_id, *conditions)
        .values(**values)
        .returning(*CHANGED)
        .execution_options(synchronize_session=False)
    ).one_or_none()


def _done(verb: str, post: Any, by: Member, **detail: Any) -> bool:
    audit.record(verb, by=by.user_id, course=by.course_id, target=f"post-{post.id}", **detail)
    db.session.commit()
    return True


def _nothing_to_do() -> bool:
    db.session.rollback()
    return False


def delete(post_id: int, *, by: Member) -> bool:
    """Delete a post softly: its text is kept until it is purged, and it can be restored."""
    values = {"deleted_at": clock.now(), "deleted_by_id": by.user_id, "pin_position": None}
    post = _change(post_id, values, Post.deleted_at.is_(None))
    if post is None:
        return _nothing_to_do()
    if post.state == State.PUBLISHED and post.hidden_at is None:
        count_post(post, -1)
    return _done("post.delete", post, by)


def restore(post_id: int, *, by: Member) -> bool:
    """Take a deletion back."""
    post = _change(post_id, {"deleted_at": None, "deleted_by_id": None}, Post.deleted_at.is_not(None))
    if post is None:
        return _nothing_to_do()
    if post_counts(post):
        count_post(post, 1)
    return _done("post.restore", post, by)


def hide(post_id: int, *, by: Member, reason: str) -> bool:
    """Hide a post from the class; its author sees it, and why."""
    values = {
        "hidden_at": clock.now(),
        "hidden_by_id": by.user_id,
        "hidden_reason": reason,
        "pin_position": None,
    }
    shown = (Post.hidden_at.is_(None), Post.deleted_at.is_(None), Post.state == State.PUBLISHED)
    post = _change(post_id, values, *shown)
    if post is None:
        return _nothing_to_do()
    count_post(post, -1)
    return _done("post.hide", post, by, reason=reason)


def unhide(post_id: int, *, by: Member) -> bool:
    """Show a hidden post again."""
    values = {"hidden_at": None, "hidden_by_id": None, "hidden_reason": ""}
    post = _change(post_id, values, Post.hidden_at.is_not(None), Post.deleted_at.is_(None))
    if post is None:
        return _nothing_to_do()
    if post_counts(post):
        count_post(post, 1)
    return _done("post.unhide", post, by)


def set_comments_open(post_id: int, open_: bool, *, by: Member) -> bool:
    """End the discussion of a post, or open it again."""
    post = _change(post_id, {"comments_open": open_}, Post.comments_open.is_(not open_))
    if post is None:
        return _nothing_to_do()
    return _done("post.open" if open_ else "post.close", post, by)


def _pin_as_asked(post_id: int, draft: Draft, by: Member) -> None:
    if by.teaches and draft.state == State.PUBLISHED:
        set_pin(post_id, draft.pinned, until=draft.pinned_until, by=by)
