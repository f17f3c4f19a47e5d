"""Those who have been silent, for who teaches them: a list, and one click to write to them."""

from __future__ import annotations

from flask import Blueprint, Response, g

from forum import policy, web
from forum.reports import silent

bp = Blueprint("silence", __name__, url_prefix="/participation")


@bp.get("/silent")
def index() -> Response:
    """Show who has written nothing for two weeks, and who never has."""
    policy.require(g.member, "participation.read", g.course)
    return web.page("reports/silent.html", students=silent.of_class(g.member, g.course))
