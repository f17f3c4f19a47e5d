"""What waits for an answer: of a prompt, for all who can read it; of the class, for those who teach it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g

from forum import web
from forum.peers import beside, waiting
from forum.policy import require
from forum.posts import shelf
from forum.prompts import queries as prompts

bp = Blueprint("unanswered", __name__)
bp.app_template_global("to_answer")(beside.of)
bp.app_template_global("yours_to_answer")(beside.of_prompt)
bp.app_template_filter("to_answer_said")(beside.said)


@bp.get("/prompts/<id:prompt_id>/unanswered")
def of_prompt(prompt_id: int) -> Response:
    """Show the answers to a prompt that nobody else has answered."""
    prompt = prompts.readable(g.member, prompt_id)
    page = waiting.of_prompt(g.member, prompt_id, after=web.asked("after"), show=web.how_many(waiting.PAGE))
    return _page("peers/unanswered.html", page=page, prompt=prompt)


@bp.get("/unanswered")
def of_class() -> Response:
    """Show what nobody else has answered in the class: answers to prompts, or with `?posts=1` all posts."""
    require(g.member, "waiting.read", g.course)
    every, show = bool(web.asked("posts")), web.how_many(waiting.PAGE)
    page = waiting.of_class(g.member, every=every, after=web.asked("after"), show=show)
    return _page("peers/unanswered.html", page=page, prompt=None, every=every)


def _page(template: str, **context: Any) -> Response:
    return web.page(template, block="entries", rail=shelf.of(g.course, g.member), **context)
