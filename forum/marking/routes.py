"""Marking: a note and points for one student, on a post, a part in a thread, all they did for a prompt."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from forum import web
from forum.marking import actions, desk, queries
from forum.marking.desk import Desk
from forum.marking.forms import MarkForm, form_for
from forum.marking.meanwhile import Meanwhile, compared
from forum.marking.things import Thing
from forum.peers import told
from forum.policy import may, require
from forum.posts.actions import EditedMeanwhile
from forum.posts.forms import seen_version, version
from forum.ratelimits import each_writer
from forum.writing import queries as writing
from forum.writing.forms import as_it_was

bp = Blueprint("marking", __name__)
bp.before_request(lambda: require(g.member, "marking.read", g.course))

POST = "/posts/<id:post_id>/marks/<id:user_id>"
PROMPT = "/prompts/<id:prompt_id>/marks/<id:user_id>"


@bp.get(POST)
def of_post(post_id: int, user_id: int) -> Response:
    """Show a student's post, and what they are told about it."""
    return _open(desk.with_post(g.member, post_id, user_id))


@bp.post(POST)
@each_writer("60 per minute")
def write_of_post(post_id: int, user_id: int) -> Response:
    """Save what a student is told about their post."""
    return _save(desk.with_post(g.member, post_id, user_id))


@bp.get(f"{POST}/part")
def of_part(post_id: int, user_id: int) -> Response:
    """Show what a student said in a thread, and what they are told about it."""
    return _open(desk.with_part(g.member, post_id, user_id))


@bp.post(f"{POST}/part")
@each_writer("60 per minute")
def write_of_part(post_id: int, user_id: int) -> Response:
    """Save what a student is told about their part in a thread."""
    return _save(desk.with_part(g.member, post_id, user_id))


@bp.get(PROMPT)
def of_prompt(prompt_id: int, user_id: int) -> Response:
    """Show all that a student did for a prompt, and what they are told about it."""
    return _open(desk.with_prompt(g.member, prompt_id, user_id))


@bp.post(PROMPT)
@each_writer("60 per minute")
def write_of_prompt(prompt_id: int, user_id: int) -> Response:
    """Save what a student is told about all they did for a prompt."""
    return _save(desk.with_prompt(g.member, prompt_id, user_id))


def _open(open_: Desk) -> Response:
    """Show the form with the mark as it is, or as somebody was writing it."""
    unsent = writing.at(g.member, open_.thing.path[1:], web.asked("draft"))
    return _page(open_, _form(open_, **({"formdata": as_it_was(unsent)} if unsent else _as_it_is(open_))))


def _form(open_: Desk, **data: Any) -> MarkForm:
    return form_for(open_.scale, several=bool(open_.others), **data)


def _as_it_is(open_: Desk) -> dict[str, Any]:
    mark, scale = open_.mark, open_.scale
    shares = {f"criterion_{id}": points for id, points in open_.shares.items()}
    known = {"for_all": mark is None, "seen": _version(mark)}
    whole = {"out_of": None if scale.criteria else scale.most}
    if mark and not shares:
        whole = {"points": mark.points, "out_of": mark.out_of}
    return {"data": {**shares, **known, **whole, "body": mark.body_markdown if mark else ""}}


def _version(mark: Any) -> str:
    return version(mark.edited_at if mark else None)


def _save(open_: Desk) -> Response:
    require(g.member, "mark.write", open_.student)
    form = _form(open_)
    if not form.validate_on_submit():
        return _page(open_, form, status=422)
    try:
        kept = actions.write(
            open_.thing,
            form.words(),
            by=g.member,
            seen=seen_version(form.seen.data),
            release=bool(request.form.get("release")),
            unsent=form.unsent.data,
            others=_others(open_, form),
        )
    except EditedMeanwhile:
        return _edited_meanwhile(open_, form)
    return _saved(open_, kept)


def _others(open_: Desk, form: MarkForm) -> list[Thing]:
    if not form.for_all or not form.for_all.data:
        return []
    return [Thing(open_.thing.about, open_.thing.id, each.id) for each in open_.others]


def _edited_meanwhile(open_: Desk, form: MarkForm) -> Response:
    """Show both versions beside each other; what was typed stays in the form."""
    found = compared(queries.written(g.member, open_.thing), form.words(), by=g.member)
    if found is None:  # a double click, or the same words again: they are saved
        return _saved(open_, _released(open_, form))
    form.seen.raw_data, form.seen.data = None, _version(found.theirs)
    return _page(open_, form, status=409, meanwhile=found)


def _released(open_: Desk, form: MarkForm) -> list[Thing]:
    """Release what is saved already, where that is asked for; return what was said otherwise."""
    if not request.form.get("release"):
        return []
    others = _others(open_, form)
    return actions.release_alike(open_.thing, form.words(), by=g.member, others=others)


def _saved(open_: Desk, kept: list[Thing]) -> Response:
    """Say what was saved, and go on to who comes next, where that was asked for."""
    web.notice(_said(open_, kept))
    if request.form.get("then") != "next" or not open_.prompt:
        return web.see_other(f"{g.here}{open_.thing.path}")
    last = f"/prompts/{open_.prompt.id}/marks"
    return web.see_other(f"{g.here}{open_.next[1].thing.path if open_.next else last}")


def _said(open_: Desk, kept: list[Thing]) -> str:
    names = {each.id: each.name for each in open_.others}
    others = ", ".join(names[thing.student_id] for thing in kept)
    if others:
        return _("Saved. %(names)s was told something else before, and that stays.", names=others)
    return _("Saved for %(name)s.", name=open_.student.name)


def _page(open_: Desk, form: MarkForm, *, status: int = 200, meanwhile: Meanwhile | None = None) -> Response:
    return web.page(
        "marking/mark.html",
        status=status,
        desk=open_,
        more=len(open_.said) == queries.MOST_SAID,
        reviews=told.written_by(g.member, open_.thing.student_id, open_.prompt.id) if open_.prompt else (),
        form=form,
        meanwhile=meanwhile,
        url=f"{g.here}{open_.thing.path}",
        writes=may(g.member, "mark.write", open_.student),
    )
