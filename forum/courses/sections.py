"""Sections and groups: the list of them, each with its people, and what instructors change."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _
from flask_babel import ngettext

from forum import policy, web
from forum.courses import grouping, placings
from forum.courses.models import Grouping
from forum.courses.section_forms import AddForm, DealForm, MoveForm, SectionForm, SectionNameForm

bp = Blueprint("sections", __name__, url_prefix="/sections")


@bp.get("")
def index() -> Response:
    """Show the sections and groups: all to those who teach, to others their own."""
    policy.require(g.member, "members.read", g.course)
    return _list(SectionForm(formdata=None), DealForm(formdata=None))


def _list(form: SectionForm, dealing: DealForm, status: int = 200, **more: Any) -> Response:
    known = placings.known(g.member)
    kinds = [(kind, [row for row in known if row.grouping == kind]) for kind in Grouping]
    may_edit = policy.may(g.member, "course.edit", g.course)
    rest = len(placings.without_group(g.course.id)) if may_edit else 0
    its = {"kinds": kinds, "form": form, "dealing": dealing, "rest": rest, **more}
    return web.page("courses/sections.html", status=status, **its)


@bp.post("")
def make() -> Response:
    """Make a section or group."""
    policy.require(g.member, "course.edit", g.course)
    form = SectionForm()
    if not form.validate_on_submit():
        return _list(form, DealForm(formdata=None), 422)
    try:
        section_id = grouping.make(g.course.id, form.name.data, form.grouping.data, by=g.member)
    except (grouping.NameTaken, grouping.TooMany) as why:
        form.refuse(form.name, _refusal(why))
        return _list(form, DealForm(formdata=None), 422)
    web.notice(_("“%(name)s” is there. Now put people into it.", name=form.name.data))
    return web.see_other(f"{g.here}/sections/{section_id}")


def _refusal(why: Exception) -> str:
    if isinstance(why, grouping.TooMany):
        return _("A class can have 200 sections and groups. Delete one that is not needed any more.")
    return _("There is a section or group of that name already.")


@bp.post("/lots")
def distribute() -> Response:
    """Deal the students who are in no group to so many groups."""
    policy.require(g.member, "course.edit", g.course)
    form = DealForm()
    if not form.validate_on_submit():
        return _list(SectionForm(formdata=None), form, 422)
    try:
        dealt = grouping.distribute(form.many.data, _names(), by=g.member)
    except grouping.TooMany:
        form.refuse(form.many, _("There are more groups already: give their number, or a larger one."))
        return _list(SectionForm(formdata=None), form, 422)
    web.notice(_told(dealt))
    return web.see_other(f"{g.here}/sections")


def _names() -> Iterator[str]:
    """Yield what new groups are called."""
    return (_("Group %(number)s", number=number) for number in count(1))


def _told(dealt: grouping.Dealt) -> str:
    if not dealt.people:
        return _("Every student is in a group already: nobody was moved.")
    return ngettext(
        "%(num)d student is in a group now, by lot.",
        "%(num)d students are in groups now, by lot.",
        dealt.people,
    )


@bp.get("/<id:section_id>")
def show(section_id: int) -> Response:
    """Show who is in a section, and who could be."""
    section = _load(section_id)
    return _section(section, SectionNameForm(data={"name": section.name}))


def _load(section_id: int) -> Any:
    policy.require(g.member, "course.edit", g.course)
    return placings.one(g.course.id, section_id)


def _section(section: Any, form: SectionNameForm, status: int = 200) -> Response:
    where, people = placings.of_people(g.member), placings.people(g.member)
    inside = [person for person in people if any(s.id == section.id for s in where.get(person.id, ()))]
    ids = {person.id for person in inside}
    return web.page(
        "courses/section.html",
        section=section,
        form=form,
        inside=inside,
        outside=[person for person in people if person.id not in ids],
        where=where,
        adding=AddForm(formdata=None, data={"alone": True}),
        moving=MoveForm(formdata=None).offer(_others(section)),
        status=status,
    )


def _others(section: Any) -> list[Any]:
    return [row for row in placings.of_course(g.course.id) if row.id != section.id]


@bp.post("/<id:section_id>/name")
def rename(section_id: int) -> Response:
    """Rename a section or group."""
    section, form = _load(section_id), SectionNameForm()
    if not form.validate_on_submit():
        return _section(section, form, 422)
    try:
        grouping.rename(section_id, form.name.data, by=g.member)
    except grouping.NameTaken as why:
        form.refuse(form.name, _refusal(why))
        return _section(section, form, 422)
    web.notice(_("Saved."))
    return web.see_other(f"{g.here}/sections/{section_id}")


@bp.post("/<id:section_id>/raise")
def raise_(section_id: int) -> Response:
    """Move a section up by one place."""
    grouping.move_up(_load(section_id), by=g.member)
    if web.partial():
        notice = {"text": _("Moved up."), "undo": ""}
        return _list(SectionForm(formdata=None), DealForm(formdata=None), block="list", notice=notice)
    web.notice(_("Moved up."))
    return web.see_other(f"{g.here}/sections#section-{section_id}")


@bp.post("/<id:section_id>/people")
def add_people(section_id: int) -> Response:
    """Put those into a section who are ticked."""
    section, form = _load(section_id), AddForm()
    came = grouping.place(section, web.sent_ids("people"), alone=form.alone.data, by=g.member)
    web.notice(_told_of_coming(came, section.name))
    return web.see_other(f"{g.here}/sections/{section_id}")


def _told_of_coming(came: int, name: str) -> str:
    if not came:
        return _("Nobody new was ticked: everything is as it was.")
    return ngettext("%(num)d person came to %(name)s.", "%(num)d people came to %(name)s.", came, name=name)


@bp.post("/<id:section_id>/people/moving")
def move_people(section_id: int) -> Response:
    """Take those out of a section who are ticked, into another one or none."""
    section = _load(section_id)
    form = MoveForm().offer(_others(section))
    to = placings.one(g.course.id, form.chosen) if form.validate() and form.chosen else None
    if form.to.errors:
        web.notice(_("That section is gone. Choose another one."))
        return web.see_other(f"{g.here}/sections/{section_id}")
    went = grouping.move(section, web.sent_ids("people"), to=to, by=g.member)
    web.notice(_told_of_moving(went, to))
    return web.see_other(f"{g.here}/sections/{section_id}")


def _told_of_moving(went: int, to: Any) -> str:
    if not went:
        return _("Nobody was ticked: everything is as it was.")
    if to is None:
        return ngettext("%(num)d person was taken out.", "%(num)d people were taken out.", went)
    return ngettext(
        "%(num)d person is in %(name)s now.", "%(num)d people are in %(name)s now.", went, name=to.name
    )


@bp.route("/<id:section_id>/deletion", methods=["GET", "POST"])
def delete(section_id: int) -> Response:
    """Say what is for a section and what is lost with it, and delete it."""
    section = _load(section_id)
    if request.method != "POST":  # HEAD is a GET without its words
        return _deletion(section)
    told = request.form.get("places", "")
    places = int(told) if told.isascii() and told.isdigit() and len(told) <= web.MOST_DIGITS else 0
    try:
        grouping.remove(section_id, places=places, by=g.member)
    except grouping.InUse:
        return _deletion(section, 422)
    web.notice(_("“%(name)s” is deleted.", name=section.name))
    return web.see_other(f"{g.here}/sections")


def _deletion(section: Any, status: int = 200) -> Response:
    use = placings.use(section.id)
    posts, prompts = ((), ()) if use.is_free else placings.in_the_way(section.id)
    return web.page(
        "courses/section_delete.html", section=section, use=use, posts=posts, prompts=prompts, status=status
    )
