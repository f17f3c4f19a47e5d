"""Invitation links: made and revoked inside a class, opened from outside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, g, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import Conflict, Forbidden

from forum import clock, policy, web
from forum.auth import links, session
from forum.auth.actions import AddressTaken, normal_email
from forum.auth.attempts import network
from forum.auth.forms import ConfirmForm
from forum.auth.models import MailedLink
from forum.courses import joining, newcomers, queries
from forum.courses.forms import GOOD_FOR, AccountForm, AddressForm, InvitationForm, NewcomerForm
from forum.courses.words import INVITED, STANDINGS, Way
from forum.extensions import limiter

bp = Blueprint("invitations", __name__, url_prefix="/invitations")
join = Blueprint("join", __name__, url_prefix="/join")

# What succeeds counts, too: a lecture hall behind one address must fit, but no machine.
FROM_ONE_NETWORK = "300 per hour"
FOR_ONE_PERSON = "10 per hour"


# --- Inside the class --------------------------------------------------------------------------------


@bp.get("")
def index() -> Response:
    """Show the invitations to this class."""
    policy.require(g.member, "course.edit", g.course)
    invitations = [(row, joining.standing(row), _address(row)) for row in joining.of_course(g.course.id)]
    return web.page("courses/invitations.html", invitations=invitations, standings=STANDINGS)


@bp.route("/new", methods=["GET", "POST"])
def new() -> Response:
    """Make an invitation."""
    policy.require(g.member, "course.edit", g.course)
    form = InvitationForm(data={"until": clock.now().date() + GOOD_FOR})
    if not form.validate_on_submit():
        return _ask("courses/invite.html", form)
    joining.invite(g.course.id, by=g.member.user_id, **form.values(g.course.time_zone))
    web.notice(_("The invitation is ready. Copy its link and send it."))
    return web.see_other(f"{g.here}/invitations")


@bp.post("/<id:invitation_id>/revoke")
def revoke(invitation_id: int) -> Response:
    """Make an invitation's link worthless."""
    policy.require(g.member, "course.edit", g.course)
    joining.revoke(g.course.id, invitation_id, by=g.member.user_id)
    web.notice(_("The invitation is revoked: its link lets nobody in any more."))
    return web.see_other(f"{g.here}/invitations")


def _address(invitation: Any) -> str:
    return f"{current_app.config['SEMINAR_BASE_URL']}/join/{joining.token(invitation)}"


def _ask(template: str, form: Any, **context: Any) -> Response:
    return web.page(template, form=form, status=422 if form.is_submitted() else 200, **context)


# --- Outside: who opens the link ---------------------------------------------------------------------


def _network() -> str:
    return network(request.remote_addr or "")


def _asker() -> str:
    """Return who is counted: the account, else the address that was typed."""
    if current_user.is_authenticated:
        return f"user-{current_user.id}"
    return normal_email(request.form.get("email", "")) or _network()


@join.get("/<token>")
def show(token: str) -> Response:
    """Show who invites to what, and the way in; nothing changes before its button is pressed."""
    invitation = joining.behind(token)
    if _is_in(invitation):
        return _into(invitation)
    joining.require_good(invitation)
    way = newcomers.way_in(invitation, current_user)
    return _page(invitation, way, FORMS[way](), mailed="mailed" in request.args)


@join.post("/<token>")
@limiter.limit(FROM_ONE_NETWORK, key_func=_network)
@limiter.limit(FOR_ONE_PERSON, key_func=_asker)
def accept(token: str) -> Response:
    """Join, in the way that is open to whoever asks."""
    invitation = joining.behind(token)
    if _is_in(invitation):
        return _into(invitation)
    joining.require_good(invitation)
    return WAYS[newcomers.way_in(invitation, current_user)](invitation)


def _is_in(invitation: Any) -> bool:
    return current_user.is_authenticated and queries.is_in(invitation.course_id, current_user.id)


def _into(invitation: Any) -> Response:
    return web.see_other(f"/c/{invitation.slug}/")


def _page(invitation: Any, way: Way, form: Any, **context: Any) -> Response:
    return _ask("courses/join.html", form, way=way, **_invitation(invitation), **context)


def _invitation(invitation: Any) -> dict[str, Any]:
    return {"invitation": invitation, "invited": INVITED[invitation.role]}


def _at_once(invitation: Any) -> Response:
    newcomers.join(invitation, current_user.id)
    web.notice(_("Welcome to %(title)s.", title=invitation.title))
    return _into(invitation)


def _by_proof(invitation: Any) -> Response:
    newcomers.mail_link(invitation, current_user.email, user_id=current_user.id)
    return web.see_other(f"{request.path}?mailed=1")


def _not_with_this_address(invitation: Any) -> Response:
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
}
WAYS: dict[Way, Callable[[Any], Response]] = {
    Way.AT_ONCE: _at_once,
    Way.BY_PROOF: _by_proof,
    Way.NOT_WITH_THIS_ADDRESS: _not_with_this_address,
    Way.WITH_NEW_ACCOUNT: _with_new_account,
    Way.BY_MAIL: _by_mail,
}


# --- Outside: who opens a link that was mailed to prove an address -----------------------------------


@join.route("/mailed/<token>", methods=["GET", "POST"])
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
