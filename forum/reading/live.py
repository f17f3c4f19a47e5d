"""News for pages that stay open: how many comments or posts have come, and the comments, each to its place.

Asking marks nothing as read; taking comments in does.
"""

from __future__ import annotations

from flask import Blueprint, Response, g
from werkzeug.exceptions import BadRequest

from forum import web
from forum.comments import places, tree
from forum.comments import queries as comments
from forum.notify import seen
from forum.posts import queries as posts
from forum.reading import actions, queries

bp = Blueprint("live", __name__)
bp.after_request(seen.ring)

TOGETHER = 50  # comments that one click takes in


@bp.get("/news")
def of_class() -> Response:
    """Say how many posts are newer than the last on the page (`?since=`, its cursor), or under how many was
    said something since the page was made (`?at=`, a cursor as well); 204 when there is neither.
    """
    told = queries.posts_since(g.member, web.asked("since"), web.asked("at"))
    if not told.many and not told.talked:
        return Response(status=204)
    return web.fragment("reading/new_posts.html", told=told)


@bp.get("/posts/<id:post_id>/news")
def of_post(post_id: int) -> Response:
    """Say how many comments came after the last on the page (`?since=`, its id); 204 when none did."""
    told = queries.comments_since(g.member, post_id, _since())
    if not told.many:
        return Response(status=204)
    return web.fragment("reading/new_comments.html", told=told, post_id=post_id)


def _since() -> int:
    since = web.asked_id("since")
    if since is None:
        raise BadRequest
    return since


@bp.get("/posts/<id:post_id>/comments")
def taken_in(post_id: int) -> Response:
    """Show the comments that came after one, each in its place; without htmx, the post with them marked."""
    since, post = _since(), posts.standing(g.member, post_id)
    if not web.partial():
        return web.see_other(f"{g.here}/posts/{post_id}?new={since}#comments")
    new = comments.after(g.member, post_id, since, TOGETHER)
    if not new:
        return Response(status=204)
    branches, last = tree.split(new), max(row.id for row in new)
    folded = [row.id for row in new if row.parent_id] if post.comment_number > comments.WHOLE else []
    if web.is_looked_at():
        shown = [row.id for row in new if row.id not in folded]
        actions.opened(post, shown, by=g.member)
        seen.see(post_id, shown)
    groups = places.under(post_id, [branch for branch in branches if tree.above(branch.root.path)])
    return web.fragment(
        "reading/taken_in.html",
        post=post,
        many=len(new),
        tops=[branch for branch in branches if not tree.above(branch.root.path)],
        groups=groups,
        first=next((place for place, found in groups if branches[0] in found), None),
        folded=folded,
        since=since,
        last=last,
        told=queries.comments_since(g.member, post_id, last),
    )
