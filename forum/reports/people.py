"""One student's part: for themselves, and for those who teach them; and what the numbers mean."""

from __future__ import annotations

from flask import Blueprint, Response, g

from forum import policy, web
from forum.prompts import wording
from forum.reports import columns, heat, part, queries

bp = Blueprint("parts", __name__, url_prefix="/participation")


@bp.get("/me")
def mine() -> Response:
    """Show somebody their own part; who teaches has none, and is led to the class's."""
    if policy.may(g.member, "participation.read", g.course):
        return web.see_other(f"{g.here}/participation")
    policy.require(g.member, "own.participation.read", g.course)
    return _page(g.member.user_id, is_mine=True)


@bp.get("/<id:user_id>")
def show(user_id: int) -> Response:
    """Show a student's part to who teaches them, just as that student sees it."""
    policy.require(g.member, "participation.read", g.course)
    return _page(queries.student(g.member, user_id).id, is_mine=False)


@bp.get("/definitions")
def define() -> Response:
    """Say what the numbers mean."""
    policy.require(g.member, "participation.definitions.read", g.course)
    return web.page("reports/definitions.html")


def _page(user_id: int, *, is_mine: bool) -> Response:
    found = part.of_student(g.course, user_id)
    return web.page(
        "reports/part.html",
        own=found,
        student=found.student,
        is_mine=is_mine,
        names=columns.NAMES | {"done": columns.NAMES["prompts"]},
        strip=heat.strip(found.report.term, found.report.weeks),
        scale=heat.scale([*found.weeks, *map(round, found.median_weeks)]),
        titles={row.id: row.title for row in queries.prompts(g.course.id)},
        said_owed=wording.owed,
        said_standing=wording.standing,
    )
