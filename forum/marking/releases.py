"""Whether a student sees their mark: released, taken back, deleted, each at its own address."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from forum import web
from forum.marking import actions, desk, queries, whom
from forum.marking.things import thing_of
from forum.policy import require

bp = Blueprint("releases", __name__, url_prefix="/marks/<id:mark_id>")
bp.before_request(lambda: require(g.member, "marking.read", g.course))


@bp.post("/release")
def release(mark_id: int) -> Response:
    """Let the student see it."""
    mark = _to_change(queries.one(g.member, mark_id))
    actions.release(mark_id, by=g.member)
    return _back(mark, _("Released: %(name)s sees it, and is told.", name=mark.student_name))


@bp.post("/release/delete")
def take_back(mark_id: int) -> Response:
    """Let the student see it no longer."""
    mark = _to_change(queries.one(g.member, mark_id))
    actions.take_back(mark_id, by=g.member)
    return _back(mark, _("Taken back: %(name)s does not see it any more.", name=mark.student_name))


@bp.post("/deletion")
def delete(mark_id: int) -> Response:
    """Delete it."""
    mark = _to_change(queries.one(g.member, mark_id))
    actions.delete(mark_id, by=g.member)
    return _back(mark, _("Deleted."), undo=f"{g.here}/marks/{mark_id}/deletion/delete", to=_left(mark))


@bp.post("/deletion/delete")
def restore(mark_id: int) -> Response:
    """Take a deletion back."""
    mark = _to_change(queries.thrown_away(g.member, mark_id))
    actions.restore(mark_id, by=g.member)
    return _back(mark, _("It is back."))


def _to_change(mark: Any) -> Any:
    """Let the request go on with a mark of a student who is the member's to mark."""
    require(g.member, "mark.write", whom.student(g.member, mark.student_id))
    return mark


def _left(mark: Any) -> str:
    """Return where one goes on when a mark is gone: what is not shown any more has no page without it."""
    thing = thing_of(mark)
    return thing.path if desk.is_there(g.member, thing) else f"/members/{mark.student_id}/marks"


def _back(mark: Any, said: str, undo: str = "", to: str = "") -> Response:
    web.notice(said, undo=undo)
    return web.see_other(f"{g.here}{to or thing_of(mark).path}")
