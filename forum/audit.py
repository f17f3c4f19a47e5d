"""The audit trail: who did what to what, in the transaction that did it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert

from forum import clock, extensions
from forum.auth.models import AuditEvent
from forum.rows import fetch

log = logging.getLogger("seminar.audit")
# Built once: every act that is worth a note runs it.
NOTE = insert(AuditEvent.metadata.tables[AuditEvent.__tablename__]).inline()


def record(verb: str, *, by: int | None, target: str = "", course: int | None = None, **detail: Any) -> None:
    """Note an act for the trail and the log. Secrets and bodies do not belong in `detail`."""
    whom = {"actor_id": by, "course_id": course, "target": target}
    fetch(NOTE, verb=verb, at=clock.now(), detail=detail, **whom)
    log.info("%s by=%s course=%s target=%s", verb, by, course, target)


def record_all(
    verb: str, targets: Mapping[str, dict[str, Any]], *, by: int | None, course: int | None
) -> None:
    """Note one act on many things, {target: detail}, as record() notes each; the log gets one line."""
    event = {"verb": verb, "at": clock.now(), "actor_id": by, "course_id": course}
    rows = [{**event, "target": target, "detail": detail} for target, detail in targets.items()]
    if rows:
        extensions.connection().execute(NOTE, rows)
        log.info("%s by=%s course=%s targets=%d", verb, by, course, len(rows))
