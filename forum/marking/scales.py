"""What points are given for, written by an instructor: for a prompt, or for the whole class."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from forum import web
from forum.marking import board, rubrics
from forum.marking.forms import RubricForm
from forum.marking.meanwhile import Meanwhile, of_rubric
from forum.marking.rubrics import Scale
from forum.policy import require
from forum.posts.actions import EditedMeanwhile
from forum.posts.forms import seen_version, version

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


@bp.post("/prompts/<id:prompt_id>/rubric/deletion")
def remove(prompt_id: int) -> Response:
    """Let a prompt be marked by the rubric of the class again."""
    board.prompt(g.member, prompt_id)
    url = _url(prompt_id)
    if rubrics.remove(prompt_id, by=g.member):
        said = _("The prompt has no rubric of its own any more. Marks that were given stay as they are.")
        web.notice(said, undo=f"{url}/deletion/delete")
    return web.see_other(url)


@bp.post("/prompts/<id:prompt_id>/rubric/deletion/delete")
def restore(prompt_id: int) -> Response:
    """Let a prompt have its own rubric again."""
    board.prompt(g.member, prompt_id)
    if rubrics.restore(prompt_id, by=g.member):
        web.notice(_("It is back."))
    return web.see_other(_url(prompt_id))


def _url(prompt_id: int | None) -> str:
    return f"{g.here}/prompts/{prompt_id}/rubric" if prompt_id else f"{g.here}/marking/rubric"


def _rubric(prompt: Any) -> Response:
    prompt_id = prompt.id if prompt else None
    form = RubricForm()
    if not form.is_submitted():
        there = rubrics.present(g.course.id, prompt_id)
        form = RubricForm.of(rubrics.scale(g.course.id, prompt_id), _version(there))
    if not form.validate_on_submit():
        return _page(form, prompt, status=422 if form.is_submitted() else 200)
    try:
        seen = seen_version(form.seen.data)
        rubrics.write(prompt_id, form.out_of.data, form.lines(), by=g.member, seen=seen)
    except EditedMeanwhile:
        return _edited_meanwhile(form, prompt)
    return _saved(prompt_id)


def _version(rubric: Any) -> str:
    return version(rubric.edited_at if rubric else None)


def _saved(prompt_id: int | None) -> Response:
    web.notice(_("Saved."))
    return web.see_other(_back(prompt_id))


def _back(prompt_id: int | None) -> str:
    return f"{g.here}/prompts/{prompt_id}/marks" if prompt_id else f"{g.here}/marking"


def _edited_meanwhile(form: RubricForm, prompt: Any) -> Response:
    """Show both versions beside each other; what was typed stays in the form."""
    prompt_id = prompt.id if prompt else None
    there, scale = rubrics.present(g.course.id, prompt_id), rubrics.scale(g.course.id, prompt_id)
    found = of_rubric(there, scale, Scale(form.out_of.data, form.lines()), by=g.member)
    if found is None:  # a double click, or the same words again: they are saved
        return _saved(prompt_id)
    form.seen.raw_data, form.seen.data = None, _version(there)
    return _page(form, prompt, status=409, meanwhile=found)


def _page(form: RubricForm, prompt: Any, *, status: int, meanwhile: Meanwhile | None = None) -> Response:
    prompt_id = prompt.id if prompt else None
    return web.page(
        "marking/rubric.html",
        status=status,
        form=form,
        prompt=prompt,
        meanwhile=meanwhile,
        scale=rubrics.scale(g.course.id, prompt_id),
        has_class=rubrics.present(g.course.id, None) is not None,
        url=_url(prompt_id),
        back=_back(prompt_id),
    )
