"""How a member hears of a class by mail, and what they follow there."""

from __future__ import annotations

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from forum import web
from forum.auth import queries as accounts
from forum.notify import actions
from forum.notify.forms import WishesForm
from forum.policy import require
from forum.reading import queries as reading

bp = Blueprint("wishes", __name__, url_prefix="/notifications/mail")
bp.before_request(lambda: require(g.member, "bell.hear", g.course))


@bp.route("", methods=["GET", "POST"])
def show() -> Response:
    """Show what a member wishes, and change it."""
    form = WishesForm.of(actions.wishes(g.member))
    if form.validate_on_submit():
        actions.wish(form.wishes(), by=g.member)
        web.notice(_("Saved."))
        return web.see_other(f"{g.here}/notifications/mail")
    return web.form_page(
        "notify/wishes.html",
        form,
        user=accounts.user(g.member.user_id),
        watched=reading.watched_things(g.member),
        follows=reading.watched_class(g.member),
    )
