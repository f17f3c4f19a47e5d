"""Those who write a post together: named in the editor, and one of them who takes themselves off."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from forum import web
from forum.policy import may, post_counts, require
from forum.posts import bylines, names, queries, sharing
from forum.posts.forms import PostForm

bp = Blueprint("coauthors", __name__, url_prefix="/posts/<id:post_id>/co-authors")


@bp.get("/me")
def ask_to_leave(post_id: int) -> Response:
    """Ask before taking oneself off."""
    post = queries.readable(g.member, post_id)
    require(g.member, "post.leave", post)
    return web.page("posts/leave.html", post=post)


@bp.post("/me/delete")
def leave(post_id: int) -> Response:
    """Take oneself off the authors of a post."""
    post = queries.readable(g.member, post_id)
    require(g.member, "post.leave", post)
    sharing.leave(post_id, by=g.member)
    web.notice(_("You are no longer one of its authors."))
    return web.see_other(f"{g.here}/posts/{post_id}" if post_counts(post) else f"{g.here}/")


def are_known(form: PostForm, post_id: int = 0) -> bool:
    """Look up the co-authors whom a form names. Refuses its field where one of them is not found."""
    if "co_authors" not in form:
        return True
    if form.named.data is not None:
        form.shown = bylines.meant(g.member, form.named.data, post_id)[0]
    form.people, unknown = bylines.meant(g.member, form.co_authors.data or "", post_id)
    if unknown:
        form.refuse(form.co_authors, _unknown(", ".join(unknown)))
    elif len(form.people) > sharing.MOST:
        form.refuse(form.co_authors, _("At most %(many)d can write a post with you.", many=sharing.MOST))
    return not form.co_authors.errors


def _unknown(words: str) -> str:
    return _(
        "Nobody who writes in this class is called %(words)s, or several are."
        " Write their @handles, with commas between them; the page of members shows them.",
        words=words,
    )


def typed(source: Any) -> str:
    """Return what the editor shows of the co-authors that a post has."""
    return ", ".join(f"@{other.name}" for other in names.listed(source.co_handles))


def only_for_their_author(form: PostForm, post: Any) -> None:
    """Take the field of the co-authors out of a form for everybody who may not name them."""
    if not may(g.member, "post.share", post):
        del form.co_authors
