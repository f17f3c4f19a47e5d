"""Invitations, inside the class: links made and revoked, people invited by mail, and invited again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, g
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.exceptions import Forbidden, TooManyRequests

from forum import policy, web
from forum.auth.attempts import Refused
from forum.auth.routes import refusal, shown
from forum.courses import haste, joining, mailed, mailing, placings
from forum.courses.invitation_forms import InvitationForm, MailForm
from forum.courses.mailing import Outcome, Round
from forum.courses.words import STANDINGS, some

bp = Blueprint("invitations", __name__, url_prefix="/invitations")


@bp.get("")
def index() -> Response:
    """Show the invitations to this class."""
    policy.require(g.member, "course.edit", g.course)
    links = [(row, joining.standing(row), _address(row)) for row in joining.of_course(g.course.id)]
    people = [mailed.seen(row) for row in mailed.of_course(g.course.id)]
    return web.page("courses/invitations.html", invitations=links, standings=STANDINGS, people=people)


def _address(invitation: Any) -> str:
    return f"{current_app.config['SEMINAR_BASE_URL']}/join/{joining.token(invitation)}"


@bp.route("/new", methods=["GET", "POST"])
def new() -> Response:
    """Make an invitation link."""
    policy.require(g.member, "course.edit", g.course)
    form = InvitationForm().offer(placings.of_course(g.course.id))
    if not form.validate_on_submit():
        return web.form_page("courses/invite.html", form)
    joining.invite(g.course.id, by=g.member.user_id, **form.values(g.course.time_zone))
    web.notice(_("The invitation is ready. Copy its link and send it."))
    return _back()


@bp.post("/<id:invitation_id>/revoke")
def revoke(invitation_id: int) -> Response:
    """Make an invitation's link worthless."""
    policy.require(g.member, "course.edit", g.course)
    joining.revoke(g.course.id, invitation_id, by=g.member.user_id)
    web.notice(_("The invitation is revoked: its link lets nobody in any more."))
    return _back()


def _back() -> Response:
    return web.see_other(f"{g.here}/invitations")


# --- By mail -----------------------------------------------------------------------------------------


def _require_open() -> None:
    """Let mails be sent by those who teach, and only for a class that takes people in."""
    policy.require(g.member, "course.edit", g.course)
    if not g.course.is_open:
        raise Forbidden(_("This class is closed and takes nobody in. Open it in the class settings first."))


@bp.route("/mail", methods=["GET", "POST"])
def mail() -> Response:
    """Invite people by mail."""
    _require_open()
    form = MailForm().offer(placings.of_course(g.course.id))
    if not form.validate_on_submit():
        return web.form_page("courses/invite_by_mail.html", form)
    terms = form.values(g.course.time_zone)
    try:
        outcome = mailing.invite(g.course, form.people(), **terms, by=current_user)
    except Refused as why:
        form.refuse(form.addresses, str(why))
        return shown("courses/invite_by_mail.html", form=form, **refusal(why))
    web.notice(_told(outcome))
    return _back()


def _told(outcome: Outcome) -> str:
    """Say how many mails are on their way, and who was left out, by name."""
    sent = len(outcome.mailed)
    said = [
        ngettext("%(num)d invitation is on its way.", "%(num)d invitations are on their way.", sent)
        if sent
        else _("No invitation was sent."),
        _("In the class already: %(names)s.", names=some(outcome.present)) if outcome.present else "",
        _("Invited a moment ago: %(names)s.", names=some(outcome.recent)) if outcome.recent else "",
        _("They declined: %(names)s.", names=some(outcome.declined)) if outcome.declined else "",
    ]
    return " ".join(filter(None, said))


@bp.post("/<id:invitation_id>/mail")
def send_again(invitation_id: int) -> Response:
    """Mail an invitation again; htmx shows in place how it stands now."""
    _require_open()
    try:
        email = mailing.send_again(g.course, invitation_id, by=current_user)
    except Refused as why:
        raise TooManyRequests(retry_after=why.seconds) from None
    said = _("The invitation is on its way to %(email)s again.", email=email)
    if not web.partial():
        web.notice(said)
        return _back()
    invited = mailed.seen(mailed.one(g.course.id, invitation_id))
    return web.fragment("courses/sent_again.html", invited=invited, notice={"text": said, "undo": ""})


@bp.post("/mail/again")
def send_all_again() -> Response:
    """Mail all invitations again that were not used."""
    _require_open()
    try:
        done = mailing.send_all_again(g.course, by=current_user)
    except Refused as why:
        raise TooManyRequests(retry_after=why.seconds) from None
    web.notice(" ".join([_("Sent again: %(sent)s.", sent=done.sent), *told_of_rest(done, g.course.id)]))
    return _back()


def told_of_rest(done: Round, course_id: int) -> list[str]:
    """Say how many mails are not on their way, and when they can be."""
    said = []
    if done.recent:
        said.append(_("Mailed a moment ago, and not again: %(recent)s.", recent=done.recent))
    if done.over:
        wait = haste.wait_for_more(course_id)
        said.append(_("Too many for an hour: %(over)s. Send them in %(wait)s.", over=done.over, wait=wait))
    return said
