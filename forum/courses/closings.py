"""Closing a class, and opening it again."""

from __future__ import annotations

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from forum import policy, web
from forum.courses import closing, retention
from forum.courses.term_forms import KeepForm
from forum.marking import queries as marks

bp = Blueprint("closings", __name__, url_prefix="/settings/closing")


@bp.get("")
def show() -> Response:
    """Say what closing the class means, and ask until when it is to be kept."""
    policy.require(g.member, "course.edit", g.course)
    kept = retention.of(g.course.id).keep_until or retention.proposed()
    return _page(KeepForm(data={"keep_until": kept}))


@bp.post("")
def close() -> Response:
    """Close the class."""
    policy.require(g.member, "course.edit", g.course)
    form = KeepForm()
    if not form.validate_on_submit():
        return _page(form, status=422)
    if closing.close(g.course.id, keep_until=form.keep_until.data, by=g.member):
        web.notice(
            _("The class is closed. Everything in it can be read."), undo=f"{g.here}/settings/closing/delete"
        )
    return web.see_other(f"{g.here}/settings")


def _page(form: KeepForm, status: int = 200) -> Response:
    unreleased = marks.unreleased(g.member)
    return web.page("courses/closing.html", form=form, unreleased=unreleased, status=status)


@bp.post("/delete")
def open_again() -> Response:
    """Open the class again."""
    policy.require(g.member, "course.edit", g.course)
    if closing.open_again(g.course.id, by=g.member):
        web.notice(_("The class is open again."))
    return web.see_other(f"{g.here}/settings")
