"""A roster from a file: uploaded, looked at, applied; and the roster of the class as a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g

from forum import policy, sheets, web
from forum.ratelimits import each_writer
from forum.rosters import actions, planning, queries, showing
from forum.rosters.applying import Changed
from forum.rosters.forms import ApplyForm, UploadForm
from forum.rosters.models import Upload
from forum.rosters.planning import Kind, Plan
from forum.rosters.reading import Unreadable

bp = Blueprint("rosters", __name__, url_prefix="/members")


@bp.before_request
def only_for_teachers() -> None:
    """People come and go by those who teach."""
    policy.require(g.member, "course.edit", g.course)


@bp.get("/roster")
def ask() -> Response:
    """Ask for a file, and say what may stand in it."""
    return _ask(UploadForm(formdata=None))


def _ask(form: UploadForm, status: int = 200) -> Response:
    return web.page("rosters/upload.html", form=form, status=status)


@bp.post("/roster")
@each_writer("30 per hour")
def upload() -> Response:
    """Read a file, and lead to what would happen; nothing happens yet."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _ask(form, 422)
    data = form.sent()
    if not data:
        form.refuse_empty()
        return _ask(form, 422)
    try:
        upload_id = actions.keep(data, domain=form.domain.data or "", by=g.member)
    except Unreadable as why:
        form.wrong(why)
        return _ask(form, 422)
    return web.see_other(f"{g.here}/members/roster/{upload_id}")


@bp.get("/roster/<id:upload_id>")
def show(upload_id: int) -> Response:
    """Show what would happen, or what came of it."""
    upload = queries.upload(g.member, upload_id)
    if upload.applied_at is not None:
        return web.page("rosters/applied.html", upload=upload, outcome=upload.outcome)
    return _preview(upload, _plan(upload))


def _plan(upload: Upload) -> Plan:
    return planning.plan(g.course.id, actions.people(upload), by=g.member.user_id)


def _preview(upload: Upload, plan: Plan, *, changed: bool = False) -> Response:
    form = ApplyForm(formdata=None, data={"seen": plan.fingerprint, "welcome": True})
    page = showing.page(plan, web.asked("list"), web.asked_id("after") or 0)
    context: dict[str, Any] = {"form": form, "plan": plan, "shown": page, "becomes": showing.becomes}
    return web.page(
        "rosters/preview.html", upload=upload, changed=changed, status=409 if changed else 200, **context
    )


@bp.post("/roster/<id:upload_id>/application")
def apply(upload_id: int) -> Response:
    """Do what was looked at, all of it at once; show it anew where the class has changed meanwhile."""
    upload, form = queries.upload(g.member, upload_id), ApplyForm()
    seen = form.seen.data or "" if form.validate() else ""
    try:
        if upload.applied_at is None:
            actions.apply(upload, g.course, seen=seen, welcome=form.welcome.data, by=g.member)
    except Changed:
        upload = queries.upload(g.member, upload_id)
        if upload.applied_at is None:
            return _preview(upload, _plan(upload), changed=True)
    return web.see_other(f"{g.here}/members/roster/{upload_id}")


@bp.get("/roster/<id:upload_id>/faulty.csv")
def faulty(upload_id: int) -> Response:
    """Send the rows of which nothing is taken, with the reason, as a file to be mended and sent again."""
    upload = queries.upload(g.member, upload_id)
    steps = [step for step in _plan(upload).steps if step.kind == Kind.FAULTY]
    return _file(showing.faulty(steps), "faulty")


@bp.get("/roster.csv")
def download() -> Response:
    """Send the roster of the class."""
    return _file(queries.sheet(g.member), "roster")


def _file(sheet: sheets.Sheet, name: str) -> Response:
    kind, write = sheets.KINDS["csv"]
    answer = Response(write(sheet), content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{g.course.slug}-{name}.csv"'
    return answer
