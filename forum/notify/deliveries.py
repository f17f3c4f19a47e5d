"""How an announcement was delivered: to whom it went by mail, to whom not, and why."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import Any

from flask import Blueprint, Response, g
from flask_babel import lazy_gettext as _l

from forum import web
from forum.mail.models import Fate
from forum.mail.trouble import trouble
from forum.notify import queries
from forum.notify.models import ByMail
from forum.policy import require
from forum.posts import names
from forum.posts import queries as posts

bp = Blueprint("deliveries", __name__)


class Outcome(StrEnum):
    """What became of a member's mail, the worst first."""

    FAILED = "failed"
    WAITS = "waits"
    NO_ADDRESS = "no_address"
    NOT_WANTED = "not_wanted"
    NOT_TOLD = "not_told"
    SENT = "sent"


OUTCOMES = {
    Outcome.FAILED: _l("Not delivered"),
    Outcome.WAITS: _l("On its way"),
    Outcome.NO_ADDRESS: _l("No confirmed address"),
    Outcome.NOT_WANTED: _l("Not wanted by mail"),
    Outcome.NOT_TOLD: _l("Not told"),
    Outcome.SENT: _l("Sent"),
}
FATES = {Fate.SENT: Outcome.SENT, Fate.FAILED: Outcome.FAILED, Fate.QUEUED: Outcome.WAITS}


@bp.get("/posts/<id:post_id>/delivery")
def show(post_id: int) -> Response:
    """Show what became of an announcement's mail to each member of the class."""
    post = posts.readable(g.member, post_id)
    require(g.member, "delivery.read", post)
    others = [row for row in queries.deliveries(g.member, post_id) if not names.wrote(row.id, post)]
    rows = sorted(((outcome(row), row) for row in others), key=lambda pair: list(Outcome).index(pair[0]))
    counted = Counter(found for found, _row in rows)
    numbers = [(OUTCOMES[each], counted[each]) for each in Outcome if counted[each]]
    return web.page(
        "notify/delivery.html", post=post, rows=rows, outcomes=OUTCOMES, numbers=numbers, trouble=trouble
    )


def outcome(row: Any) -> Outcome:
    """Say what became of the mail to a member: of queries.deliveries."""
    if row.by_mail is None:
        return Outcome.NOT_TOLD
    if row.by_mail == ByMail.NO or row.fate == Fate.DROPPED:
        confirmed = row.email and row.email_confirmed_at
        return Outcome.NOT_WANTED if confirmed else Outcome.NO_ADDRESS
    return FATES.get(row.fate, Outcome.WAITS)
