"""Pinning, one click in the feed or on the post; htmx changes just the part that shows it."""

from __future__ import annotations

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from forum import web
from forum.policy import require
from forum.posts import lists, pinning, queries, shelf

bp = Blueprint("pins", __name__, url_prefix="/posts/<id:post_id>/pin")


@bp.post("")
def pin(post_id: int) -> Response:
    """Pin a post."""
    require(g.member, "post.pin", queries.readable(g.member, post_id))
    pinning.pin(post_id, by=g.member)
    return _show(post_id, _("Pinned to the top."))


@bp.post("/delete")
def unpin(post_id: int) -> Response:
    """Unpin a post."""
    require(g.member, "post.pin", queries.readable(g.member, post_id))
    pinning.unpin(post_id, by=g.member)
    return _show(post_id, _("No longer pinned."))


@bp.post("/raise")
def raise_(post_id: int) -> Response:
    """Move a pinned post up by one place."""
    require(g.member, "post.pin", queries.readable(g.member, post_id))
    pinning.move_up(post_id, by=g.member)
    return _show(post_id, _("Moved up."))


def _show(post_id: int, said: str) -> Response:
    """Show the part of the page that the click came from, or go back to that page."""
    on_post = request.form.get("seen_on") == "post"
    if not web.partial():
        web.notice(said)
        return web.see_other(f"{g.here}/posts/{post_id}" if on_post else f"{g.here}/")
    notice = {"text": said, "undo": ""}
    if on_post:
        post = queries.readable(g.member, post_id)
        return web.fragment("posts/pinned.html", post=post, pinned=pinning.is_pinned(post), notice=notice)
    return web.fragment(
        "posts/journal.html",
        pins=lists.pinned(g.member),
        page=lists.latest(g.member),
        rail=shelf.rail(g.course.id),
        notice=notice,
    )
