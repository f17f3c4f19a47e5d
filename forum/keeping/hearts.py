"""A heart says "worth reading". One click gives it, one takes it back; members see who gave it."""

from __future__ import annotations

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from forum import web
from forum.comments.routes import address
from forum.keeping import actions, queries, things
from forum.keeping.models import Kind
from forum.keeping.things import Thing
from forum.policy import require
from forum.ratelimits import each_writer

bp = Blueprint("hearts", __name__, url_prefix="/<any(posts, comments):kinds>/<id:thing_id>")


@bp.post("/heart")
@each_writer("60 per minute")
def give(kinds: str, thing_id: int) -> Response:
    """Say that a post or a comment is worth reading."""
    thing = _hearted(kinds, thing_id)
    actions.give_heart(thing.kind, thing_id, by=g.member)
    return shown("keeping/heart.html", kinds, thing, _("Marked as worth reading."))


@bp.post("/heart/delete")
@each_writer("60 per minute")
def take_back(kinds: str, thing_id: int) -> Response:
    """Say it no longer."""
    thing = _hearted(kinds, thing_id)
    actions.take_heart_back(thing.kind, thing_id, by=g.member)
    return shown("keeping/heart.html", kinds, thing, _("No longer marked as worth reading."))


def _hearted(kinds: str, thing_id: int) -> Thing:
    thing = things.readable(g.member, kinds, thing_id)
    require(g.member, f"{thing.kind}.heart", thing.row)
    return thing


@bp.get("/hearts")
def who(kinds: str, thing_id: int) -> Response:
    """List who gave a heart; to htmx, the first names of them."""
    thing = things.readable(g.member, kinds, thing_id)
    require(g.member, "members.read", g.course)
    show = queries.NAMED if web.partial() else queries.LISTED
    people = queries.who_gave(g.member, thing.kind, thing_id, many=show)
    more = max(0, thing.row.heart_count - len(people))
    if web.partial():
        return web.fragment("keeping/names.html", people=people, more=more)
    return web.page("keeping/hearts.html", thing=thing, people=people, more=more)


def shown(template: str, kinds: str, thing: Thing, said: str, back: str = "") -> Response:
    """Show a button as it is now, in its place; or go back to the thing, or to another page."""
    if not web.partial():
        web.notice(said)
        return web.see_other(back or _address(thing))
    now = things.readable(g.member, kinds, thing.row.id)
    return web.fragment(template, thing=now, back=back, notice={"text": said, "undo": ""})


def _address(thing: Thing) -> str:
    return f"{g.here}{thing.path}" if thing.kind is Kind.POST else address(thing.post, thing.row)
