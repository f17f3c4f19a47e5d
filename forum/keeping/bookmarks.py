"""Bookmarks: what a member wants to find again. Nobody else learns of them."""

from __future__ import annotations

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from forum import web
from forum.keeping import actions, queries, things
from forum.keeping.hearts import shown
from forum.policy import require
from forum.text_plain import summarize

bp = Blueprint("bookmarks", __name__)
bp.before_request(lambda: require(g.member, "bookmark.keep", g.course))

PLACE = "/<any(posts, comments):kinds>/<id:thing_id>/bookmark"


@bp.app_template_filter("in_short")
def in_short(html: str) -> str:
    """Return the first words of rendered HTML."""
    return summarize(html)[0]


@bp.get("/bookmarks")
def index() -> Response:
    """Show what a member keeps in this class."""
    return web.page(
        "keeping/bookmarks.html",
        block="entries",
        page=queries.kept(g.member, before=web.asked("before"), show=web.how_many(queries.PAGE)),
    )


@bp.post(PLACE)
def keep(kinds: str, thing_id: int) -> Response:
    """Bookmark a post or a comment."""
    thing = things.readable(g.member, kinds, thing_id)
    actions.keep(thing.kind, thing_id, by=g.member)
    return shown("keeping/bookmark.html", kinds, thing, _("Kept among your bookmarks."), _list())


@bp.post(f"{PLACE}/delete")
def let_go(kinds: str, thing_id: int) -> Response:
    """Remove a bookmark."""
    thing = things.readable(g.member, kinds, thing_id)
    actions.let_go(thing.kind, thing_id, by=g.member)
    return shown("keeping/bookmark.html", kinds, thing, _("No longer a bookmark."), _list())


def _list() -> str:
    """Return the list of bookmarks as a place to go back to, if the click came from there."""
    return f"{g.here}/bookmarks" if request.form.get("seen_on") == "list" else ""
