"""The journal by category, by month and by author."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g

from forum import about, web
from forum.posts import authors, lists, shelf
from forum.posts.cursors import present
from forum.reading import queries as reading

bp = Blueprint("archives", __name__)


@bp.get("/categories/<slug:slug>")
def category(slug: str) -> Response:
    """Show what is filed under a category."""
    rail = shelf.of(g.course, g.member)
    found = rail.category(slug)
    posts = lists.filed_under(g.member, found.id, **_place())
    return about.listed(
        _archive("posts/category.html", posts, rail, category=found, watched=_watched(found.id)), g.course
    )


def _watched(category_id: int) -> str | None:
    """Return whether the member follows or has muted a category; a part of its page does not show that."""
    return None if web.partial() else reading.watched_category(g.member, category_id)


@bp.get("/months/<month:month>")
def month(month: str) -> Response:
    """Show the posts of a month."""
    posts = lists.of_month(g.member, month, **_place())
    return about.listed(
        _archive("posts/month.html", posts, shelf.of(g.course, g.member), month=month), g.course
    )


@bp.get("/authors/<id:user_id>")
def author(user_id: int) -> Response:
    """Show what somebody has written in this class; search engines do not list people."""
    person = authors.find(g.member, user_id)
    posts = lists.by_author(g.member, user_id, **_place())
    return _archive("posts/author.html", posts, shelf.of(g.course, g.member), person=person)


def _place() -> dict[str, Any]:
    """Return where in a list the page begins, and how much of it."""
    return {"before": web.asked("before"), "show": web.how_many(lists.PAGE)}


def _archive(template: str, page: lists.Page, rail: shelf.Rail, **context: Any) -> Response:
    made = present()  # posts of other categories, months and authors are news as well
    before = web.asked("before")
    return web.page(
        template, block="entries", page=page, rail=rail, before=before, newest=made, made=made, **context
    )
