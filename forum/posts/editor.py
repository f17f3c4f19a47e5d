"""A post being written and edited: the editor, and what becomes of what it sends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from forum import web
from forum.policy import require
from forum.posts import actions, pinning, queries, shelf, whom
from forum.posts.coauthors import are_known, only_for_their_author, typed
from forum.posts.draft import Draft
from forum.posts.forms import UNCHOSEN, PostForm, seen_version, version
from forum.posts.models import State
from forum.posts.publication import (
    and_its_length,
    is_for_somebody,
    last_day_of_pin,
    say_who_is_gone,
    time_in_form,
    waits_for_who_announces,
    what_becomes_of,
)
from forum.prompts import owed
from forum.ratelimits import each_writer
from forum.revisions import meanwhile
from forum.writing import places
from forum.writing import queries as writing
from forum.writing.forms import as_it_was

bp = Blueprint("editor", __name__)


@bp.get("/posts/new")
def new() -> Response:
    """Show the editor: with what its writer was typing, or empty."""
    require(g.member, "post.write", g.course)
    offered = whom.offered(g.course, g.member)
    answered = offered.prompt(web.asked_id("prompt"))
    place = places.new_post(answered)
    unsent = None if web.asked("blank") else writing.at(g.member, place, web.asked("draft"))
    filled = {"formdata": as_it_was(unsent), "prompt": answered, "categories": whom.filed_under(answered)}
    return _editor(_form(offered, **filled), place=place)


@bp.post("/posts")
@each_writer("10 per minute")
def create() -> Response:
    """Publish a new post, or keep it as a draft."""
    require(g.member, "post.write", g.course)
    form = _form(whom.offered(g.course, g.member))
    if not all((form.validate_on_submit(), are_known(form))):
        return _editor(form, status=422)
    draft = form.draft(request.form.get("state", State.PUBLISHED))
    try:
        post_id = actions.write(draft, by=g.member, key=form.once, unsent=form.unsent.data)
    except whom.Nobody as why:
        return _choose_anew(form, why)
    web.notice(and_its_length(what_becomes_of(draft, form), post_id, form.answers(None)))
    return web.see_other(f"{g.here}/posts/{post_id}")


@bp.route("/posts/<id:post_id>/edit", methods=["GET", "POST"])
def edit(post_id: int) -> Response:
    """Show a post in the editor, and save it."""
    post = queries.readable(g.member, post_id)
    require(g.member, "post.edit", post)
    source = queries.source(post_id)
    if request.method != "POST":  # HEAD is a GET without its words
        return _open(post, source)
    form = _form_of(post)
    checked = (
        form.validate_on_submit(), are_known(form, post_id), waits_for_who_announces(form, post),
        is_for_somebody(form, post),
    )  # fmt: skip
    if not all(checked):
        return _editor(form, post=post, source=source, status=422)
    draft = form.draft(request.form.get("state", State.PUBLISHED), source.body_format)
    return _save(form, post, draft, seen_version(form.seen.data))


def _save(form: PostForm, post: Any, draft: Draft, seen: datetime | None) -> Response:
    try:
        actions.edit(post.id, draft, by=g.member, seen=seen, unsent=form.unsent.data)
    except whom.Nobody as why:
        return _choose_anew(form, why, post)
    except actions.EditedMeanwhile:
        return _edited_meanwhile(form, post, draft, seen)
    return _saved(post, draft, form)


def _choose_anew(form: PostForm, why: whom.Nobody | None, post: Any = None) -> Response:
    """Let its writer choose anew whom a post is for; what they have typed stays in the editor."""
    source = queries.source(post.id) if post else None
    if _has_gone(post, source):
        post, why = queries.readable(g.member, post.id), None
        form = _form_of(post)
    say_who_is_gone(form, why)
    return _editor(form, status=422, post=post, source=source)


def _has_gone(post: Any, source: Any) -> bool:
    """Say whether the section that a draft is for has gone since its form was made."""
    return source is not None and whom.is_lost(source) and not whom.is_lost(post)


def _open(post: Any, source: Any) -> Response:
    """Show a post in the editor as it is, or as its editor was changing it."""
    unsent = writing.at(g.member, places.editing_post(post.id), web.asked("draft"))
    filled = {"formdata": as_it_was(unsent)} if unsent else _as_it_is(post, source)
    return _editor(_form_of(post, **filled), post=post, source=source)


def _form_of(post: Any, **data: Any) -> PostForm:
    """Return the form in which a post is edited: without the time, once it is out."""
    form = _form(whom.offered(g.course, g.member, post), **data)
    if post.state != State.DRAFT:
        del form.publish_at
    if whom.stays(post) or (whom.is_out(post) and post.prompt_id and not g.member.staff):
        del form.section, form.prompt
    elif whom.is_out(post) and not g.member.staff:
        del form.prompt  # what was written for something else becomes no answer, and none in time
    only_for_their_author(form, post)
    return form


def _form(offered: whom.Offered, **data: Any) -> PostForm:
    return PostForm.for_(g.member, shelf.categories(g.course.id), offered, zone=g.course.time_zone, **data)


def _as_it_is(post: Any, source: Any) -> dict[str, Any]:
    return {
        "title": post.title,
        "body": source.body_markdown,
        "categories": shelf.filed_ids(post),
        "section": UNCHOSEN if whom.is_lost(post) else post.section_id,
        "prompt": post.prompt_id,
        "announcement": post.is_announcement,
        "pinned": source.wants_pin if post.state == State.DRAFT else pinning.is_pinned(post),
        "pinned_until": last_day_of_pin(post),
        "excerpt": source.own_excerpt,
        "co_authors": typed(source),
        "named": typed(source),
        "publish_at": time_in_form(source),
        "data": {"seen": version(source.edited_at)},
    }


def _edited_meanwhile(form: PostForm, post: Any, draft: Draft, seen: datetime | None) -> Response:
    """Show both versions beside each other; what was typed stays in the editor."""
    source = queries.source(post.id)
    if _has_gone(post, source):
        return _choose_anew(form, None, post)
    found = meanwhile.of_post(post.id, form.title.data, form.body.data, by=g.member)
    if (
        found is None and draft.state == State.DRAFT and draft.publish_at == source.publish_at
    ):  # a double click
        return _saved(post, draft, form)
    comes_out = draft.state == State.PUBLISHED and request.form.get("was") == State.DRAFT
    if found is None and comes_out and seen != source.edited_at:
        return _save(form, post, draft, source.edited_at)
    if found is None:  # both say the same, but the second has not seen what the first did with it
        web.notice(_("This post was saved from another window as well. Look at it once more."))
        return web.see_other(f"{g.here}/posts/{post.id}")
    form.seen.raw_data, form.seen.data = None, version(found.theirs.edited_at)
    shown = {"post": post, "source": source, "meanwhile": found, "state": _wanted(post)}
    return _editor(form, status=409, **shown)


def _wanted(post: Any) -> str:
    """Return what "Keep mine" does: what was asked for, unless the post has become a draft meanwhile."""
    if post.state != State.DRAFT:
        return State.PUBLISHED
    was_draft = request.form.get("was") == State.DRAFT
    return request.form.get("state", State.PUBLISHED) if was_draft else State.DRAFT


def _saved(post: Any, draft: Draft, form: PostForm) -> Response:
    was_draft = post.state == State.DRAFT
    said = what_becomes_of(draft, form, queries.source(post.id)) if was_draft else _("Saved.")
    web.notice(and_its_length(said, post.id, form.answers(post)))
    return web.see_other(f"{g.here}/posts/{post.id}")


def _editor(form: PostForm, *, status: int = 200, **context: Any) -> Response:
    post = context.get("post")
    answers = form.answers(post)
    place = places.editing_post(post.id) if post else places.new_post(answers)
    shown = {"post": None, "place": place, "answers": answers, **context}
    asked = owed.of_answer(g.member, answers)
    return web.page("posts/editor.html", form=form, status=status, asked=asked, **shown)
