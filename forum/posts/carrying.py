"""Marking what goes along when the class is copied for another term."""

from __future__ import annotations

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from forum import web
from forum.policy import require
from forum.posts import carried, queries

bp = Blueprint("carrying", __name__, url_prefix="/posts/<id:post_id>/carrying")


@bp.post("")
def mark(post_id: int) -> Response:
    """Let a post go along."""
    require(g.member, "post.carry", queries.readable(g.member, post_id))
    carried.mark(post_id, True, by=g.member)
    web.notice(
        _("It goes along when the class is copied for another term."),
        undo=f"{g.here}/posts/{post_id}/carrying/delete",
    )
    return web.see_other(f"{g.here}/posts/{post_id}")


@bp.post("/delete")
def unmark(post_id: int) -> Response:
    """Let a post stay behind."""
    require(g.member, "post.carry", queries.readable(g.member, post_id))
    carried.mark(post_id, False, by=g.member)
    web.notice(_("It stays behind when the class is copied."), undo=f"{g.here}/posts/{post_id}/carrying")
    return web.see_other(f"{g.here}/posts/{post_id}")
