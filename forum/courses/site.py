"""The site's own pages: the start, the list of classes, and making one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import Forbidden

from forum import about, web
from forum.auth.session import ask_to_sign_in
from forum.courses import copying, newcomers, queries, retention, roster
from forum.courses.actions import SlugTaken, Unproved
from forum.courses.forms import NewCourseForm
from forum.courses.newcomers import Named, NameMissing

bp = Blueprint("site", __name__)


def admin_required(view: Callable[..., Response]) -> Callable[..., Response]:
    """Let only admins of the site see a page: others get 403, and who is not signed in is asked to."""

    @wraps(view)
    def guarded(*args: object, **kwargs: object) -> Response:
        if not current_user.is_authenticated:
            return ask_to_sign_in()
        if not current_user.is_admin:
            raise Forbidden(_("Only the admin of this site may do that. Ask them for a class."))
        return view(*args, **kwargs)

    return guarded


@bp.get("/")
def start() -> Response:
    """Lead into the class, where somebody has just one; else show their classes, or the site's front."""
    if not current_user.is_authenticated:
        public = queries.public_classes()
        return about.listed(web.page("courses/front.html", public=public), *public)
    classes = roster.of_user(current_user)
    if len(classes) == 1 and not current_user.is_admin and "all" not in request.args:
        return web.see_other(f"/c/{classes[0].slug}/")
    public = queries.public_classes() if not classes else []
    waits = _for_admins() if current_user.is_admin else {}
    return web.page("courses/classes.html", classes=classes, public=public, **waits)


def _for_admins() -> dict[str, Any]:
    """Return what waits for an admin: copies that were asked for, and classes that were kept long enough."""
    return {
        "asked": copying.waiting(),
        "overdue": retention.overdue(),
        "purging": retention.being_purged(),
    }


@bp.route("/courses/new", methods=["GET", "POST"])
@admin_required
def new() -> Response:
    """Make a class, and name who teaches it."""
    form = NewCourseForm(data={"time_zone": queries.latest_time_zone(), "weeks": 14})
    if not form.validate_on_submit():
        return web.page("courses/new.html", form=form, status=422 if form.is_submitted() else 200)
    values = form.values() | {"slug": form.slug.data or queries.free_slug(form.title.data or "")}
    instructor = Named(form.email.data, form.name.data) if form.email.data else None
    try:
        slug = newcomers.open_class(values, instructor, by=current_user.id)
    except SlugTaken:
        form.refuse(form.slug, _("Another class has this short name. Choose another one."))
    except NameMissing:
        form.refuse(form.name, _("Nobody here has that address. Add a name, and an account is made."))
    except Unproved as why:
        form.refuse(form.email, str(why))
    else:
        web.notice(_("The class is ready. Invite its people next."))
        return web.see_other(f"/c/{slug}/members")
    return web.page("courses/new.html", form=form, status=422)


@bp.get("/robots.txt")
def robots() -> Response:
    """Tell search engines and other programs where they may read (RFC 9309)."""
    return Response(about.ROBOTS, mimetype="text/plain")
