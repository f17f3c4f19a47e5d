"""Leaving comments and answering them; every address works with and without JavaScript."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, request
from flask_login import current_user
from werkzeug.exceptions import NotFound

from forum import web
from forum.comments import actions, fresh, queries, saying, tree
from forum.comments import places as where
from forum.comments.forms import CommentForm, EditForm
from forum.comments.shown import looks
from forum.i18n import say as _
from forum.notify.seen import see
from forum.policy import may, require
from forum.posts import lengths
from forum.posts import queries as posts
from forum.posts.actions import EditedMeanwhile
from forum.posts.forms import seen_version, version
from forum.prompts import wording
from forum.ratelimits import each_writer
from forum.reading import actions as reading
from forum.revisions import meanwhile
from forum.writing import places
from forum.writing import queries as writing
from forum.writing.forms import as_it_was

bp = Blueprint("comments", __name__)
bp.app_template_global("looks")(looks)


@bp.get("/posts/<id:post_id>/comments/new")
def new(post_id: int) -> Response:
    """Show the form, in its place in the thread or on a page of its own."""
    post = posts.to_comment_on(g.member, post_id)
    require(g.member, "comment.write", post)
    parent = _answered(post, web.asked("parent"))
    unsent = writing.at(g.member, places.commenting(post_id, parent), web.asked("draft"))
    return _form(post, parent, CommentForm(formdata=as_it_was(unsent)))


@bp.post("/posts/<id:post_id>/comments")
@each_writer("20 per minute")
def create(post_id: int) -> Response:
    """Put a new comment into the thread."""
    post = posts.to_comment_on(g.member, post_id)
    require(g.member, "comment.write", post)
    form = CommentForm()
    try:
        parent = _answered(post, form.parent.data)
        if not form.validate_on_submit():
            return _form(post, parent, form, 422)
        posted = saying.reply(
            post_id,
            form.body.data,
            by=g.member,
            parent=parent,
            key=form.once,
            unsent=form.unsent.data,
        )
    except saying.AnsweredIsGone:
        form.refuse(form.body, _("The comment you answer is gone. Your text is kept: post it here."))
        return _form(post, None, form, 422)
    return _created(post, posted, parent)


def _answered(post: Any, parent_id: str | None) -> Any:
    """Return the comment that is to be answered. Raises NotFound for one of another post, AnsweredIsGone."""
    if not parent_id:
        return None
    parent = queries.standing(g.member, web.row_id(parent_id) or 0)
    if parent.post_id != post.id:
        raise NotFound
    if not may(g.member, "comment.read", parent):
        raise saying.AnsweredIsGone(_("The comment you want to answer is gone."))
    return parent


def _form(post: Any, parent: Any, form: CommentForm, status: int = 200) -> Response:
    return web.page(
        "comments/new.html",
        block="form",
        post=post,
        parent=parent,
        form=form,
        place=places.commenting(post.id, parent),
        wanted=lengths.wanted_of_reply(post, of=g.member),
        focus=not web.asked("still"),
        status=status,
    )


def _created(post: Any, posted: saying.Posted, parent: Any) -> Response:
    # Words that were there already stand in the page, perhaps with answers: go to them, add nothing.
    if posted.stored is None or not web.partial():
        web.notice(_is_posted(post, posted))
        return web.see_other(f"{g.here}/comments/{posted.id}")
    comment = fresh.row(posted.id, posted.stored, current_user.name, g.member, parent)
    return web.fragment(
        "comments/created.html",
        post=post,
        posted=posted,
        branches=[tree.Branch([comment])],
        parent=parent,
        place=where.of(comment, parent),
        notice={"text": _is_posted(post, posted), "undo": ""},
    )


def _is_posted(post: Any, posted: saying.Posted) -> str:
    """Return what is said of a new comment: also that it is too short to be the reply that is owed."""
    said, wanted = _("Your comment is posted."), lengths.wanted_of_reply(post, of=g.member)
    words: int = posted.stored["words"] if posted.stored else wanted
    return f"{said} {wording.too_short(words, wanted)}" if words < wanted else said


@bp.get("/comments/<id:comment_id>")
def show(comment_id: int) -> Response:
    """Go to the page that holds a comment, and mark it there; to htmx, show the comment alone."""
    comment = queries.standing(g.member, comment_id)
    post = posts.standing(g.member, comment.post_id)
    if web.partial():
        return web.fragment("comments/said.html", post=post, comment=comment)
    return web.see_other(address(post, comment, web.asked_id("new")))


def address(post: Any, comment: Any, since: int | None = None) -> str:
    """Return the page that holds a comment: its post's, or that of its own thread when it is a long one.

    What is newer than the comment with the id `since` is marked there as new.
    """
    place, query = f"/posts/{post.id}", {} if since is None else {"new": str(since)}
    if post.comment_number > queries.WHOLE:
        first = tree.top(comment.path)
        query["from"] = comment.path
        if comment.path != first:
            place = f"/comments/{where.id_at(post.id, first)}/replies"
    asked = f"?{urlencode(query)}" if query else ""
    return f"{g.here}{place}{asked}#{web.dom_id('comment', comment.id)}"


@bp.get("/comments/<id:comment_id>/replies")
def replies(comment_id: int) -> Response:
    """Show more of the answers under a comment."""
    comment = queries.standing(g.member, comment_id)
    post = posts.standing(g.member, comment.post_id)
    after, start = web.asked("after"), web.asked("from")
    found = queries.replies(g.member, comment, after=after, start=start)
    if web.is_looked_at():
        shown = [row.id for row in found.rows]
        reading.opened(post, shown, by=g.member)
        see(post.id, [comment_id, *shown])
    if web.partial():
        groups = where.under(post.id, tree.split(found.rows))
        return web.fragment(
            "comments/more.html",
            post=post,
            comment=comment,
            found=found,
            groups=groups,
            since=web.asked_id("new"),
        )
    above = queries.lineage(g.member, found.rows[0]) if found.rows else [comment]
    branches = tree.split([*above, *found.rows])
    return web.page(
        "comments/replies.html",
        post=post,
        comment=comment,
        found=found,
        branches=branches,
        start=start,
        since=web.asked_id("new"),
    )


@bp.route("/comments/<id:comment_id>/edit", methods=["GET", "POST"])
def edit(comment_id: int) -> Response:
    """Show a comment in a form in its place, and save it."""
    comment = queries.readable(g.member, comment_id)
    require(g.member, "comment.edit", comment)
    post = posts.standing(g.member, comment.post_id)
    source = queries.source(comment_id)
    form = _editing(comment_id, source)
    if not form.validate_on_submit():
        return _edit_form(form, post, comment, source.body_format, 422 if form.is_submitted() else 200)
    seen = seen_version(form.seen.data)
    try:
        actions.edit(
            comment_id,
            form.body.data,
            by=g.member,
            seen=seen,
            format=source.body_format,
            unsent=form.unsent.data,
        )
    except EditedMeanwhile:
        return _edited_meanwhile(form, post, comment, source.body_format)
    return said(post, comment_id, _("Saved."))


def _editing(comment_id: int, source: Any) -> EditForm:
    """Return the form that changes a comment: as it was sent, as its editor was typing, or as it stands."""
    if request.method == "POST":
        return EditForm()
    unsent = writing.at(g.member, places.editing_comment(comment_id), web.asked("draft"))
    stands = {"body": source.body_markdown, "seen": version(source.edited_at)}
    return EditForm(formdata=as_it_was(unsent), data=stands)


def _edit_form(form: EditForm, post: Any, comment: Any, format: str, status: int, **context: Any) -> Response:
    return web.page(
        "comments/edit.html",
        block="form",
        status=status,
        form=form,
        post=post,
        comment=comment,
        place=places.editing_comment(comment.id),
        format=format,
        focus=not web.asked("still"),
        **context,
    )


def _edited_meanwhile(form: EditForm, post: Any, comment: Any, format: str) -> Response:
    """Show both versions beside each other; what was typed stays in the form."""
    found = meanwhile.of_comment(comment.id, form.body.data, by=g.member)
    if found is None:  # a double click: both have saved the same
        return said(post, comment.id, _("Saved."))
    form.seen.raw_data, form.seen.data = None, version(found.theirs.edited_at)
    return _edit_form(form, post, comment, format, 409, meanwhile=found)


def said(post: Any, comment_id: int, text: str, undo: str = "") -> Response:
    """Show a comment as it is now, in its place; or go back to its page."""
    if not web.partial():
        web.notice(text, undo=undo)
        return web.see_other(address(post, queries.standing(g.member, comment_id)))
    return web.fragment(
        "comments/changed.html",
        post=posts.standing(g.member, post.id),
        comment=queries.standing(g.member, comment_id),
        notice={"text": text, "undo": undo},
    )
