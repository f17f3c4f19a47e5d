"""What is new to a member: one page of it, and the marks that they set by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from forum import clock, web
from forum.comments import queries as comments
from forum.policy import require
from forum.posts import queries as posts
from forum.posts import shelf
from forum.reading import actions, queries

SETTLES = timedelta(seconds=2)  # a post has its time before it is committed and can be seen

bp = Blueprint("reading", __name__)
bp.before_request(lambda: require(g.member, "marks.keep", g.course))


@bp.get("/new")
def new() -> Response:
    """Show the posts and the comments that are new to the member."""
    newest, settled = actions.newest_comment(), clock.now() - SETTLES  # first: what comes meanwhile stays new
    news = queries.news(g.member, before=web.asked("before"))
    until = max([settled, *(post.published_at for post in news.posts)])
    return web.page(
        "reading/new.html",
        block="news",
        news=news,
        until=until.isoformat(),
        newest=newest,
        rail=shelf.of(g.course, g.member),
        follows=queries.watched_class(g.member),
    )


@bp.post("/new/seen")
def read_all() -> Response:
    """Count all as read that was there when the page was made."""
    newest = web.row_id(request.form.get("newest")) or 0
    actions.read_all(_moment(request.form.get("until", "")), newest, by=g.member)
    return _done(_("Everything is marked as read."), f"{g.here}/")


def _moment(text: str) -> datetime:
    """Return the moment of a form, or now: for what is no moment, and for what is still to come."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return clock.now()
    return min(moment if moment.tzinfo else moment.replace(tzinfo=UTC), clock.now())


@bp.post("/new/seen/delete")
def unread_all() -> Response:
    """Count everything as new that the member has never opened."""
    actions.unread_all(by=g.member)
    return _done(_("What is older counts as new now, too."), f"{g.here}/new")


@bp.post("/posts/<id:post_id>/seen")
def read(post_id: int) -> Response:
    """Count a post and what is under it as read."""
    post = posts.readable(g.member, post_id)
    actions.read(post_id, post.newest, by=g.member)
    if not queries.news(g.member).posts:  # the page has something else to say then
        return web.see_other(f"{g.here}/new")
    return _done(_("Marked as read."), f"{g.here}/new", gone=web.dom_id("new", post_id))


@bp.post("/posts/<id:post_id>/seen/delete")
def unread(post_id: int) -> Response:
    """Make a post new again."""
    posts.readable(g.member, post_id)
    actions.unread(post_id, by=g.member)
    return _done(_("Marked as unread."), f"{g.here}/")


@bp.post("/comments/<id:comment_id>/seen/delete")
def unread_from(comment_id: int) -> Response:
    """Make a comment new again, and all that came after it under its post."""
    comment = comments.readable(g.member, comment_id)
    actions.unread(comment.post_id, comment_id=comment_id, by=g.member)
    # Not back to the post: to look at it would mark all of it as read.
    return _done(_("From this comment on, all is marked as unread."), f"{g.here}/new#new-{comment.post_id}")


def _done(text: str, back: str, *, gone: str = "") -> Response:
    """Say what happened: in the page, from which a piece may go, or on the page to go to."""
    if web.partial():
        return web.fragment("reading/done.html", notice={"text": text, "undo": ""}, gone=gone)
    web.notice(text)
    return web.see_other(back)
