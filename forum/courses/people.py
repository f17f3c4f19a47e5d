"""Whom an @ may mean: static/mention.js asks while somebody types."""

from __future__ import annotations

from flask import Blueprint, Response, g
from werkzeug.exceptions import NotFound

from forum import policy, web
from forum.courses import roster

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.get("")
def called() -> Response:
    """List the members who are called so (`?q=`, the beginning of a handle or name); 204 when nobody is."""
    policy.require(g.member, "members.read", g.course)
    if not web.partial():
        raise NotFound
    people = roster.called(g.member, web.asked("q"))
    return web.fragment("courses/people.html", people=people) if people else Response(status=204)
