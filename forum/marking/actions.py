"""What happens to marks: written, released, taken back, deleted. Each action is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete as delete_from
from sqlalchemy import insert, select, tuple_, update

from forum import audit, clock, prose, upserts
from forum.extensions import db
from forum.marking.models import Mark, Share
from forum.marking.things import Thing
from forum.notify.models import Notification
from forum.posts.actions import EditedMeanwhile
from forum.posts.models import Post, Tell
from forum.standing import Member
from forum.writing import actions as writing

MARK: Any = Mark.__table__
LOCALLY = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Words:
    """What is to be told a student: a note in Markdown, points, and what these are made of."""

    note: str
    points: Decimal | None = None
    out_of: Decimal | None = None
    shares: Mapping[int, Decimal] = field(default_factory=dict)  # by the id of the criterion


def write(
    thing: Thing,
    words: Words,
    *,
    by: Member,
    seen: datetime | None,
    release: bool = False,
    unsent: str | None = None,
    others: Sequence[Thing] = (),
) -> list[Thing]:
    """Save the mark of a thing, and the same of `others`: what those who wrote it together are told alike.

    `seen` is when the version was saved that its writer had before them, None where there was none. Of the
    others, who has been told something else keeps that; their things are returned. Raises EditedMeanwhile.
    """
    if others:  # one after the other: else two could each wait for what the other has changed (PostgreSQL)
        db.session.execute(select(Post.id).where(Post.id == thing.id).with_for_update())
    before = _before(thing)
    values = _values(words, before, by)
    mark_id = _insert(thing, values, by) if seen is None else _update(thing, values, seen)
    if mark_id is None:
        db.session.rollback()
        raise EditedMeanwhile
    kept = [other for other in others if not _write_alike(other, words, values, before, by, release)]
    _written(mark_id, words, by, release)
    writing.end(unsent, by=by)
    db.session.commit()
    return kept


def _before(thing: Thing) -> Any:
    known = (Mark.id, Mark.body_markdown, Mark.points, Mark.out_of, Mark.anchor, Mark.edited_at)
    return db.session.execute(select(*known).where(*thing.its(), Mark.deleted_at.is_(None))).one_or_none()


def _values(words: Words, before: Any, by: Member) -> dict[str, Any]:
    anchor = before.anchor if before else ""
    made = prose.prepare(words.note, heading=prose.COMMENT_HEADING, course_id=by.course_id, anchor=anchor)
    given = {"points": words.points, "out_of": words.out_of}
    return {**made.columns(), **given, "by_id": by.user_id, "edited_at": clock.now()}


def _insert(thing: Thing, values: dict[str, Any], by: Member) -> int | None:
    """Add a mark, also in the place of one that was deleted; None if there is one by now."""
    new = upserts.insert(MARK)
    row = {**thing.columns, **values, "course_id": by.course_id, "created_at": values["edited_at"]}
    fresh = {"deleted_at": None, "deleted_by_id": None, "released_at": None, "tell": Tell.NOTHING}
    put = new.values(**row).on_conflict_do_update(
        index_elements=list(thing.key),
        set_={**values, **fresh, "created_at": values["edited_at"]},
        where=MARK.c.deleted_at.is_not(None),
    )
    return db.session.scalar(put.returning(MARK.c.id))


def _update(thing: Thing, values: dict[str, Any], seen: datetime) -> int | None:
    same = (*thing.its(), Mark.edited_at == seen, Mark.deleted_at.is_(None))
    return db.session.scalar(
        update(Mark).where(*same).values(**values).returning(Mark.id), execution_options=LOCALLY
    )


def _write_alike(
    thing: Thing, words: Words, values: dict[str, Any], before: Any, by: Member, release: bool
) -> bool:
    """Tell another author the same, unless they were told something else; say whether they are told it."""
    theirs = _before(thing)
    in_step = before and theirs and _said(theirs) == _said(before)
    if theirs and not in_step:
        return _is_alike(theirs, words, by, release)
    mark_id = _update(thing, values, theirs.edited_at) if theirs else _insert(thing, values, by)
    if mark_id is not None:
        _written(mark_id, words, by, release)
    return mark_id is not None


def _is_alike(mark: Any, words: Words, by: Member, release: bool) -> bool:
    """Say whether a mark says the same already; then it is released with the others, where that is asked."""
    alike = _said(mark) == (words.note, words.points, words.out_of)
    if alike and release:
        _release(by, Mark.id == mark.id)
    return alike


def _said(mark: Any) -> tuple[Any, ...]:
    return mark.body_markdown, mark.points, mark.out_of


def _written(mark_id: int, words: Words, by: Member, release: bool) -> None:
    db.session.execute(delete_from(Share).where(Share.mark_id == mark_id), execution_options=LOCALLY)
    shares = [{"mark_id": mark_id, "criterion_id": id, "points": each} for id, each in words.shares.items()]
    if shares:
        db.session.execute(insert(Share), shares)
    _note("mark.write", mark_id, by)
    if release:
        _release(by, Mark.id == mark_id)


def release_alike(thing: Thing, words: Words, *, by: Member, others: Sequence[Thing] = ()) -> list[Thing]:
    """Release what says just that already; return those of the others of which something else is said."""
    before = _before(thing)
    if before:
        _is_alike(before, words, by, True)
    kept = [other for other in others if not _release_alike(other, words, before, by)]
    db.session.commit()
    return kept


def _release_alike(other: Thing, words: Words, before: Any, by: Member) -> bool:
    theirs = _before(other)
    if theirs:
        return _is_alike(theirs, words, by, True)
    return _write_alike(other, words, _values(words, before, by), before, by, True)


def release(mark_id: int, *, by: Member) -> bool:
    """Let a student see their mark, and be told of it."""
    return _done(_release(by, Mark.id == mark_id))


def release_all(seen: Mapping[int, datetime], *, by: Member) -> int:
    """Release many at once, and return how many: each only in the version that was `seen`."""
    released = _release(by, tuple_(Mark.id, Mark.edited_at).in_(list(seen.items()))) if seen else []
    _done(released)
    return len(released)


def _release(by: Member, *which: Any) -> list[int]:
    waiting = (*which, Mark.released_at.is_(None), Mark.deleted_at.is_(None))
    values = {"released_at": clock.now(), "tell": Tell.ALL}
    released = update(Mark).where(*waiting).values(**values).returning(Mark.id)
    ids = sorted(db.session.scalars(released, execution_options=LOCALLY))
    if ids:
        audit.record("mark.release", by=by.user_id, course=by.course_id, target=f"mark-{ids[0]}", marks=ids)
    return ids


def take_back(mark_id: int, *, by: Member) -> bool:
    """Let a student see their mark no longer; who released it again tells them again."""
    values = {"released_at": None, "tell": Tell.NOTHING}
    if not _change(mark_id, values, Mark.released_at.is_not(None)):
        return _done([])
    db.session.execute(
        delete_from(Notification).where(Notification.mark_id == mark_id), execution_options=LOCALLY
    )
    _note("mark.take_back", mark_id, by)
    return _done([mark_id])


def delete(mark_id: int, *, by: Member) -> bool:
    """Delete a mark softly; nobody sees it then, and who did that may take it back."""
    if not _change(
        mark_id, {"deleted_at": clock.now(), "deleted_by_id": by.user_id}, Mark.deleted_at.is_(None)
    ):
        return _done([])
    _note("mark.delete", mark_id, by)
    return _done([mark_id])


def restore(mark_id: int, *, by: Member) -> bool:
    """Take a deletion back."""
    if not _change(mark_id, {"deleted_at": None, "deleted_by_id": None}, Mark.deleted_at.is_not(None)):
        return _done([])
    _note("mark.restore", mark_id, by)
    return _done([mark_id])


def _change(mark_id: int, values: dict[str, Any], *conditions: Any) -> bool:
    changed = update(Mark).where(Mark.id == mark_id, *conditions).values(**values).returning(Mark.id)
    return db.session.scalar(changed, execution_options=LOCALLY) is not None


def _note(verb: str, mark_id: int, by: Member) -> None:
    audit.record(verb, by=by.user_id, course=by.course_id, target=f"mark-{mark_id}")


def _done(changed: Sequence[int]) -> bool:
    """Commit what was changed, and say whether anything was."""
    db.session.commit() if changed else db.session.rollback()
    return bool(changed)
