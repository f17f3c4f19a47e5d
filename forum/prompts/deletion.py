"""Taking a prompt away and back."""

from __future__ import annotations

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from forum import web
from forum.policy import require
from forum.prompts import actions, queries

bp = Blueprint("prompt_deletion", __name__, url_prefix="/prompts/<id:prompt_id>/deletion")


@bp.get("")
def ask(prompt_id: int) -> Response:
    """Ask before deleting, and say what becomes of the answers."""
    prompt = queries.readable(g.member, prompt_id)
    require(g.member, "prompt.edit", prompt)
    return web.page("prompts/delete.html", prompt=prompt, answers=queries.answers(prompt_id))


@bp.post("")
def delete(prompt_id: int) -> Response:
    """Delete a prompt; the notice offers to take that back."""
    require(g.member, "prompt.edit", queries.readable(g.member, prompt_id))
    actions.delete(prompt_id, by=g.member)
    web.notice(_("The prompt is deleted."), undo=f"{g.here}/prompts/{prompt_id}/deletion/delete")
    return web.see_other(f"{g.here}/prompts")


@bp.post("/delete")
def restore(prompt_id: int) -> Response:
    """Take a deletion back."""
    require(g.member, "prompt.restore", queries.deleted(g.member.course_id, prompt_id))
    actions.restore(prompt_id, by=g.member)
    web.notice(_("The prompt is back."))
    return web.see_other(f"{g.here}/prompts/{prompt_id}")
