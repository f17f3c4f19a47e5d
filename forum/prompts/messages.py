"""Writing to those who have not done a prompt yet."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, g
from flask_babel import gettext as _

from forum import web
from forum.letters.writing import Occasion, write_to
from forum.policy import require
from forum.prompts import boards, queries, wording
from forum.ratelimits import each_writer
from forum.text_plain import cut
from forum.writing import places

bp = Blueprint("prompt_messages", __name__, url_prefix="/prompts/<id:prompt_id>/board/messages")
TITLE = 100  # characters of it in a subject


@bp.get("")
def show(prompt_id: int) -> Response:
    """Show who is missing, of all or of one section (`?section=`), and a letter to them."""
    return _write(prompt_id)


@bp.post("")
@each_writer("10 per hour")
def send(prompt_id: int) -> Response:
    """Send the letter."""
    return _write(prompt_id)


def _write(prompt_id: int) -> Response:
    prompt = queries.readable(g.member, prompt_id)
    require(g.member, "prompt.arrange", prompt)
    section = web.asked_id("section")
    board = boards.of(g.member, prompt_id, section)
    return write_to(board.missing, _occasion(prompt, section))


def _occasion(prompt: Any, section: int | None) -> Occasion:
    board, of_section = f"{g.here}/prompts/{prompt.id}/board", f"?section={section}" if section else ""
    return Occasion(
        subject=_("Still missing: %(title)s", title=cut(prompt.title, TITLE)),
        text=_text(prompt),
        address=f"{board}/messages{of_section}",
        back=f"{board}{of_section}",
        room="prompts",
        about=f"prompt-{prompt.id}",
        place=places.writing_to_missing(prompt.id, section),
    )


def _text(prompt: Any) -> str:
    """Return what the letter says before its writer changes it."""
    due = wording.dues(prompt)
    wanted = f"{wording.wanted(prompt)}, {due}" if due else wording.wanted(prompt)
    where = f"{current_app.config['SEMINAR_BASE_URL']}{g.here}/prompts/{prompt.id}"
    return "\n\n".join(
        (
            _("Hello,"),
            _(
                "something of yours is still missing for “%(title)s” (%(wanted)s).",
                title=prompt.title,
                wanted=wanted,
            ),
            _("What exactly, you see here:") + f"\n{where}",
            _("Tell me if something keeps you from it."),
        )
    )
