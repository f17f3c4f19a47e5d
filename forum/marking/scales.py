"""What points are given for, written by an instructor: for a prompt, or for the whole class."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from forum import web
from forum.marking import board, rubrics
from forum.marking.forms import RubricForm
from forum.policy import require

bp = Blueprint("scales", __name__)
bp.before_request(lambda: require(g.member, "rubric.write", g.course))


@bp.route("/marking/rubric", methods=["GET", "POST"])
def of_class() -> Response:
    """Show how everything in the class is marked that has no rubric of its own, and save it."""
    return _rubric(None)


@bp.route("/prompts/<id:prompt_id>/rubric", methods=["GET", "POST"])
def of_prompt(prompt_id: int) -> Response:
    """Show how the answers to a prompt are marked, and save it."""
    return _rubric(board.prompt(g.member, prompt_id))


def _rubric(prompt: Any) -> Response:
    prompt_id = prompt.id if prompt else None
    scale = rubrics.scale(g.course.id, prompt_id)
    form = RubricForm.of(scale)
    url = f"{g.here}/prompts/{prompt_id}/rubric" if prompt else f"{g.here}/marking/rubric"
    back = f"{g.here}/prompts/{prompt_id}/marks" if prompt else f"{g.here}/marking"
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        context = {"prompt": prompt, "scale": scale, "url": url, "back": back}
        return web.page("marking/rubric.html", form=form, status=status, **context)
    rubrics.write(prompt_id, form.out_of.data, form.lines(), by=g.member)
    web.notice(_("Saved."))
    return web.see_other(back)
