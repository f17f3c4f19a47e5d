"""How the class takes part, for its staff: the report, as a page and as files, and who answers whom."""

from __future__ import annotations

from collections.abc import Collection

from flask import Blueprint, Response, g, request

from forum import policy, web
from forum.courses import placings
from forum.courses.queries import slug_of
from forum.reports import answers, columns, figures, graph, heat, saying, table
from forum.reports.forms import SpanForm
from forum.reports.table import Report
from forum.reports.terms import EVER

bp = Blueprint("reports", __name__)


@bp.get("/participation")
def index() -> Response:
    """Show what each student did, in figures, by columns and week by week."""
    policy.require(g.member, "participation.read", g.course)
    form = SpanForm.of(request.args, placings.known(g.member))
    report = _report(form) if form.validate() else None
    if report is None:
        return _refused(form)
    return web.page(
        "reports/participation.html",
        form=form,
        about=saying.about(g.course, form.section_name, form.span, report),
        report=report,
        figures=figures.of(report, g.course.id, _sections(form)),
        columns={name: str(columns.NAMES[name]) for name in columns.shown(report)},
        strip=heat.strip(report.term, report.weeks),
        scale=heat.scale(number for student in report.students for number in student.by_week.values()),
    )


def _sections(form: SpanForm) -> Collection[int] | None:
    """Return the sections whose students are shown; None is all."""
    everybody = None if g.member.everywhere else g.member.sections
    return {form.section_id} if form.section_id else everybody


def _refused(form: SpanForm) -> Response:
    about = saying.about(g.course, "", EVER, None)
    return web.page("reports/participation.html", status=422, form=form, about=about, report=None)


def _report(form: SpanForm) -> Report:
    return table.of_class(g.member, g.course, form.span, form.section_id, form.by)


@bp.get("/participation.<any(csv, xlsx):kind>")
def download(kind: str) -> Response:
    """Give the report as a file: what the page shows at the same address."""
    policy.require(g.member, "participation.read", g.course)
    form = SpanForm.of(request.args, placings.known(g.member))
    if not form.validate():
        return _refused(form)
    report = _report(form)
    section = form.section_name and slug_of(form.section_name)
    title = f"{g.course.title} {form.section_name}".strip()
    sheet = columns.sheet(report, title, placings.of_people(g.member))
    return web.download(sheet, kind, columns.file_name(g.course, report, section))


@bp.get("/participation/answers")
def show_answers() -> Response:
    """Show who answers whom: a matrix, and a graph where it can be read."""
    policy.require(g.member, "participation.read", g.course)
    form = SpanForm.of(request.args, placings.known(g.member))
    valid = form.validate()
    found = answers.of_class(g.member, g.course, form.span, form.section_id) if valid else None
    return web.page(
        "reports/answers.html",
        status=200 if valid else 422,
        form=form,
        about=saying.about(g.course, form.section_name, form.span, None) if valid else [],
        answers=found,
        graph=graph.drawn(found) if found and found.is_small else None,
    )
