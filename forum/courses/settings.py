"""What instructors change about their class."""

from __future__ import annotations

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from forum import policy, web
from forum.courses import actions, queries
from forum.courses.forms import SettingsForm

bp = Blueprint("class_settings", __name__, url_prefix="/settings")


@bp.get("")
def show() -> Response:
    """Show the class's settings."""
    policy.require(g.member, "course.edit", g.course)
    return web.page("courses/settings.html", form=_form())


@bp.post("")
def save() -> Response:
    """Change the class."""
    policy.require(g.member, "course.edit", g.course)
    form = _form()
    if not form.validate_on_submit() or not _slug_is_free(form):
        return web.page("courses/settings.html", form=form, status=422)
    try:
        actions.change(g.course, form.values(), by=g.member.user_id)
    except actions.SlugTaken:
        _slug_is_free(form)
        return web.page("courses/settings.html", form=form, status=422)
    web.notice(_("The class is changed."))
    return web.see_other(f"/c/{form.values().get('slug', g.course.slug)}/settings")


def _form() -> SettingsForm:
    """Return the form; only an admin may change the slug, because every address in the class holds it."""
    form = SettingsForm(obj=g.course)
    if not g.member.is_admin:
        del form.slug
    return form


def _slug_is_free(form: SettingsForm) -> bool:
    if "slug" not in form or queries.slug_is_free(form.slug.data, but=g.course.id):
        return True
    form.refuse(form.slug, _("Another class has this short name. Choose another one."))
    return False
