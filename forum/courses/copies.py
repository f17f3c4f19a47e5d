"""Copying a class for another term: what it is called, what goes along, and then it is made or asked for."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import Conflict

from forum import policy, web
from forum.courses import copying, parcel, proposing, queries
from forum.courses.actions import SlugTaken
from forum.courses.site import admin_required
from forum.courses.term_forms import CopyForm, ShortNameForm

bp = Blueprint("copies", __name__, url_prefix="/settings/copy")
asked = Blueprint("asked_copies", __name__, url_prefix="/courses/copies/<id:copy_id>")


@bp.get("")
def show() -> Response:
    """Ask what the copy is to be called, and show those that were made or asked for."""
    policy.require(g.member, "course.edit", g.course)
    form = CopyForm(request.args) if request.args else CopyForm(data=proposing.values(g.course))
    return _form_page(form, status=200)


@bp.get("/preview")
def preview() -> Response:
    """Show exactly what would be copied; nothing is made yet."""
    policy.require(g.member, "course.edit", g.course)
    form = CopyForm(request.args)
    if not form.validate() or not _slug_is_free(form):
        return _form_page(form)
    form.slug.data = _slug(form)
    packed = _packed(
        g.course,
        first_day=form.first_day.data,
        with_sections=form.with_sections.data,
        author_id=g.member.user_id,
    )
    wished = form.values()
    change = f"{g.here}/settings/copy?{urlencode({name: value for name, value in wished.items() if value})}"
    return web.page("courses/copy_preview.html", form=form, wished=wished, change=change, parcel=packed)


@bp.post("")
def create() -> Response:
    """Make the copy; or ask the site's admins for it, where only they may."""
    policy.require(g.member, "course.edit", g.course)
    form = CopyForm()
    if not form.validate_on_submit():
        return _form_page(form)
    key, values = copying.wanted_key(form.key.data, form.values()), form.values() | {"slug": _slug(form)}
    if not policy.may(g.member, "course.make", g.course):
        copying.ask(g.course, values, key=key, by=g.member)
        web.notice(_("An admin of the site is asked. You get a mail when your class is ready."))
        return web.see_other(f"{g.here}/settings/copy")
    try:
        slug = copying.make(g.course, values, key=key, by=g.member)
    except SlugTaken:
        form.refuse(form.slug, _taken())
        return _form_page(form)
    except parcel.TooMuch:
        raise _too_much() from None
    web.notice(_("The class is ready. Invite its people next."))
    return web.see_other(f"/c/{slug}/members")


@asked.get("")
@admin_required
def look(copy_id: int) -> Response:
    """Show an admin what an instructor has asked for."""
    wanted = copying.asked(copy_id)
    return _asked_page(wanted, ShortNameForm(data={"slug": wanted.slug}), status=200)


@asked.post("")
@admin_required
def grant(copy_id: int) -> Response:
    """Make what an instructor has asked for."""
    wanted, form = copying.asked(copy_id), ShortNameForm()
    if not form.validate_on_submit():
        return _asked_page(wanted, form)
    try:
        slug = copying.grant(copy_id, form.slug.data, by=current_user.id)
    except SlugTaken:
        form.refuse(form.slug, _taken())
        return _asked_page(wanted, form)
    except parcel.TooMuch:
        raise _too_much() from None
    web.notice(_("The class is made, and who asked for it is told."))
    return web.see_other(f"/c/{slug}/members")


@asked.post("/delete")
@admin_required
def decline(copy_id: int) -> Response:
    """Do not make it."""
    copying.decline(copy_id, by=current_user.id)
    web.notice(_("The class is not copied, and who asked for it is told."))
    return web.see_other("/?all=1")


def _asked_page(wanted: Any, form: ShortNameForm, status: int = 422) -> Response:
    packed = _packed(
        queries.by_id(wanted.course_id),
        first_day=wanted.first_day,
        with_sections=wanted.with_sections,
        author_id=wanted.asked_by_id,
    )
    return web.page(
        "courses/copy_asked.html", form=form, wanted=wanted, wished=wanted, parcel=packed, status=status
    )


def _form_page(form: CopyForm, status: int = 422) -> Response:
    return web.page("courses/copy.html", form=form, copies=copying.of_class(g.course.id), status=status)


def _packed(course: Any, **wishes: Any) -> parcel.Parcel:
    try:
        return parcel.pack(course, **wishes)
    except parcel.TooMuch:
        raise _too_much() from None


def _too_much() -> Conflict:
    return Conflict(
        _(
            "A copy takes along at most %(most)d categories, prompts, sections or posts of a class, each."
            " This one has more: let fewer posts go along, or delete what is not needed.",
            most=parcel.MOST,
        )
    )


def _slug(form: CopyForm) -> str:
    return form.slug.data or queries.free_slug(form.title.data or "")


def _slug_is_free(form: CopyForm) -> bool:
    if not form.slug.data or queries.slug_is_free(form.slug.data):
        return True
    form.refuse(form.slug, _taken())
    return False


def _taken() -> str:
    return _("Another class has this short name. Choose another one.")
