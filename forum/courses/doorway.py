"""The one doorway into a class: /c/<course>/. Nobody reaches a room without passing it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, request
from flask_login import current_user
from werkzeug.exceptions import NotFound

from forum.auth.session import ask_to_sign_in
from forum.courses import roster

bp = Blueprint("course", __name__, url_prefix="/c/<slug:course>")


@bp.url_value_preprocessor
def take_slug(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Keep the class's short name for the doorway; views have no use for it."""
    g.course_slug = values.pop("course") if values else ""


@bp.url_defaults
def give_slug(_endpoint: str, values: dict[str, Any]) -> None:
    """Let url_for() stay in the class that is being looked at."""
    if "course_slug" in g:
        values.setdefault("course", g.course_slug)


@bp.before_request
def enter() -> Any:
    """Find out who the asker is in this class.

    Strangers are told that there is nothing here (404); who is not signed in is asked to do that first,
    whether there is such a class or not.
    """
    asker = current_user._get_current_object()
    who = asker if asker.is_authenticated else None
    found = roster.enter(g.course_slug, who)
    if who is None and (found is None or request.method not in ("GET", "HEAD")):
        return ask_to_sign_in()
    if found is None:
        raise NotFound
    g.course, g.member = found
    g.here = f"/c/{g.course.slug}"
    g.bell = g.course.bell
    return None
