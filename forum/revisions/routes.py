"""The history of a post and of a comment: its versions, what differs between two, and bringing one back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from forum import web
from forum.comments import queries as comments
from forum.policy import may, require
from forum.posts import queries as posts
from forum.posts.actions import EditedMeanwhile
from forum.posts.forms import seen_version, version
from forum.posts.whom import Nobody
from forum.ratelimits import each_writer
from forum.revisions import compared, queries, restoring
from forum.revisions.queries import COMMENT, POST, Of

bp = Blueprint("revisions", __name__)


@bp.get("/posts/<id:post_id>/history")
def of_post(post_id: int) -> Response:
    """Show the versions of a post."""
    post = posts.readable(g.member, post_id)
    require(g.member, "post.history.read", post)
    return _history(POST, post)


@bp.get("/comments/<id:comment_id>/history")
def of_comment(comment_id: int) -> Response:
    """Show the versions of a comment."""
    comment = comments.readable(g.member, comment_id)
    post = posts.standing(g.member, comment.post_id)
    require(g.member, "comment.history.read", comment)
    return _history(COMMENT, comment, post)


@bp.post("/posts/<id:post_id>/history/<id:number>/restoration")
@each_writer("20 per minute")
def restore_post(post_id: int, number: int) -> Response:
    """Bring an earlier version of a post back."""
    post = posts.readable(g.member, post_id)
    for rule in ("post.history.read", "post.edit"):
        require(g.member, rule, post)
    kept = queries.version(g.member, POST, post, number)
    try:
        restoring.bring_post_back(post, kept, by=g.member, seen=_seen())
    except (EditedMeanwhile, Nobody):
        return _history(POST, post, status=409)
    return _brought_back(number, f"{g.here}/posts/{post_id}")


@bp.post("/comments/<id:comment_id>/history/<id:number>/restoration")
@each_writer("20 per minute")
def restore_comment(comment_id: int, number: int) -> Response:
    """Bring an earlier version of a comment back."""
    comment = comments.readable(g.member, comment_id)
    post = posts.standing(g.member, comment.post_id)
    for rule in ("comment.history.read", "comment.edit"):
        require(g.member, rule, comment)
    kept = queries.version(g.member, COMMENT, comment, number)
    try:
        restoring.bring_comment_back(comment, kept, by=g.member, seen=_seen())
    except EditedMeanwhile:
        return _history(COMMENT, comment, post, status=409)
    return _brought_back(number, f"{g.here}/comments/{comment_id}")


def _seen() -> Any:
    return seen_version(request.form.get("seen"))


def _brought_back(number: int, url: str) -> Response:
    web.notice(_("Version %(number)s stands again.", number=number))
    return web.see_other(url)


def _history(of: Of, text: Any, post: Any = None, *, status: int = 200) -> Response:
    """Show two versions beside each other, and the list of all.

    The status 409 says that nothing was brought back: the newest version was not the one that was seen.
    """
    present = queries.present(of, text.id)
    asked = (web.asked_id("old"), web.asked_id("new")) if status == 200 else (None, None)
    return web.page(
        "revisions/history.html",
        status=status,
        refused=status == 409,
        text=text,
        post=post or text,
        url=f"{g.here}/{'posts' if of is POST else 'comments'}/{text.id}",
        comment=None if of is POST else text,
        present=present,
        page=queries.earlier(g.member, of, text, web.asked_id("before")),
        pair=compared.pair(g.member, of, text, present, *asked),
        side=web.asked("view") == "side",
        seen=version(present.edited_at),
        restores=may(g.member, "post.edit" if of is POST else "comment.edit", text),
    )
