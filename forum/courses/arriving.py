"""Opening an invitation's link, from outside the class: who comes in, and what they are asked first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import Conflict, Forbidden, NotFound

from forum import web
from forum.auth import links, session
from forum.auth.actions import AddressTaken, normal_email
from forum.auth.attempts import network
from forum.auth.forms import ConfirmForm
from forum.auth.models import MailedLink
from forum.courses import joining, newcomers, queries
from forum.courses.invitation_forms import AccountForm, AddressForm, NewcomerForm
from forum.courses.words import INVITED, Way, masked
from forum.extensions import limiter

bp = Blueprint("join", __name__, url_prefix="/join")

# What succeeds counts, too: a lecture hall behind one address must fit, but no machine.
FROM_ONE_NETWORK = "300 per hour"
FOR_ONE_PERSON = "10 per hour"


# --- Who opens the link ------------------------------------------------------------------------------


def _network() -> str:
    return network(request.remote_addr or "")


def _asker() -> str:
    """Return who is counted: the account, else the address that was typed, else whoever has this link."""
    if current_user.is_authenticated:
        return f"user-{current_user.id}"
    return normal_email(request.form.get("email", "")) or session.digest(request.path)


@bp.get("/<token>")
def show(token: str) -> Response:
    """Show who invites to what, and the way in; nothing changes before its button is pressed."""
    invitation = joining.behind(token)
    if _is_in(invitation):
        return _into(invitation)
    joining.require_good(invitation)
    way = newcomers.way_in(invitation, current_user)
    return _page(invitation, way, FORMS[way](), mailed="mailed" in request.args)


@bp.post("/<token>")
@limiter.limit(FROM_ONE_NETWORK, key_func=_network)
@limiter.limit(FOR_ONE_PERSON, key_func=_asker)
def accept(token: str) -> Response:
    """Join, in the way that is open to whoever asks."""
    invitation = joining.behind(token)
    if _is_in(invitation):
        return _into(invitation)
    joining.require_good(invitation)
    return WAYS[newcomers.way_in(invitation, current_user)](invitation)


@bp.post("/<token>/decline")
@limiter.limit(FROM_ONE_NETWORK, key_func=_network)
def decline(token: str) -> Response:
    """Take it that somebody does not want to come, and no more mails from this class."""
    invitation = joining.behind(token)
    if not invitation.email:
        raise NotFound
    joining.require_good(invitation)
    joining.decline(invitation)
    web.notice(_("You get no more invitations to %(title)s at this address.", title=invitation.title))
    return web.see_other("/")


def _is_in(invitation: Any) -> bool:
    return current_user.is_authenticated and queries.is_in(invitation.course_id, current_user.id)


def _into(invitation: Any) -> Response:
    return web.see_other(f"/c/{invitation.slug}/")


def _ask(template: str, form: Any, **context: Any) -> Response:
    return web.page(template, form=form, status=422 if form.is_submitted() else 200, **context)


def _page(invitation: Any, way: Way, form: Any, **context: Any) -> Response:
    return _ask("courses/join.html", form, way=way, **_invitation(invitation), **context)


def _invitation(invitation: Any) -> dict[str, Any]:
    return {
        "invitation": invitation,
        "invited": INVITED[invitation.role],
        "masked": masked(invitation.email),
    }


def _at_once(invitation: Any) -> Response:
    newcomers.join(invitation, current_user.id)
    web.notice(_("Welcome to %(title)s.", title=invitation.title))
    return _into(invitation)


def _by_proof(invitation: Any) -> Response:
    newcomers.mail_link(invitation, current_user.email, user_id=current_user.id)
    return web.see_other(f"{request.path}?mailed=1")


def _not_with_this_address(invitation: Any) -> Response:
    if invitation.email:
        address = masked(invitation.email)
        raise Forbidden(_("This invitation is for the address %(address)s only.", address=address))
    domain = invitation.email_domain
    raise Forbidden(_("This invitation is for e-mail addresses at %(domain)s only.", domain=domain))


def _with_new_account(invitation: Any) -> Response:
    form = NewcomerForm()
    if not form.accepts(form.email.data or ""):
        return _page(invitation, Way.WITH_NEW_ACCOUNT, form)
    typed = {"name": form.name.data, "email": form.email.data, "password": form.password.data}
    try:
        user = newcomers.join_anew(invitation, **typed)
    except AddressTaken:
        return _taken(invitation, Way.WITH_NEW_ACCOUNT, form)
    session.begin(user)
    return _into(invitation)


def _with_this_address(invitation: Any) -> Response:
    form = AccountForm()
    if not form.accepts(invitation.email):
        return _page(invitation, Way.WITH_THIS_ADDRESS, form)
    typed = {"name": form.name.data, "password": form.password.data}
    try:
        user = newcomers.join_as_invited(invitation, **typed)
    except AddressTaken:
        return web.see_other(request.path)  # where the way is to sign in, by now
    session.begin(user)
    return _into(invitation)


def _sign_in_first(_invitation: Any) -> Response:
    return web.see_other(f"/sign-in?next={quote(request.path)}")


def _by_mail(invitation: Any) -> Response:
    form = AddressForm()
    if not form.validate_on_submit():
        return _page(invitation, Way.BY_MAIL, form)
    if not joining.admits(invitation, form.email.data):
        domain = invitation.email_domain
        form.refuse(form.email, _("This invitation is for addresses at %(domain)s.", domain=domain))
        return _page(invitation, Way.BY_MAIL, form)
    if queries.account(form.email.data):
        return _taken(invitation, Way.BY_MAIL, form)
    newcomers.mail_link(invitation, form.email.data)
    return web.see_other(f"{request.path}?mailed=1")


def _taken(invitation: Any, way: Way, form: Any) -> Response:
    form.refuse(form.email, _("There is an account with this address already. Sign in to join."))
    return _page(invitation, way, form)


FORMS: dict[Way, Callable[[], Any]] = {
    Way.AT_ONCE: ConfirmForm,
    Way.BY_PROOF: ConfirmForm,
    Way.NOT_WITH_THIS_ADDRESS: ConfirmForm,
    Way.WITH_NEW_ACCOUNT: NewcomerForm,
    Way.BY_MAIL: AddressForm,
    Way.WITH_THIS_ADDRESS: AccountForm,
    Way.SIGN_IN_FIRST: ConfirmForm,
}
WAYS: dict[Way, Callable[[Any], Response]] = {
    Way.AT_ONCE: _at_once,
    Way.BY_PROOF: _by_proof,
    Way.NOT_WITH_THIS_ADDRESS: _not_with_this_address,
    Way.WITH_NEW_ACCOUNT: _with_new_account,
    Way.BY_MAIL: _by_mail,
    Way.WITH_THIS_ADDRESS: _with_this_address,
    Way.SIGN_IN_FIRST: _sign_in_first,
}


# --- Who opens a link that was mailed to prove an address --------------------------------------------


@bp.route("/mailed/<token>", methods=["GET", "POST"])
@limiter.limit(FROM_ONE_NETWORK, key_func=_network, methods=["POST"])
def mailed(token: str) -> Response:
    """Let the owner of a proved address in; mail scanners follow links, so a button does it."""
    link = links.find("join", token)
    if link is None:
        raise newcomers.spent()
    invitation = joining.numbered(link.invitation_id)
    joining.require_good(invitation)
    return _newcomer(link, invitation) if link.user_id is None else _owner(link, invitation)


def _newcomer(link: MailedLink, invitation: Any) -> Response:
    form = AccountForm()
    if not form.accepts(link.email):
        return _ask("courses/join_mailed.html", form, email=link.email, **_invitation(invitation))
    typed = {"name": form.name.data, "password": form.password.data}
    try:
        user = newcomers.join_anew_by_link(link, invitation, **typed)
    except AddressTaken:
        text = _("There is an account with your address by now. Sign in, and open the invitation again.")
        raise Conflict(text) from None
    session.begin(user)
    return _into(invitation)


def _owner(link: MailedLink, invitation: Any) -> Response:
    """Take in who asked for the link; the mailbox alone is not enough, or it could be talked into helping."""
    if not current_user.is_authenticated:
        return session.ask_to_sign_in()
    if current_user.id != link.user_id:
        raise Forbidden(_("This link was made for another account. Sign in with that one to use it."))
    form = ConfirmForm()
    if not form.validate_on_submit():
        return _ask("courses/join_mailed.html", form, email=link.email, **_invitation(invitation))
    newcomers.join_by_link(link, invitation)
    web.notice(_("Welcome to %(title)s.", title=invitation.title))
    return _into(invitation)
