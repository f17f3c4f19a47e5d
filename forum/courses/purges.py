"""Destroying a class, which is for the admin of the site."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import Conflict, NotFound

from forum import web
from forum.courses import holdings, purging, queries, retention, tasks
from forum.courses.site import admin_required
from forum.courses.term_forms import PurgeForm

bp = Blueprint("purges", __name__, url_prefix="/courses/<slug:slug>/purge")


@bp.get("")
@admin_required
def show(slug: str) -> Response:
    """Show what would be destroyed."""
    return _page(_class(slug), PurgeForm(formdata=None))


@bp.post("")
@admin_required
def begin(slug: str) -> Response:
    """Give the class up to be destroyed, if its short name was typed."""
    found, form = _class(slug), PurgeForm()
    if found.is_open:
        raise Conflict(_("This class is open. Close it first, so that nobody writes in it meanwhile."))
    if form.slug.data != found.slug:
        form.validate()
        form.refuse(form.slug, _("Type the short name of this class: %(slug)s.", slug=found.slug))
        return _page(found, form, status=422)
    if purging.begin(found.id, by=current_user.id):
        tasks.purge_later()
        web.notice(_("The class is being destroyed. Nobody enters it any more."))
    return web.see_other("/?all=1")


def _class(slug: str) -> Any:
    found = queries.by_slug(slug)
    if found is None:
        raise NotFound
    return found


def _page(found: Any, form: PurgeForm, status: int = 200) -> Response:
    return web.page(
        "courses/purge.html",
        klass=found,
        kept=retention.of(found.id).keep_until,
        holdings=holdings.of(found.id),
        form=form,
        status=status,
    )
