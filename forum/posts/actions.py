"""What happens to posts: written, edited, hidden, deleted, and back. Each action is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import Conflict

from forum import audit, clock, prose
from forum.extensions import db
from forum.policy import post_counts
from forum.posts import filing, lengths, scheduling, sharing, whom
from forum.posts.changing import change, done, nothing_to_do, zone_of
from forum.posts.counters import count_post, hold
from forum.posts.draft import Draft
from forum.posts.edited import WISHED, columns, comes_out, overwrites_nothing, text_of
from forum.posts.models import HeldBack, Post, State, Tell
from forum.posts.once import key_of, stored_before
from forum.posts.pinning import set_pin
from forum.posts.sealed import SEALED
from forum.posts.whom import Whom
from forum.reading.following import follow
from forum.revisions import recording
from forum.search import index
from forum.standing import Member
from forum.writing import actions as writing


class EditedMeanwhile(Conflict):
    """Somebody saved this text after the editor had opened it."""


def write(
    draft: Draft, *, by: Member, key: str | None = None, at: datetime | None = None, unsent: str | None = None
) -> int:
    """Write a new post and return its id; the same form sent twice gives the same post.

    The words saved under the key `unsent` while they were typed are no draft any more. Its author follows it,
    and the worker tells whom it concerns once it is published; of what was written `at` another time, nobody
    hears.
    """
    when = [draft.publish_at.isoformat()] if draft.publish_at else []
    key = key_of(key, draft.title, draft.body, draft.state, *when)
    post, plain = _new(draft, by, key, at)
    _address(post, draft.whom, by)
    try:
        _add_with_others(post, draft, plain, by)
        if at is None:
            follow(post.author_id, post.course_id, post.id)
        writing.end(unsent, by=by)
        _pin_as_asked(post.id, draft, by)
        audit.record("post.write", by=by.user_id, course=by.course_id, target=f"post-{post.id}")
        db.session.commit()
    except IntegrityError as wrong:
        mine = select(Post.id).where(Post.author_id == by.user_id, Post.form_key == (key or ""))
        return stored_before(mine, wrong, by=by, unsent=unsent)
    return post.id


def _new(draft: Draft, by: Member, key: str | None, at: datetime | None) -> tuple[Post, str]:
    """Return the row of a new post, and its plain text."""
    made = prose.prepare(draft.body, heading=prose.POST_HEADING, course_id=by.course_id, format=draft.format)
    moment = at or clock.now()
    post = Post(
        course_id=by.course_id,
        author_id=by.user_id,
        state=draft.state,
        is_announcement=draft.is_announcement and by.teaches,
        published_at=moment,
        active_at=moment,
        created_at=moment,
        month=clock.month_of(moment, zone_of(by.course_id)),
        tell=Tell.NOTHING if at else Tell.ALL,
        form_key=key,
        **scheduling.wishes(draft, by),
        **text_of(draft, made),
    )
    return post, made.plain


def _address(post: Post, to: Whom | None, by: Member) -> None:
    """Say whom a new post is for. Raises whom.PromptIsGone."""
    its = whom.columns(to or Whom(), author_id=post.author_id, by=by)
    for name, value in its.items():
        setattr(post, name, value)


def add(post: Post, category_ids: Sequence[int], plain: str) -> None:
    """Add a post that stands ready, file it, count it, let it be found. The caller commits."""
    db.session.add(post)
    db.session.flush()
    hold(post.course_id)
    filing.file(post, category_ids)
    if post_counts(post):
        count_post(post, 1)
    index.add_post(post, plain)


def _add_with_others(post: Post, draft: Draft, plain: str, by: Member) -> None:
    add(post, _filed(draft, by), plain)
    if draft.co_author_ids:
        sharing.name(post, draft.co_author_ids, by=by, counted=post_counts(post))
        index.change_authors(post)


def _addressed(draft: Draft, before: Any, by: Member) -> dict[str, Any]:
    to, lost = draft.whom, whom.is_lost(before)
    if to is None and lost:
        return _unaddressed(draft)
    as_it_is = Whom(before.section_id, before.prompt_id)
    if to is None or (to.prompt_id and to == as_it_is and not lost):
        return {}  # as it is: wherever its author has moved since, and whatever became of the prompt
    its = whom.columns(to, author_id=before.author_id, by=by)
    return {**its, **lengths.becomes_answer(before, its["prompt_id"], clock.now())}


def _unaddressed(draft: Draft) -> dict[str, Any]:
    """Let a draft be for nobody as before. Raises whom.Unaddressed if it was to come out."""
    if draft.state != State.DRAFT or draft.publish_at is not None:
        db.session.rollback()
        raise whom.Unaddressed
    return {"held_back": HeldBack.SECTION}


def _filed(draft: Draft, by: Member) -> Sequence[int]:
    """Return what a post is filed under: as its writer chose, and as the prompt wants that it answers."""
    wanted = whom.filed_under(draft.whom.prompt_id) if draft.whom else []
    return [*filing.chosen(draft.category_ids, draft.new_category, by=by), *wanted]


def edit(post_id: int, draft: Draft, *, by: Member, seen: datetime | None, unsent: str | None = None) -> None:
    """Save a new version of a post.

    Raises EditedMeanwhile if it is not the version that was `seen`, or its section has gone meanwhile;
    whom.Nobody if whom it was to be for is not there.
    """
    known = (Post.anchor, *WISHED, *SEALED, *whom.OF_POST, *recording.OF_POST)
    before = db.session.execute(select(*known).where(Post.id == post_id)).one()
    made = prose.prepare(
        draft.body,
        heading=prose.POST_HEADING,
        course_id=by.course_id,
        format=draft.format,
        anchor=before.anchor,
    )
    unseen = overwrites_nothing(draft, before, seen)
    addressed = _addressed(draft, before, by)
    free = (whom.is_still_free(addressed, before), whom.is_still_addressed(before))
    values = columns(draft, before, made, by) | addressed
    post = change(post_id, values, unseen, *free, Post.state == before.state, Post.deleted_at.is_(None))
    if post is None:
        db.session.rollback()
        raise EditedMeanwhile
    if recording.has_changed(before, draft.title, draft.body):
        recording.keep_post(post, before)
    _place_anew(post, draft, by, comes_out=comes_out(draft, before))
    _pin_as_asked(post_id, draft, by)
    index.change_post(post, draft.title, made.plain)
    audit.record("post.edit", by=by.user_id, course=by.course_id, target=f"post-{post_id}")
    writing.end(unsent, by=by)
    db.session.commit()


def _place_anew(post: Any, draft: Draft, by: Member, *, comes_out: bool) -> None:
    """Name the authors of an edited post, file it, and count it if it has just come out."""
    counted = post_counts(post) and not comes_out
    if draft.co_author_ids is not None:
        wanted = sharing.changed(post.id, draft.shown_ids, draft.co_author_ids)
        sharing.name(post, wanted, by=by, counted=counted)
    filing.refile(post, _filed(draft, by), counted=counted)
    if comes_out and post_counts(post):
        count_post(post, 1)


def delete(post_id: int, *, by: Member) -> bool:
    """Delete a post softly: its text is kept until it is purged, and it can be restored."""
    # What is restored after its time has come does not come out by itself.
    gone = {"pin_position": None, **scheduling.NO_WISH}
    values = {"deleted_at": clock.now(), "deleted_by_id": by.user_id, **gone}
    post = change(post_id, values, Post.deleted_at.is_(None))
    if post is None:
        return nothing_to_do()
    if post.state == State.PUBLISHED and post.hidden_at is None:
        count_post(post, -1)
    return done("post.delete", post, by)


def restore(post_id: int, *, by: Member) -> bool:
    """Take a deletion back."""
    post = change(post_id, {"deleted_at": None, "deleted_by_id": None}, Post.deleted_at.is_not(None))
    if post is None:
        return nothing_to_do()
    if post_counts(post):
        count_post(post, 1)
    return done("post.restore", post, by)


def hide(post_id: int, *, by: Member, reason: str) -> bool:
    """Hide a post from the class; its author sees it, and why."""
    values = {
        "hidden_at": clock.now(),
        "hidden_by_id": by.user_id,
        "hidden_reason": reason,
        "pin_position": None,
    }
    shown = (Post.hidden_at.is_(None), Post.deleted_at.is_(None), Post.state == State.PUBLISHED)
    post = change(post_id, values, *shown)
    if post is None:
        return nothing_to_do()
    count_post(post, -1)
    return done("post.hide", post, by, reason=reason)


def unhide(post_id: int, *, by: Member) -> bool:
    """Show a hidden post again."""
    values = {"hidden_at": None, "hidden_by_id": None, "hidden_reason": ""}
    post = change(post_id, values, Post.hidden_at.is_not(None), Post.deleted_at.is_(None))
    if post is None:
        return nothing_to_do()
    if post_counts(post):
        count_post(post, 1)
    return done("post.unhide", post, by)


def set_comments_open(post_id: int, open_: bool, *, by: Member) -> bool:
    """End the discussion of a post, or open it again."""
    post = change(post_id, {"comments_open": open_}, Post.comments_open.is_(not open_))
    if post is None:
        return nothing_to_do()
    return done("post.open" if open_ else "post.close", post, by)


def _pin_as_asked(post_id: int, draft: Draft, by: Member) -> None:
    if by.teaches and draft.state == State.PUBLISHED:
        set_pin(post_id, draft.pinned, until=draft.pinned_until, by=by)
