"""The bell, and the page of what a member was told."""

from __future__ import annotations

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from forum import web
from forum.notify import actions, queries
from forum.notify.seen import ring
from forum.notify.shown import told_rows
from forum.policy import require

bp = Blueprint("notify", __name__, url_prefix="/notifications")
bp.before_request(lambda: require(g.member, "bell.hear", g.course))
bp.after_request(ring)
bp.app_template_global("told_rows")(told_rows)


@bp.get("")
def index() -> Response:
    """Show what a member was told, newest first; each leads to the very comment, and is read with it."""
    page = queries.page(g.member, before=web.asked_id("before"))
    newest = page.rows[0].id if page.rows else 0
    return web.page("notify/notifications.html", block="entries", page=page, newest=newest)


@bp.get("/bell")
def bell() -> Response:
    """Show the bell alone, to a page that heard that its number has changed."""
    if not web.partial():
        return web.see_other(f"{g.here}/notifications")
    return web.fragment("notify/bell.html")


@bp.post("/seen")
def read_all() -> Response:
    """Count as read all that the page showed, and what is older."""
    actions.read_all(web.row_id(request.form.get("newest")) or 0, by=g.member)
    web.notice(_("Everything is marked as read."))
    return web.see_other(f"{g.here}/notifications")
