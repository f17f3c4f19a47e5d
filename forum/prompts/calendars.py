"""A member's due dates in their own calendar: the page that explains it, and what calendar programs read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from forum import clock, web
from forum.extensions import limiter
from forum.feeds import keys
from forum.feeds.doorway import reading, root
from forum.feeds.entries import url
from forum.feeds.routes import OFTEN
from forum.policy import require
from forum.prompts import due, ics
from forum.prompts.ics import Event
from forum.ratelimits import each_writer

bp = Blueprint("calendar", __name__)  # inside a class
feed = Blueprint("calendar_feed", __name__)  # for who has a key


@bp.get("/calendar")
def show() -> Response:
    """Show a member the secret address of their calendar, and what is due."""
    require(g.member, "feeds.read", g.course)
    key = keys.of(g.member)
    address = url(f"{root(keys.secret(key))}/calendar.ics") if key else ""
    return web.page("prompts/calendar.html", address=address, dues=due.of(g.member))


@bp.post("/calendar")
@each_writer("10 per minute")
def make() -> Response:
    """Give a member an address, if they have none; it is that of their feeds, too."""
    require(g.member, "feeds.read", g.course)
    if keys.of(g.member) is None:
        keys.renew(by=g.member)
        web.notice(_("Your address is ready."))
    return web.see_other(f"{g.here}/calendar")


@feed.get("/calendar.ics")
@limiter.limit(OFTEN, key_func=lambda: f"user-{reading().member.user_id}")
def calendar() -> Response:
    """Write the calendar of who has the key; who knows what stands in it gets nothing (304)."""
    who = reading()
    events = [due.event(each, who.course) for each in due.of(who.member)]
    response = Response(ics.write(who.course.title, events, clock.now()), mimetype=ics.CALENDAR)
    response.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response.vary.add("Accept-Language")
    response.set_etag(_mark(who.course.title, events), weak=True)
    response.make_conditional(request.environ)
    return response


def _mark(name: str, events: Sequence[Event]) -> str:
    """Return what tells a calendar from every other, whenever it was asked for."""
    return sha256(ics.write(name, events, datetime.min)).hexdigest()[:32]
