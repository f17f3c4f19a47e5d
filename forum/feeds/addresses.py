"""The addresses of a class's feeds, on a page; a member's own are made there, made anew, and switched off."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from forum import web
from forum.courses import roster
from forum.courses.models import Visibility
from forum.feeds import keys, queries
from forum.feeds.doorway import root
from forum.feeds.entries import url
from forum.policy import may, require
from forum.posts import queries as posts
from forum.posts import shelf
from forum.ratelimits import each_writer

bp = Blueprint("addresses", __name__, url_prefix="/feeds")


@bp.get("")
def index() -> Response:
    """Show where the feeds of the class are; to a member, their own with the key in it.

    Of the comments under posts those of the latest, and of the post that one comes from (`?post=`).
    """
    belongs = may(g.member, "feeds.read", g.course)
    key = keys.of(g.member) if belongs else None
    public = url(g.here) if g.course.visibility == Visibility.PUBLIC else ""
    private = url(root(keys.secret(key))) if key else ""
    parts = _parts(belongs) if private or public else {}
    return web.page("feeds/addresses.html", key=key, public=public, private=private, **parts)


def _parts(belongs: bool) -> dict[str, Any]:
    """Return what has a feed of its own; who writes is told to whom the list of members is."""
    people = roster.members(g.member) if belongs else []
    return {
        "categories": [
            category for category in shelf.of(g.course, g.member).categories if category.post_count
        ],
        "authors": [person for person in people if person.post_count],
        "posts": _posts(),
    }


def _posts() -> list[Any]:
    asked = web.asked_id("post")
    wanted = [posts.readable(g.member, asked)] if asked else []
    return [*wanted, *(post for post in queries.recent(g.member) if post.id != asked)]


@bp.post("/address")
@each_writer("10 per minute")
def renew() -> Response:
    """Give a member an address of their own, or another one."""
    require(g.member, "feeds.read", g.course)
    keys.renew(by=g.member)
    web.notice(_("Your new address is ready. If there was one before, it opens nothing any more."))
    return web.see_other(f"{g.here}/feeds")


@bp.post("/address/delete")
def switch_off() -> Response:
    """Let a member's address open nothing any more."""
    require(g.member, "feeds.read", g.course)
    keys.switch_off(by=g.member)
    web.notice(_("Your address is switched off: it opens nothing any more."))
    return web.see_other(f"{g.here}/feeds")
