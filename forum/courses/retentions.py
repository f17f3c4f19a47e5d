"""Until when a class is kept."""

from __future__ import annotations

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from forum import policy, web
from forum.courses import retention
from forum.courses.term_forms import KeepForm

bp = Blueprint("retentions", __name__, url_prefix="/settings/retention")


@bp.get("")
def show() -> Response:
    """Show until when the class is kept."""
    policy.require(g.member, "course.edit", g.course)
    kept = retention.of(g.course.id).keep_until
    return web.page("courses/retention.html", form=KeepForm(data={"keep_until": kept}), kept=kept)


@bp.post("")
def keep() -> Response:
    """Name another day, or none."""
    policy.require(g.member, "course.edit", g.course)
    form = KeepForm()
    if not form.validate_on_submit():
        kept = retention.of(g.course.id).keep_until
        return web.page("courses/retention.html", form=form, kept=kept, status=422)
    retention.keep(g.course.id, form.keep_until.data, by=g.member)
    web.notice(_("Saved."))
    return web.see_other(f"{g.here}/settings")
