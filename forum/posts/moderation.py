"""Taking a post away and back: deleted by its author, hidden by teachers, closed for comments."""

from __future__ import annotations

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from forum import web
from forum.policy import require
from forum.posts import actions, queries
from forum.posts.forms import ReasonForm

bp = Blueprint("moderation", __name__, url_prefix="/posts/<id:post_id>")


@bp.get("/deletion")
def ask_to_delete(post_id: int) -> Response:
    """Ask before deleting."""
    post = queries.readable(g.member, post_id)
    require(g.member, "post.delete", post)
    return web.page("posts/delete.html", post=post)


@bp.post("/deletion")
def delete(post_id: int) -> Response:
    """Delete one's own post; the notice offers to take that back."""
    require(g.member, "post.delete", queries.readable(g.member, post_id))
    actions.delete(post_id, by=g.member)
    web.notice(_("The post is deleted."), undo=f"{g.here}/posts/{post_id}/deletion/delete")
    return web.see_other(f"{g.here}/")


@bp.post("/deletion/delete")
def restore(post_id: int) -> Response:
    """Take a deletion back."""
    require(g.member, "post.restore", queries.standing(g.member, post_id))
    actions.restore(post_id, by=g.member)
    web.notice(_("The post is back."))
    return web.see_other(f"{g.here}/posts/{post_id}")


@bp.route("/hiding", methods=["GET", "POST"])
def hide(post_id: int) -> Response:
    """Ask why, and hide a post from the class."""
    post = queries.readable(g.member, post_id)
    require(g.member, "post.hide", post)
    form = ReasonForm()
    if not form.validate_on_submit():
        return web.form_page("posts/hide.html", form, post=post)
    actions.hide(post_id, by=g.member, reason=form.reason.data)
    web.notice(_("The post is hidden from the class."), undo=f"{g.here}/posts/{post_id}/hiding/delete")
    return web.see_other(f"{g.here}/posts/{post_id}")


@bp.post("/hiding/delete")
def unhide(post_id: int) -> Response:
    """Show a hidden post again."""
    require(g.member, "post.hide", queries.readable(g.member, post_id))
    actions.unhide(post_id, by=g.member)
    web.notice(_("The post is shown to the class again."))
    return web.see_other(f"{g.here}/posts/{post_id}")


@bp.post("/closing")
def close_comments(post_id: int) -> Response:
    """End the discussion under a post."""
    require(g.member, "post.close", queries.readable(g.member, post_id))
    actions.set_comments_open(post_id, False, by=g.member)
    web.notice(_("Comments are closed."), undo=f"{g.here}/posts/{post_id}/closing/delete")
    return web.see_other(f"{g.here}/posts/{post_id}")


@bp.post("/closing/delete")
def open_comments(post_id: int) -> Response:
    """Open the discussion again."""
    require(g.member, "post.close", queries.readable(g.member, post_id))
    actions.set_comments_open(post_id, True, by=g.member)
    web.notice(_("Comments are open again."))
    return web.see_other(f"{g.here}/posts/{post_id}")
