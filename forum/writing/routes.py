"""The editor's helpers: what the text will look like, and keeping it while it is typed."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound, UnprocessableEntity

from forum import prose, web
from forum.policy import require
from forum.ratelimits import each_writer
from forum.writing import actions, places, queries
from forum.writing.forms import UnsentForm
from forum.writing.places import Place

bp = Blueprint("writing", __name__)
bp.app_template_filter("place")(places.read)
bp.app_template_filter("explained")(prose.explain)
bp.app_template_filter("trouble")(prose.explain_trouble)


@bp.app_template_filter("goes_on_at")
def goes_on_at(draft: Any) -> str:
    """Return where one goes on with a draft, below the address of the class; "" where that is gone."""
    place = places.read(draft.place)
    return places.address(place, draft.post_id, draft.key) if place else ""


@bp.post("/drafts")
@each_writer("60 per minute")
def save() -> Response:
    """Save what is being typed, and say when; the header tells the page how often that was done.

    What comes too late is answered with nothing (204): it was sent already, or, if that header is there,
    newer words of the same page are here.
    """
    require(g.member, "drafts.keep", g.course)
    form = _valid(UnsentForm())
    words = form.words()
    try:
        saved = actions.save(words, form.unsent.data, by=g.member, saw=form.number(), turn=form.turn())
    except actions.Overtaken as late:
        return Response(status=204, headers={"Saves": str(late.saves)})
    except actions.Ended:
        return Response(status=204)
    if not web.partial():
        return web.see_other(f"{g.here}/drafts")
    answer = web.fragment("writing/saved.html", at=saved.saved_at, empty=not (words.title or words.body))
    answer.headers["Saves"] = str(saved.saves)
    return answer


@bp.post("/preview")
@each_writer("60 per minute")
def preview() -> Response:
    """Show a text as it will stand there. Without JavaScript it is saved, and its form is a click away."""
    require(g.member, "drafts.keep", g.course)
    form = UnsentForm()
    form.unsent.data = form.unsent.data or secrets.token_hex(8)
    _valid(form)
    if web.partial():
        made = _rendered(form.stands, form.body.data or "", form.format.data)
        return web.fragment("writing/preview.html", made=made)
    return web.see_other(f"{g.here}/drafts/{_save_in_any_case(form).key}/preview")


@bp.get("/drafts/<slug:key>/preview")
def previewed(key: str) -> Response:
    """Show a draft as it will stand there, on a page of its own."""
    require(g.member, "drafts.keep", g.course)
    draft = queries.of_key(g.member.user_id, key, g.course.id)
    place = draft and places.read(draft.place)
    if place is None:
        raise NotFound(_("This draft was sent or thrown away."))
    made = _rendered(place, draft.body, dict(draft.fields).get("format"))
    back = places.address(place, draft.post_id, key)
    return web.page("writing/previewed.html", made=made, title=draft.title, back=back and f"{g.here}{back}")


def _rendered(place: Place, body: str, format: str | None) -> prose.Prose:
    """Render a text through what will publish it."""
    heading = prose.POST_HEADING if place.is_of_post else prose.COMMENT_HEADING
    return prose.prepare(body, heading=heading, course_id=g.course.id, format=format or "markdown")


def _valid(form: UnsentForm) -> UnsentForm:
    """Return the form. Raises UnprocessableEntity (422) with the first thing that is wrong in it."""
    if not form.validate():
        raise UnprocessableEntity(str(next(error for errors in form.errors.values() for error in errors)))
    return form


def _save_in_any_case(form: UnsentForm) -> Any:
    """Save the words: as another draft, where theirs was sent or changed elsewhere meanwhile."""
    try:
        return actions.save(form.words(), form.unsent.data, by=g.member, saw=form.number())
    except (actions.SavedElsewhere, actions.Ended):
        return actions.save(form.words(), secrets.token_hex(8), by=g.member, saw=0)
