"""Managing what posts are filed under."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from forum import web
from forum.policy import require
from forum.posts import filing, shelf
from forum.posts.forms import CategoryForm

bp = Blueprint("categories", __name__, url_prefix="/categories")


@bp.before_request
def only_for_teachers() -> None:
    """Categories are the instructors' to change; the archives under the same address are elsewhere."""
    require(g.member, "course.edit", g.course)
    g.categories = shelf.categories(g.course.id)


@bp.get("")
def index() -> Response:
    """Show the categories and a form for one more."""
    return _page(CategoryForm(formdata=None))


@bp.post("")
def add() -> Response:
    """Add a category."""
    form = CategoryForm()
    if form.validate_on_submit():
        if filing.add(g.course.id, form.name.data, form.description.data or "", by=g.member):
            web.notice(_("The category is added."))
            return web.see_other(f"{g.here}/categories")
        form.refuse(form.name, _("There is a category of that name already."))
    return _page(form, status=422)


@bp.route("/<id:category_id>/edit", methods=["GET", "POST"])
def edit(category_id: int) -> Response:
    """Rename a category, describe it."""
    category = _load(category_id)
    form = CategoryForm(data={"name": category.name, "description": category.description})
    if form.validate_on_submit():
        if filing.rename(category_id, form.name.data, form.description.data or "", by=g.member):
            web.notice(_("Saved."))
            return web.see_other(f"{g.here}/categories")
        form.refuse(form.name, _("There is a category of that name already."))
    return web.form_page("posts/category_edit.html", form, category=category)


@bp.post("/<id:category_id>/raise")
def raise_(category_id: int) -> Response:
    """Move a category up by one place."""
    filing.move_up(_load(category_id).id, by=g.member)
    if web.partial():
        shown, notice = shelf.categories(g.course.id), {"text": _("Moved up."), "undo": ""}
        return web.page("posts/categories.html", block="list", categories=shown, notice=notice)
    web.notice(_("Moved up."))
    return web.see_other(f"{g.here}/categories#category-{category_id}")


@bp.route("/<id:category_id>/deletion", methods=["GET", "POST"])
def delete(category_id: int) -> Response:
    """Ask where the posts go, and delete a category: merge it into another, or let them fall back."""
    category = _load(category_id)
    if category.is_default:
        raise NotFound
    others = [row for row in g.categories if row.id != category_id and not row.is_default]
    if request.method != "POST":  # HEAD is a GET without its words
        return web.page("posts/category_delete.html", category=category, others=others)
    into = web.row_id(request.form.get("into"))
    target = next((row for row in others if row.id == into), None)
    filing.remove(category_id, into=target.id if target else None, by=g.member)
    web.notice(_("The category is gone; its posts are kept."))
    return web.see_other(f"{g.here}/categories")


def _load(category_id: int) -> Any:
    found = next((row for row in g.categories if row.id == category_id), None)
    if found is None:
        raise NotFound
    return found


def _page(form: CategoryForm, status: int = 200) -> Response:
    return web.page("posts/categories.html", categories=g.categories, form=form, status=status)
