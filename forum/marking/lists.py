"""Marks in lists: one's own, those of a post, a student, a prompt, a class; and points as a table."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from forum import i18n, sheets, web
from forum.marking import actions, board, queries, totals, whom
from forum.marking.forms import as_shown, released, were_shown
from forum.notify.seen import see_marks
from forum.policy import may, require
from forum.posts import queries as posts
from forum.sheets import Sheet

bp = Blueprint("marks", __name__)
bp.app_template_filter("points")(i18n.decimal)


@bp.get("/marks")
def own() -> Response:
    """Show what a member was told about their own work."""
    require(g.member, "marks.own.read", g.course)
    page = queries.own(g.member, before=web.asked_id("before"))
    if web.is_looked_at():
        see_marks([row.id for row in page.rows])
    return web.page("marking/own.html", block="entries", page=page)


@bp.get("/marking")
def of_class() -> Response:
    """Show how far the marking is, prompt by prompt, and what was written last."""
    require(g.member, "marking.read", g.course)
    prompts, last = totals.prompts(g.member), queries.lately(g.member)
    return web.page("marking/class.html", prompts=prompts, page=last)


@bp.get("/marking.csv")
def points_of_class() -> Response:
    """Give the points of the class as a table."""
    require(g.member, "marking.read", g.course)
    return _table(totals.of_class(g.member), f"points-{g.course.slug}.csv")


@bp.get("/prompts/<id:prompt_id>/marks")
def of_prompt(prompt_id: int) -> Response:
    """Show the students whom a prompt is for: what they wrote, and what they are given for it."""
    require(g.member, "marking.read", g.course)
    prompt, rows = board.prompt(g.member, prompt_id), board.of_prompt(g.member, prompt_id)
    waiting = as_shown([mark for row in rows for mark in row.unseen])
    return web.page("marking/board.html", prompt=prompt, rows=rows, first=board.first(rows), waiting=waiting)


@bp.get("/prompts/<id:prompt_id>/marks.csv")
def points_of_prompt(prompt_id: int) -> Response:
    """Give the points for a prompt as a table."""
    require(g.member, "marking.read", g.course)
    board.prompt(g.member, prompt_id)
    return _table(totals.of_prompt(g.member, prompt_id), f"points-{g.course.slug}-{prompt_id}.csv")


@bp.post("/prompts/<id:prompt_id>/marks/release")
def release(prompt_id: int) -> Response:
    """Let all students see what the page showed that they are told about their work for a prompt."""
    require(g.member, "marking.read", g.course)
    board.prompt(g.member, prompt_id)
    rows = [row for row in board.of_prompt(g.member, prompt_id) if row.waiting]
    for row in rows:
        require(g.member, "mark.write", row.student)
    waiting, shown = {mark.id for row in rows for mark in row.unseen}, were_shown(request.form.get("shown"))
    seen = {id: at for id, at in shown.items() if id in waiting}
    many = actions.release_all(seen, by=g.member)
    web.notice(released(many, len(waiting) - many))
    return web.see_other(f"{g.here}/prompts/{prompt_id}/marks")


@bp.get("/posts/<id:post_id>/marks")
def of_thread(post_id: int) -> Response:
    """Show the students who wrote a post or commented on it, and the marks that they have for that."""
    require(g.member, "marking.read", g.course)
    post = posts.readable(g.member, post_id)
    authors, speakers = whom.authors(g.member, post_id), whom.speakers(g.member, post_id)
    return web.page("marking/thread.html", post=post, authors=authors, speakers=speakers)


@bp.get("/members/<id:user_id>/marks")
def of_student(user_id: int) -> Response:
    """Show all that a student was told, or is to be."""
    require(g.member, "marking.read", g.course)
    student = whom.student(g.member, user_id)
    page = queries.of_student(g.member, user_id, before=web.asked_id("before"))
    writes = may(g.member, "mark.write", student)
    return web.page("marking/student.html", block="entries", student=student, page=page, writes=writes)


def _table(sheet: Sheet, name: str) -> Response:
    kind, made = sheets.KINDS["csv"]
    answer = Response(made(sheet), content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
