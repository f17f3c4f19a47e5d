"""What somebody was writing and did not send: read whole and thrown away, also when its class is left."""

from __future__ import annotations

import re
from urllib.parse import quote

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from forum import web
from forum.auth import session
from forum.writing import actions, places, queries

bp = Blueprint("drafts", __name__, url_prefix="/drafts")
KEY = "/<slug:key>"


@bp.before_request
def members_only() -> Response | None:
    """Ask strangers to sign in."""
    return None if current_user.is_authenticated else session.ask_to_sign_in()


@bp.get("")
def index() -> Response:
    """List what somebody was writing, in all classes."""
    return web.page("writing/drafts.html", unsent=queries.of_user(current_user.id))


@bp.get(KEY)
def show(key: str) -> Response:
    """Show a draft whole, to be copied or gone on with."""
    found = queries.of_key(current_user.id, key)
    if found is None:
        raise NotFound(_("This draft was sent or thrown away."))
    place = places.read(found.place)
    back = places.address(place, found.post_id, key) if place else ""
    return web.page("writing/draft.html", draft=found, back=back and f"/c/{found.slug}{back}")


@bp.post(f"{KEY}/ending")
def throw_away(key: str) -> Response:
    """Throw a draft away."""
    _own(key)
    if actions.throw_away(key, current_user.id):
        undo = f"/drafts/{key}/ending/delete?seen_on={quote(request.form.get('seen_on', ''))}"
        web.notice(_("Your draft is thrown away."), undo=undo)
    return _back(request.form)


@bp.post(f"{KEY}/ending/delete")
def bring_back(key: str) -> Response:
    """Take a throwing away back."""
    _own(key)
    if actions.bring_back(key, current_user.id):
        web.notice(_("Your draft is back."))
    return _back(request.args)


def _own(key: str) -> None:
    """Let a request go on with a draft of one's own only. Raises NotFound."""
    if not queries.is_there(current_user.id, key):
        raise NotFound


def _back(asked: MultiDict[str, str]) -> Response:
    """Go back to the list that was seen, of a class or of all."""
    slug = asked.get("seen_on", "")
    return web.see_other(f"/c/{slug}/drafts" if re.fullmatch(web.Slug.regex, slug) else "/drafts")
