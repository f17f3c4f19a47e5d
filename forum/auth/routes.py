"""Signing in and out, resetting a password, and what was kept."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_required

from forum import web
from forum.auth import actions, by_mail, kept, links, next_url, queries, session
from forum.auth.attempts import Refused
from forum.auth.forms import AskResetForm, ConfirmForm, NewPasswordForm, SignInForm
from forum.auth.models import User

bp = Blueprint("auth", __name__)
bp.after_app_request(kept.forget_what_arrived)


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    """Let somebody in, and send them on to where they were going."""
    onward = next_url.safe(request.args.get("next"))
    if current_user.is_authenticated:
        return web.see_other(onward)
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form, onward, status=422 if form.is_submitted() else 200)
    try:
        who = actions.sign_in(form.email.data, form.password.data, address=request.remote_addr or "")
    except Refused as why:
        form.refuse(form.password, str(why))
        return _sign_in_page(form, onward, **refusal(why))
    return _enter(who, onward)


def _sign_in_page(form: SignInForm, onward: str, **answer: Any) -> Response:
    if "stale" in request.args:
        above = _("That page was open too long, or your browser took no cookie. Sign in here.")
    else:
        above = kept.explain() if "kept" in request.args else ""
    return shown("auth/sign_in.html", form=form, onward=onward, above=above, **answer)


def _enter(who: User, onward: str) -> Response:
    user_id = who.id
    session.begin(who)
    return web.see_other(url_for("auth.kept_form", next=onward) if kept.of(user_id) else onward)


def refusal(why: Refused) -> dict[str, Any]:
    """Return the status and the headers that say why, and when to come back (RFC 6585 section 4)."""
    headers = {"Retry-After": str(why.seconds)} if why.seconds else {}
    return {"status": 429 if why.seconds else 422, "headers": headers}


def shown(template: str, *, headers: dict[str, str] | None = None, **context: Any) -> Response:
    """Show a page that is in no cache: it holds a secret link, or an address that somebody typed."""
    answer = web.page(template, **context)
    answer.headers.extend(headers or {})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/sign-out")
def sign_out() -> Response:
    """End this session."""
    if current_user.is_authenticated:
        actions.note_leaving(current_user.id)
        session.end()
        web.notice(_("You are signed out."))
    return web.see_other(url_for("auth.sign_in"))


@bp.post("/sign-out-everywhere")
@login_required
def sign_out_everywhere() -> Response:
    """End all sessions of this person, this one too."""
    actions.end_sessions(current_user.id)
    session.end()
    web.notice(_("You are signed out everywhere."))
    return web.see_other(url_for("auth.sign_in"))


@bp.route("/reset", methods=["GET", "POST"])
def reset() -> Response:
    """Ask for a link that sets a new password; the answer is the same for every address."""
    form = AskResetForm()
    if not form.validate_on_submit():
        return shown("auth/reset.html", form=form, status=422 if form.is_submitted() else 200)
    try:
        by_mail.ask_reset(form.email.data, address=request.remote_addr or "")
    except Refused as why:
        form.refuse(form.email, str(why))
        return shown("auth/reset.html", form=form, **refusal(why))
    return web.see_other(url_for("auth.reset_sent"))


@bp.get("/reset/sent")
def reset_sent() -> Response:
    """Say what happens next, whoever asked."""
    return web.page("auth/reset_sent.html")


@bp.route("/reset/<slug:token>", methods=["GET", "POST"])
def new_password(token: str) -> Response:
    """Choose a new password by a mailed link. Only the form uses the link up: mail scanners follow links."""
    link = links.find("reset", token)
    if link is None or link.user_id is None:
        return _dead()
    form = NewPasswordForm()
    whose = queries.user(link.user_id)
    if not form.accepts(name=whose.name, email=link.email):
        status = 422 if form.is_submitted() else 200
        return shown("auth/new_password.html", form=form, whose=whose, token=token, status=status)
    user = by_mail.reset_password(link, form.password.data)
    if user is None:
        return _dead()
    answer = _enter(user, "/")
    web.notice(_("Your new password is set, and you are signed in."))
    return answer


def _dead() -> Response:
    return shown("auth/dead_link.html", status=404)


@bp.route("/confirm/<slug:token>", methods=["GET", "POST"])
def confirm(token: str) -> Response:
    """Take a new e-mail address into use, by the button on the page that was mailed to it."""
    link = links.find("email", token)
    if link is None:
        return _dead()
    email, form = link.email, ConfirmForm()
    if not form.validate_on_submit():
        return shown("auth/confirm.html", email=email, token=token, why="")
    try:
        by_mail.confirm_email(link)
    except Refused as why:
        return shown("auth/confirm.html", email=email, token=token, why=str(why), status=422)
    web.notice(_("Your e-mail address is %(email)s from now on.", email=email))
    return web.see_other(url_for("settings.show" if current_user.is_authenticated else "auth.sign_in"))


@bp.get("/kept")
@login_required
def kept_form() -> Response:
    """Offer again what somebody was sending when their session or its token had ended."""
    onward = next_url.safe(request.args.get("next"))
    form = kept.of(current_user.id)
    if form is None:
        return web.see_other(onward)
    return web.page("auth/kept.html", path=form.path, fields=kept.fields(form.fields), onward=onward)


@bp.post("/kept/delete")
@login_required
def throw_away() -> Response:
    """Throw away what was kept."""
    kept.forget(current_user.id)
    web.notice(_("It is thrown away."))
    return web.see_other(next_url.safe(request.form.get("next")))
