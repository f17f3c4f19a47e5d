"""Words are never lost: what was sent with a dead session or a stale token is kept and offered again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from flask import Response, g, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError

from forum import clock, web
from forum.auth.models import KeptForm
from forum.extensions import db

NEVER_KEPT = ("password", "csrf_token", "kept")
PLACES = ("/c/", "/courses", "/settings")  # where people write; what is sent elsewhere is not kept
COPIES = "course.writing.save"  # sends what stands in a page that is still open, again and again
FOR = timedelta(days=7)
AREAS = ("addresses", "answer", "body", "co_authors", "description", "excerpt", "pasted", "text")
LINES = ("email", "name", "new_category", "note", "reason", "subject", "term", "title", "wording")
LONG = 80  # characters; a longer value is shown in a text area


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a kept form, and how to show it: in a "text" area, on a "line", or "hidden"."""

    name: str
    value: str
    label: str
    shown: str


def sign_in_first() -> Response:
    """Answer a request that nobody is signed in for: keep what it brought, and ask to sign in."""
    kept = request.method == "POST" and keep(cookie.get("writer"))
    back = "" if request.method == "POST" else request.full_path.rstrip("?")
    to = url_for("auth.sign_in", next=back or None, kept=1 if kept else None)
    return _go(to, 401)


def stale_form(_error: CSRFError) -> Response:
    """Answer a form whose token is missing or stale. The forms of members are kept and offered again."""
    if request.endpoint == "auth.sign_in":
        return _go(url_for("auth.sign_in", next=request.args.get("next"), stale=1), 400)
    writer = current_user.id if current_user.is_authenticated else cookie.get("writer")
    if not keep(writer):
        return _nothing_kept() if web.partial() else web.page("errors/stale.html", fields=words(), status=400)
    return _go(url_for("auth.kept_form" if current_user.is_authenticated else "auth.sign_in", kept=1), 400)


def _nothing_kept() -> Response:
    """Say to htmx what happened, and how to go on: what was typed stays in its form.

    Who signs in beside it and sends it again is one whose words are kept.
    """
    if current_user.is_authenticated:
        text = _("This page was open too long. Nothing was sent: reload it, and try again.")
        return web.refusal(text, 400, way=("", _("Reload the page")))
    text = _("You are signed out. Nothing was sent: sign in in a new tab, and send it again from here.")
    return web.refusal(text, 400, way=(url_for("auth.sign_in"), _("Sign in")))


def _go(url: str, status: int) -> Response:
    if web.partial():
        return Response(status=status, headers={"HX-Redirect": url})
    return web.see_other(url)


def typed() -> list[list[str]]:
    """Return what this request's form holds, without its secrets: [[name, value], ...]."""
    pairs = request.form.items(multi=True)
    return [[name, value] for name, value in pairs if not any(word in name for word in NEVER_KEPT)]


def words() -> list[Field]:
    """Return what this request's form holds for people to read, to be copied from a page."""
    return [field for field in fields(typed()) if field.value.strip() and field.shown != "hidden"]


def keep(user_id: int | None) -> bool:
    """Keep this request's form for its writer; one form a person, the newest."""
    if user_id is None or not words() or not request.path.startswith(PLACES) or request.endpoint == COPIES:
        return False
    try:
        _write(user_id, typed())
    except IntegrityError:  # the same person's other tab came in between; the newest form is kept
        _write(user_id, typed())
    g.kept_anew = True
    return True


def _write(user_id: int, fields: list[list[str]]) -> None:
    db.session.rollback()
    old = KeptForm.kept_at < clock.now() - FOR
    db.session.execute(delete(KeptForm).where(or_(KeptForm.user_id == user_id, old)))
    db.session.add(KeptForm(user_id=user_id, path=request.path, fields=fields))
    db.session.commit()


def of(user_id: int) -> KeptForm | None:
    """Return what is kept for somebody."""
    fresh = KeptForm.kept_at > clock.now() - FOR
    return db.session.scalar(select(KeptForm).where(KeptForm.user_id == user_id, fresh))


def fields(pairs: list[list[str]]) -> list[Field]:
    """Return the values of a form: its words to be seen, the rest to be sent along."""
    labels = {
        "title": _("Title"),
        "body": _("Text"),
        "name": _("Name"),
        "description": _("Description"),
        "reason": _("Reason"),
        "email": _("E-mail address"),
    }
    return [
        Field(name, value, labels.get(name, _("What you wrote")), shown(name, value)) for name, value in pairs
    ]


def shown(name: str, value: str) -> str:
    """Return how a value is shown. One word in a field that we do not know may be a number or a key."""
    known = re.sub(r".*-\d+-|_\d+$", "", name)  # "criteria-2-name", "answer_7"
    if len(value) > LONG or "\n" in value or known in AREAS:
        return "text"
    return "line" if known in LINES or " " in value else "hidden"


def forget_what_arrived(answer: Response) -> Response:
    """Forget a kept form once its words arrived: they were taken, or stand in the page that says why not.

    A refusal without them (403, 404, 5xx), and an answer that kept them anew, leave them where they are.
    """
    if request.method != "POST" or (answer.status_code >= 400 and answer.status_code != 422):
        return answer
    if "kept" in request.form and "kept_anew" not in g and current_user.is_authenticated:
        db.session.rollback()
        forget(current_user.id)
    return answer


def forget(user_id: int) -> None:
    """Throw away what was kept for somebody."""
    db.session.execute(delete(KeptForm).where(KeptForm.user_id == user_id))
    db.session.commit()


def explain() -> str:
    """Return the sentence that stands above a sign-in form when words were kept."""
    return _("Your session had ended. What you wrote is kept: sign in, and it is offered again.")
