"""Stopping mail about a class by the address in it, without signing in (RFC 8058)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from forum import web
from forum.courses import queries as courses
from forum.courses.models import Pace
from forum.extensions import csrf
from forum.notify import actions, unsubscribing

bp = Blueprint("subscription", __name__, url_prefix="/unsubscribe/<token>")


def _behind(token: str) -> tuple[int, int, Any]:
    """Return whose mail of which class an address is about. Raises NotFound."""
    found = unsubscribing.behind(token)
    course = found and courses.by_id(found[1])
    if found is None or course is None:
        raise NotFound
    return *found, course


@bp.get("")
def ask(token: str) -> Response:
    """Show a button: programs that look through mail follow links, and must change nothing."""
    _user_id, _course_id, course = _behind(token)
    return _page(token, course, "ask")


@bp.post("")
@csrf.exempt
def stop(token: str) -> Response:
    """Stop the mail: the address is the proof. Mail programs send no token, and no cookie (RFC 8058, 3.1)."""
    user_id, course_id, course = _behind(token)
    before = actions.unsubscribe(user_id, course_id)
    return _page(token, course, "stopped" if before else "gone", before=before)


@bp.post("/delete")
@csrf.exempt
def resume(token: str) -> Response:
    """Have the mail again as it was; what is no wish, and what was none, is what newcomers begin with."""
    user_id, course_id, course = _behind(token)
    pace, announcements = request.form.get("pace", ""), "announcements" in request.form
    if pace not in set(Pace) or (pace == Pace.NEVER and not announcements):
        pace, announcements = Pace.DAILY, True
    actions.resubscribe(user_id, course_id, pace, announcements=announcements)
    return _page(token, course, "resumed")


def _page(token: str, course: Any, said: str, **context: Any) -> Response:
    answer = web.page("notify/unsubscribe.html", token=token, title=course.title, said=said, **context)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
