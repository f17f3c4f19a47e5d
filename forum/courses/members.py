"""The people of a class: the list of them, their roles, who comes and who goes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import Conflict, TooManyRequests

from forum import policy, web
from forum.auth.attempts import Refused
from forum.courses import actions, grouping, newcomers, placings, queries, welcoming, words
from forum.courses.forms import PersonForm, RoleForm
from forum.courses.invitations import told_of_rest
from forum.policy_class import may_become

bp = Blueprint("members", __name__, url_prefix="/members")


@bp.get("")
def index() -> Response:
    """Show who is in the class."""
    policy.require(g.member, "members.read", g.course)
    chosen = _asked_section()
    return web.page(
        "courses/members.html",
        people=placings.people(g.member, chosen),
        sections=placings.known(g.member),
        where=placings.of_people(g.member),
        chosen=chosen,
        nowhere=g.member.everywhere,
        waiting=welcoming.how_many(g.course.id) if policy.may(g.member, "course.edit", g.course) else 0,
    )


def _asked_section() -> int | None:
    """Return of which section the list is to be: placings.NOWHERE for those in none, None for everybody."""
    return placings.NOWHERE if web.asked("section") == "none" else web.asked_id("section")


@bp.route("/new", methods=["GET", "POST"])
def new() -> Response:
    """Put somebody with an account into the class."""
    policy.require(g.member, "course.edit", g.course)
    form = PersonForm()
    if not form.validate_on_submit():
        return _ask_whom(form)
    person = queries.account(form.email.data)
    if person is None:
        form.refuse(form.email, _("Nobody here has this address. Send them an invitation instead."))
        return _ask_whom(form)
    if not may_become(person, form.role.data):
        form.refuse(form.email, words.unproved(person.name))
        return _ask_whom(form)
    if not actions.add(g.course.id, person.id, form.role.data, by=g.member):
        form.refuse(form.email, _("%(name)s is in the class already.", name=person.name))
        return _ask_whom(form)
    web.notice(_("%(name)s is in the class now.", name=person.name))
    return web.see_other(f"{g.here}/members")


def _ask_whom(form: PersonForm) -> Response:
    return web.page("courses/add_person.html", form=form, status=422 if form.is_submitted() else 200)


@bp.get("/<id:user_id>")
def show(user_id: int) -> Response:
    """Show what can be changed about a member."""
    policy.require(g.member, "course.edit", g.course)
    person = queries.present(g.course.id, user_id)
    return _member(person, RoleForm(data={"role": person.role}))


def _member(person: Any, form: RoleForm, status: int = 200) -> Response:
    return web.page(
        "courses/member.html",
        person=person,
        form=form,
        sections=placings.of_course(g.course.id),
        placed=placings.of_person(g.course.id, person.id),
        tied=placings.is_tied(g.course.id, person.id),
        waits=newcomers.awaits_password(person),
        status=status,
    )


@bp.post("/<id:user_id>/sections")
def settle(user_id: int) -> Response:
    """Let a member be in the sections that are ticked, and an assistant be tied to them or not."""
    policy.require(g.member, "course.edit", g.course)
    person = queries.present(g.course.id, user_id)
    tied = request.form.get("tied") == "y"
    grouping.settle(user_id, web.sent_ids("sections"), tied=tied, by=g.member)
    web.notice(_("The sections of %(name)s are saved.", name=person.name))
    return web.see_other(f"{g.here}/members/{user_id}")


@bp.post("/<id:user_id>/role")
def change_role(user_id: int) -> Response:
    """Give a member another role."""
    policy.require(g.member, "course.edit", g.course)
    person, form = queries.present(g.course.id, user_id), RoleForm()
    if not form.validate_on_submit():
        return _member(person, form, 422)
    try:
        actions.change_role(g.course.id, user_id, form.role.data, by=g.member)
    except (actions.LastInstructor, actions.Unproved) as why:
        form.refuse(form.role, _refusal(why))
        return _member(person, form, 422)
    web.notice(_("The role of %(name)s is changed.", name=person.name))
    return web.see_other(f"{g.here}/members")


def _refusal(why: Exception) -> str:
    if isinstance(why, actions.Unproved):
        return str(why)
    return _("Nobody else instructs this class. Make somebody an instructor first.")


@bp.post("/<id:user_id>/remove")
def remove(user_id: int) -> Response:
    """Take a member out of the class; what they wrote stays, and so does the way back."""
    policy.require(g.member, "course.edit", g.course)
    person = queries.present(g.course.id, user_id)
    try:
        actions.remove(g.course.id, user_id, by=g.member)
    except actions.LastInstructor as why:
        form = RoleForm(data={"role": person.role})
        form.refuse(form.role, _refusal(why))
        return _member(person, form, 422)
    gone_for_good = user_id == g.member.user_id and not g.member.is_admin
    undo = "" if gone_for_good else f"{g.here}/members/{user_id}/restore"
    web.notice(_("%(name)s is removed from the class.", name=person.name), undo=undo)
    return web.see_other("/" if gone_for_good else f"{g.here}/members")


@bp.post("/<id:user_id>/restore")
def restore(user_id: int) -> Response:
    """Let a removed member back in."""
    policy.require(g.member, "course.edit", g.course)
    person = queries.person(g.course.id, user_id)
    try:
        actions.restore(g.course.id, user_id, by=g.member)
    except actions.Unproved as why:
        raise Conflict(str(why)) from None
    web.notice(_("%(name)s is back in the class.", name=person.name))
    return web.see_other(f"{g.here}/members")


@bp.post("/welcome")
def welcome_all() -> Response:
    """Mail all who never signed in the link that lets them do it."""
    policy.require(g.member, "course.edit", g.course)
    done = welcoming.welcome_all(g.course, by=g.member.user_id)
    said = ngettext("%(num)d mail is on its way.", "%(num)d mails are on their way.", done.sent)
    web.notice(" ".join([said, *told_of_rest(done, g.course.id)]))
    return web.see_other(f"{g.here}/members")


@bp.post("/<id:user_id>/welcome")
def welcome(user_id: int) -> Response:
    """Mail somebody who never signed in the link that lets them do it."""
    policy.require(g.member, "course.edit", g.course)
    person = queries.present(g.course.id, user_id)
    try:
        newcomers.welcome_again(g.course, user_id, by=g.member.user_id)
    except Refused as why:
        raise TooManyRequests(retry_after=why.seconds) from None
    web.notice(_("The welcome mail is on its way to %(email)s.", email=person.email))
    return web.see_other(f"{g.here}/members/{user_id}")
