"""What people change about their own account."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.exceptions import NotFound

from forum import web
from forum.auth import actions, by_mail, devices, handles, queries, session
from forum.auth.attempts import Refused
from forum.auth.forms import EmailForm, HandleForm, KeysForm, NameForm, PasswordForm, judge
from forum.auth.models import User
from forum.auth.routes import refusal, shown
from forum.forms import Form

bp = Blueprint("settings", __name__, url_prefix="/settings")


@bp.before_request
def members_only() -> Response | None:
    """Ask strangers to sign in; what they were sending is kept."""
    return None if current_user.is_authenticated else session.ask_to_sign_in()


@bp.get("")
def show() -> Response:
    """Show everything that can be changed."""
    return _page(queries.user(current_user.id))


def _page(user: User, sent: Form | None = None, **answer: Any) -> Response:
    """Show the settings; the form that was sent keeps what was typed, the others start anew."""
    current, earlier = _handles(user.id)
    forms: dict[str, Form] = {
        "name_form": NameForm(formdata=None, name=user.name),
        "handle_form": HandleForm(formdata=None, handle=current),
        "keys_form": KeysForm(formdata=None, uses_keys=user.uses_keys),
        "email_form": EmailForm(formdata=None),
        "password_form": PasswordForm(formdata=None),
    }
    for key, form in forms.items():
        if sent is not None and type(form) is type(sent):
            forms[key] = sent
    rows = queries.sessions(user.id)
    sessions = [(row, devices.describe(row.agent), row.id == current_user.session_id) for row in rows]
    return shown("auth/settings.html", user=user, earlier=earlier, sessions=sessions, **forms, **answer)


def _handles(user_id: int) -> tuple[str, list[str]]:
    rows = queries.handles(user_id)
    current = next((row.name for row in rows if row.is_current), "")
    return current, [row.name for row in rows if not row.is_current]


@bp.post("/name")
def name() -> Response:
    """Change what one is called."""
    user, form = queries.user(current_user.id), NameForm()
    if not form.validate_on_submit():
        return _page(user, form, status=422)
    actions.rename(user, form.name.data)
    return _done(_("Your name is changed."))


@bp.post("/handle")
def handle() -> Response:
    """Change what one is called behind an @."""
    user, form = queries.user(current_user.id), HandleForm()
    if not form.validate_on_submit():
        return _page(user, form, status=422)
    try:
        handles.change(user, form.handle.data, address=request.remote_addr or "")
    except Refused as why:
        form.refuse(form.handle, str(why))
        return _page(user, form, **refusal(why))
    return _done(_("Your handle is @%(handle)s now.", handle=form.handle.data))


@bp.post("/keys")
def keys() -> Response:
    """Switch the single keys on or off."""
    form = KeysForm()
    actions.use_keys(queries.user(current_user.id), form.uses_keys.data)
    return _done(_("Single keys are on.") if form.uses_keys.data else _("Single keys are off."))


@bp.post("/email")
def email() -> Response:
    """Ask for another e-mail address."""
    user, form = queries.user(current_user.id), EmailForm()
    if not form.validate_on_submit():
        return _page(user, form, status=422)
    if form.email.data == user.email:
        form.refuse(form.email, _("This is your address already."))
        return _page(user, form, status=422)
    address = request.remote_addr or ""
    try:
        actions.prove(user, form.email_password.data, address=address)
        by_mail.ask_new_email(user, form.email.data, address=address)
    except Refused as why:
        form.refuse(form.email_password, str(why))
        return _page(user, form, **refusal(why))
    return _done(_("A mail is on its way to %(email)s. Open the link in it.", email=form.email.data))


@bp.post("/email/confirm")
def confirm() -> Response:
    """Mail the link that confirms the present address."""
    user = queries.user(current_user.id)
    try:
        asked = by_mail.ask_to_confirm_again(user, address=request.remote_addr or "")
    except Refused as why:
        return _page(user, too_often=str(why), **refusal(why))
    if not asked:
        return _done(_("There is no address to confirm."))
    return _done(_("A mail is on its way to %(email)s. Open the link in it.", email=user.email))


@bp.post("/password")
def password() -> Response:
    """Change one's password; every other session ends, and this one gets a new cookie."""
    user, form = queries.user(current_user.id), PasswordForm()
    if not form.validate_on_submit():
        return _page(user, form, status=422)
    try:
        actions.prove(user, form.current_password.data, address=request.remote_addr or "")
    except Refused as why:
        form.refuse(form.current_password, str(why))
        return _page(user, form, **refusal(why))
    if not judge(form, form.new_password, name=user.name, email=user.email or ""):
        return _page(user, form, status=422)
    actions.set_password(user, form.new_password.data, by=user.id)
    session.begin(user)
    return _done(_("Your password is changed. You are signed out everywhere else."))


@bp.post("/sessions/<id:session_id>/delete")
def end_session(session_id: int) -> Response:
    """Sign out one browser."""
    if not actions.end_session(current_user.id, session_id):
        raise NotFound
    return _done(_("That browser is signed out."))


@bp.post("/sessions/delete")
def end_others() -> Response:
    """Sign out every browser but this one."""
    ended = actions.end_sessions(current_user.id, keep=current_user.session_id)
    return _done(
        ngettext("%(num)d other browser is signed out.", "%(num)d other browsers are signed out.", ended)
    )


def _done(text: str) -> Response:
    web.notice(text)
    return web.see_other(url_for("settings.show"))
