"""Taking a comment away and back: deleted by its author, hidden by teachers."""

from __future__ import annotations

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from forum import web
from forum.comments import actions, queries
from forum.comments.routes import said
from forum.policy import require
from forum.posts import queries as posts
from forum.posts.forms import ReasonForm

bp = Blueprint("comment_moderation", __name__, url_prefix="/comments/<id:comment_id>")


@bp.get("/deletion")
def ask_to_delete(comment_id: int) -> Response:
    """Ask before deleting, in place."""
    comment = queries.readable(g.member, comment_id)
    require(g.member, "comment.delete", comment)
    post = posts.standing(g.member, comment.post_id)
    return web.page("comments/delete.html", block="form", post=post, comment=comment)


@bp.post("/deletion")
def delete(comment_id: int) -> Response:
    """Delete one's own comment; the notice offers to take that back."""
    comment = queries.readable(g.member, comment_id)
    require(g.member, "comment.delete", comment)
    post = posts.standing(g.member, comment.post_id)
    actions.delete(comment_id, by=g.member)
    return said(
        post, comment_id, _("The comment is deleted."), f"{g.here}/comments/{comment_id}/deletion/delete"
    )


@bp.post("/deletion/delete")
def restore(comment_id: int) -> Response:
    """Take a deletion back."""
    comment = queries.standing(g.member, comment_id)
    require(g.member, "comment.restore", comment)
    post = posts.standing(g.member, comment.post_id)
    actions.restore(comment_id, by=g.member)
    return said(post, comment_id, _("The comment is back."))


@bp.route("/hiding", methods=["GET", "POST"])
def hide(comment_id: int) -> Response:
    """Ask why, and hide a comment from the class."""
    comment = queries.readable(g.member, comment_id)
    require(g.member, "comment.hide", comment)
    post = posts.standing(g.member, comment.post_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return web.form_page("comments/hide.html", form, block="form", post=post, comment=comment)
    actions.hide(comment_id, by=g.member, reason=form.reason.data)
    return said(
        post,
        comment_id,
        _("The comment is hidden from the class."),
        f"{g.here}/comments/{comment_id}/hiding/delete",
    )


@bp.post("/hiding/delete")
def unhide(comment_id: int) -> Response:
    """Show a hidden comment again."""
    comment = queries.readable(g.member, comment_id)
    require(g.member, "comment.hide", comment)
    post = posts.standing(g.member, comment.post_id)
    actions.unhide(comment_id, by=g.member)
    return said(post, comment_id, _("The comment is shown to the class again."))
