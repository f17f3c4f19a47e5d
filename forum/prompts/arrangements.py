"""What a teacher arranges from the board: more time, an excuse, and either of them taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from forum import web
from forum.courses import placings
from forum.courses.words import some
from forum.policy import require
from forum.posts.forms import seen_version, version
from forum.prompts import arranging, boards, queries
from forum.prompts.arranging import Terms, Whom
from forum.prompts.extension_forms import ExtensionForm
from forum.prompts.models import NOTE_LIMIT
from forum.ratelimits import each_writer

bp = Blueprint("arrangements", __name__, url_prefix="/prompts/<id:prompt_id>/board")
WHOM = "/<slug:whom>"  # "user-7" or "section-3"


def _prompt(prompt_id: int) -> Any:
    """Return the prompt that something may be arranged about. Raises NotFound, Forbidden."""
    prompt = queries.readable(g.member, prompt_id)
    require(g.member, "prompt.arrange", prompt)
    return prompt


@bp.route(f"/extensions{WHOM}", methods=["GET", "POST"])
@each_writer("120 per minute")
def extend(prompt_id: int, whom: str) -> Response:
    """Ask until when, and give somebody more time."""
    prompt, who = _prompt(prompt_id), arranging.find(g.member, whom)
    terms = arranging.terms_with(prompt_id, who)
    anyway = arranging.terms_without(prompt_id, who, by=g.member)
    form = ExtensionForm.for_(prompt, g.course, terms, anyway)
    if not form.validate_on_submit():
        return web.form_page("prompts/extension.html", form, prompt=prompt, whom=who, section=_chosen())
    given = Terms(**form.terms())
    before = arranging.extend(prompt_id, who, given, by=g.member, reopens=form.reopens)
    return _done(prompt_id, who, before, _given(who, form, given))


def _given(who: Whom, form: ExtensionForm, given: Terms) -> str:
    if form.reopens and not (given.posts_due_at or given.replies_due_at):
        return _("%(name)s is not excused.", name=who.name)
    if form.is_excused and not form.reopens:
        return _("%(name)s has more time, and is still excused.", name=who.name)
    return _("%(name)s has more time.", name=who.name)


@bp.post(f"/excuses{WHOM}")
@each_writer("120 per minute")
def excuse(prompt_id: int, whom: str) -> Response:
    """Let somebody owe nothing."""
    _prompt(prompt_id)
    who = arranging.find(g.member, whom)
    before = arranging.excuse(prompt_id, who, by=g.member)
    return _done(prompt_id, who, before, _("%(name)s is excused.", name=who.name), *_but(prompt_id, who))


def _but(prompt_id: int, whom: Whom) -> list[str]:
    """Say who in a section that is excused now is asked all the same."""
    asked = boards.still_asked(g.member, prompt_id, whom.section_id) if whom.section_id else []
    named = some(asked) if asked else ""
    return [_("Still asked, as was arranged with them alone: %(names)s.", names=named)] if asked else []


@bp.post(f"/excuses{WHOM}/delete")
@each_writer("120 per minute")
def reopen(prompt_id: int, whom: str) -> Response:
    """Take an excuse back, also that of a section for one student of it. More time stays."""
    _prompt(prompt_id)
    who = arranging.find(g.member, whom)
    before = arranging.reopen(prompt_id, who, by=g.member)
    return _done(prompt_id, who, before, _("%(name)s is not excused.", name=who.name))


@bp.post(f"/arrangements{WHOM}/delete")
@each_writer("120 per minute")
def take_back(prompt_id: int, whom: str) -> Response:
    """Take back all that was arranged with somebody: the prompt is for them as for the others."""
    _prompt(prompt_id)
    who = arranging.find(g.member, whom)
    before = arranging.arrange(prompt_id, who, Terms(), by=g.member)
    return _done(prompt_id, who, before, _("What was arranged with %(name)s is taken back.", name=who.name))


@bp.post(f"/arrangements{WHOM}")
@each_writer("120 per minute")
def put_back(prompt_id: int, whom: str) -> Response:
    """Arrange again what an undo says, in the address of its form."""
    _prompt(prompt_id)
    who, said = arranging.find(g.member, whom), request.args
    terms = Terms(
        is_excused=said.get("excused") == "1",
        still_owes=said.get("owes") == "1" and who.user_id is not None,
        posts_due_at=_read(said.get("posts")),
        replies_due_at=_read(said.get("replies")),
        note=said.get("note", "")[:NOTE_LIMIT],
    )
    arranging.arrange(prompt_id, who, terms, by=g.member)
    web.notice(" ".join([_("It is as it was."), *(_but(prompt_id, who) if terms.is_excused else [])]))
    return web.see_other(_back_to(prompt_id, who, _chosen()))


def _read(said: str | None) -> datetime | None:
    """Read a moment that `_undo` has written; nothing beyond the years that a calendar has."""
    try:
        return seen_version(said)
    except (ValueError, OverflowError, OSError):
        return None


def _done(prompt_id: int, whom: Whom, before: Terms, *sentences: str) -> Response:
    """Say what was done, and how it is undone, on the board as its reader had it."""
    said, section = " ".join(sentences), _chosen()
    undo = f"{g.here}/prompts/{prompt_id}/board/arrangements/{whom}{_undo(before, section)}"
    if web.partial():
        prompt = queries.readable(g.member, prompt_id)
        board = boards.of(g.member, prompt_id, section)
        notice = {"text": said, "undo": undo}
        return web.page("prompts/board.html", block="board", prompt=prompt, board=board, notice=notice)
    web.notice(said, undo=undo)
    return web.see_other(_back_to(prompt_id, whom, section))


def _chosen() -> int | None:
    """Return the section that was chosen on the board, as far as its reader knows it; None is all."""
    asked = web.asked_id("section")
    return asked if asked and asked in {section.id for section in placings.known(g.member)} else None


def _back_to(prompt_id: int, whom: Whom, section: int | None) -> str:
    """Return the address of somebody's line on the board, in the section that was chosen there."""
    query = f"?section={section}" if section else ""
    return f"{g.here}/prompts/{prompt_id}/board{query}#{whom}"


def _undo(before: Terms, section: int | None) -> str:
    said = {
        "excused": "1" if before.is_excused else "",
        "owes": "1" if before.still_owes else "",
        "posts": version(before.posts_due_at) if before.posts_due_at else "",
        "replies": version(before.replies_due_at) if before.replies_due_at else "",
        "note": before.note,
        "section": str(section or ""),
    }
    query = urlencode({name: value for name, value in said.items() if value})
    return query and f"?{query}"
