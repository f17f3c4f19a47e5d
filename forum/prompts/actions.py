"""What happens to prompts: written, changed, deleted, and back. Each action is one transaction.

Where readers must post first, the answers know it by their gate: it is put up and taken down with the prompt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete as delete_rows
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import Conflict

from forum import audit, clock, prose
from forum.courses.models import Section
from forum.extensions import db
from forum.posts.counters import hold
from forum.posts.models import Post
from forum.posts.once import key_of, stored_before
from forum.posts.whom import SectionIsGone
from forum.prompts import addressing
from forum.prompts.asked import Asked
from forum.prompts.models import Prompt, PromptSection
from forum.standing import Member
from forum.writing import actions as writing

KEPT = ("body_markdown", "body_html", "renderer", "anchor")  # of a rendered text


class EditedMeanwhile(Conflict):
    """Somebody saved this prompt after its editor had opened it."""


def write(asked: Asked, *, by: Member, key: str | None = None, unsent: str | None = None) -> int:
    """Set a new prompt and return its id; the same form sent twice gives the same prompt.

    The words saved under the key `unsent` while they were typed are no draft any more. Raises SectionIsGone.
    """
    key = key_of(key, asked.title, asked.body)
    whose = {"course_id": by.course_id, "created_by_id": by.user_id, "form_key": key}
    prompt = Prompt(**whose, **asked.columns(), **_rendered(asked.body, by))
    hold(by.course_id)
    try:
        db.session.add(prompt)
        db.session.flush()
        _ask(prompt.id, asked.section_ids, by)
        _done("prompt.write", prompt.id, by, unsent)
    except IntegrityError as wrong:
        mine = select(Prompt.id).where(Prompt.created_by_id == by.user_id, Prompt.form_key == (key or ""))
        return stored_before(mine, wrong, by=by, unsent=unsent)
    return prompt.id


def edit(
    prompt_id: int, asked: Asked, *, by: Member, seen: datetime | None, unsent: str | None = None
) -> None:
    """Save what a prompt asks for now.

    Raises EditedMeanwhile if it is not the version that was `seen`, unless it asks for just this already, and
    SectionIsGone.
    """
    anchor = db.session.scalars(select(Prompt.anchor).where(Prompt.id == prompt_id)).one()
    values = {"edited_at": clock.now(), **asked.columns(), **_rendered(asked.body, by, anchor)}
    hold(by.course_id)
    as_seen = Prompt.edited_at.is_(None) if seen is None else Prompt.edited_at == seen
    if not _changed(prompt_id, values, as_seen, Prompt.deleted_at.is_(None)):
        return _saved_before(prompt_id, asked, by, unsent)
    if _ask(prompt_id, asked.section_ids, by):
        addressing.narrow(prompt_id)
    _set_gates(prompt_id, shut=asked.must_post_first)
    _done("prompt.edit", prompt_id, by, unsent)


def delete(prompt_id: int, *, by: Member) -> bool:
    """Delete a prompt softly. Its answers stay, and are open to all whom they are for."""
    hold(by.course_id)
    values = {"deleted_at": clock.now(), "deleted_by_id": by.user_id}
    if not _changed(prompt_id, values, Prompt.deleted_at.is_(None)):
        return False
    _set_gates(prompt_id, shut=False)
    return _done("prompt.delete", prompt_id, by)


def restore(prompt_id: int, *, by: Member) -> bool:
    """Take a deletion back, and shut again what was shut before it."""
    hold(by.course_id)
    values = {"deleted_at": None, "deleted_by_id": None}
    if not _changed(prompt_id, values, Prompt.deleted_at.is_not(None)):
        return False
    must = db.session.scalars(select(Prompt.must_post_first).where(Prompt.id == prompt_id)).one()
    _set_gates(prompt_id, shut=must)
    return _done("prompt.restore", prompt_id, by)


def _rendered(body: str, by: Member, anchor: str = "") -> dict[str, Any]:
    made = prose.prepare(body, heading=prose.POST_HEADING, course_id=by.course_id, anchor=anchor)
    return {name: getattr(made, name) for name in KEPT}


def _changed(prompt_id: int, values: dict[str, Any], *conditions: Any) -> bool:
    """Change a prompt, if it is still as the conditions say; else leave everything as it is."""
    change = update(Prompt).where(Prompt.id == prompt_id, *conditions).values(**values).returning(Prompt.id)
    done = db.session.execute(change.execution_options(synchronize_session=False)).first() is not None
    if not done:
        db.session.rollback()
    return done


def _saved_before(prompt_id: int, asked: Asked, by: Member, unsent: str | None) -> None:
    """Leave a prompt as it is that asks for just this: the form was sent twice. Raises EditedMeanwhile."""
    names = [getattr(Prompt, name) for name in ("body_markdown", "deleted_at", "opens_at", *asked.columns())]
    there = db.session.execute(select(*set(names)).where(Prompt.id == prompt_id)).one()
    same_sections = _chosen(prompt_id) == _there(asked.section_ids, by)
    if there.deleted_at or not same_sections or not asked.is_said_by(there):
        raise EditedMeanwhile
    writing.end(unsent, by=by)
    db.session.commit()


def _ask(prompt_id: int, section_ids: Sequence[int] | None, by: Member) -> bool:
    """Let a prompt be for these sections, of those that the class still has; return whether it was not.

    Raises SectionIsGone where it has none of them.
    """
    before, wanted = _chosen(prompt_id), _there(section_ids, by)
    if section_ids and not wanted:
        db.session.rollback()
        raise SectionIsGone
    if before == wanted:
        return False
    db.session.execute(delete_rows(PromptSection).where(PromptSection.prompt_id == prompt_id))
    if wanted:
        rows = [{"prompt_id": prompt_id, "section_id": id} for id in sorted(wanted)]
        db.session.execute(insert(PromptSection), rows)
    return True


def _chosen(prompt_id: int) -> set[int]:
    chosen = select(PromptSection.section_id).where(PromptSection.prompt_id == prompt_id)
    return set(db.session.scalars(chosen))


def _there(section_ids: Sequence[int] | None, by: Member) -> set[int]:
    there = select(Section.id).where(Section.course_id == by.course_id, Section.id.in_(section_ids or ()))
    return set(db.session.scalars(there))


def _set_gates(prompt_id: int, *, shut: bool) -> None:
    """Let the answers to a prompt be seen by all whom they are for, or only by those who have posted."""
    gate = prompt_id if shut else None
    answers = update(Post).where(Post.prompt_id == prompt_id, Post.gate_id.is_distinct_from(gate))
    db.session.execute(answers.values(gate_id=gate).execution_options(synchronize_session=False))


def _done(verb: str, prompt_id: int, by: Member, unsent: str | None = None) -> bool:
    audit.record(verb, by=by.user_id, course=by.course_id, target=f"prompt-{prompt_id}")
    writing.end(unsent, by=by)
    db.session.commit()
    return True
