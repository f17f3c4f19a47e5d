"""How the answers to a prompt are shared out: set, begun, switched off, and looked at."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from forum import web
from forum.peers import actions, allotting, overview, queries
from forum.peers.forms import SharingForm, given
from forum.policy import require
from forum.policy_peers import is_over
from forum.prompts import queries as prompts
from forum.ratelimits import each_writer

bp = Blueprint("sharing", __name__, url_prefix="/prompts/<id:prompt_id>")


def _prompt(prompt_id: int) -> Any:
    """Return the prompt whose answers may be shared out. Raises NotFound, Forbidden."""
    prompt = prompts.readable(g.member, prompt_id)
    require(g.member, "sharing.edit", prompt)
    return prompt


@bp.route("/sharing", methods=["GET", "POST"])
@each_writer("60 per minute")
def edit(prompt_id: int) -> Response:
    """Show and set how answers are shared out, and which questions are asked."""
    prompt, sharing = _prompt(prompt_id), queries.sharing(prompt_id)
    form = SharingForm()
    if not form.is_submitted():
        form = SharingForm.of(sharing, queries.questions(prompt_id))
    if not form.validate_on_submit():
        return web.form_page("peers/sharing.html", form, prompt=prompt, sharing=sharing)
    actions.arrange(prompt_id, form.terms(), by=g.member)
    web.notice(_("Saved."))
    return web.see_other(f"{g.here}/prompts/{prompt_id}/reviews")


@bp.post("/sharing/delete")
def switch_off(prompt_id: int) -> Response:
    """Share out nothing more. What was given and said stays."""
    _prompt(prompt_id)
    actions.switch_off(prompt_id, by=g.member)
    web.notice(_("Nothing is shared out any more, and nothing of it is owed. What was said stays."))
    return web.see_other(f"{g.here}/prompts/{prompt_id}/reviews")


@bp.post("/allotments")
@each_writer("20 per minute")
def share_out(prompt_id: int) -> Response:
    """Give each student what is to be given now."""
    prompt = _prompt(prompt_id)
    many = allotting.share_out_now(prompt_id, by=g.member)
    web.notice(given(many, is_over=is_over(prompt.replies_due_at)))
    return web.see_other(f"{g.here}/prompts/{prompt_id}/reviews")


@bp.get("/reviews")
def show(prompt_id: int) -> Response:
    """Show who was given what, and who has done it."""
    prompt = prompts.readable(g.member, prompt_id)
    require(g.member, "sharing.read", prompt)
    return web.page(
        "peers/overview.html",
        prompt=prompt,
        sharing=queries.sharing(prompt_id),
        lines=overview.of_prompt(g.member, prompt_id),
        alone=queries.answers_alone(g.member, prompt_id),
        is_over=is_over(prompt.replies_due_at),
    )
