"""The journal of a class: its feed, a post that is read, and one's own drafts."""

from __future__ import annotations

from flask import Blueprint, Response, g

from forum import about, web
from forum.comments import queries as comments
from forum.marking.shown import beside
from forum.notify.seen import see
from forum.policy import require
from forum.posts import lists, pinning, queries, shelf
from forum.posts.cursors import newest, present
from forum.posts.shown import entries
from forum.reading import actions as reading
from forum.reading import marks
from forum.writing import queries as writing

bp = Blueprint("posts", __name__)
bp.app_template_global("entries")(entries)


@bp.get("/")
def feed() -> Response:
    """Show the class's posts: what is pinned, then the newest."""
    before = web.asked("before")
    pins = [] if before else lists.pinned(g.member)
    posts = lists.latest(g.member, before=before, show=web.how_many(lists.PAGE))
    page = web.page(
        "posts/feed.html",
        block="entries",
        before=before,
        pins=pins,
        page=posts,
        newest=newest([*pins, *posts.posts]),
        made=present(),
        rail=shelf.of(g.course, g.member),
    )
    return about.listed(page, g.course)


@bp.get("/posts/<id:post_id>")
def show(post_id: int) -> Response:
    """Show a post and what is said under it."""
    post = queries.standing(g.member, post_id)
    part, looked_at = web.partial(), web.is_looked_at()
    start, show = web.asked("from"), web.how_many(comments.TOP_PAGE)
    thread = comments.thread(g.member, post, start=start, show=show)
    if looked_at:
        see(post_id, thread.ids)
    asked = web.asked_id("new")
    page = web.page(
        "posts/show.html",
        block="thread",
        post=post,
        pinned=pinning.is_pinned(post),
        thread=thread,
        since=marks.since(post) if asked is None else asked,
        rail=None if part else shelf.of(g.course, g.member),
        unsent=writing.under(g.member, post_id) if post.waits and not part else (),
        **({} if part else beside(g.member, post)),
    )
    if looked_at:
        reading.opened(post, thread.ids, by=g.member)
    return page if post.deleted_at else about.listed(page, g.course)


@bp.get("/drafts")
def drafts() -> Response:
    """Show a member's own drafts."""
    require(g.member, "drafts.keep", g.course)
    return web.page(
        "posts/drafts.html",
        block="entries",
        page=lists.drafts(g.member, before=web.asked("before"), show=web.how_many(lists.PAGE)),
        unsent=() if web.asked("before") else writing.of_class(g.member),
        rail=shelf.of(g.course, g.member),
    )
