"""The audit trail: who did what to what, in the transaction that did it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from sqlalchemy import String, cast, insert, literal, select

from forum import clock
from forum.auth.models import AuditEvent, User
from forum.extensions import db
from forum.lists import among
from forum.rows import fetch

log = logging.getLogger("seminar.audit")
# Built once: every act that is worth a note runs it.
TABLE = AuditEvent.metadata.tables[AuditEvent.__tablename__]
NOTE = insert(TABLE).inline()


def record(verb: str, *, by: int | None, target: str = "", course: int | None = None, **detail: Any) -> None:
    """Note an act for the trail and the log. Secrets and bodies do not belong in `detail`."""
    whom = {"actor_id": by, "course_id": course, "target": target}
    fetch(NOTE, verb=verb, at=clock.now(), detail=detail, **whom)
    log.info("%s by=%s course=%s target=%s", verb, by, course, target)


def record_people(
    verb: str, user_ids: Iterable[int], *, by: int | None, course: int | None = None, **detail: Any
) -> None:
    """Note one act on many people as record() notes each: by one statement, and one line of the log."""
    same = {"verb": verb, "at": clock.now(), "actor_id": by, "course_id": course, "detail": detail}
    values = [literal(value, TABLE.c[name].type) for name, value in same.items()]
    target = literal("user-") + cast(User.id, String)
    people = list(user_ids)
    if people:
        rows = select(*values, target).where(User.id.in_(among(people))).order_by(User.id)
        db.session.execute(insert(TABLE).from_select([*same, "target"], rows))
        log.info("%s by=%s course=%s people=%d", verb, by, course, len(people))
