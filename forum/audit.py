"""The audit trail: who did what to what, in the transaction that did it."""

from __future__ import annotations

import logging
from typing import Any

from forum.auth.models import AuditEvent
from forum.extensions import db

log = logging.getLogger("seminar.audit")


def record(verb: str, *, by: int | None, target: str = "", course: int | None = None, **detail: Any) -> None:
    """Note an act for the trail and the log. Secrets and bodies do not belong in `detail`."""
    db.session.add(AuditEvent(verb=verb, actor_id=by, course_id=course, target=target, detail=detail))
    log.info("%s by=%s course=%s target=%s", verb, by, course, target)
