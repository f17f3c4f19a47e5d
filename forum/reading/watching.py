"""Following and muting: a post, a category, the class. One click each, and one to take it back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from forum import web
from forum.policy import require
from forum.posts import queries as posts
from forum.posts import shelf
from forum.reading import actions
from forum.reading.models import Level

bp = Blueprint("watching", __name__)
bp.before_request(lambda: require(g.member, "marks.keep", g.course))

LEVELS = {"following": Level.FOLLOWING, "muting": Level.MUTED}


@bp.post("/posts/<id:post_id>/<any(following, muting):how>")
def post(post_id: int, how: str) -> Response:
    """Follow or mute a post."""
    posts.readable(g.member, post_id)
    return _begin(how, f"{g.here}/posts/{post_id}", post_id=post_id)


@bp.post("/posts/<id:post_id>/<any(following, muting):how>/delete")
def post_no_more(post_id: int, how: str) -> Response:
    """Hear of a post as of any other."""
    posts.readable(g.member, post_id)
    return _end(f"{g.here}/posts/{post_id}", post_id=post_id)


@bp.post("/categories/<slug:slug>/<any(following, muting):how>")
def category(slug: str, how: str) -> Response:
    """Follow or mute a category."""
    found = shelf.rail(g.course.id).category(slug)
    return _begin(how, f"{g.here}/categories/{slug}", category_id=found.id)


@bp.post("/categories/<slug:slug>/<any(following, muting):how>/delete")
def category_no_more(slug: str, how: str) -> Response:
    """Hear of a category as of any other."""
    found = shelf.rail(g.course.id).category(slug)
    return _end(f"{g.here}/categories/{slug}", category_id=found.id)


@bp.post("/following")
def course() -> Response:
    """Follow the class."""
    return _begin("following", f"{g.here}/new")


@bp.post("/following/delete")
def course_no_more() -> Response:
    """Follow the class no longer."""
    return _end(f"{g.here}/new")


def _begin(how: str, back: str, **thing: Any) -> Response:
    actions.watch(LEVELS[how], by=g.member, **thing)
    web.notice(_("You follow this now.") if how == "following" else _("Muted: it is never shown as new."))
    return web.see_other(back)


def _end(back: str, **thing: Any) -> Response:
    actions.unwatch(by=g.member, **thing)
    web.notice(_("Done: you neither follow nor mute this."))
    return web.see_other(back)
