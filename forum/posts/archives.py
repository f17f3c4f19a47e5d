"""The journal by category, by month and by author."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request

from forum import web
from forum.posts import authors, queries, shelf

bp = Blueprint("archives", __name__)


@bp.get("/categories/<slug:slug>")
def category(slug: str) -> Response:
    """Show what is filed under a category."""
    found = shelf.category(g.course.id, slug)
    return _archive(
        "posts/category.html", queries.filed_under(g.member, found.id, before=_before()), category=found
    )


@bp.get("/months/<month:month>")
def month(month: str) -> Response:
    """Show the posts of a month."""
    return _archive("posts/month.html", queries.of_month(g.member, month, before=_before()), month=month)


@bp.get("/authors/<id:user_id>")
def author(user_id: int) -> Response:
    """Show what somebody has written in this class."""
    person = authors.find(g.member, user_id)
    return _archive(
        "posts/author.html", queries.by_author(g.member, user_id, before=_before()), person=person
    )


def _before() -> str:
    return request.args.get("before", "")


def _archive(template: str, page: queries.Page, **context: Any) -> Response:
    rail = None if web.partial() else shelf.rail(g.course.id)
    return web.page(template, block="entries", page=page, rail=rail, **context)
