"""The board of a prompt: who has done it, who is late, who has not yet."""

from __future__ import annotations

from flask import Blueprint, Response, g

from forum import web
from forum.policy import require
from forum.prompts import boards, queries

bp = Blueprint("prompt_board", __name__, url_prefix="/prompts/<id:prompt_id>/board")


@bp.get("")
def show(prompt_id: int) -> Response:
    """Show the board, or a section of it (`?section=`). Who knows its state (`?mark=`) gets nothing (204)."""
    prompt = queries.readable(g.member, prompt_id)
    require(g.member, "prompt.board.read", prompt)
    board = boards.of(g.member, prompt_id, web.asked_id("section"))
    if web.partial() and web.asked("mark") == board.mark:
        return Response(status=204)
    return web.page("prompts/board.html", block="board", prompt=prompt, board=board)
